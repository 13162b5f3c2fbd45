//! Events, counted and aggregated as client-go's recorders do it.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::fields::{Fields, clear, micro, put, stamp};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::Store,
};

/// Who reports an event: `kubelet` on `node1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    pub component: &'static str,
    /// Empty for controllers.
    pub host: String,
}

/// What is said about an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Report {
    pub source: Source,
    /// `spec.containers{api}`; empty for the whole object.
    pub field: String,
    pub warning: bool,
    pub reason: &'static str,
    pub message: String,
}

/// An event goes an hour after it was last seen (`--event-ttl` of the API server).
pub const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// So many events of a source about an object at once, normal ones and warnings apart, and one more every five minutes (`client-go/tools/record/events_cache.go`).
const BURST: f64 = 25.0;
const REFILL: f64 = 1.0 / 300.0;
/// So many similar events, differing in their message, before they become one.
const SIMILAR: usize = 10;
const SIMILAR_WITHIN: SignedDuration = SignedDuration::from_secs(600);
/// What is remembered. (The LRU caches there have 4096 places each; one recorder here stands for all of them.)
const REMEMBERED: usize = 4096 * 8;

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

/// How often something was reported, and the event that tells of it, if one was ever written.
#[derive(Debug, Default)]
struct Seen {
    count: i64,
    event: Option<Key>,
}

/// Remembers what was reported, so that the same again is counted.
#[derive(Debug, Default)]
pub struct Recorder {
    seen: HashMap<(String, Report), Seen>,
    order: VecDeque<(String, Report)>,
    buckets: HashMap<(String, Source, bool), Bucket>,
    similar: HashMap<(String, &'static str), (Timestamp, BTreeSet<String>)>,
}

impl Recorder {
    /// Reports, and says which event tells of it now. `None` if the source talks too much about this object: then it is counted, and a later event
    /// tells the count.
    pub fn report(&mut self, store: &mut Store, about: &Object, mut report: Report, now: Timestamp) -> Option<Key> {
        let uid = about.uid().to_owned();
        let mut identity = report.clone();
        if self.aggregate(&uid, &report, now) {
            report.message = format!("(combined from similar events): {}", report.message);
            identity.message = String::from("(combined)");
        }
        let admitted = self.admit((uid.clone(), report.source.clone(), report.warning), now);
        let seen = self.remember((uid, identity));
        seen.count += 1;
        if !admitted {
            return None;
        }
        let (count, known) = (seen.count, seen.event.clone());
        if let Some(key) = known.filter(|key| store.get(key).is_some()) {
            store.edit(&key, |event| {
                put(event, "count", count);
                put(event, "lastTimestamp", stamp(now));
                put(event, "message", report.message);
            });
            return Some(key);
        }
        let key = key(store, about, now);
        seen.event = Some(key.clone());
        let mut value = value(&key, about, &report, now, &store.dice().uid());
        put(&mut value, "count", count);
        store.put(key.clone(), value);
        Some(key)
    }

