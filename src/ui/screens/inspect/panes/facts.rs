//! What the rollout is, why it is as it is, and what one may do about it.

use crate::{
    domain::{
        Truth,
        inspection::Right,
        node::Node,
        text::Safe,
        workload::{Condition, Owner, Revision, Strategy, Workload},
    },
    logic::board::Entry,
    ui::{
        screens::inspect::{gap, serving, sight::Sight, words},
        theme::{Role, shape},
        widgets::{Phrase, middle},
    },
};

use super::{Line, bounds, fold::fold, refusal};

/// What the title says beside the name.
const BESIDE: u16 = 60;

/// `deploy/checkout  rev 41 <- 40  X FAIL early  14m`.
#[must_use]
pub fn title(sight: &Sight<'_>, width: u16) -> Phrase {
    let key = &sight.state.key;
    // The state never drops: a long name is cut in its middle.
    let room = usize::from(width.saturating_sub(BESIDE)).max(8);
    let name = Phrase::of(Role::Title, format_args!("{}/{}", key.kind.short(), middle(&key.name, room)));
    let Some(entry) = &sight.entry else { return name };
    let verdict = &entry.rollout.verdict;
    let shape = shape(verdict.state);
    let mut title = name.say(Role::Text, "  ").say(Role::Text, revisions(sight, entry));
    title = title.say(Role::Text, "  ").say(shape.role, shape.text);
    if verdict.early {
        title = title.say(shape.role, " early");
    }
    if let Some(age) = words::age_of(verdict.since, sight.now) {
        title = title.say(Role::Text, format_args!("  for {age}"));
    }
    title.say(Role::Text, format_args!("  {}/{} ready", entry.rollout.ready, entry.rollout.desired))
}

fn revisions(sight: &Sight<'_>, entry: &Entry<'_>) -> Safe {
    let number = |revision: &Revision| revision.number.map(|number| number.to_string());
    let new = entry.rollout.revision.as_ref().map(ToString::to_string).or_else(|| sight.newest.new.and_then(number));
    let old = sight.newest.old.and_then(number);
    Safe::clean(&match (new, old) {
        (Some(new), Some(old)) => format!("rev {new} <- {old}"),
        (Some(new), None) => format!("rev {new}"),
        (None, _) => "rev ?".to_owned(),
    })
}

/// Why it is as it is, and whether anything still serves.
#[must_use]
pub fn urgent(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(gone) = sight.state.memory.gone {
        let time = words::clock(gone, sight.origin.now);
        lines.extend(fold(
            "deleted",
            Role::Bad,
            &format!("gone since {time}, while it was open: this is what was known then"),
            width,
        ));
    }
    let Some(entry) = &sight.entry else {
        let text = "nothing is known of it yet: the cluster has not named it, or it does not exist";
        lines.extend(fold("unknown", Role::Unknown, text, width));
        return lines;
    };
    lines.extend(why(entry, width));
    lines.extend(serving_line(sight, width));
    lines
}

/// Every fact, the most urgent first.
#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let mut lines = urgent(sight, width);
    let Some(entry) = &sight.entry else { return lines };
    for (node, pods) in sight.failing_nodes() {
        lines.extend(fold("node", Role::Bad, &node_sentence(node, pods, sight), width));
    }
    lines.extend(fold("image", Role::Text, &images(entry.workload, sight.newest.old), width));
    lines.extend(fold("replicas", Role::Text, &replicas(entry), width));
    lines.extend(bounds::lines(sight, width));
    lines.extend(fold("owner", Role::Text, &owner(&entry.workload.owner), width));
    lines.extend(changed(sight, entry, width));
    lines.extend(severity(sight, entry, width));
    lines.extend(fold("strategy", Role::Text, &strategy(entry.workload), width));
    lines.extend(conditions(sight, entry, width));
    lines.extend(rights(sight, width));
    for missing in &entry.unread {
        lines.extend(refusal::lines("unread", missing, sight.origin, width));
    }
    lines
}

fn why(entry: &Entry<'_>, width: u16) -> Vec<Line> {
    let rollout = entry.rollout;
    let role = shape(rollout.verdict.state).role;
    if rollout.verdict.why.is_empty() { Vec::new() } else { fold("why", role, &rollout.verdict.why, width) }
}

fn replicas(entry: &Entry<'_>) -> String {
    let (rollout, counts) = (entry.rollout, entry.workload.counts);
    let available = counts.available;
    format!(
        "{} of {} ready, {available} available; {} of the newest revision, ready or not",
        rollout.ready, rollout.desired, rollout.updated
    )
}

