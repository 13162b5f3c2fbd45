//! GET with `watch`: what happens to a list, as it happens.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{Stream, stream};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::{sync::watch::Receiver, time::Instant};

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    simulation::Simulation,
    store::{Change, Gone, Refusal, Selector, What},
};

use super::{
    accept::Form,
    answer::{Answer, JSON},
    asked::Asked,
    encode,
    query::Query,
    read, refusals,
    route::Place,
};

/// So often a bookmark says that nothing was missed; real time, as every deadline of a connection is.
const MARK: Duration = Duration::from_mins(1);

/// A watch that names no end ends by itself.
const LONGEST: Duration = Duration::from_mins(45);

/// Opens a watch.
pub fn open(simulation: &Arc<Simulation>, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let query = &asked.query;
    check(query)?;
    let form = asked.form()?;
    let fields = match (&place.name, query.text("fieldSelector")) {
        (None, fields) => fields.to_owned(),
        (Some(name), "") => format!("metadata.name={name}"),
        (Some(name), fields) => format!("metadata.name={name},{fields}"),
    };
    let selector = Selector::read(place.resource, query.text("labelSelector"), &fields)?;
    let from = match query.text("resourceVersion") {
        "" => 0,
        text => read::version(text).map_err(|why| Refusal { reason: "", code: 500, ..Refusal::bad_request(why) })?,
    };
    let span = query.number("timeoutSeconds")?.and_then(|seconds| u64::try_from(seconds).ok()).filter(|span| *span > 0);
    let start = query.get("sendInitialEvents").map_or(from == 0, |_| query.flag("sendInitialEvents"));
    let now = Instant::now();
    let mut watching = Watching {
        versions: simulation.versions(),
        simulation: Arc::clone(simulation),
        resource: place.resource,
        namespace: place.namespace.clone(),
        selector,
        form,
        cursor: from,
        initial: None,
        ends_initial: query.flag("sendInitialEvents") && query.flag("allowWatchBookmarks"),
        columns: true,
        mark: query.flag("allowWatchBookmarks").then_some(now + MARK),
        deadline: now + span.map_or(LONGEST, Duration::from_secs),
        over: false,
    };
    if start || from == 0 {
        watching.begin(start);
    }
    Ok(Answer::pieces(JSON, watching.pieces()))
}

/// What contradicts itself in the parameters of a watch.
fn check(query: &Query) -> Result<(), Refusal> {
    let forbidden = |why: &str| {
        let message = format!("Forbidden: {why}");
        Err(refusals::option("ListOptions", "FieldValueForbidden", "resourceVersionMatch", &message))
    };
    let initial = query.get("sendInitialEvents").is_some();
    match query.text("resourceVersionMatch") {
        "" if initial => forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        "NotOlderThan" | "" if initial => Ok(()),
        "" => Ok(()),
        _ if initial => forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        _ => forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    }
}

/// One watch.
struct Watching {
    simulation: Arc<Simulation>,
    versions: Receiver<u64>,
    resource: &'static Resource,
    namespace: Option<String>,
    selector: Selector,
    form: Form,
    /// Everything up to this version was told.
    cursor: u64,
    /// What is there at the beginning, until it is told.
    initial: Option<(Vec<Arc<Object>>, Timestamp)>,
    /// Whether a bookmark says where the beginning ends.
    ends_initial: bool,
    /// Whether a table's columns are still to be told.
    columns: bool,
    /// When a bookmark is due; `None`: none is wanted.
    mark: Option<Instant>,
    deadline: Instant,
    over: bool,
}

impl Watching {
    /// Takes what is there as its beginning, told or not.
    fn begin(&mut self, told: bool) {
        let (resource, namespace) = (self.resource, self.namespace.as_deref());
        let selector = &self.selector;
        let (objects, now, version) = self.simulation.read(|store, _, now| {
            let all = store.list(resource, namespace).filter(|object| told && selector.matches(object));
            (all.map(Arc::clone).collect(), now, store.version())
        });
        self.cursor = version;
        self.initial = Some((objects, now));
    }

