//! The strategies that come with stanch are sound, and lead where they should.

use super::reading::read;
use crate::{
    domain::{
        analysis::Category,
        environment::Environment,
        severity::Severity,
        strategy::{Does, Origin, Value},
        text::Safe,
        workload::Kind,
    },
    logic::strategy::{Failure, OBSERVATIONS, choose, set},
};

const APPLICATION: &str = include_str!("../../../../assets/strategies/application_recovery.yaml");
const LOOK: &str = include_str!("../../../../assets/strategies/look_first.yaml");
const OUTSIDE: &str = include_str!("../../../../assets/strategies/outside_change.yaml");
const MANUAL: &str = include_str!("../../../../docs/strategies.md");

#[test]
fn they_are_sound_and_the_same_text_is_the_same_definition() {
    for text in [APPLICATION, LOOK, OUTSIDE] {
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
        origin: None,
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
fn what_broke_it_outweighs_what_it_is_called() {
    let strategies = [LOOK, APPLICATION, OUTSIDE].map(|text| read(text).unwrap().strategy);
    let order = |origin, category| {
        let failure =
            Failure { category, severity: None, kind: Kind::Deployment, environment: Environment::Production, origin };
        let choices = choose(&strategies, failure);
        choices.into_iter().map(|choice| (choice.id.to_string(), choice.why.to_string())).collect::<Vec<_>>()
    };
    let outside = order(Some(Origin::Outside), Some(Category::Application));
    assert_eq!(outside[0], ("outside_change".to_owned(), "fits by cause, kind".to_owned()));
    assert_eq!(outside[2], ("application_recovery".to_owned(), "made for another cause".to_owned()));
    let revision = order(Some(Origin::Revision), Some(Category::Configuration));
    assert_eq!((revision[0].0.as_str(), revision[2].0.as_str()), ("application_recovery", "outside_change"));
    let unknown = order(None, Some(Category::Configuration));
    assert_eq!(unknown[0].0, "application_recovery");
}

#[test]
fn what_an_end_says_fits_a_small_screen() {
    for text in [APPLICATION, LOOK, OUTSIDE] {
        for node in read(text).unwrap().strategy.nodes {
            if let Does::Outcome { say, .. } = node.does {
                // Two lines of 80 columns, broken at words.
                assert!(say.len() <= 148, "{}: {} letters: {say}", node.id, say.len());
            }
        }
    }
}

#[test]
fn no_end_of_a_strategy_sends_to_one_that_sends_back() {
    let says = |text: &str| -> String {
        let nodes = read(text).unwrap().strategy.nodes;
        let said = nodes.iter().filter_map(|node| match &node.does {
            Does::Outcome { say, .. } => Some(say.to_string()),
            _ => None,
        });
        said.collect()
    };
    let ids = ["application_recovery", "look_first", "outside_change"];
    let sends = |text: &str| ids.map(|id| says(text).contains(id));
    assert_eq!(sends(LOOK), [true, false, true]);
    assert_eq!(sends(APPLICATION), [false, false, true]);
    assert_eq!(sends(OUTSIDE), [false, false, false]);
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
