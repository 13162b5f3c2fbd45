//! The feeds of the rollouts that are followed: one watch each while they are few, common ones when they are many.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    sync::{Semaphore, watch},
    task::{AbortHandle, JoinHandle},
};

use crate::{
    adapters::cluster::{decode::Trimmed, logs, path::Path},
    domain::{
        event::ClusterEvent,
        text::Safe,
        watch::{Change, LastWords, Span, Wanted},
        workload::{Key, Kind},
    },
};

use super::{
    feed::{Complaint, Feed, Line},
    objects::Objects,
};

/// So many rollouts have a watch of their own. Beyond, one common watch costs less: it begins without a list.
const FEW: usize = 8;

/// So many things are read once at a time (lists, what containers said last): hundreds at once would be a storm of our own.
const READERS: usize = 6;

/// The label selectors of all workloads, as their feed read them.
#[derive(Clone, Default)]
pub(super) struct Selectors(Arc<Mutex<BTreeMap<Key, Safe>>>);

impl Selectors {
    pub(super) fn learn(&self, key: &Key, selector: &Safe) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(key) != Some(selector) {
            known.insert(key.clone(), selector.clone());
        }
    }

    fn of(&self, key: &Key) -> Option<Safe> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
}

/// One feed, or one thing that is read once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Errand {
    /// List and watch of one rollout's pods.
    Pods(Key),
    /// A list only.
    PodsOnce(Key),
    /// What changes from now on, in one namespace or all.
    PodsFromNow(Option<Safe>),
    Revisions(Key),
    RevisionsOnce(Key),
    RevisionsFromNow(Option<Safe>),
    /// Of these workloads of a namespace.
    Events(Safe, BTreeSet<Safe>),
    /// Warnings of any object.
    Warnings(Option<Safe>),
    LastWords(LastWords),
}

/// A task that ends with its owner.
struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Keeps the feeds in step with what is wanted.
pub(super) async fn follow(
    line: Line,
    spaces: Option<Vec<Safe>>,
    selectors: Selectors,
    mut wanted: watch::Receiver<Wanted>,
) {
    let mut running: BTreeMap<Errand, Running> = BTreeMap::new();
    let readers = Arc::new(Semaphore::new(READERS));
    loop {
        let due = {
            let want = wanted.borrow_and_update();
            let own = running.keys().filter_map(|errand| match errand {
                Errand::Pods(key) => Some(key),
                _ => None,
            });
            plan(&want, &own.collect(), spaces.is_none())
        };
        running.retain(|errand, _| due.contains(errand));
        for errand in due {
            let runner = Runner { line: &line, selectors: &selectors, readers: &readers };
            running.entry(errand).or_insert_with_key(|errand| Running(runner.start(errand)));
        }
        if wanted.changed().await.is_err() {
            return;
        }
    }
}

/// What has to be running: `own` are the rollouts that have a watch of their own already, and keep it.
fn plan(want: &Wanted, own: &BTreeSet<&Key>, everywhere: bool) -> BTreeSet<Errand> {
    let mut alone: BTreeSet<&Key> = want.open.iter().collect();
    let kept = want.bad.iter().filter(|key| own.contains(key));
    let fresh = want.bad.iter().filter(|key| !own.contains(key));
    let room = FEW.saturating_sub(want.bad.iter().filter(|key| own.contains(key) && !want.open.contains(*key)).count());
    alone.extend(kept);
    alone.extend(fresh.filter(|key| !want.open.contains(*key)).take(room));
    let common: BTreeSet<&Key> = want.bad.iter().filter(|key| !alone.contains(key)).collect();
    let place = |key: &Key| if everywhere { None } else { Some(key.namespace.clone()) };
    let needs_revisions = |key: &&Key| want.open.contains(*key) || want.revisions.contains(*key);

    let mut due: BTreeSet<Errand> = alone.iter().map(|key| Errand::Pods((*key).clone())).collect();
    due.extend(alone.iter().copied().filter(needs_revisions).map(|key| Errand::Revisions(key.clone())));
    due.extend(common.iter().map(|key| Errand::PodsFromNow(place(key))));
    due.extend(
        common
            .iter()
            .copied()
            .filter(needs_revisions)
            .flat_map(|key| [Errand::RevisionsOnce(key.clone()), Errand::RevisionsFromNow(place(key))]),
    );
    due.extend(
        common.iter().filter(|key| want.unexplained.contains(**key)).map(|key| Errand::PodsOnce((*key).clone())),
    );
    let mut named: BTreeMap<&Safe, BTreeSet<Safe>> = BTreeMap::new();
    for key in &alone {
        named.entry(&key.namespace).or_default().insert(key.name.clone());
    }
    due.extend(common.iter().map(|key| Errand::Warnings(place(key))));
    due.extend(named.into_iter().map(|(namespace, names)| Errand::Events(namespace.clone(), names)));
    due.extend(want.last_words.iter().cloned().map(Errand::LastWords));
    due
}