fn serving_line(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    match sight.state.questions.serving.answer() {
        None => fold("serving", Role::Muted, "asking which services send it traffic", width),
        Some(Ok(services)) => {
            let bad = services.iter().any(serving::is_bad);
            fold("serving", if bad { Role::Bad } else { Role::Text }, &serving::summary(services), width)
        }
        Some(Err(missing)) => {
            fold("serving", Role::Unknown, &format!("unknown: {}", gap::sentence(missing, sight.origin)), width)
        }
    }
}

/// `ip-10-0-3-4, where 2 pods are failing, is not ready since 03:01:12: kubelet stopped posting node status`.
#[must_use]
pub fn node_sentence(node: &Node, pods: usize, sight: &Sight<'_>) -> String {
    let pods = words::count(u64::try_from(pods).unwrap_or(u64::MAX), "pod");
    let verb = if pods.starts_with("1 ") { "is" } else { "are" };
    let mut faults = Vec::new();
    match node.ready {
        Truth::Yes => {}
        Truth::No => faults.push("is not ready".to_owned()),
        Truth::Unknown => faults.push("does not report".to_owned()),
    }
    if !node.pressures.is_empty() {
        let names: Vec<&str> = node.pressures.iter().map(Safe::as_str).collect();
        faults.push(format!("is under {}", names.join(", ")));
    }
    let since = node.since.filter(|_| node.ready != Truth::Yes);
    let since = since.map(|since| format!(" since {}", words::clock(since, sight.now))).unwrap_or_default();
    let message = node.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
    format!("{}, where {pods} of it {verb} not well, {}{since}{message}", node.name, faults.join(" and "))
}

/// `checkout:2.9.1 <- checkout:2.9.0`, for each container whose image the revision changed; else all of them.
fn images(workload: &Workload, old: Option<&Revision>) -> String {
    let before =
        |name: &Safe| old.and_then(|old| old.images.iter().find(|(known, _)| known == name)).map(|(_, image)| image);
    let changed: Vec<String> = workload
        .images
        .iter()
        .filter_map(|(name, image)| {
            let old = before(name)?;
            (old != image).then(|| format!("{image} <- {}", tail(image, old)))
        })
        .collect();
    if !changed.is_empty() {
        return changed.join(", ");
    }
    let all: Vec<&str> = workload.images.iter().map(|(_, image)| image.as_str()).collect();
    let note = if old.is_some() { " (as before)" } else { "" };
    format!("{}{note}", all.join(", "))
}

/// The old image, without the repository that it shares with the new one.
fn tail<'a>(new: &str, old: &'a str) -> &'a str {
    let repository = |image: &str| image.rsplit_once([':', '@']).map(|(repository, _)| repository.len());
    match (repository(new), repository(old)) {
        (Some(new_len), Some(old_len)) if new.get(..new_len) == old.get(..old_len) => {
            old.get(old_len + 1..).unwrap_or(old)
        }
        _ => old,
    }
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Nobody => "nobody else writes it, by its labels, annotations and ownerReferences".to_owned(),
        Owner::ArgoCd(name) => format!("Argo CD, application {name}: a change here is overwritten by its next sync"),
        Owner::Flux(name) => format!("Flux, {name}: a change here is overwritten by its next reconciliation"),
        Owner::Helm(name) => format!("Helm, release {name}"),
        Owner::Operator { kind, name } => format!("{kind} {name}: its controller writes it"),
    }
}

fn changed(sight: &Sight<'_>, entry: &Entry<'_>, width: u16) -> Vec<Line> {
    let age = words::age_of(entry.rollout.changed, sight.now);
    let cause = entry.rollout.change_cause.as_ref();
    let text = match (age, cause) {
        (Some(age), Some(cause)) => format!("{age} ago: {cause}"),
        (Some(age), None) => format!("{age} ago, no change-cause given"),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => return Vec::new(),
    };
    fold("changed", Role::Text, &text, width)
}

/// `high: somebody at it within 15m (major functionality broken)`; nothing for a rollout that is well.
fn severity(sight: &Sight<'_>, entry: &Entry<'_>, width: u16) -> Vec<Line> {
    if !entry.rollout.verdict.state.is_bad() {
        return Vec::new();
    }
    let severity = entry.rollout.severity;
    let word = severity.word();
    let target = sight.state.memory.targets.iter().find(|target| target.severity == severity);
    let text = target.map_or_else(
        || word.to_owned(),
        |target| {
            let soon = match target.respond_within {
                None => "answer as needed".to_owned(),
                Some(0) => "somebody at it at once".to_owned(),
                Some(seconds) => format!("somebody at it within {}", words::age(seconds.into())),
            };
            format!("{word}: {soon} ({}); what helps: {}", target.meaning, target.usual)
        },
    );
    fold("severity", Role::Text, &text, width)
}

