//! Finding the rollout, and reading what explains it.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    adapters::cluster::Api,
    domain::{
        cluster::{Link, Scope},
        text::Safe,
        workload::Key,
    },
    logic::{board::Board, spelling},
    ops::{Follow, follow::is_settled},
};

use super::{Document, Target, ask, tail};

/// Why there is nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("no {kind} `{name}` in namespace {namespace}{hint}")]
    NotFound { kind: &'static str, name: Safe, namespace: Safe, hint: String },
    #[error("several contexts have it: {contexts}; name one with --context")]
    Ambiguous { contexts: String },
    #[error("not everything could be read, and what was read has no such rollout: {reason}")]
    Unread { reason: String },
    #[error("no cluster answered: {reason}")]
    Silence { reason: String },
}

/// Looks at one rollout. The board's scope is its namespace, whatever the command line says.
pub async fn look(follow: Follow<'_>, mut board: Board, target: &Target) -> Result<Document, Error> {
    let scope = Scope::Only(vec![target.namespace.clone()]);
    let follow = Follow { scope: &scope, ..follow };
    let mut opened = false;
    let complete = follow
        .until(&mut board, |board| {
            if opened || !is_settled(board) {
                return is_settled(board);
            }
            opened = true;
            let keys: BTreeSet<Key> = found(board, target, &follow).into_iter().map(|(_, key)| key).collect();
            let none = keys.is_empty();
            board.open(keys);
            none
        })
        .await;
    let (api, key) = choose(&board, target, &follow, complete)?;
    let answers = ask::everything(&api, &key).await;
    let entry = board.entry(&key).ok_or_else(|| not_found(&board, target))?;
    let logs = tail::failing(&api, &entry).await;
    Ok(Document::of(&board, &entry, answers, logs, (follow.clock)()))
}

type Found = (Arc<dyn Api>, Key);

fn found(board: &Board, target: &Target, follow: &Follow<'_>) -> Vec<Found> {
    let of = |api: &Arc<dyn Api>| (Arc::clone(api), target.on(api.cluster().no));
    follow.world.clusters.iter().map(of).filter(|(_, key)| board.entry(key).is_some()).collect()
}

fn choose(board: &Board, target: &Target, follow: &Follow<'_>, complete: bool) -> Result<Found, Error> {
    let mut found = found(board, target, follow);
    if found.len() > 1 {
        let contexts: Vec<_> = found.iter().map(|(api, _)| api.cluster().context.to_string()).collect();
        return Err(Error::Ambiguous { contexts: contexts.join(", ") });
    }
    found.pop().ok_or_else(|| why_not(board, target, complete))
}

fn why_not(board: &Board, target: &Target, complete: bool) -> Error {
    let sources = board.sources();
    let is_live = |link| link == Link::Live;
    let said = sources.iter().flat_map(|(who, source, _)| {
        let gaps = source.gaps.iter().filter(|gap| gap.resource.as_str() == target.kind.plural());
        source.message.iter().chain(gaps.map(|gap| &gap.message)).map(move |text| format!("{}: {text}", who.context))
    });
    let reason = said.collect::<Vec<_>>().join("; ");
    if !sources.iter().any(|(_, source, _)| is_live(source.link) || source.link == Link::Denied) {
        Error::Silence { reason: if reason.is_empty() { "nothing within the time limit".to_owned() } else { reason } }
    } else if !reason.is_empty() {
        Error::Unread { reason }
    } else if !complete {
        Error::Unread { reason: "time was up".to_owned() }
    } else {
        not_found(board, target)
    }
}

fn not_found(board: &Board, target: &Target) -> Error {
    let rollouts = board.rollouts();
    let names: Vec<_> = rollouts
        .iter()
        .filter(|rollout| rollout.key.namespace == target.namespace)
        .map(|rollout| (rollout.key.name.as_str(), rollout.key.to_string()))
        .collect();
    let near = spelling::near(&target.name, names.iter().map(|(name, _)| *name));
    let meant: Vec<_> = names.iter().filter(|(name, _)| near.contains(name)).map(|(_, whole)| whole.as_str()).collect();
    let hint = if !meant.is_empty() {
        format!(", did you mean {}?", meant.join(" or "))
    } else if names.is_empty() {
        ": it has no rollouts, or does not exist".to_owned()
    } else {
        "; `stanch board -n` with it lists what is there".to_owned()
    };
    let (kind, name, namespace) = (target.kind.name(), target.name.clone(), target.namespace.clone());
    Error::NotFound { kind, name, namespace, hint }
}