struct Runner<'a> {
    line: &'a Line,
    selectors: &'a Selectors,
    readers: &'a Arc<Semaphore>,
}

impl Runner<'_> {
    fn start(&self, errand: &Errand) -> AbortHandle {
        let task = match errand {
            Errand::Pods(key) => tokio::spawn(self.pods(Some(key), None, false).run()),
            Errand::PodsOnce(key) => self.once(self.pods(Some(key), None, false)),
            Errand::PodsFromNow(namespace) => tokio::spawn(self.pods(None, namespace.as_ref(), true).run()),
            Errand::Revisions(key) => tokio::spawn(self.revisions(Some(key), key.kind, None).run()),
            Errand::RevisionsOnce(key) => self.once(self.revisions(Some(key), key.kind, None)),
            Errand::RevisionsFromNow(namespace) => {
                let sets = self.revisions(None, Kind::Deployment, namespace.as_ref());
                let others = self.revisions(None, Kind::StatefulSet, namespace.as_ref());
                tokio::spawn(async move { tokio::join!(sets.run(), others.run()).0 })
            }
            Errand::Events(namespace, names) => tokio::spawn(self.events(Some(namespace), about(names.clone())).run()),
            Errand::Warnings(namespace) => {
                let mut feed = self.events(namespace.as_ref(), Box::new(|event| event.warning));
                feed.path = feed.path.with("fieldSelector", "type=Warning");
                tokio::spawn(feed.run())
            }
            Errand::LastWords(words) => tokio::spawn(hear(self.line.clone(), self.readers.clone(), words.clone())),
        };
        task.abort_handle()
    }

    fn once<T: Trimmed>(&self, mut feed: Feed<Objects<T>>) -> JoinHandle<()> {
        let readers = Arc::clone(self.readers);
        tokio::spawn(async move {
            for failures in 1.. {
                // The semaphore is never closed. It is not held while waiting for another attempt.
                let done = match readers.acquire().await {
                    Ok(_reading) => feed.once().await,
                    Err(_) => true,
                };
                if done {
                    return;
                }
                feed.wait(failures).await;
            }
        })
    }

    fn pods(
        &self,
        key: Option<&Key>,
        namespace: Option<&Safe>,
        from_now: bool,
    ) -> Feed<Objects<crate::domain::pod::Pod>> {
        self.feed("/api/v1", "pods", Target { key, namespace, kind: Kind::Deployment, from_now }, Change::Pod)
    }

    fn revisions(
        &self,
        key: Option<&Key>,
        kind: Kind,
        namespace: Option<&Safe>,
    ) -> Feed<Objects<crate::domain::workload::Revision>> {
        let plural = if kind == Kind::Deployment { "replicasets" } else { "controllerrevisions" };
        let target = Target { key, namespace, kind, from_now: key.is_none() };
        self.feed("/apis/apps/v1", plural, target, Change::Revision)
    }

    fn events(
        &self,
        namespace: Option<&Safe>,
        keep: Box<dyn Fn(&ClusterEvent) -> bool + Send + Sync>,
    ) -> Feed<Objects<ClusterEvent>> {
        let target = Target { key: None, namespace, kind: Kind::Deployment, from_now: false };
        let mut feed = self.feed("/api/v1", "events", target, Change::Event);
        feed.reading.keep = keep;
        feed
    }

    fn feed<T: Trimmed>(
        &self,
        prefix: &str,
        resource: &'static str,
        target: Target<'_>,
        change: fn(crate::domain::watch::Delta<T>) -> Change,
    ) -> Feed<Objects<T>> {
        let namespace = target.key.map(|key| &key.namespace).or(target.namespace);
        let mut path = Path::collection(prefix, namespace.map(Safe::as_str), resource);
        if let Some(selector) = target.key.and_then(|key| self.selectors.of(key)) {
            path = path.with("labelSelector", &selector);
        }
        Feed {
            reading: Objects {
                cluster: self.line.connection.cluster().no,
                kind: target.kind,
                keep: Box::new(|_| true),
            },
            line: self.line.clone(),
            path,
            resource,
            namespace: namespace.cloned(),
            span: match (target.key, namespace) {
                (Some(key), _) => Span::Rollout(key.clone()),
                (None, Some(namespace)) => Span::Namespace(namespace.clone()),
                (None, None) => Span::All,
            },
            complaint: target.key.map_or(Complaint::Source, |key| Complaint::Rollout(key.clone())),
            from_now: target.from_now,
            odd: 0,
            change: Box::new(change),
        }
    }
}

