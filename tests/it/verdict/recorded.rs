//! A recorded workload, decoded as the watches decode it.

use std::{collections::BTreeMap, fs, path::PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use stanch::{
    adapters::cluster::decode,
    domain::{
        cluster::ClusterNo,
        event::ClusterEvent,
        node::Node,
        pod::Pod,
        text::Safe,
        verdict::{Thresholds, Verdict},
        watch::LastWords,
        workload::{Kind, Revision, Workload},
    },
    logic::verdict::{Evidence, Kills, Losses, Reading, Words, judge},
};

/// What was recorded; tests may change it before it is judged.
pub struct Recorded {
    pub at: Timestamp,
    pub workload: Workload,
    pub pods: Vec<Pod>,
    pub revisions: Vec<Revision>,
    pub events: Vec<ClusterEvent>,
    pub nodes: BTreeMap<Safe, Node>,
    pub words: Words,
    pub kills: Kills,
    pub losses: Losses,
}

impl Recorded {
    pub fn read(case: &str) -> Self {
        let json: Value =
            serde_json::from_str(&fs::read_to_string(folder().join(format!("{case}.json"))).unwrap()).unwrap();
        let kind = Kind::parse(json["workload"]["kind"].as_str().unwrap()).unwrap();
        let list = |name: &str| json[name].as_array().unwrap().iter().map(|item| item.to_string().into_bytes());
        let workload = decode::workload(ClusterNo(0), kind, json["workload"].to_string().as_bytes()).unwrap();
        let pods: Vec<Pod> = list("pods").map(|pod| decode::pod(&pod).unwrap()).collect();
        let words = pods.iter().flat_map(|pod| words(pod, &json["logs"])).collect();
        Self {
            at: json["recorded"].as_str().unwrap().parse().unwrap(),
            workload,
            pods,
            revisions: list("revisions").map(|one| decode::revision(&one).unwrap()).collect(),
            events: list("events").map(|one| decode::event(&one).unwrap()).collect(),
            nodes: list("nodes").map(|one| decode::node(&one).unwrap()).map(|node| (node.name.clone(), node)).collect(),
            words,
            kills: Kills::new(),
            losses: Losses::default(),
        }
    }

    /// The verdict so many seconds after the recording.
    pub fn judge(&self, later: i64, thresholds: &Thresholds) -> Verdict {
        let evidence = Evidence {
            workload: &self.workload,
            pods: Reading::Read(self.pods.iter().collect()),
            revisions: Reading::Read(self.revisions.iter().collect()),
            events: self.events.iter().collect(),
            nodes: &self.nodes,
            words: &self.words,
            kills: &self.kills,
            losses: &self.losses,
            short_since: None,
        };
        judge(&evidence, thresholds, self.at + SignedDuration::from_secs(later))
    }
}

/// The names of all recorded cases.
pub fn cases() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let recorded = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut names: Vec<String> = recorded.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cluster")
}

fn words(pod: &Pod, logs: &Value) -> Vec<(LastWords, Result<Safe, stanch::domain::cluster::Gap>)> {
    let heard = |container: &stanch::domain::pod::Container| {
        let lines = logs.get(format!("{}/{}", pod.name, container.name))?.as_array()?;
        let text: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
        let words = LastWords {
            namespace: pod.namespace.clone(),
            pod: pod.name.clone(),
            container: container.name.clone(),
            restarts: container.restarts,
            previous: true,
        };
        Some((words, Ok(Safe::clean(&text.join("\n")))))
    };
    pod.containers.iter().filter_map(heard).collect()
}
