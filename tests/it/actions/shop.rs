//! One Deployment on a real cluster, and what an operator does to it.

use stanch::{
    adapters::{
        actions::{self, Planned, Ready, Scene, Seen, Stop},
        cluster::{Live, effects::Effects, pin},
    },
    domain::{
        action::{ActionSpec, Intent, Plan, Refusal, Reply, Wish},
        approval::Rule,
        cluster::ClusterNo,
        digest::Digest,
        journal::Ulid,
        text::Safe,
        workload::{Key, Kind},
    },
    logic::gate::{Approved, Asked, Request},
};

use crate::support::{
    Relay,
    made::safe,
    real::{image, kubeconfig, kubectl},
};

/// A workload in a namespace of its own, which goes with it. The second revision is the newest one.
pub struct Shop {
    pub relay: Relay,
    pub live: std::sync::Arc<Live>,
    pub cluster: Safe,
    pub key: Key,
}

impl Drop for Shop {
    fn drop(&mut self) {
        kubectl(&["delete", "namespace", &self.key.namespace, "--wait=false"], "");
    }
}

const MANIFEST: &str = r"
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
---
apiVersion: apps/v1
kind: KIND
metadata: {name: web, namespace: NAMESPACE}
spec:
  REPLICAS
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: api, image: 'IMAGE', env: [{name: VERSION, value: 'NUMBER'}], command: [sh, -c, 'sleep 100000']}
";

impl Shop {
    /// `None` where there is no cluster, said aloud.
    pub async fn open(test: &str, kind: Kind) -> Option<Self> {
        let relay = Relay::start(&kubeconfig(test)?).await;
        let namespace = format!("it-{}", Ulid::new().to_string().to_lowercase());
        let image = image();
        let replicas = if kind == Kind::Deployment { "replicas: 1" } else { "revisionHistoryLimit: 10" };
        let manifest = MANIFEST
            .replace("NAMESPACE", &namespace)
            .replace("KIND", kind.name())
            .replace("REPLICAS", replicas)
            .replace("IMAGE", &image);
        let live = pin(&relay.settings, ClusterNo(0)).unwrap().0.remove(0);
        let cluster = live.identity().await.unwrap();
        let key = Key { cluster: ClusterNo(0), namespace: safe(&namespace), kind, name: safe("web") };
        let shop = Self { relay, live, cluster, key };
        for number in ["1", "2"] {
            kubectl(&["apply", "-f", "-"], &manifest.replace("NUMBER", number));
            shop.settle().await;
        }
        Some(shop)
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene { effects: &*self.live, key: &self.key, cluster: &self.cluster, now: jiff::Timestamp::now() }
    }

    pub async fn plan(&self, wish: &Wish) -> Result<Planned, Refusal> {
        actions::plan(&self.scene(), wish).await
    }

    /// Planned, approved, looked at again: all but sent.
    pub async fn ready(&self, wish: &Wish) -> (Ready, Plan) {
        let planned = self.plan(wish).await.unwrap();
        let ready = self.begin(&planned).await.unwrap();
        (ready, planned.plan)
    }

    /// Approved, and looked at again.
    pub async fn begin(&self, planned: &Planned) -> Result<Ready, Stop> {
        actions::begin(&self.scene(), approved(&planned.plan), planned, Ulid::new()).await
    }

    pub async fn send(&self, ready: Ready) -> Reply {
        actions::send(&*self.live, ready, &|| true).await
    }

    pub async fn look(&self, spec: &ActionSpec, intent: Ulid) -> Seen {
        actions::look(&self.scene(), spec, intent).await
    }

    pub async fn fence(&self, intent: &Intent) -> Reply {
        actions::fence(&self.scene(), intent, &|| true).await
    }

    pub async fn object(&self) -> serde_json::Value {
        self.live.get(&self.key).await.unwrap().unwrap()
    }

    pub async fn number(&self) -> String {
        let object = self.object().await;
        let value = object.pointer("/spec/template/spec/containers/0/env/0/value").unwrap();
        value.as_str().unwrap().to_owned()
    }

    /// Waits until the controllers have nothing more to do, so that nothing but a test writes.
    pub async fn settle(&self) {
        let (kind, namespace) = (self.key.kind.name().to_lowercase(), self.key.namespace.to_string());
        let wait = move || {
            let target = format!("{kind}/web");
            kubectl(&["rollout", "status", &target, "-n", &namespace, "--timeout=90s"], "");
        };
        tokio::task::spawn_blocking(wait).await.unwrap();
    }
}

/// The proof that a plan was approved, by a rule that asks for nobody.
pub fn approved(plan: &Plan) -> Approved<ActionSpec> {
    let now = jiff::Timestamp::now();
    let asked = Asked {
        id: Ulid::new(),
        node: safe("undo"),
        attempt: 1,
        binding: "{}".to_owned(),
        rule: Rule { quorum: 0, allow_self: true, policy_sha256: Digest::default() },
        plan: plan.clone().into(),
        expires_at: now + jiff::SignedDuration::from_mins(5),
    };
    Request::new(asked, safe("op"), safe("op"), now).permit(now).unwrap()
}
