//! The facts about what its pods take from ConfigMaps and Secrets: who wrote that last, and whether a rollout knew of it.

use jiff::Timestamp;

use crate::{
    domain::{
        configuration::{Configuration, Configured, History, State, Written},
        text::Safe,
    },
    logic::evidence::{Course, When},
    ui::{
        screens::inspect::{gap, sight::Sight, words},
        theme::Role,
    },
};

use super::{Line, fold::fold};

const LABEL: &str = "config";

/// What may be why the rollout fails.
#[must_use]
pub fn urgent(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let Some(found) = sight.state.questions.configuration.known() else { return Vec::new() };
    sentence(told(sight, found).into_iter().filter(|(role, _)| *role == Role::Warn), width)
}

/// All the rest, in one sentence.
#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    match sight.state.questions.configuration.answer() {
        None => fold(LABEL, Role::Muted, "asking what its pods take from ConfigMaps and Secrets", width),
        Some(Err(missing)) => {
            fold(LABEL, Role::Unknown, &format!("unknown: {}", gap::sentence(missing, sight.origin)), width)
        }
        Some(Ok(found)) if found.objects.is_empty() => {
            fold(LABEL, Role::Text, "its pods take nothing from ConfigMaps or Secrets", width)
        }
        Some(Ok(found)) => sentence(told(sight, found).into_iter().filter(|(role, _)| *role != Role::Warn), width),
    }
}

/// Parts in one sentence, which is drawn as what is worst in it.
fn sentence(parts: impl Iterator<Item = (Role, String)>, width: u16) -> Vec<Line> {
    let (roles, parts): (Vec<Role>, Vec<String>) = parts.unzip();
    let worst = [Role::Warn, Role::Unknown].into_iter().find(|role| roles.contains(role)).unwrap_or(Role::Text);
    if parts.is_empty() { Vec::new() } else { fold(LABEL, worst, &parts.join("; "), width) }
}

/// What is told of one object.
enum Told {
    Said(Role, String),
    /// As it was when the template that runs was made.
    AsBefore,
}

fn told(sight: &Sight<'_>, found: &Configuration) -> Vec<(Role, String)> {
    let diff = sight.state.questions.diff.known();
    let course = sight.entry.as_ref().map(|entry| Course::of(&entry.pods, &entry.revisions, &entry.events, diff));
    let course = course.unwrap_or_default();
    let (mut parts, mut as_before) = (Vec::new(), 0_u64);
    for one in &found.objects {
        match object(sight, one, &course) {
            Told::Said(role, text) => parts.push((role, text)),
            Told::AsBefore => as_before += 1,
        }
    }
    if as_before > 0 {
        let revision = course.template.map_or_else(|| "it".to_owned(), |one| format!("revision {}", one.revision));
        let verb = if as_before == 1 { "is" } else { "are" };
        let objects = words::count(as_before, "object");
        parts.push((Role::Text, format!("{objects} of configuration {verb} as when {revision} was made")));
    }
    let left_out = words::count(found.left_out.into(), "object");
    parts.extend((found.left_out > 0).then(|| (Role::Unknown, format!("{left_out} more not read"))));
    parts
}

fn object(sight: &Sight<'_>, one: &Configured, course: &Course) -> Told {
    let name = format!("{} {}", one.store.name(), one.name);
    match &one.state {
        State::Absent => Told::Said(Role::Warn, format!("{name} is not there")),
        State::Unreadable(missing) => {
            Told::Said(Role::Unknown, format!("{name} unknown: {}", gap::sentence(missing, sight.origin)))
        }
        State::Read(History { lacking, .. }) if !lacking.is_empty() => {
            let keys: Vec<&str> = lacking.iter().map(Safe::as_str).collect();
            Told::Said(Role::Warn, format!("{name} has no key {}", keys.join(", ")))
        }
        State::Read(history) => match history.keys.first() {
            Some(written) => key(sight, &name, written, course),
            None => Told::Said(Role::Unknown, format!("{name}: who wrote it and when is not recorded")),
        },
    }
}

/// `ConfigMap pricing-rules: kubectl-edit (Update) wrote key rules.yaml 24m ago, 14m before the first failure; no rollout brought it`.
fn key(sight: &Sight<'_>, name: &str, written: &Written, course: &Course) -> Told {
    let Some(at) = written.at else {
        return Told::Said(
            Role::Unknown,
            format!("{name}: when {} wrote key {} is not recorded", written.manager, written.key),
        );
    };
    let beside = if written.beside > 0 { format!(" or one of {} beside it", written.beside) } else { String::new() };
    let ago = words::age_of(Some(at), sight.now).unwrap_or_default();
    let text =
        format!("{name}: key {}{beside} written {ago} ago by {} ({})", written.key, written.manager, written.operation);
    let revision = course.template.as_ref().map(|one| one.revision.as_str()).unwrap_or_default();
    match course.when(at) {
        When::Known => Told::AsBefore,
        When::Between => {
            let before = course.failed.and_then(|failed| words::age_of(Some(at), failed)).unwrap_or_default();
            Told::Said(Role::Warn, format!("{text}, {before} before the first failure, by no rollout"))
        }
        When::Late => Told::Said(Role::Text, format!("{text}, {} after the first failure", after(course.failed, at))),
        When::Since => Told::Said(Role::Text, format!("{text}, since revision {revision} was made")),
        When::Unknown => Told::Said(Role::Text, text),
    }
}

fn after(failed: Option<Timestamp>, at: Timestamp) -> String {
    words::age_of(failed, at).unwrap_or_default()
}
