//! A probe that fails while the container runs.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
    manifest::Setting,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "probe_failing",
    severity: Severity::Medium,
    title: "a probe fails",
    impact: "The pod gets no traffic, or is started again and again.",
    remedy: "Make the probe ask where the program answers, and give the program the time that it needs.",
    changes,
    signs: &[
        Sign::new(
            &["probe failed"],
            r#"(?i)(readiness|liveness|startup) probe failed:?.*?Get \\?\"(?P<x>https?://[^\"\\]+)"#,
            About::Probe,
            Where::Cluster,
        ),
        Sign::new(
            &["probe failed"],
            r"(?i)(readiness|liveness|startup) probe failed: HTTP probe failed with statuscode: [45]",
            About::Named("probe"),
            Where::Cluster,
        ),
        Sign::new(
            &["probe failed"],
            r"(?i)(readiness|liveness|startup) probe failed:?.*dial tcp [\d.]*(?P<x>:\d+)",
            About::Address,
            Where::Cluster,
        ),
        Sign::new(
            &["probe failed"],
            r"(?i)(readiness|liveness|startup) probe (failed|errored)",
            About::Named("probe"),
            Where::Cluster,
        ),
    ],
    consequence: true,
};

/// Where a probe asks, when, and where the program listens.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let under = |setting: &Setting<'_>| {
        setting.path.iter().any(|key| key.ends_with("Probe") || key == "httpGet" || key == "tcpSocket" || key == "exec")
    };
    let timing = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold"];
    let settings = changes.settings.iter().filter(|new| new.side == Side::Added);
    settings
        .filter_map(|new| {
            let matters = match new.key.as_str() {
                "path" if under(new) => vec![Matter::Route(Safe::line(&new.value)), probe()],
                "port" | "containerPort" | "targetPort" => vec![Matter::Port(new.value.parse().ok()?)],
                key if timing.contains(&key) => vec![probe()],
                _ => return None,
            };
            let what = format!("{} was set to {}", new.key, new.value);
            Some(Hint { matters, spot: new.spot.clone(), what, silent: true })
        })
        .collect()
}

fn probe() -> Matter {
    Matter::Key(Safe::from_static("probe"))
}
