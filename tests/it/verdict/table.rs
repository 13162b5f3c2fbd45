//! Every recorded case, its verdicts and its sentences.

use std::fmt::Write;

use stanch::domain::verdict::{
    State::{self, Degraded, Failed, Ok, Paused, Progressing, Slow},
    Thresholds,
};

use super::recorded::{Recorded, cases};

/// Case, seconds after the recording, state, whether early, rule.
const VERDICTS: &[(&str, i64, State, bool, &str)] = &[
    ("account-missing", 0, Failed, false, "service-account"),
    ("admission", 0, Failed, false, "admission"),
    ("claim-missing", 0, Failed, true, "volume-claim"),
    ("claim-unbound", 0, Failed, true, "volume-claim"),
    ("crash", 0, Failed, true, "crash-loop"),
    ("crash-first", 0, Failed, true, "crash-loop"),
    ("crash-one", 0, Failed, true, "crash-loop"),
    ("crash-steady", 0, Degraded, false, "crash-loop"),
    ("deadline", 0, Failed, false, "progress-deadline"),
    ("degraded", 0, Degraded, false, "unready"),
    ("degraded-young", 0, Progressing, false, "coming-up"),
    ("degraded-young", 60, Degraded, false, "unready"),
    ("ds-good", 0, Ok, false, "available"),
    ("ds-stuck", 0, Failed, true, "image-pull"),
    ("env-configmap", 0, Failed, true, "container-config"),
    ("env-key", 0, Failed, true, "container-config"),
    ("env-secret", 0, Failed, true, "container-config"),
    ("evicted", 0, Ok, false, "available"),
    ("evicted", 3600, Ok, false, "available"),
    ("exit-zero", 0, Failed, true, "crash-loop"),
    ("flaps-down", 0, Degraded, false, "flapping"),
    ("flaps-up", 0, Progressing, false, "returning"),
    ("good", 0, Ok, false, "available"),
    ("good", 3600, Ok, false, "available"),
    ("good-young", 0, Ok, false, "available"),
    ("hook", 0, Failed, true, "post-start-hook"),
    ("image-host", 0, Failed, true, "image-pull"),
    ("image-missing", 0, Failed, true, "image-pull"),
    ("image-name", 0, Failed, true, "image-name"),
    ("image-never", 0, Failed, true, "image-never-pull"),
    ("image-refused", 0, Failed, true, "image-pull"),
    ("image-update", 0, Failed, true, "image-pull"),
    ("init-crash", 0, Failed, true, "crash-loop"),
    ("init-image", 0, Failed, true, "image-pull"),
    ("init-slow", 0, Slow, false, "slow"),
    ("liveness", 0, Failed, false, "liveness-kill"),
    ("liveness-term", 0, Failed, false, "liveness-kill"),
    ("min-ready", 0, Progressing, false, "progressing"),
    ("min-ready", 120, Progressing, false, "progressing"),
    ("no-command", 0, Failed, true, "run-container"),
    ("non-root", 0, Failed, true, "container-config"),
    ("old-restarts", 0, Ok, false, "available"),
    ("oom", 0, Failed, false, "oom-killed"),
    ("oom-update", 0, Failed, false, "oom-killed"),
    ("paused", 0, Paused, false, "paused"),
    ("paused", 3600, Paused, false, "paused"),
    ("paused-steady", 0, Paused, false, "paused"),
    ("quota", 0, Failed, false, "quota"),
    ("readiness", 0, Slow, false, "slow"),
    ("rolling", 0, Progressing, false, "progressing"),
    ("returned", 0, Progressing, false, "returning"),
    ("returned", 60, Ok, false, "available"),
    ("run-error", 0, Failed, true, "run-container"),
    ("sandbox", 0, Failed, true, "sandbox"),
    ("scaled", 0, Progressing, false, "coming-up"),
    ("scaled", 50, Progressing, false, "coming-up"),
    ("scaled", 60, Degraded, false, "unready"),
    ("sidecar-crash", 0, Failed, true, "crash-loop"),
    ("slow-start", 0, Progressing, false, "progressing"),
    ("slow-start", 120, Progressing, false, "progressing"),
    ("slow-start", 400, Slow, false, "slow"),
    ("sts-on-delete", 0, Ok, false, "available"),
    ("sts-partition", 0, Ok, false, "available"),
    ("sts-stuck", 0, Failed, true, "crash-loop"),
    ("sts-stuck-young", 0, Failed, true, "crash-loop"),
    ("subpath", 0, Failed, true, "container-config"),
    ("terminating", 0, Ok, false, "available"),
    ("unschedulable", 0, Failed, true, "unschedulable"),
    ("unschedulable-selector", 0, Failed, true, "unschedulable"),
    ("volume-configmap", 0, Failed, true, "mount"),
    ("volume-host", 0, Failed, true, "mount"),
    ("volume-secret", 0, Failed, true, "mount"),
    ("warm", 0, Ok, false, "available"),
    ("zero", 0, Ok, false, "available"),
];

#[test]
fn recorded_rollouts_are_judged_right() {
    let wrong: Vec<String> = VERDICTS
        .iter()
        .filter_map(|&(case, later, state, early, rule)| {
            let verdict = Recorded::read(case).judge(later, &Thresholds::default());
            let found = (verdict.state, verdict.early, verdict.rule);
            (found != (state, early, rule)).then(|| format!("{case} +{later} s: {found:?}: {}", verdict.why))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_recorded_case_is_in_the_table() {
    let missing: Vec<_> = cases().into_iter().filter(|case| !VERDICTS.iter().any(|row| row.0 == case)).collect();
    assert_eq!(missing, [""; 0]);
}

/// To be read as somebody who was woken by them.
#[test]
fn sentences() {
    let mut text = String::new();
    for &(case, later, ..) in VERDICTS {
        let verdict = Recorded::read(case).judge(later, &Thresholds::default());
        if verdict.state != Ok {
            let cause = verdict.cause.map(|cause| format!(" <{cause:?}>")).unwrap_or_default();
            writeln!(text, "{case} +{later} [{}]{cause}\n    {}", verdict.brief, verdict.why).unwrap();
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/verdict");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("sentences", text));
}

#[test]
fn every_verdict_but_ok_has_a_sentence_and_says_what_it_rests_on() {
    for case in cases() {
        let verdict = Recorded::read(&case).judge(0, &Thresholds::default());
        assert_eq!(verdict.state == Ok, verdict.why.is_empty(), "{case}");
        assert!(verdict.state == Ok || !verdict.brief.is_empty(), "{case}");
        assert!(verdict.review.is_none_or(|review| review > Recorded::read(&case).at), "{case}");
    }
}
