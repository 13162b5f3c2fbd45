//! Who else decides how many pods there are, in words.

use crate::domain::inspection::{Autoscaler, Budget};

use super::words::count;

/// `HPA checkout keeps 4 to 12 pods: has 6, wants 8`.
#[must_use]
pub fn autoscaler(one: &Autoscaler) -> String {
    let Autoscaler { name, min, max, .. } = one;
    let now = match (one.current, one.desired) {
        (Some(current), Some(desired)) if current == desired => format!(": has the {current} that it wants"),
        (Some(current), Some(desired)) => format!(": has {current}, wants {desired}"),
        _ => ": has not looked yet".to_owned(),
    };
    let limit = if one.desired == Some(*max) { ", its maximum" } else { "" };
    let trouble = one.trouble.as_ref().map(|trouble| format!("; does not scale: {trouble}")).unwrap_or_default();
    format!("HPA {name} keeps {min} to {}{now}{limit}{trouble}", count((*max).into(), "pod"))
}

/// `PDB checkout wants at least 4 available: 1 of 4 healthy, none may be evicted`.
#[must_use]
pub fn budget(one: &Budget) -> String {
    let wish = match (&one.min_available, &one.max_unavailable) {
        (Some(least), _) => format!("wants at least {least} available"),
        (None, Some(most)) => format!("allows at most {most} unavailable"),
        (None, None) => "has no bound".to_owned(),
    };
    let healthy = match (one.healthy, one.needed) {
        (Some(healthy), Some(needed)) => format!("{healthy} healthy of {needed} needed"),
        _ => "not counted yet".to_owned(),
    };
    let evicted = match one.allowed {
        Some(0) => ", none may be evicted".to_owned(),
        Some(allowed) => format!(", {} may be evicted", count(allowed.into(), "pod")),
        None => String::new(),
    };
    format!("PDB {} {wish}: {healthy}{evicted}", one.name)
}

/// Whether fewer pods are healthy than have to be.
#[must_use]
pub fn is_short(one: &Budget) -> bool {
    one.healthy.zip(one.needed).is_some_and(|(healthy, needed)| healthy < needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Safe;

    #[test]
    fn autoscalers_are_said_in_words() {
        let scaler = |current, desired, trouble: Option<&str>| Autoscaler {
            name: Safe::clean("web"),
            min: 4,
            max: 12,
            current,
            desired,
            trouble: trouble.map(Safe::clean),
        };
        let table = [
            (scaler(Some(6), Some(8), None), "HPA web keeps 4 to 12 pods: has 6, wants 8"),
            (scaler(Some(6), Some(6), None), "HPA web keeps 4 to 12 pods: has the 6 that it wants"),
            (scaler(Some(9), Some(12), None), "HPA web keeps 4 to 12 pods: has 9, wants 12, its maximum"),
            (
                scaler(None, None, Some("no metrics")),
                "HPA web keeps 4 to 12 pods: has not looked yet; does not scale: no metrics",
            ),
        ];
        for (one, said) in table {
            assert_eq!(autoscaler(&one), said);
        }
    }

    #[test]
    fn budgets_are_said_in_words() {
        let least = Budget {
            name: Safe::clean("web"),
            min_available: Some(Safe::clean("4")),
            max_unavailable: None,
            healthy: Some(1),
            needed: Some(4),
            allowed: Some(0),
        };
        assert_eq!(budget(&least), "PDB web wants at least 4 available: 1 healthy of 4 needed, none may be evicted");
        assert!(is_short(&least));
        let most = Budget {
            min_available: None,
            max_unavailable: Some(Safe::clean("25%")),
            healthy: Some(6),
            allowed: Some(2),
            ..least.clone()
        };
        assert_eq!(
            budget(&most),
            "PDB web allows at most 25% unavailable: 6 healthy of 4 needed, 2 pods may be evicted"
        );
        assert!(!is_short(&most));
        let fresh = Budget { healthy: None, needed: None, allowed: None, ..most };
        assert_eq!(budget(&fresh), "PDB web allows at most 25% unavailable: not counted yet");
    }
}
