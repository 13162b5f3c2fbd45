//! `ops::doctor`: each cluster's lines.

use std::time::Duration;

use stanch::{
    domain::{
        Truth,
        cluster::{ClusterId, Link, Scope, Skew, Source},
        inspection::{Answer, Question, Right},
    },
    ops::doctor::{Check, State, clusters},
};

use super::shop::{board, follow};
use crate::support::{
    Fake,
    made::{cluster, lists, live, safe},
};

const AMPLE: Duration = Duration::from_secs(10);

fn right(verb: &str, resource: &str, allowed: Truth) -> Right {
    Right { verb: safe(verb), resource: safe(resource), allowed, reason: None }
}

async fn examine(fake: Fake, scope: &Scope) -> Vec<Check> {
    clusters(follow(&fake.world(), scope, AMPLE), board()).await
}

fn states(checks: &[Check]) -> Vec<(&str, State)> {
    checks.iter().map(|check| (check.name.as_str(), check.state)).collect()
}

#[tokio::test]
async fn a_good_cluster_is_five_lines_of_ok() {
    let eu = cluster(0, "eu");
    let fake = Fake::new(eu.clone(), lists(&eu, live(), &[]))
        .answering(|_| Some(Answer::Rights(vec![right("list", "deployments", Truth::Yes)])));
    let checks = examine(fake, &Scope::All).await;
    let names = ["cluster eu-ctx", "cluster id eu-ctx", "identity eu-ctx", "clock eu-ctx", "rights eu-ctx"];
    assert_eq!(states(&checks), names.map(|name| (name, State::Ok)));
    assert_eq!(checks[1].text.as_str(), "uid-of-eu (uid of kube-system) or hash-of-eu (hash of CA and address)");
    assert_eq!(checks[2].text.as_str(), "op1");
}

#[tokio::test]
async fn a_cluster_that_does_not_answer_is_one_line_that_fails() {
    let gone = Source { link: Link::Offline, message: Some(safe("connection refused")), ..Source::default() };
    let eu = cluster(0, "eu");
    let fake = Fake::new(eu, vec![stanch::domain::watch::Change::Source(gone)]);
    let checks = examine(fake, &Scope::All).await;
    assert_eq!(states(&checks), [("cluster eu-ctx", State::Fail)]);
    assert!(checks[0].text.ends_with("connection refused"));
}

#[tokio::test]
async fn a_wrong_clock_an_unreadable_uid_and_missing_rights_are_said() {
    let mut eu = cluster(0, "eu");
    eu.id = Some(ClusterId { uid: None, endpoint: safe("77aa") });
    let fake =
        Fake::new(eu.clone(), lists(&eu, Source { skew: Some(Skew(-90)), ..live() }, &[])).answering(|question| {
            let Question::Access { namespace } = question else { return None };
            let here = namespace.as_ref().is_some_and(|name| name.as_str() == "shop");
            let may = if here { Truth::Yes } else { Truth::No };
            Some(Answer::Rights(vec![right("list", "deployments", may), right("list", "nodes", Truth::No)]))
        });
    let checks = examine(fake, &Scope::Default).await;
    let said: Vec<_> = checks[1..].iter().map(|check| (check.state, check.text.as_str())).collect();
    assert_eq!(
        said,
        [
            (State::Warn, "77aa (hash of CA and address); the uid of kube-system may not be read"),
            (State::Ok, "op1"),
            (State::Warn, "90 s ahead of the cluster's; verdicts go by the cluster's"),
            (State::Warn, "not in all namespaces; looking at shop only"),
            (State::Warn, "cannot list nodes"),
        ]
    );
    assert_eq!(checks[5].todo.as_deref(), Some("kubectl auth can-i list nodes"));
}
