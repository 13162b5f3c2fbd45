//! A disk or volume that has no room left.

use crate::domain::{finding::Matter, quantity, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
    manifest::Setting,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "disk_full",
    severity: Severity::High,
    title: "no room is left on a disk",
    impact: "Writes fail, and the pod may be evicted.",
    remedy: "Make room, enlarge the volume, or give back its limit.",
    changes,
    signs: &[
        Sign::new(
            &["No space left", "ENOSPC", "disk quota"],
            r"(?i)no space left on device|ENOSPC|disk quota exceeded",
            About::Limit("storage"),
            Where::Program,
        ),
        Sign::new(
            &["ephemeral", "DiskPressure", "emptyDir"],
            r"(?i)ephemeral[ -]?(local )?storage|DiskPressure|Usage of EmptyDir volume",
            About::Limit("storage"),
            Where::Cluster,
        ),
    ],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let is_size = |setting: &Setting<'_>| matches!(setting.key.as_str(), "sizeLimit" | "ephemeral-storage" | "storage");
    // Room that was given more of explains nothing.
    let lowered = changes.changed_settings().filter_map(|(old, new)| Some((old, new?)));
    let lowered =
        lowered.filter(|(old, new)| quantity::units(&new.value) < quantity::units(&old.value)).map(|(_, new)| new);
    let sizes = lowered.chain(changes.new_settings()).filter(move |new| is_size(new));
    let levels = changes
        .settings
        .iter()
        .filter(|new| new.side == Side::Added && matches!(new.value.to_lowercase().as_str(), "debug" | "trace"));
    sizes
        .chain(levels)
        .map(|new| Hint {
            matters: vec![Matter::Limit(Safe::from_static("storage"))],
            spot: new.spot.clone(),
            what: format!(
                "{} was set to {}",
                new.item.as_deref().filter(|_| new.key == "value").unwrap_or(&new.key),
                new.value
            ),
            silent: true,
        })
        .collect()
}
