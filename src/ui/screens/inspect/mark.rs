//! Marking: a line, or a hunk of the diff, becomes evidence of the open incident.

use crate::{
    domain::{incident::Place, journal::Alias, text::Safe},
    flow::{
        Effect, Model, Reply,
        desk::Order,
        reply::{Notice, Tone},
    },
};

use super::{
    copy,
    sight::Sight,
    state::{Pane, State},
};

/// Orders the mark, or says what it takes.
pub fn mark(state: &mut State, model: &Model) -> Vec<Reply> {
    let said = |tone, text: &str| vec![Reply::Say(Notice::new(tone, text))];
    let Some(incident) = incident(state, model) else {
        let text = format!("no incident is open about {}: its evidence would have no place", state.key.name);
        return said(Tone::Warn, &text);
    };
    let Some((place, text)) = marked(&Sight::of(state, model)) else {
        return said(Tone::Plain, "nothing is selected here: tab goes to the log, the diff, the events");
    };
    let order = Order::Mark { incident, place, text };
    vec![Reply::Do(Effect::Desk { ticket: state.next_ticket(), order: Box::new(order) })]
}

/// The newest open incident about this rollout.
fn incident(state: &State, model: &Model) -> Option<Alias> {
    let sources = model.board.sources();
    let (cluster, ..) = sources.iter().find(|(cluster, ..)| cluster.no == state.key.cluster)?;
    let place = Place::of(cluster, &state.key)?;
    model.desk.open_about(&place).map(|incident| incident.alias)
}

/// What it was cut from, and the text itself.
fn marked(sight: &Sight<'_>) -> Option<(Safe, Safe)> {
    let (state, key) = (sight.state, &sight.state.key);
    let at = state.at(state.focus).at;
    let (place, text) = match state.focus {
        Pane::Log => {
            let row = state.log.ring.get(at)?;
            let whose = state.log.sources().first()?;
            let when = if whose.previous { ", before its last restart" } else { "" };
            (format!("log of pod {}/{}{when}", whose.pod, whose.container), super::panes::log::text(sight, row))
        }
        Pane::Diff => {
            let diff = state.questions.diff.known()?;
            let old = diff.old.as_deref().unwrap_or("-");
            (format!("revisions {old} and {} of {key} compared", diff.new), hunk(&diff.lines, at)?)
        }
        pane => {
            let name = match pane {
                Pane::Pods => "pods",
                Pane::Events => "events",
                Pane::Serving => "Services",
                _ => "state",
            };
            (format!("{name} of {key}"), copy::line(sight, pane, at, u16::MAX)?)
        }
    };
    (!text.trim().is_empty()).then(|| (Safe::line(&place), Safe::clean(&text)))
}

/// The hunk around a line.
fn hunk(lines: &[Safe], at: usize) -> Option<String> {
    let begins = |line: &Safe| line.starts_with("@@");
    let start = lines.get(..=at)?.iter().rposition(begins).unwrap_or(0);
    let rest = lines.get(start + 1..).unwrap_or_default();
    let end = rest.iter().position(begins).map_or(lines.len(), |length| start + 1 + length);
    Some(lines.get(start..end)?.iter().map(Safe::as_str).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_is_whole_and_none_of_its_neighbours() {
        let lines = ["@@ -1 +1 @@", "-a", "+b", "@@ -9 +9 @@", " x", "-c"].map(Safe::clean);
        assert_eq!(hunk(&lines, 1).unwrap(), "@@ -1 +1 @@\n-a\n+b");
        assert_eq!(hunk(&lines, 3).unwrap(), "@@ -9 +9 @@\n x\n-c");
        assert_eq!(hunk(&lines, 5).unwrap(), "@@ -9 +9 @@\n x\n-c");
        assert_eq!(hunk(&[], 0), None);
    }
}