fn strategy(workload: &Workload) -> String {
    let text = match &workload.strategy {
        Strategy::Recreate => "recreate: all old pods go before the first new one comes".to_owned(),
        Strategy::OnDelete => "on delete: a pod is replaced when somebody deletes it".to_owned(),
        Strategy::Rolling { max_unavailable, max_surge, partition } => {
            let mut parts = vec!["rolling".to_owned()];
            parts.extend(max_unavailable.as_ref().map(|most| format!("max unavailable {most}")));
            parts.extend(max_surge.as_ref().map(|most| format!("max surge {most}")));
            if *partition > 0 {
                parts.push(format!("pods below ordinal {partition} stay old (partition)"));
            }
            parts.join(", ")
        }
    };
    let deadline =
        workload.progress_deadline.map(|seconds| format!(", progress deadline {}", words::age(seconds.into())));
    let paused = if workload.paused { ", PAUSED" } else { "" };
    format!("{text}{}{paused}", deadline.unwrap_or_default())
}

fn conditions(sight: &Sight<'_>, entry: &Entry<'_>, width: u16) -> Vec<Line> {
    let mut label = "conditions";
    let mut lines = Vec::new();
    for condition in &entry.workload.conditions {
        let bad = match condition.kind.as_str() {
            "ReplicaFailure" => condition.status == Truth::Yes,
            _ => condition.status != Truth::Yes,
        };
        let role = if bad { Role::Warn } else { Role::Text };
        lines.extend(fold(label, role, &condition_sentence(condition, sight), width));
        label = "";
    }
    lines
}

/// `not available since 02:59:31 (MinimumReplicasUnavailable: Deployment does not have minimum availability.)`.
fn condition_sentence(condition: &Condition, sight: &Sight<'_>) -> String {
    let words = match (condition.kind.as_str(), condition.status) {
        ("Available", Truth::Yes) => "available".to_owned(),
        ("Available", Truth::No) => "not available".to_owned(),
        ("Progressing", Truth::Yes) => "progressing".to_owned(),
        ("Progressing", Truth::No) => "not progressing".to_owned(),
        ("ReplicaFailure", Truth::Yes) => "pods cannot be created".to_owned(),
        ("ReplicaFailure", Truth::No) => "pods can be created".to_owned(),
        (kind, Truth::Yes) => format!("{kind}: yes"),
        (kind, Truth::No) => format!("{kind}: no"),
        (kind, Truth::Unknown) => format!("{kind}: unknown"),
    };
    let since = condition.since.map(|since| format!(" since {}", words::clock(since, sight.now))).unwrap_or_default();
    let message = match (condition.reason.is_empty(), condition.message.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!(" ({})", condition.reason),
        (true, false) => format!(" ({})", condition.message),
        (false, false) => format!(" ({}: {})", condition.reason, condition.message),
    };
    format!("{words}{since}{message}")
}

fn rights(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let asked = &sight.state.questions.rights;
    match asked.answer() {
        None => fold("rights", Role::Muted, "asking what you may do here", width),
        Some(Err(missing)) => {
            fold("rights", Role::Unknown, &format!("unknown: {}", gap::sentence(missing, sight.origin)), width)
        }
        Some(Ok(rights)) => {
            let at = asked.answered().map(|at| words::clock(at, sight.origin.now)).unwrap_or_default();
            let text = format!("{} (SelfSubjectAccessReview, {at})", rights_sentence(rights));
            fold("rights", Role::Text, &text, width)
        }
    }
}

/// `you may get pods, get pods/log; you may NOT delete pods; unknown: patch deployments`.
#[must_use]
pub fn rights_sentence(rights: &[Right]) -> String {
    let of = |wanted: Truth| {
        let named: Vec<String> = rights
            .iter()
            .filter(|right| right.allowed == wanted)
            .map(|right| format!("{} {}", right.verb, right.resource))
            .collect();
        named.join(", ")
    };
    let parts = [("you may ", of(Truth::Yes)), ("you may NOT ", of(Truth::No)), ("unknown: ", of(Truth::Unknown))];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words}{names}"))
        .collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_image_drops_the_repository_that_it_shares() {
        assert_eq!(tail("reg.example.com:5000/checkout:2.9.1", "reg.example.com:5000/checkout:2.9.0"), "2.9.0");
        assert_eq!(tail("checkout:2.9.1", "legacy/checkout:2.9.0"), "legacy/checkout:2.9.0");
        assert_eq!(tail("checkout", "checkout"), "checkout");
    }

    #[test]
    fn rights_have_three_answers() {
        let right = |verb: &str, allowed| Right {
            verb: Safe::clean(verb),
            resource: Safe::clean("pods"),
            allowed,
            reason: None,
        };
        let rights = [right("get", Truth::Yes), right("delete", Truth::No), right("patch", Truth::Unknown)];
        assert_eq!(rights_sentence(&rights), "you may get pods; you may NOT delete pods; unknown: patch pods");
    }
}