    /// Reports as the scheduler does (`events.k8s.io/v1`): what repeats within six minutes becomes a series.
    pub fn series(&mut self, store: &mut Store, about: &Object, report: Report, now: Timestamp) -> Key {
        let identity = (about.uid().to_owned(), report);
        let fresh = |event: &Value| {
            let last = event.time("series.lastObservedTime").or_else(|| event.time("eventTime"));
            last.is_some_and(|last| now.duration_since(last) <= SignedDuration::from_mins(6))
        };
        let seen = self.remember(identity.clone());
        let known = seen.event.clone().filter(|key| store.get(key).is_some_and(|event| fresh(&event.value)));
        if let Some(key) = known {
            store.edit(&key, |event| {
                let count = event.number("series.count").unwrap_or(1);
                put(event, "series", json!({"count": count + 1, "lastObservedTime": micro(now)}));
            });
            return key;
        }
        let key = key(store, about, now);
        seen.event = Some(key.clone());
        let mut value = value(&key, about, &identity.1, now, &store.dice().uid());
        if let Some(fields) = value.as_object_mut() {
            fields.shift_remove("count");
            let action = if identity.1.warning { "Scheduling" } else { "Binding" };
            let instance = format!("{}-drill", identity.1.source.component);
            let own = json!({"firstTimestamp": null, "lastTimestamp": null, "eventTime": micro(now), "source": {},
                "action": action, "reportingInstance": instance});
            fields.extend(own.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        }
        store.put(key.clone(), value);
        key
    }

    fn remember(&mut self, identity: (String, Report)) -> &mut Seen {
        if !self.seen.contains_key(&identity) {
            self.order.push_back(identity.clone());
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.buckets.remove(&(oldest.0.clone(), oldest.1.source.clone(), oldest.1.warning));
            self.similar.remove(&(oldest.0.clone(), oldest.1.reason));
            self.seen.remove(&oldest);
        }
        self.seen.entry(identity).or_default()
    }

    fn admit(&mut self, talk: (String, Source, bool), now: Timestamp) -> bool {
        let bucket = self.buckets.entry(talk).or_insert(Bucket { tokens: BURST, at: now });
        bucket.tokens = (bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * REFILL).min(BURST);
        bucket.at = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }

    fn aggregate(&mut self, uid: &str, report: &Report, now: Timestamp) -> bool {
        let (last, messages) = self.similar.entry((uid.to_owned(), report.reason)).or_insert((now, BTreeSet::new()));
        if now.duration_since(*last) > SIMILAR_WITHIN {
            messages.clear();
        }
        *last = now;
        messages.insert(report.message.clone());
        let aggregated = messages.len() >= SIMILAR;
        if aggregated {
            // The newest message stands for all of them; which one went is of no account.
            messages.pop_first();
        }
        aggregated
    }
}

/// When an event goes, if nothing like it is reported again.
pub fn expiry(event: &Value) -> Option<Timestamp> {
    let last = ["series.lastObservedTime", "lastTimestamp", "eventTime", "metadata.creationTimestamp"];
    let last = last.iter().find_map(|path| event.time(path))?;
    last.checked_add(KEPT).ok()
}

/// client-go names an event for the nanosecond; where virtual time stands still, the next free one is taken.
fn key(store: &Store, about: &Object, now: Timestamp) -> Key {
    let events = Resource::find("", "v1", "events").unwrap_or(about.key.resource);
    let namespace = if about.key.namespace.is_empty() { "default".into() } else { about.key.namespace.clone() };
    let mut nanosecond = now.as_nanosecond();
    loop {
        let name = format!("{}.{nanosecond:x}", about.key.name);
        let key = Key { resource: events, namespace: Arc::clone(&namespace), name: name.into() };
        if store.get(&key).is_none() {
            return key;
        }
        nanosecond += 1;
    }
}

fn value(key: &Key, about: &Object, report: &Report, now: Timestamp, uid: &str) -> Value {
    let resource = about.key.resource;
    let mut involved = json!({"kind": resource.kind, "namespace": &*about.key.namespace, "name": &*about.key.name, "uid": about.uid(),
        "apiVersion": resource.api_version(), "resourceVersion": about.version.to_string()});
    if about.key.namespace.is_empty() {
        clear(&mut involved, "namespace");
    }
    if !report.field.is_empty() {
        put(&mut involved, "fieldPath", report.field.as_str());
    }
    let source = match report.source.host.as_str() {
        "" => json!({"component": report.source.component}),
        host => json!({"component": report.source.component, "host": host}),
    };
    json!({"kind": "Event", "apiVersion": "v1",
        "metadata": {"name": &*key.name, "namespace": &*key.namespace, "uid": uid, "creationTimestamp": stamp(now)},
        "involvedObject": involved, "reason": report.reason, "message": report.message, "source": source,
        "firstTimestamp": stamp(now), "lastTimestamp": stamp(now), "count": 1,
        "type": if report.warning { "Warning" } else { "Normal" }, "eventTime": null,
        "reportingComponent": report.source.component, "reportingInstance": report.source.host})
}
