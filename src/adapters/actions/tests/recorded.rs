//! Recorded workloads, and changes to them.

use serde_json::Value;

use crate::{
    adapters::actions::Subject,
    domain::{
        cluster::{ClusterNo, Gap},
        inspection::Autoscaler,
        text::Safe,
        workload::{Key, Kind},
    },
};

/// A workload of `tests/fixtures/cluster`, with its revisions.
pub struct Recorded {
    pub key: Key,
    pub object: Value,
    pub revisions: Vec<Value>,
    pub autoscalers: Result<Vec<Autoscaler>, Gap>,
}

pub fn recorded(name: &str) -> Recorded {
    let file = format!("{}/tests/fixtures/cluster/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut all: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let object = all["workload"].take();
    let text = |pointer| Safe::clean(object.pointer(pointer).and_then(Value::as_str).unwrap());
    let key = Key {
        cluster: ClusterNo(0),
        namespace: text("/metadata/namespace"),
        kind: Kind::parse(&text("/kind")).unwrap(),
        name: text("/metadata/name"),
    };
    let Value::Array(mut revisions) = all["revisions"].take() else { panic!("no revisions") };
    let number = |revision: &Value| crate::adapters::actions::history::number(revision).parse::<i64>().unwrap();
    revisions.sort_by_key(|revision| std::cmp::Reverse(number(revision)));
    Recorded { key, object, revisions, autoscalers: Ok(Vec::new()) }
}

impl Recorded {
    /// With something else at a pointer.
    pub fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        self.object.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.replace("~1", "/"), value.into());
        self
    }

    pub fn subject(&self) -> Subject {
        Subject::read(&self.key, self.object.clone(), self.revisions.clone(), self.autoscalers.clone()).unwrap()
    }
}

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}
