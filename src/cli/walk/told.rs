//! A walk in words, for people (`--plain`).

use crate::{
    domain::{
        Truth,
        action::{Blast, Guard},
    },
    ops::walk::{Document, Gate},
};

/// One line of `stanch walk list --plain`.
pub fn line(walk: &Document) -> String {
    let Document { target, strategy, state, .. } = walk;
    let at = walk.node.as_ref().map(|node| format!(" at {node}")).unwrap_or_default();
    let end = walk.end.as_ref().or(walk.question.as_ref()).map(|end| format!(": {end}")).unwrap_or_default();
    format!("{:<6} {:<8} {target}  {strategy}{at}{end}", walk.walk.to_string(), state.word())
}

/// Everything of one walk.
pub fn lines(walk: &Document) -> Vec<String> {
    let mut lines = vec![line(walk)];
    let mut say = |name: &str, text: &str| lines.push(format!("  {name:<9} {text}"));
    say("started", &format!("{:.0} by {}", walk.started, walk.started_by));
    if let Some(incident) = &walk.incident {
        say("incident", &incident.to_string());
    }
    for (name, text) in [("cause", &walk.cause), ("refused", &walk.refused), ("asks", &walk.question)] {
        if let Some(text) = text {
            say(name, text);
        }
    }
    if let Some(violation) = &walk.violation {
        say("broken", violation);
    }
    for visit in &walk.path {
        let again = if visit.attempt > 1 { format!(" ({}. time)", visit.attempt) } else { String::new() };
        say("went", &format!("{:.0} {}{again}: {}", visit.at, visit.node, visit.words));
    }
    if walk.question.is_some() {
        lines.push(format!("  answer: stanch walk resolve {} --as yes|no|abandon --reason TEXT", walk.walk));
    }
    if let Some(gate) = &walk.gate {
        lines.extend(at_gate(walk, gate));
    }
    lines
}

/// In the order of the gate's screen: what changes, whom it hits, how to take it back, what has to hold, what is approved.
fn at_gate(walk: &Document, gate: &Gate) -> Vec<String> {
    let mut lines = vec![format!("  change, by the server's dry-run ({})", gate.command)];
    lines.extend(gate.change.lines().map(|line| format!("    {line}")));
    lines.push(format!("  hits      {}", hits(&gate.blast)));
    lines.push(format!("  undo      {}", gate.undo));
    for Guard { name, holds, can_acknowledge, message } in &gate.guards {
        let holds = match (holds, can_acknowledge) {
            (Truth::Yes, _) => "ok",
            (Truth::No, true) => "NO, to be acknowledged",
            (Truth::No, false) => "NO",
            (Truth::Unknown, _) => "UNKNOWN",
        };
        lines.push(format!("  guard     {name} {holds}: {message}"));
    }
    lines.push(format!("  binding   {} (code {}), until {:.0}", gate.binding, gate.code, gate.expires_at));
    for approval in &gate.approvals {
        let word = if approval.self_approved { "SELF-APPROVED" } else { "said" };
        lines.push(format!("  {word} {:?} by {} at {:.0}", approval.word, approval.by, approval.at));
    }
    lines.push(if gate.approvals.is_empty() {
        format!("  approve: stanch walk approve {} --code {} --type NAME-OF-THE-TARGET", walk.walk, gate.code)
    } else {
        format!("  go on: stanch walk run {}", walk.walk)
    });
    lines
}

fn hits(blast: &Blast) -> String {
    let count = |number: Option<u32>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    let services = match &blast.services {
        Some(found) if found.is_empty() => "no Service".to_owned(),
        Some(found) => {
            let each: Vec<_> = found.iter().map(|(name, ready)| format!("Service {name} ({ready} ready)")).collect();
            each.join(", ")
        }
        None => "Services unknown".to_owned(),
    };
    let word = |text: &Option<crate::domain::text::Safe>| text.as_deref().unwrap_or("unknown").to_owned();
    let (autoscaler, budget, owner) = (word(&blast.autoscaler), word(&blast.budget), word(&blast.owner));
    let mut said = vec![
        format!("pods: {}, ready now: {}, {services}", count(blast.pods), count(blast.ready)),
        format!("autoscaler: {autoscaler}; budget: {budget}; owner: {owner}"),
    ];
    said.extend(blast.unknown.iter().map(|gap| format!("NOT READ: {gap}")));
    said.join("; ")
}
