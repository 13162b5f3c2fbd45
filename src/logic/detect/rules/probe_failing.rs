//! A probe that fails while the container runs.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
    manifest::Setting,
    mention::contains,
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
        // It was asked, and did not answer in time.
        Sign::new(
            &["probe failed"],
            r"(?i)(readiness|liveness|startup) probe (failed|errored).*(deadline exceeded|timeout|timed out)",
            About::Slow(&["cpu", "blocking"]),
            Where::Cluster,
        ),
        Sign::new(
            &["probe failed"],
            r"(?i)(readiness|liveness|startup) probe (failed|errored)",
            About::Named("probe"),
            Where::Cluster,
        ),
        // The program's own record of what the kubelet asked.
        Sign::new(
            &["kube-probe"],
            r#"(GET|HEAD) (?P<x>/\S*) HTTP/[\d.]+\"? (40[134]|5\d\d)\b.*kube-probe"#,
            About::Probe,
            Where::Aloud,
        ),
    ],
    consequence: true,
};

/// Where a probe asks, when, and where the program listens.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let under = |setting: &Setting<'_>| {
        setting.path.iter().any(|key| key.ends_with("Probe") || key == "httpGet" || key == "tcpSocket" || key == "exec")
    };
    let settings = changes.settings.iter().filter(|new| new.side == Side::Added);
    let asked = settings.filter_map(move |new| {
        let matters = match new.key.as_str() {
            "path" if under(new) => vec![Matter::Route(Safe::line(&new.value)), probe()],
            "port" | "containerPort" | "targetPort" => vec![Matter::Port(new.value.parse().ok()?)],
            _ => return None,
        };
        let what = format!("{} was set to {}", new.key, new.value);
        Some(Hint { matters, spot: new.spot.clone(), what, silent: true })
    });
    asked.chain(hurried(changes)).chain(unanswered(changes)).collect()
}

/// A probe that now gives less time: what gives more explains nothing.
fn hurried<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let timing = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold"];
    let hint = |new: &Setting<'a>, what| Hint { matters: vec![probe()], spot: new.spot.clone(), what, silent: true };
    let number = |setting: &Setting<'_>| setting.value.parse::<u64>().ok();
    let lowered = changes.changed_settings().filter_map(|(old, new)| Some((old, new?)));
    let lowered = lowered.filter(|(old, new)| timing.contains(&new.key.as_str()) && number(new) < number(old));
    let lowered = lowered.map(|(old, new)| hint(new, format!("{} went from {} to {}", new.key, old.value, new.value)));
    let set = changes.new_settings().filter(|new| timing.contains(&new.key.as_str()));
    lowered.chain(set.map(|new| hint(new, format!("{} was set to {}", new.key, new.value)))).collect()
}

/// A route by which programs say that they are well, which the program no longer has.
fn unanswered<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let route = |text: &str| {
        let parts = text.split(['"', '\'', '`']).skip(1).step_by(2);
        let mut routes = parts.filter(|part| part.starts_with('/') && !part.contains(' '));
        routes
            .find(|part| ["health", "ready", "live", "ping"].iter().any(|word| part.contains(word)))
            .map(str::to_owned)
    };
    let on = |side| changes.lines.iter().filter(move |spot| spot.line.side == side && spot.file.language.has_grammar());
    let gone = on(Side::Removed).filter_map(|spot| Some((spot, route(spot.line.text)?)));
    let gone = gone.filter(|(_, route)| !on(Side::Added).any(|spot| contains(spot.line.text, route)));
    gone.map(|(spot, route)| Hint {
        matters: vec![Matter::Route(Safe::line(&route)), probe()],
        spot: spot.clone(),
        what: format!("the route {route} was removed"),
        silent: true,
    })
    .collect()
}

fn probe() -> Matter {
    Matter::Key(Safe::from_static("probe"))
}
