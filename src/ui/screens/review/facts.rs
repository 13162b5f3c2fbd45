//! Everything that is known about a fix but its patch: where it stands, what was checked, who said what about it.

use crate::{
    domain::{
        evidence::EvidenceNo,
        fix::{Decision, Fix},
        journal::Alias,
        text::Safe,
    },
    flow::Model,
    logic::fix::similar,
    ui::{
        theme::Role,
        widgets::{Phrase, clock, wrap},
    },
};

use super::words;

/// Columns of the names of the facts.
const NAMES: u16 = 9;

/// The lines about a fix in a pane of this width.
pub fn lines(fix: &Fix, model: &Model, width: u16) -> Vec<Phrase> {
    let mut lines = Vec::new();
    let mut say = |name: &str, facts: Vec<(Role, Safe)>| {
        let mut name = name;
        for (role, text) in facts {
            lines.extend(fact(std::mem::take(&mut name), role, &text, width));
        }
    };
    say("STATE", vec![words::standing(fix)]);
    let checks: Vec<(Role, Safe)> = fix.checks.iter().map(words::check).collect();
    let none = (Role::Unknown, Safe::from_static("? nothing was checked"));
    say("CHECKS", if checks.is_empty() { vec![none] } else { checks });
    say("OUT", fix.exit.iter().map(|exit| (Role::Text, words::exit(exit))).collect());
    say("LIKE IT", vec![(Role::Text, likeness(fix, model))]);
    say("WHY", Some(&fix.why).filter(|why| !why.is_empty()).map(|why| (Role::Text, why.clone())).into_iter().collect());
    say("EVIDENCE", evidence(fix).into_iter().collect());
    say("PATCH", vec![(Role::Text, Safe::line(&format!("sha256 {}", fix.patch_sha256)))]);
    say("HISTORY", history(fix));
    lines
}

/// A name, and behind it a text over as many lines as it takes.
fn fact(name: &str, role: Role, text: &Safe, width: u16) -> Vec<Phrase> {
    let parts = wrap(text, width.saturating_sub(NAMES + 1)).into_iter().enumerate();
    let line = |(at, range): (usize, std::ops::Range<usize>)| {
        let name = if at == 0 { name } else { "" };
        Phrase::of(Role::Title, format_args!(" {name:<width$}", width = usize::from(NAMES)))
            .say(role, format_args!("{}", text.get(range).unwrap_or_default().trim_end()))
    };
    parts.map(line).collect()
}

/// What became of earlier ones that are alike.
fn likeness(fix: &Fix, model: &Model) -> Safe {
    let others: Vec<Fix> = model.desk.fixes.values().cloned().collect();
    let found = similar(fix, &others);
    if found.approved.is_empty() && found.rejected.is_empty() {
        return Safe::line(&format!("no earlier decision ({})", fix.likeness));
    }
    let counted = |aliases: &[Alias], word: &str| {
        let names: Vec<String> = aliases.iter().map(Alias::to_string).collect();
        format!("{} {word} {}", names.len(), names.join(" "))
    };
    let (approved, rejected) = (counted(&found.approved, "approved"), counted(&found.rejected, "rejected"));
    Safe::line(&format!("{}, {} ({})", approved.trim_end(), rejected.trim_end(), fix.likeness))
}

fn evidence(fix: &Fix) -> Option<(Role, Safe)> {
    let numbers = fix.evidence.iter().map(EvidenceNo::to_string).collect::<Vec<_>>().join(" ");
    let text = match fix.incident {
        Some(incident) if numbers.is_empty() => incident.to_string(),
        Some(incident) => format!("{numbers} of {incident}"),
        None => return None,
    };
    Some((Role::Text, Safe::line(&text)))
}

fn history(fix: &Fix) -> Vec<(Role, Safe)> {
    let at = |us: i64| clock(jiff::Timestamp::from_microsecond(us).unwrap_or_default());
    let proposed =
        format!("{} proposed by {}, {}", at(fix.proposed_us), words::proposer(&fix.proposer), fix.proposed_by);
    let decided = |decision: &Decision| {
        let word = if decision.approved { "approved" } else { "rejected" };
        let own = if decision.self_approved { ", SELF-APPROVED" } else { "" };
        let words = decision.words.as_ref().map(|words| format!(": {words}")).unwrap_or_default();
        (Role::Text, Safe::line(&format!("{} {word} by {}{own}{words}", at(decision.at_us), decision.by)))
    };
    std::iter::once((Role::Text, Safe::line(&proposed))).chain(fix.decisions.iter().map(decided)).collect()
}
