//! What all walks of a storm share: the cluster, stanch's client of it, and a namespace.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::{Value, json};
use stanch::{
    adapters::{
        cluster::{Live, Settings, effects::Effects, pin},
        store::{self, Access, Address, Holder, Journal, Sqlite},
    },
    domain::{
        cluster::{Cluster, ClusterId, ClusterNo},
        text::Safe,
        verdict::Thresholds,
        workload::{Key, Kind},
    },
    drill::{self, Resource, api::Options, faults::Faults},
    logic::policy::Environments,
    ops::walk::Site,
};
use tokio::sync::watch;

use crate::{
    drill::{
        ask::{Patch, patch, post},
        stand::Stand,
        storm::{after::After, script::Act},
        talk::{Said, Talk},
        talks::workloads::{DEPLOYMENTS, deployment, is_settled, second},
    },
    support::{
        Fake,
        made::{cluster, lists, live, safe},
    },
};

/// Room for all kinds of action at every step.
const NODES: u32 = 16;

pub struct Bed {
    pub talk: Talk,
    pub faults: Faults,
    live: Arc<Live>,
    cluster: Cluster,
    /// Nobody tells a walk to end.
    pub halt: watch::Sender<bool>,
    /// The version before anything was done.
    began: u64,
}

impl Bed {
    pub async fn make() -> Self {
        let faults = Faults::default();
        let options = Options { faults: faults.clone(), ..Options::default() };
        let stand = Arc::new(Stand::simulated(1, options).await);
        let settings = Settings { kubeconfigs: vec![stand.kubeconfig.clone()], ..Settings::default() };
        let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
        let uid = live.identity().await.unwrap();
        let id = ClusterId { uid: Some(uid), endpoint: safe("hash-of-it") };
        let cluster = Cluster { id: Some(id), ..cluster(0, "drill") };
        let began = stand.served.as_ref().unwrap().simulation().read(|store, _, _| store.version());
        let talk = Talk::begin(stand, Arc::new(Mutex::new(Said::new()))).await;
        for number in 2..NODES {
            // A node takes 110 pods, and there are more Deployments than that.
            let room = json!({ "cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi" });
            let node = json!({ "metadata": { "name": format!("node{number}") },
                "status": { "capacity": room, "allocatable": room } });
            assert_eq!(talk.quiet(&post("/api/v1/nodes", &node)).await.status, 201);
        }
        Self { talk, faults, live, cluster, halt: watch::Sender::new(false), began }
    }

    /// A Deployment with whatever an action needs, with nothing more to do.
    pub async fn deployment(&self, act: Act, name: &str) {
        let first = deployment(name, 1);
        assert_eq!(self.talk.quiet(&post(DEPLOYMENTS, &first)).await.status, 201);
        self.talk.until(DEPLOYMENTS, name, is_settled).await;
        if act == Act::Undo {
            self.talk.quiet(&patch(&format!("{DEPLOYMENTS}/{name}"), Patch::Strategic, &second(&first))).await;
            self.talk.until(DEPLOYMENTS, name, |web| web["metadata"]["generation"] == 2 && is_settled(web)).await;
        }
    }

    /// The Deployment as a walk has it: what the watches have is nothing that a walk decides on.
    pub fn site(&self, name: &str) -> (Arc<After>, Site) {
        let (live_client, faults) = (Arc::clone(&self.live), self.faults.clone());
        let effects = Arc::new(After { live: live_client, faults, then: Mutex::default() });
        let api = Fake::new(self.cluster.clone(), lists(&self.cluster, live(), &[]));
        let site = Site {
            api: Arc::new(api),
            effects: Arc::clone(&effects) as _,
            key: Key {
                cluster: ClusterNo(0),
                namespace: safe(&self.talk.namespace),
                kind: Kind::Deployment,
                name: safe(name),
            },
            tls_verified: true,
            impersonates: false,
            thresholds: Thresholds::default(),
            environments: Environments::default(),
            clock: Timestamp::now,
        };
        (effects, site)
    }

    /// The intents whose marker was written to it, in order: how often something was applied.
    pub fn applied(&self, name: &str) -> Vec<String> {
        let key = drill::Key {
            resource: Resource::find("apps", "v1", "deployments").unwrap(),
            namespace: self.talk.namespace.as_str().into(),
            name: name.into(),
        };
        let marker = |value: &Value| value["metadata"]["annotations"]["stanch.dev/intent"].as_str().map(str::to_owned);
        let simulation = self.talk.stand.served.as_ref().unwrap().simulation();
        simulation.read(|store, _, _| {
            let changes = store.since(self.began).unwrap().filter(|change| change.object.key == key);
            let written = changes.filter_map(|change| {
                let before = change.before.as_ref().and_then(|before| marker(&before.value));
                marker(&change.object.value).filter(|now| before.as_ref() != Some(now))
            });
            written.collect()
        })
    }
}

/// A journal of its own, and the folder that it is in.
pub async fn journal() -> (tempfile::TempDir, Arc<dyn Journal>) {
    let home = tempfile::tempdir().unwrap();
    let settings = store::Settings {
        address: Address::Sqlite(home.path().join("store/stanch.db")),
        access: Access::Write,
        heads: Some(home.path().join("heads")),
        actor: safe("os:1000(alice)@host"),
        clock: Arc::new(Timestamp::now),
        holder: Holder::of_process(),
        filesystem: |_| Ok(0xef53),
        drill: false,
    };
    let journal = Sqlite::open(settings).await.unwrap();
    (home, Arc::new(journal))
}

/// A strategy that does this one thing, behind a gate.
pub fn strategy(act: Act) -> String {
    let action = match act {
        Act::Undo => json!({ "action": "undo", "to": "previous" }),
        Act::Restart => json!({ "action": "restart" }),
        Act::Scale => json!({ "action": "scale", "replicas": 2 }),
        Act::Annotate => json!({ "action": "annotate", "key": "example.com/incident", "value": "INC-1" }),
    };
    let mut doing = json!({ "type": "action", "title": "Do it", "next": "done", "on_failure": "no" });
    doing.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
    json!({
        "strategy": "storm", "version": 1, "title": "Do it", "start": "may",
        "nodes": {
            "may": { "type": "gate", "title": "May I", "action": "doing", "on_reject": "no" },
            "doing": doing,
            "done": { "type": "outcome", "result": "recovered", "say": "Done." },
            "no": { "type": "outcome", "result": "not_recovered", "say": "Not done." },
        },
    })
    .to_string()
}

/// Where it is known what was said, it is of no account.
pub fn tell(_: &str) {}

pub fn words(text: &str) -> Safe {
    safe(text)
}
