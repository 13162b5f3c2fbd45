//! Conversations, held with one cluster: many at a time, or each alone.

use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{StreamExt, future::BoxFuture};
use serde_json::json;

use super::{
    stand::Stand,
    talk::{Said, Talk},
};

/// A conversation of the table.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    /// Left out where there is none, aloud.
    pub needs_kubectl: bool,
    pub hold: for<'a> fn(&'a mut Talk) -> BoxFuture<'a, ()>,
}

/// The step that tells how a conversation ended that was not held to its end.
pub const ENDED: &str = "the end";

/// What was said in each.
pub type Transcript = BTreeMap<&'static str, Said>;

/// Longer than any conversation takes on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(4);

/// Holds these, so many at a time: each has a namespace and pods of its own.
pub async fn hold(stand: &Arc<Stand>, rows: &[Row], at_once: usize) -> Transcript {
    let talks = rows.iter().map(|row| one(Arc::clone(stand), *row));
    futures::stream::iter(talks).buffer_unordered(at_once).collect().await
}

async fn one(stand: Arc<Stand>, row: Row) -> (&'static str, Said) {
    let said = Arc::new(Mutex::new(Said::new()));
    let heard = Arc::clone(&said);
    let mut task = tokio::spawn(async move {
        let mut talk = Talk::begin(stand, heard).await;
        (row.hold)(&mut talk).await;
        talk.end().await;
    });
    let broken = match tokio::time::timeout(PATIENCE, &mut task).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(json!(format!("panicked: {}", words(error)))),
        Err(_) => {
            task.abort();
            Some(json!("never ended"))
        }
    };
    let mut said = std::mem::take(&mut *said.lock().unwrap());
    said.extend(broken.map(|words| (ENDED.to_owned(), words)));
    (row.name, said)
}

fn words(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "cancelled".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// Not `eprintln!`: the harness keeps what a test that passes prints.
pub fn say(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}
