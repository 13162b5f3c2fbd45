//! What a plan says before anybody is asked: whom it hits, and what has to hold.

use stanch::domain::{
    Truth,
    action::{Plan, Refusal, Wish},
    workload::Kind,
};

use super::shop::Shop;
use crate::support::made::safe;
use crate::support::real::kubectl;

const AROUND: &str = r"
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: NAMESPACE}
data: {COLOUR: blue}
---
apiVersion: v1
kind: Service
metadata: {name: shopfront, namespace: NAMESPACE}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: NAMESPACE}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: NAMESPACE}
spec: {minReplicas: 1, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
";

fn holds(plan: &Plan, name: &str) -> Truth {
    let found = plan.guards.iter().find(|guard| *guard.name == *name);
    found.unwrap_or_else(|| panic!("no guard {name}: {:?}", plan.guards)).holds
}

#[tokio::test]
async fn a_plan_says_whom_it_hits_and_what_the_undo_does_not_cover() {
    let Some(shop) = Shop::open("a_plan_says_whom_it_hits…", Kind::Deployment).await else { return };
    let namespace = shop.key.namespace.to_string();
    let on = |words: &[&str]| kubectl(&[words, &["-n", &namespace]].concat(), "");
    let quiet = shop.plan(&Wish::Undo { to: None }).await.unwrap().plan;
    for guard in ["rights", "owner", "fresh"] {
        assert_eq!(holds(&quiet, guard), Truth::Yes, "{guard}: {:?}", quiet.guards);
    }
    assert_eq!((quiet.blast.pods, quiet.blast.ready), (Some(1), Some(1)));
    // The revision before has no pod that could tell.
    assert!(quiet.guards.iter().all(|guard| *guard.name != *"history"), "{:?}", quiet.guards);
    let untold = quiet.blast.unknown.iter().map(stanch::domain::text::Safe::as_str).collect::<Vec<_>>();
    assert_eq!(untold, ["how revision 1 did is not known: it was rolled out before, and no pod of it is left"]);
    let none = Some(safe("none"));
    assert_eq!(
        (&quiet.blast.autoscaler, &quiet.blast.budget, quiet.blast.services.as_deref()),
        (&none, &none, Some(&[][..]))
    );

    kubectl(&["apply", "-f", "-"], &AROUND.replace("NAMESPACE", &namespace));
    on(&["set", "env", "deployment/web", "--from=configmap/settings"]);
    shop.settle().await;
    on(&["set", "env", "deployment/web", "VERSION=4"]);
    shop.settle().await;
    on(&["patch", "configmap", "settings", "-p", r#"{"data":{"COLOUR":"red"}}"#]);
    on(&["annotate", "deployment/web", "argocd.argoproj.io/tracking-id=shop:apps/Deployment:it/web"]);
    let plan = shop.plan(&Wish::Undo { to: None }).await.unwrap().plan;
    assert_ne!(plan.projection_sha256, quiet.projection_sha256);
    let services = plan.blast.services.as_deref().unwrap();
    assert_eq!((services.len(), services[0].0.as_str()), (1, "shopfront"));
    assert!(plan.blast.autoscaler.as_ref().unwrap().contains("web keeps 1 to 5 replicas"), "{:?}", plan.blast);
    assert!(plan.blast.budget.as_ref().unwrap().contains("at least 1 available"), "{:?}", plan.blast);
    assert!(plan.blast.owner.as_ref().unwrap().contains("Argo CD app shop"), "{:?}", plan.blast);
    assert_eq!((holds(&plan, "configuration"), holds(&plan, "owner")), (Truth::No, Truth::No), "{:?}", plan.guards);
    assert_eq!(plan.blast.unknown.len(), 1, "{:?}", plan.blast.unknown);

    let scaled = shop.plan(&Wish::Scale { replicas: 3 }).await.unwrap_err();
    assert!(matches!(&scaled, Refusal::Impossible { message } if message.contains("autoscaler web")), "{scaled:?}");
    on(&["rollout", "pause", "deployment/web"]);
    let paused = shop.plan(&Wish::Undo { to: None }).await.unwrap_err();
    assert_eq!(paused, Refusal::Impossible { message: safe("paused: resume first") });
    assert_eq!(shop.relay.writes().len(), 0);
}

#[tokio::test]
async fn what_the_api_server_would_not_take_is_refused_by_its_dry_run() {
    let Some(shop) = Shop::open("what_the_api_server_would_not_take…", Kind::Deployment).await else { return };
    for key in ["one", "two"] {
        let note = format!("{key}={}", "x".repeat(125 * 1024));
        kubectl(&["annotate", "deployment/web", &note, "-n", &shop.key.namespace], "");
    }
    // All annotations of an object have 256 KiB together.
    let one_more = Wish::Annotate { key: safe("note"), value: safe(&"x".repeat(8000)) };
    let refused = shop.plan(&one_more).await.unwrap_err();
    assert!(
        matches!(&refused, Refusal::Impossible { message } if message.contains("the API server refuses it")),
        "{refused:?}"
    );
}
