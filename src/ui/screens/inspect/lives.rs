//! Which of a container's lives a log tells of, and whether another has ended since.

use jiff::Timestamp;

use crate::domain::{
    logs::{LogRequest, LogSource},
    pod::{Container, ContainerState, Pod},
};

/// When the life ended that each log of a request tells of; nothing for one that goes on.
#[must_use]
pub fn ends(pods: &[&Pod], request: &LogRequest) -> Vec<Option<Timestamp>> {
    request.sources.iter().map(|source| end(pods, source)).collect()
}

fn end(pods: &[&Pod], source: &LogSource) -> Option<Timestamp> {
    let pod = pods.iter().find(|pod| pod.name == source.pod)?;
    let container = pod.containers.iter().find(|container| container.name == source.container)?;
    if source.previous { container.last.as_ref()?.finished } else { present(container) }
}

fn present(container: &Container) -> Option<Timestamp> {
    match &container.state {
        ContainerState::Terminated(end) => end.finished,
        _ => None,
    }
}

/// A log that tells of a later life than the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    pub source: LogSource,
    pub ended: Timestamp,
}

/// The sources of `next` whose life ended after the one that was read. A container that was not read before, and one
/// whose life went on when it was read, has none.
#[must_use]
pub fn later(pods: &[&Pod], read: &[LogSource], ends: &[Option<Timestamp>], next: &LogRequest) -> Vec<Later> {
    let before = |source: &LogSource| {
        let same = |known: &LogSource| known.pod == source.pod && known.container == source.container;
        read.iter().zip(ends).find(|(known, _)| same(known)).and_then(|(_, end)| *end)
    };
    let later = next.sources.iter().filter_map(|source| {
        let ended = end(pods, source)?;
        (ended > before(source)?).then(|| Later { source: source.clone(), ended })
    });
    later.collect()
}
