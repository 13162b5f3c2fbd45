//! A processor limit that went down under a program that then became slow.

use crate::domain::quantity;
use crate::domain::{finding::Matter, severity::Severity, text::Safe};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where, slowness},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "cpu_limit",
    severity: Severity::Medium,
    title: "the processor is throttled",
    impact: "Requests and probes take longer than they may.",
    remedy: "Give back the processor limit.",
    changes,
    signs: &[Sign::new(&["throttl"], r"(?i)cpu.{0,20}throttl", About::Limit("cpu"), Where::Program)],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let lowered = changes.changed_settings().filter(|(old, _)| old.key == "cpu" && !old.is_under("requests"));
    lowered
        .filter_map(|(old, new)| {
            let new = new?;
            let (before, after) = (quantity::thousandths(&old.value)?, quantity::thousandths(&new.value)?);
            (after < before).then(|| Hint {
                matters: [Matter::Limit(Safe::from_static("cpu"))].into_iter().chain(slowness(&["cpu"])).collect(),
                spot: new.spot.clone(),
                what: format!("the processor limit went from {} to {}", old.value, new.value),
                silent: false,
            })
        })
        .collect()
}
