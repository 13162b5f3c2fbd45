//! `ops::inspect`: finding the rollout, and collecting what explains it.

use std::{sync::Arc, time::Duration};

use stanch::{
    adapters::world::World,
    domain::{
        Truth,
        cluster::{Cluster, Gap, Link, Scope, Source},
        configuration::Configuration,
        inspection::{Answer, Autoscaler, Bounds, Diff, Question, Right, Serving},
        logs::{LogLine, LogNews},
        text::Safe,
        watch::Change,
    },
    ops::inspect::{Document, Error, Target, look},
};

use super::shop::{board, details, follow, shop};
use crate::support::{
    Fake,
    made::{cluster, lists, live, now, safe},
};

const AMPLE: Duration = Duration::from_secs(10);

fn shop_at(cluster: &Cluster) -> Fake {
    let (well, bad) = shop(cluster);
    let lists = lists(cluster, live(), &[well, bad.clone()]);
    Fake::new(cluster.clone(), lists).detailing(move |wanted| details(wanted, &bad))
}

async fn inspect(world: &World, target: &str) -> Result<Document, Error> {
    let target: Target = target.parse().unwrap();
    look(follow(world, &Scope::All, AMPLE), board(), &target).await
}

fn answers(question: &Question) -> Option<Answer> {
    match question {
        Question::Diff(_) => Some(Answer::Diff(Diff {
            old: Some(safe("2")),
            new: safe("3"),
            lines: ["@@ -1 +1 @@", "-image: app:2", "+image: app:3"].map(safe).to_vec(),
        })),
        Question::Serving(_) => {
            Some(Answer::Serving(vec![Serving { service: safe("checkout"), ready: 0, not_ready: 2, others: 0 }]))
        }
        Question::Bounds(_) => {
            let refused = Gap {
                verb: safe("list"),
                resource: safe("poddisruptionbudgets"),
                namespace: Some(safe("shop")),
                message: safe("forbidden"),
            };
            let scaler = Autoscaler {
                name: safe("checkout"),
                min: 2,
                max: 4,
                current: Some(2),
                desired: Some(4),
                trouble: None,
            };
            let bounds = Bounds { autoscalers: Ok(vec![scaler]), budgets: Err(refused) };
            Some(Answer::Bounds(Box::new(bounds)))
        }
        Question::Configuration(_) => Some(Answer::Configuration(Configuration::default())),
        Question::Rights(_) => Some(Answer::Rights(vec![Right {
            verb: safe("get"),
            resource: safe("pods/log"),
            allowed: Truth::Yes,
            reason: None,
        }])),
        _ => None,
    }
}

#[tokio::test]
async fn everything_that_explains_a_failure_is_there() {
    let line = |source, text| LogLine { source, at: None, text: safe(text), cut: 0 };
    let lines = LogNews::Lines(vec![line(0, "starting"), line(1, "starting too"), line(0, "panic: no key")]);
    let fake = Arc::new(shop_at(&cluster(0, "eu")).answering(answers).logging(vec![lines]));
    let world = World { clusters: vec![fake.clone()] };
    let found = inspect(&world, "shop/deploy/checkout").await.unwrap();
    assert_eq!((found.version, found.rollout.name.as_str()), (1, "checkout"));
    assert_eq!(
        found.diff.as_deref(),
        Some("--- revision 2\n+++ revision 3\n@@ -1 +1 @@\n-image: app:2\n+image: app:3\n")
    );
    assert_eq!(found.serving.as_ref().unwrap()[0].not_ready, 2);
    assert_eq!(found.rights.as_ref().unwrap()[0].allowed, Some(true));
    assert_eq!(found.pods.len(), 2);
    let container = &found.pods[0].containers[0];
    assert_eq!((container.state, container.restarts, container.exit_code), ("waiting", 7, None));
    assert_eq!(container.last_termination.as_ref().unwrap().exit_code, 1);
    assert_eq!(found.autoscalers.as_ref().unwrap()[0].max, 4);
    assert_eq!(found.budgets, None);
    let unknown: Vec<&str> = found.unknown.iter().map(|gap| gap.resource.as_str()).collect();
    assert_eq!(unknown, ["poddisruptionbudgets"]);
    let request = fake.tails.lock().unwrap()[0].clone();
    assert!(request.sources.iter().all(|source| source.previous), "a crash loop's words are in the previous log");
    let logs: Vec<Vec<_>> = found.logs.iter().map(|log| log.lines.iter().map(Safe::as_str).collect()).collect();
    assert_eq!(logs, [vec!["starting", "panic: no key"], vec!["starting too"]]);
    let scopes = fake.scopes.lock().unwrap().clone();
    assert_eq!(scopes, [Scope::Only(vec![safe("shop")])], "one namespace is enough");
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_the_rest_is_there() {
    let world = shop_at(&cluster(0, "eu")).world();
    let found = inspect(&world, "shop/deploy/checkout").await.unwrap();
    assert_eq!((&found.diff, &found.serving, &found.rights), (&None, &None, &None));
    assert_eq!(found.unknown.len(), 5);
    let json = serde_json::to_value(&found).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "version rollout conditions revisions pods events logs diff configuration serving autoscalers budgets rights unknown";
    assert_eq!(keys.join(" "), expected);
    assert_eq!(json["unknown"][0]["verb"], "get");
}

#[tokio::test]
async fn a_slip_of_the_fingers_is_answered_with_near_names() {
    let world = shop_at(&cluster(0, "eu")).world();
    let said = inspect(&world, "shop/deploy/chekout").await.unwrap_err().to_string();
    assert_eq!(said, "no Deployment `chekout` in namespace shop, did you mean shop/deployments/checkout?");
    let kind = inspect(&world, "shop/sts/checkout").await.unwrap_err().to_string();
    assert_eq!(kind, "no StatefulSet `checkout` in namespace shop, did you mean shop/deployments/checkout?");
    let empty = inspect(&world, "web/sts/checkout").await.unwrap_err().to_string();
    assert_eq!(empty, "no StatefulSet `checkout` in namespace web: it has no rollouts, or does not exist");
}

#[tokio::test]
async fn a_name_that_two_contexts_have_needs_a_context() {
    let clusters = [cluster(0, "eu"), cluster(1, "us")];
    let world = World { clusters: clusters.iter().map(|one| Arc::new(shop_at(one)) as _).collect() };
    let error = inspect(&world, "shop/deploy/checkout").await.unwrap_err();
    assert_eq!(error, Error::Ambiguous { contexts: "eu-ctx, us-ctx".into() });
}

#[tokio::test]
async fn silence_and_refusal_are_not_the_same_as_not_found() {
    let eu = cluster(0, "eu");
    let only = async |source: Source| {
        let world = Fake::new(eu.clone(), vec![Change::Source(source)]).world();
        inspect(&world, "shop/deploy/checkout").await.unwrap_err()
    };
    let message = || Some(safe("connection refused"));
    let gone = only(Source { link: Link::Offline, message: message(), ..Source::default() }).await;
    assert_eq!(gone, Error::Silence { reason: "eu-ctx: connection refused".into() });
    let denied =
        only(Source { link: Link::Denied, message: message(), answered: Some(now()), ..Source::default() }).await;
    assert_eq!(denied, Error::Unread { reason: "eu-ctx: connection refused".into() });
}
