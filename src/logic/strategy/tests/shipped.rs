//! The strategies that come with stanch are sound, and lead where they should.

use super::reading::read;
use crate::{
    domain::{
        analysis::Category,
        environment::Environment,
        severity::Severity,
        strategy::{Does, Value},
        text::Safe,
        workload::Kind,
    },
    logic::strategy::{Failure, OBSERVATIONS, choose, set},
};

const APPLICATION: &str = include_str!("../../../../assets/strategies/application_recovery.yaml");
const LOOK: &str = include_str!("../../../../assets/strategies/look_first.yaml");
const MANUAL: &str = include_str!("../../../../docs/strategies.md");

#[test]
fn they_are_sound_and_the_same_text_is_the_same_definition() {
    for text in [APPLICATION, LOOK] {
        let definition = read(text).unwrap();
        assert_eq!(read(text).unwrap().sha256, definition.sha256);
        let again = serde_json::from_slice(&definition.json).unwrap();
        assert_eq!(definition.strategy, again);
    }
    let look = read(LOOK).unwrap().strategy;
    assert!(!look.nodes.iter().any(|node| matches!(node.does, Does::Action { .. } | Does::Gate { .. })));
}

#[test]
fn observations_are_listed_once_and_in_order() {
    assert!(OBSERVATIONS.windows(2).all(|pair| pair[0].name < pair[1].name));
}

#[test]
fn the_manual_shows_a_sound_strategy_and_names_every_observation() {
    let example = MANUAL.split("```yaml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    read(example).unwrap();
    for observation in OBSERVATIONS {
        let row = format!(
            "| `{}` | {} | {} |",
            observation.name,
            format!("{:?}", observation.sort).to_lowercase(),
            observation.meaning
        );
        assert!(MANUAL.contains(&row), "{row}");
    }
}

#[test]
fn the_closest_strategy_comes_first_and_what_a_failure_is_called_rules_none_out() {
    let strategies = [read(LOOK).unwrap().strategy, read(APPLICATION).unwrap().strategy];
    let failure = |category, kind| Failure {
        category,
        severity: Some(Severity::High),
        kind,
        environment: Environment::Production,
    };
    let ids = |failure: Failure| {
        choose(&strategies, failure).into_iter().map(|choice| choice.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(failure(Some(Category::Configuration), Kind::Deployment)), ["application_recovery", "look_first"]);
    assert_eq!(ids(failure(Some(Category::Data), Kind::Deployment)), ["application_recovery", "look_first"]);
    assert_eq!(ids(failure(Some(Category::Security), Kind::Deployment)), ["look_first", "application_recovery"]);
    assert_eq!(ids(failure(None, Kind::DaemonSet)), ["application_recovery", "look_first"]);
    let misfit = choose(&strategies, failure(Some(Category::Security), Kind::Deployment)).remove(1);
    assert_eq!(misfit.why.as_str(), "made for another type of failure");

    let deployments = read(&APPLICATION.replace("kinds: [Deployment, StatefulSet, DaemonSet]", "kinds: [Deployment]"));
    let failure = failure(Some(Category::Application), Kind::StatefulSet);
    assert_eq!(choose(&[deployments.unwrap().strategy], failure), []);
}

#[test]
fn parameters_are_set_over_their_defaults() {
    let strategy = read(APPLICATION).unwrap().strategy;
    let given = |name: &str, value: &str| set(&strategy, &[(name.to_owned(), value.to_owned())]);
    let values = given("hold", "10s").unwrap();
    assert_eq!(values.get(&Safe::from_static("hold")), Some(&Value::Duration(10)));
    assert_eq!(values.get(&Safe::from_static("window")), Some(&Value::Duration(7200)));
    assert_eq!(
        given("hodl", "10s").unwrap_err(),
        "unknown parameter `hodl` of application_recovery; known: hold, window"
    );
    assert_eq!(
        given("hold", "soon").unwrap_err(),
        "parameter `hold`: expected a duration such as 180s or 5m, got `soon`"
    );
}
