//! A line of a log that was cut because it is too long, read again by its timestamp.

use std::time::Duration;

use futures::StreamExt;
use http_body_util::BodyExt;
use jiff::Timestamp;
use tokio::time::timeout;

use crate::{
    adapters::cluster::{
        Error,
        connection::{JSON, Shared},
        limits::GET,
        logs::{Cutter, LONGEST, path, stamp},
    },
    domain::{cluster::Gap, logs::LogSource, text::Safe},
};

/// So much of the line is shown: the rest is for a tool that reads files.
const MOST: usize = 1 << 20;

/// How long one waits for it: the node may send a lot before it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found, and how many bytes beyond it.
type Found = Option<(Safe, u64)>;

pub(super) async fn long_line(connection: &Shared, source: &LogSource, at: Timestamp) -> Result<Vec<Safe>, Gap> {
    let found = timeout(PATIENCE, find(connection, source, at)).await;
    let found = found.unwrap_or_else(|_| Err(connection.late(PATIENCE)));
    match found.map_err(|error| error.gap("get", "pods/log", Some(&source.namespace)))? {
        Some((line, 0)) => Ok(vec![line]),
        Some((line, beyond)) => Ok(vec![line, Safe::clean(&format!("-- {beyond} more bytes are not shown --"))]),
        None => Err(Gap {
            verb: Safe::clean("get"),
            resource: Safe::clean("pods/log"),
            namespace: Some(source.namespace.clone()),
            message: Safe::clean("the node no longer has this line"),
        }),
    }
}

async fn find(connection: &Shared, source: &LogSource, at: Timestamp) -> Result<Found, Error> {
    // The API server takes whole seconds.
    let since = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let path = path(source).with("timestamps", "true").with("sinceTime", &since);
    let mut stream = connection.open(&path, JSON, GET).await?.into_body().into_data_stream();
    let (mut cutter, mut found) = (Cutter::new(MOST), None);
    let mut look = |line: &[u8], beyond: u64| {
        let (stamped, text) = stamp(line);
        if found.is_none() && stamped == Some(at) && line.len() >= LONGEST {
            found = Some((Safe::clean_bytes(text), beyond));
        }
        found.is_some()
    };
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|reason| connection.unreachable(&reason))?;
        let mut over = false;
        cutter.push(&chunk, |line, beyond| over |= look(line, beyond));
        if over {
            return Ok(found);
        }
    }
    cutter.finish(|line, beyond| {
        look(line, beyond);
    });
    Ok(found)
}
