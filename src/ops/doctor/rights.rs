//! What the board and inspect read, and whether this user may.

use std::sync::Arc;

use crate::{
    adapters::cluster::Api,
    domain::{
        Truth,
        cluster::Scope,
        inspection::{Answer, Question, Right},
        text::Safe,
        workload::Kind,
    },
};

use super::Check;

/// Checks the rights in every namespace of the scope.
pub(super) async fn rights(api: &Arc<dyn Api>, scope: &Scope) -> Vec<Check> {
    let cluster = api.cluster();
    match scope {
        Scope::All => of(api, None).await,
        Scope::Only(namespaces) => {
            let mut checks = Vec::new();
            for namespace in namespaces {
                checks.extend(of(api, Some(namespace)).await);
            }
            checks
        }
        Scope::Default => {
            let everywhere = ask(api, None).await;
            if matches!(&everywhere, Ok(rights) if !rights.iter().any(|right| right.allowed == Truth::No && is_vital(right)))
            {
                return said(&cluster.context, None, everywhere);
            }
            let here = of(api, Some(&cluster.namespace)).await;
            let text = format!("not in all namespaces; looking at {} only", cluster.namespace);
            let note = Check::warn(&format!("rights {}", cluster.context), &text, "choose others with -n");
            std::iter::once(note).chain(here).collect()
        }
    }
}

async fn of(api: &Arc<dyn Api>, namespace: Option<&Safe>) -> Vec<Check> {
    said(&api.cluster().context, namespace, ask(api, namespace).await)
}

async fn ask(api: &Arc<dyn Api>, namespace: Option<&Safe>) -> Result<Vec<Right>, Safe> {
    match Arc::clone(api).ask(Question::Access { namespace: namespace.cloned() }).await {
        Answer::Rights(rights) => Ok(rights),
        Answer::Unreadable(gap) => Err(gap.message),
        _ => Err(Safe::from_static("the cluster gave another answer")),
    }
}

fn said(context: &Safe, namespace: Option<&Safe>, rights: Result<Vec<Right>, Safe>) -> Vec<Check> {
    let place = namespace.map_or_else(|| "all namespaces".to_owned(), |name| format!("namespace {name}"));
    let name = format!("rights {context}");
    let rights = match rights {
        Ok(rights) => rights,
        Err(text) => {
            return vec![Check::warn(&name, &format!("unknown in {place}: {text}"), "ask who runs the cluster")];
        }
    };
    let lacking: Vec<Check> = rights
        .iter()
        .filter(|right| right.allowed != Truth::Yes)
        .map(|right| lack(&name, &place, namespace, right))
        .collect();
    if lacking.is_empty() { vec![Check::ok(&name, &format!("all {} in {place}", rights.len()))] } else { lacking }
}

fn lack(name: &str, place: &str, namespace: Option<&Safe>, right: &Right) -> Check {
    let flag = namespace.map_or_else(|| " -A".to_owned(), |name| format!(" -n {name}"));
    // Nodes are in no namespace.
    let (place, flag) = if right.resource.as_str() == "nodes" { ("", "") } else { (place, flag.as_str()) };
    let word = if right.allowed == Truth::No { "cannot" } else { "may or may not" };
    let place = if place.is_empty() { String::new() } else { format!(" in {place}") };
    let text = format!("{word} {} {}{place}", right.verb, right.resource);
    let todo = format!("kubectl auth can-i {} {}{flag}", right.verb, right.resource);
    if is_vital(right) { Check::fail(name, &text, &todo) } else { Check::warn(name, &text, &todo) }
}

/// Without these there is no board.
fn is_vital(right: &Right) -> bool {
    Kind::ALL.iter().any(|kind| kind.plural() == right.resource.as_str())
}
