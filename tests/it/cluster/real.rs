//! The same against a real API server, where `STANCH_TEST_KUBECONFIG` names one.

use stanch::{
    adapters::cluster::{Api, Settings},
    domain::{
        cluster::{Link, Scope},
        inspection::{Answer, Question},
        watch::{Change, Delta, Wanted},
        workload::{Key, Kind},
    },
    logic::verdict::last_words_wanted,
};

use super::fake::{Watcher, safe};
use crate::support::real::{image, kubeconfig, kubectl};

/// The settings of the real cluster, or a visible line that there is none.
pub fn settings(test: &str) -> Option<Settings> {
    Some(Settings { kubeconfigs: vec![kubeconfig(test)?], ..Settings::default() })
}

const CRASHING: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: it-crash}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: it-crash}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: api, image: 'IMAGE', command: [sh, -c, "echo first; echo 'KeyError: STRIPE_API_KEY'; exit 3"]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: it-crash}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: it-crash}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 3
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: it-crash}
spec:
  minAvailable: 50%
  selector: {matchExpressions: [{key: app, operator: In, values: [web]}]}
"#;

#[tokio::test]
async fn a_crash_is_followed_to_its_last_words() {
    let Some(settings) = settings("a_crash_is_followed_to_its_last_words") else { return };
    kubectl(&["apply", "-f", "-"], &CRASHING.replace("IMAGE", &image()));
    let mut watcher = Watcher::start(&settings, Scope::Only(vec![safe("it-crash")]));
    let key = watcher
        .until("the Deployment", |change| match change {
            Change::Workload(Kind::Deployment, Delta::Replace { items, .. }) => {
                items.first().map(|one| one.key.clone())
            }
            _ => None,
        })
        .await;
    let wanted = Wanted { open: [key.clone()].into(), ..Wanted::default() };
    watcher.wanted.send_replace(wanted.clone());
    // The log of an end may be gone by the time that it is asked for: the next end leaves another.
    let mut asked = Vec::new();
    loop {
        let fresh = |pod: &stanch::domain::pod::Pod| last_words_wanted(pod).filter(|words| !asked.contains(words));
        let crashed = watcher.until("a crashed pod", |change| match change {
            Change::Pod(Delta::Apply(pod)) => fresh(pod),
            Change::Pod(Delta::Replace { items, .. }) => items.iter().find_map(fresh),
            _ => None,
        });
        let words = crashed.await;
        asked.push(words.clone());
        watcher.wanted.send_replace(Wanted { last_words: [words.clone()].into(), ..wanted.clone() });
        let heard = watcher.until("its last words", |change| match change {
            Change::LastWords(of, heard) if *of == words => Some(heard.clone()),
            _ => None,
        });
        match heard.await {
            Ok(text) => {
                assert!(text.contains("KeyError: STRIPE_API_KEY"), "{text}");
                break;
            }
            Err(gap) => assert!(gap.message.contains("no longer has"), "{gap:?}"),
        }
    }
    assert!(watcher.seen.iter().any(|change| matches!(change, Change::Event(_))), "events came too");
    questions(&watcher, &key).await;
    kubectl(&["delete", "namespace", "it-crash", "--wait=false"], "");
}

async fn questions(watcher: &Watcher, key: &Key) {
    let ask = |question: Question| watcher.live.clone().ask(question);
    let Answer::Serving(serving) = ask(Question::Serving(key.clone())).await else { panic!("no Services") };
    assert_eq!((serving[0].service.as_str(), serving[0].ready, serving[0].others), ("web", 0, 0));
    let Answer::Bounds(bounds) = ask(Question::Bounds(key.clone())).await else { panic!("no bounds") };
    let (autoscalers, budgets) = (bounds.autoscalers.unwrap(), bounds.budgets.unwrap());
    assert_eq!((autoscalers[0].name.as_str(), autoscalers[0].min, autoscalers[0].max), ("web", 1, 3));
    assert_eq!((budgets[0].name.as_str(), budgets[0].min_available.as_deref()), ("web", Some("50%")));
    let Answer::Text(text) = ask(Question::Describe { key: key.clone(), pod: None }).await else { panic!("no words") };
    assert!(text.iter().any(|line| line.contains(&image())));
    let Answer::Text(yaml) = ask(Question::Manifest { key: key.clone(), pod: None }).await else { panic!("no YAML") };
    assert!(
        yaml.iter().any(|line| line.as_str() == "kind: Deployment")
            && !yaml.iter().any(|line| line.contains("managedFields"))
    );
    let Answer::Diff(diff) = ask(Question::Diff(key.clone())).await else { panic!("no diff") };
    assert_eq!((diff.new.as_str(), diff.old), ("1", None));
    let Answer::Rights(rights) = ask(Question::Rights(key.clone())).await else { panic!("no rights") };
    assert!(rights.iter().all(|right| right.allowed == stanch::domain::Truth::Yes), "{rights:?}");
    let Answer::Unreadable(gap) = ask(Question::Usage(key.clone())).await else { panic!("metrics are served?") };
    assert!(gap.message.contains("metrics are not served here"), "{}", gap.message);
    let Answer::Calls(calls) = ask(Question::Calls).await else { panic!("no calls") };
    assert!(calls.iter().any(|call| call.path.contains("/pods?labelSelector=app%3Dweb")), "{calls:?}");
}

#[tokio::test]
async fn a_real_cluster_says_who_it_is_and_prints_rows() {
    let Some(settings) = settings("a_real_cluster_says_who_it_is_and_prints_rows") else { return };
    let mut watcher = Watcher::start(&settings, Scope::Default);
    let source = watcher.source("an answer", |source| source.link == Link::Live).await;
    assert_eq!(source.skew.unwrap().0, 0, "the same machine has the same clock");
    watcher
        .ever("an identity", |change| match change {
            Change::Cluster(cluster) => cluster.id.as_ref().filter(|id| id.uid.is_some()).map(|_| ()),
            _ => None,
        })
        .await;
    watcher.ever("rows", |change| matches!(change, Change::PodRow(Delta::Replace { .. })).then_some(())).await;
}