/// What a feed is of.
#[derive(Clone, Copy)]
struct Target<'a> {
    key: Option<&'a Key>,
    namespace: Option<&'a Safe>,
    kind: Kind,
    from_now: bool,
}

/// Events about these workloads, their revisions and pods: all of their names begin alike.
fn about(names: BTreeSet<Safe>) -> Box<dyn Fn(&ClusterEvent) -> bool + Send + Sync> {
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

    fn key(no: usize) -> Key {
        let namespace = Safe::clean(if no.is_multiple_of(2) { "even" } else { "odd" });
        Key { cluster: ClusterNo(0), namespace, kind: Kind::Deployment, name: Safe::clean(&format!("web-{no:03}")) }
    }

    fn want(bad: impl Iterator<Item = usize>) -> Wanted {
        Wanted { bad: bad.map(key).collect(), ..Wanted::default() }
    }

    fn count(due: &BTreeSet<Errand>, pick: fn(&Errand) -> bool) -> usize {
        due.iter().filter(|errand| pick(errand)).count()
    }

    #[test]
    fn a_few_have_a_watch_each_and_many_share_one() {
        let due = plan(&want(0..FEW), &BTreeSet::new(), true);
        assert_eq!(count(&due, |errand| matches!(errand, Errand::Pods(_))), FEW);
        assert_eq!(count(&due, |errand| matches!(errand, Errand::PodsFromNow(_))), 0);
        let due = plan(&want(0..500), &BTreeSet::new(), true);
        assert_eq!(count(&due, |errand| matches!(errand, Errand::Pods(_))), FEW);
        assert_eq!(count(&due, |errand| matches!(errand, Errand::PodsFromNow(None))), 1);
        let due = plan(&want(0..500), &BTreeSet::new(), false);
        assert_eq!(count(&due, |errand| matches!(errand, Errand::PodsFromNow(Some(_)))), 2);
    }

    #[test]
    fn who_has_a_watch_keeps_it_and_who_is_open_gets_one() {
        let own: Vec<Key> = (90..90 + FEW).map(key).collect();
        let mut wanted = want(0..200);
        wanted.open.insert(key(150));
        let due = plan(&wanted, &own.iter().collect(), true);
        assert!(own.iter().all(|key| due.contains(&Errand::Pods(key.clone()))));
        assert!(due.contains(&Errand::Pods(key(150))) && due.contains(&Errand::Revisions(key(150))));
        assert_eq!(count(&due, |errand| matches!(errand, Errand::Pods(_))), FEW + 1);
    }

    #[test]
    fn only_what_a_common_watch_does_not_explain_is_listed() {
        let mut wanted = want(0..50);
        wanted.unexplained = [key(0), key(40)].into();
        let due = plan(&wanted, &BTreeSet::new(), true);
        assert!(due.contains(&Errand::PodsOnce(key(40))) && !due.contains(&Errand::PodsOnce(key(0))));
    }

    #[test]
    fn events_are_those_of_the_followed_names() {
        let keep = about([Safe::clean("web")].into());
        let event = |name: &str| {
            let json = serde_json::json!({ "involvedObject": { "name": name } }).to_string();
            crate::adapters::cluster::decode::event(json.as_bytes()).unwrap()
        };
        assert!(keep(&event("web")) && keep(&event("web-7f9c-abcde")));
        assert!(!keep(&event("webshop-7f9c-abcde")) && !keep(&event("api")));
    }
}
