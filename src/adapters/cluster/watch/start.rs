//! Starts what has to be running: a feed, or something that is read once.

use std::{collections::BTreeSet, sync::Arc};

use tokio::{
    sync::{Notify, Semaphore},
    task::JoinHandle,
};

use crate::{
    adapters::cluster::{decode::Trimmed, logs, path::Path},
    domain::{
        event::ClusterEvent,
        text::Safe,
        watch::{Change, Delta, LastWords, Span},
        workload::{Key, Kind},
    },
};

use super::{
    feed::{Complaint, Feed, Line},
    meanwhile::Meanwhile,
    objects::Objects,
    plan::{Errand, Resource},
    reading::Reading,
    targets::Target,
};

pub(super) struct Starter {
    pub(super) line: Line,
    pub(super) readers: Arc<Semaphore>,
    /// A common watch lost its place.
    pub(super) lost: Arc<Notify>,
}

/// What a feed is of.
enum Of<'a> {
    One(&'a Target),
    All(Option<&'a Safe>),
}

impl Starter {
    /// Starts it; `meanwhile` is that of the common watch, which it is or is read beside.
    pub(super) fn start(&self, errand: &Errand, meanwhile: Option<Arc<Meanwhile>>) -> JoinHandle<()> {
        match errand {
            Errand::Own(resource, target) | Errand::Once(resource, target) => {
                let of = Of::One(target);
                match resource {
                    Resource::Pods => self.one(self.feed("/api/v1", "pods", &of, Change::Pod), meanwhile),
                    other => self.one(self.feed("/apis/apps/v1", plural(*other), &of, Change::Revision), meanwhile),
                }
            }
            Errand::Common(resource, place) => {
                let of = Of::All(place.as_ref());
                match resource {
                    Resource::Pods => self.common(self.feed("/api/v1", "pods", &of, Change::Pod), meanwhile),
                    other => self.common(self.feed("/apis/apps/v1", plural(*other), &of, Change::Revision), meanwhile),
                }
            }
            Errand::Events(namespace, keys) => {
                let mut feed = self.events(Some(namespace), about(keys));
                feed.span = Span::Rollouts(keys.clone());
                tokio::spawn(feed.run())
            }
            Errand::Warnings(place) => {
                let (warnings, kills) = self.warnings(place.as_ref());
                tokio::spawn(async move { tokio::join!(warnings.run(), kills.run()).0 })
            }
            Errand::LastWords(words) => tokio::spawn(hear(self.line.clone(), Arc::clone(&self.readers), words.clone())),
        }
    }

    /// A feed of its own, or one list beside a common watch.
    fn one<R: Reading>(&self, mut feed: Feed<R>, beside: Option<Arc<Meanwhile>>) -> JoinHandle<()> {
        let Some(beside) = beside else { return tokio::spawn(feed.run()) };
        let readers = Arc::clone(&self.readers);
        tokio::spawn(async move {
            for failures in 1.. {
                beside.begun().await;
                // The semaphore is never closed. It is not held while waiting for another attempt.
                let done = match readers.acquire().await {
                    Ok(_reading) => feed.once(&beside).await,
                    Err(_) => true,
                };
                if done {
                    return;
                }
                feed.wait(failures).await;
            }
        })
    }

    fn common<R: Reading>(&self, mut feed: Feed<R>, meanwhile: Option<Arc<Meanwhile>>) -> JoinHandle<()> {
        feed.common = meanwhile;
        let lost = Arc::clone(&self.lost);
        tokio::spawn(async move {
            feed.run().await;
            lost.notify_one();
        })
    }

    /// All warnings, and what probes killed: that is told as something normal.
    fn warnings(&self, place: Option<&Safe>) -> (Feed<Objects<ClusterEvent>>, Feed<Objects<ClusterEvent>>) {
        let mut warnings = self.events(place, Box::new(|event| event.warning));
        warnings.path = warnings.path.with("fieldSelector", "type=Warning");
        let mut kills = self.events(place, Box::new(|event| event.message.contains("probe")));
        kills.path = kills.path.with("fieldSelector", "reason=Killing");
        // They alone speak for nobody.
        kills.span = Span::Rollouts(BTreeSet::new());
        (warnings, kills)
    }

    fn events(
        &self,
        namespace: Option<&Safe>,
        keep: Box<dyn Fn(&ClusterEvent) -> bool + Send + Sync>,
    ) -> Feed<Objects<ClusterEvent>> {
        let mut feed = self.feed("/api/v1", "events", &Of::All(namespace), Change::Event);
        feed.reading.keep = keep;
        feed
    }

    fn feed<T: Trimmed>(
        &self,
        prefix: &str,
        resource: &'static str,
        of: &Of<'_>,
        change: fn(Delta<T>) -> Change,
    ) -> Feed<Objects<T>> {
        let namespace = match of {
            Of::One(target) => Some(&target.key.namespace),
            Of::All(place) => *place,
        };
        let path = Path::collection(prefix, namespace.map(Safe::as_str), resource);
        let (path, span, complaint) = match of {
            Of::One(target) => (
                path.with("labelSelector", &target.selector),
                Span::Rollout(target.key.clone()),
                Complaint::Rollout(target.key.clone()),
            ),
            Of::All(_) => (
                path,
                namespace.map_or(Span::All, |namespace| Span::Namespace(namespace.clone())),
                Complaint::Source(self.line.health.voice(resource, namespace)),
            ),
        };
        Feed {
            reading: Objects {
                cluster: self.line.connection.cluster().no,
                // Of workloads only.
                kind: Kind::Deployment,
                keep: Box::new(|_| true),
            },
            line: self.line.clone(),
            path,
            resource,
            namespace: namespace.cloned(),
            span,
            complaint,
            common: None,
            odd: 0,
            change: Box::new(change),
        }
    }
}

fn plural(resource: Resource) -> &'static str {
    match resource {
        Resource::Pods => "pods",
        Resource::ReplicaSets => "replicasets",
        Resource::ControllerRevisions => "controllerrevisions",
    }
}

/// Events about these workloads, their revisions and pods: all of their names begin alike.
fn about(keys: &BTreeSet<Key>) -> Box<dyn Fn(&ClusterEvent) -> bool + Send + Sync> {
    let names: BTreeSet<Safe> = keys.iter().map(|key| key.name.clone()).collect();
    Box::new(move |event| {
        names.iter().any(|name| {
            let rest = event.about.name.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    })
}

/// Reads what a container said last.
async fn hear(line: Line, readers: Arc<Semaphore>, words: LastWords) {
    // The semaphore is never closed.
    let Ok(_reading) = readers.acquire().await else { return };
    let heard = logs::last_words(&line.connection, &words).await;
    let _ = line.out.send(Change::LastWords(words, heard)).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cluster::ClusterNo;

    #[test]
    fn events_are_those_of_the_followed_names() {
        let (cluster, namespace) = (ClusterNo(0), Safe::clean("shop"));
        let keep = about(&[Key { cluster, namespace, kind: Kind::Deployment, name: Safe::clean("web") }].into());
        let event = |name: &str| {
            let json = serde_json::json!({ "involvedObject": { "name": name } }).to_string();
            crate::adapters::cluster::decode::event(json.as_bytes()).unwrap()
        };
        assert!(keep(&event("web")) && keep(&event("web-7f9c-abcde")));
        assert!(!keep(&event("webshop-7f9c-abcde")) && !keep(&event("api")));
    }
}