    fn pieces(self) -> impl Stream<Item = Bytes> + Send {
        stream::unfold(self, |mut watching| async move {
            let piece = watching.next().await?;
            Some((piece, watching))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        if let Some(start) =
            self.initial.take().map(|(objects, now)| self.start(&objects, now)).filter(|it| !it.is_empty())
        {
            return Some(start);
        }
        while !self.over {
            self.versions.borrow_and_update();
            let news = self.news();
            if !news.is_empty() {
                return Some(news);
            }
            tokio::select! {
                changed = self.versions.changed() => self.over = changed.is_err(),
                () = tokio::time::sleep_until(self.deadline) => self.over = true,
                () = tokio::time::sleep_until(self.mark.unwrap_or(self.deadline)), if self.mark.is_some() => {
                    self.mark = Some(Instant::now() + MARK);
                    return Some(self.bookmark(false).into());
                }
            }
        }
        None
    }

    fn start(&mut self, objects: &[Arc<Object>], now: Timestamp) -> Bytes {
        let mut text = Vec::new();
        for object in objects {
            self.event(&mut text, "ADDED", object, now);
        }
        if self.ends_initial {
            text.extend(self.bookmark(true));
        }
        text.into()
    }

    /// What happened since it was last looked at. Past what is kept, the watch ends with an error.
    fn news(&mut self) -> Bytes {
        let seen = self.simulation.read(|store, _, now| {
            let changes: Vec<Arc<Change>> =
                store.since(self.cursor)?.filter(|change| self.concerns(&change.object.key)).cloned().collect();
            Ok::<_, Gone>((changes, store.version(), now))
        });
        let mut text = Vec::new();
        match seen {
            Ok((changes, version, now)) => {
                self.cursor = self.cursor.max(version);
                for change in &changes {
                    if let Some((what, object)) = self.edge(change) {
                        self.event(&mut text, what, &object, now);
                    }
                }
            }
            Err(gone) => {
                self.over = true;
                let refusal = Refusal::expired(gone.to_string(), None);
                line(&mut text, "ERROR", refusal.status().to_string().as_bytes());
            }
        }
        text.into()
    }

    fn concerns(&self, key: &Key) -> bool {
        key.resource == self.resource && self.namespace.as_deref().is_none_or(|wanted| *key.namespace == *wanted)
    }

    /// What a change is to who sees only what is selected; `None`: nothing.
    fn edge(&self, change: &Change) -> Option<(&'static str, Arc<Object>)> {
        let was = change.before.as_ref().filter(|before| self.selector.matches(before));
        let is = change.what != What::Deleted && self.selector.matches(&change.object);
        match (was, is) {
            (None, true) => Some(("ADDED", Arc::clone(&change.object))),
            (Some(_), true) => Some(("MODIFIED", Arc::clone(&change.object))),
            (Some(_), false) if change.what == What::Deleted => Some(("DELETED", Arc::clone(&change.object))),
            (Some(before), false) => Some(("DELETED", Arc::new(left(before, change.object.version)))),
            (None, false) => None,
        }
    }

    fn event(&mut self, text: &mut Vec<u8>, what: &str, object: &Arc<Object>, now: Timestamp) {
        let columns = std::mem::take(&mut self.columns);
        line(text, what, &encode::one(self.form, object, now, columns));
    }

    /// Up to where it has been told, for who comes back later.
    fn bookmark(&self, initial: bool) -> Vec<u8> {
        let mut meta = json!({ "resourceVersion": self.cursor.to_string() });
        if let Some(meta) = meta.as_object_mut().filter(|_| initial) {
            meta.insert("annotations".to_owned(), json!({ "k8s.io/initial-events-end": "true" }));
        }
        let mut value =
            json!({ "kind": self.resource.kind, "apiVersion": self.resource.api_version(), "metadata": meta });
        if let Some(fields) = value.as_object_mut().filter(|_| self.resource.plural == "pods") {
            // Go leaves out no slice that is required.
            fields.insert("spec".to_owned(), json!({ "containers": null }));
            fields.insert("status".to_owned(), json!({}));
        }
        let key = Key { resource: self.resource, namespace: "".into(), name: "".into() };
        let object = Arc::new(Object::new(key, self.cursor, value));
        let mut text = Vec::new();
        line(&mut text, "BOOKMARK", &encode::one(self.form, &object, Timestamp::UNIX_EPOCH, false));
        text
    }
}

/// An object that is no longer selected: as it was, at the version at which it left.
fn left(before: &Object, version: u64) -> Object {
    let mut value = before.value.clone();
    if let Some(meta) = value.get_mut("metadata").and_then(Value::as_object_mut) {
        meta.insert("resourceVersion".to_owned(), version.to_string().into());
    }
    Object::new(before.key.clone(), version, value)
}

fn line(text: &mut Vec<u8>, what: &str, object: &[u8]) {
    text.extend_from_slice(b"{\"type\":\"");
    text.extend_from_slice(what.as_bytes());
    text.extend_from_slice(b"\",\"object\":");
    text.extend_from_slice(object);
    text.extend_from_slice(b"}\n");
}
