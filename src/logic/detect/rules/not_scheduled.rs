//! A pod that fits on no node.

use crate::domain::{finding::Matter, quantity, severity::Severity, text::Safe};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "not_scheduled",
    severity: Severity::High,
    title: "a pod fits on no node",
    impact: "New pods wait; old pods go on until they are replaced.",
    remedy: "Ask for less, or give the cluster more room.",
    changes,
    signs: &[
        Sign::new(
            &["nodes are available", "FailedScheduling", "not scheduled"],
            r"(?i)\d+/\d+ nodes are available:.*insufficient (?P<x>cpu|memory|ephemeral-storage)",
            About::Object,
            Where::Cluster,
        ),
        Sign::new(
            &["nodes are available", "FailedScheduling", "not scheduled"],
            r"(?i)nodes are available|FailedScheduling|not scheduled",
            About::Named("placement"),
            Where::Cluster,
        ),
    ],
    consequence: false,
};

/// Requests, selectors and tolerations.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    // Asking for less explains nothing.
    let raised = changes.changed_settings().filter_map(|(old, new)| Some((old, new?)));
    let raised = raised.filter(|(old, new)| quantity::thousandths(&new.value) > quantity::thousandths(&old.value));
    let requests = raised.map(|(_, new)| new).chain(changes.new_settings()).filter(|new| new.is_under("requests"));
    let requests = requests.map(|new| Hint {
        matters: vec![Matter::Object(Safe::line(&new.key))],
        spot: new.spot.clone(),
        what: format!("the request of {} was set to {}", new.key, new.value),
        silent: true,
    });
    let places = changes.settings.iter().filter(|setting| {
        ["nodeSelector", "affinity", "tolerations", "nodeAffinity"].iter().any(|key| setting.is_under(key))
    });
    let places = places.map(|setting| Hint {
        matters: vec![Matter::Key(Safe::from_static("placement"))],
        spot: setting.spot.clone(),
        what: format!("{} {} was changed", setting.path.last().map_or("", String::as_str), setting.key),
        silent: true,
    });
    requests.chain(places).collect()
}
