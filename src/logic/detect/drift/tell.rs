//! Configuration in words: which key, who wrote it, when that was, and what follows.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    domain::{configuration::Written, evidence::EvidenceNo},
    logic::evidence::{Course, Fact, Source},
};

use super::{
    link::{But, Link},
    named::Named,
};

/// `ConfigMap pricing-rules: key rules.yaml last written at 00:44, 14 min before the first failure, by kubectl-edit (Update)`
pub(super) fn write(of: &Source, written: &Written, course: &Course) -> String {
    format!(
        "{}: key {} last written{} by {} ({})",
        name(of),
        written.key,
        when(written.at, course),
        written.manager,
        written.operation
    )
}

/// Of a write that no rollout brought: which template runs, and whether another came meanwhile.
pub(super) fn outside(course: &Course, at: Timestamp) -> String {
    match &course.template {
        Some(template) if template.restarts.is_some() && template.made > at => {
            "; the rollout since then only restarts".to_owned()
        }
        Some(template) => {
            let age = span(at.duration_since(template.made));
            format!("; no rollout brought it: the template that runs (revision {}) is {age} older", template.revision)
        }
        None => String::new(),
    }
}

/// What is told beside a symptom that nothing explains.
pub(super) fn beside(link: &Link<'_>, named: &Named<'_>, course: &Course, no: EvidenceNo) -> String {
    let (what, at) = match link {
        Link::Cause { written, line, .. } => (write(named.of, written, course), Some(*line)),
        Link::Known { written, line, but } => (known(named, written, *but, course), Some(*line)),
        Link::Lacking { fact, line } => (lacking(fact), Some(*line)),
        Link::Unrecorded => (format!("{}: who wrote it and when is not recorded", name(named.of)), None),
    };
    let place = at.map_or_else(|| format!(" ({no})"), |line| format!(" ({no} line {line})"));
    format!("{}{what}{place}", seen(named))
}

/// `PARTNER_TOKEN is of `, where what is seen is not the key.
fn seen(named: &Named<'_>) -> String {
    match &named.key {
        Some(key) if key != &named.seen => format!("{} is of ", named.seen),
        _ => String::new(),
    }
}

fn known(named: &Named<'_>, written: &Written, but: But<'_>, course: &Course) -> String {
    let write = write(named.of, written, course);
    match but {
        But::Known => {
            let since = course
                .template
                .as_ref()
                .map_or_else(|| "then".to_owned(), |one| format!("revision {} was made", one.revision));
            format!("{write}; nobody has changed it since {since}")
        }
        But::Late => format!("{write}: it was failing already"),
        But::Beside(keys) => format!("{write}, or one of {keys} keys beside it"),
        But::Survivor(pod) => format!("{write}; pod {pod} started after it and is well"),
        But::Older => format!("{write}; a container that fails may have started before it, and would not see it"),
        But::Unnamed | But::Unclear => write,
    }
}

fn lacking(fact: &Fact) -> String {
    match fact {
        Fact::Lacks { of, key } => format!("{} has no key {key}; who took it out is not recorded", name(of)),
        Fact::Absent { of } => format!("{} is not there; who deleted it is not recorded", name(of)),
        Fact::Unreadable { of, why } => format!("{}: who wrote it and when is unknown: {why}", name(of)),
        _ => String::new(),
    }
}

fn name(of: &Source) -> String {
    format!("{} {}", of.store.name(), of.name)
}

/// ` at 00:44, 14 min before the first failure,`
fn when(at: Option<Timestamp>, course: &Course) -> String {
    let Some(at) = at else { return " at a time that is not recorded".to_owned() };
    let clock = at.to_zoned(TimeZone::UTC).strftime("%m-%d %H:%MZ");
    let Some(failed) = course.failed else { return format!(" on {clock}") };
    let side = if at <= failed { "before" } else { "after" };
    format!(" {} {side} the first failure ({clock})", span(failed.duration_since(at)))
}

/// `14 min`, `3 h`, `9 d`
fn span(time: SignedDuration) -> String {
    let seconds = time.as_secs().unsigned_abs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}
