//! What the board says below its panes: the sentence of the selected row, and the keys that matter most here.

use crate::{
    domain::{cluster::Link, text::Safe, verdict::State as Condition},
    flow::{Command, Model},
    ui::widgets::age,
};

use super::{
    State, cells,
    cells::Cell,
    needs::needs,
    rows::Line,
    table::Table,
    words::{gap_sentence, source_sentence},
};

/// The commands that the line of keys names, the most wanted first.
const HINTS: &[Command] = &[
    Command::Open,
    Command::Logs,
    Command::OpenIncident,
    Command::ChooseWalk,
    Command::Actions,
    Command::Filter,
    Command::Palette,
    Command::Sort,
    Command::Mute,
    Command::Diff,
    Command::Group,
    Command::Copy,
    Command::Calls,
    Command::Note,
    Command::Quit,
];
const HINTS_WITH_NEEDS: &[Command] = &[
    Command::NextPane,
    Command::Open,
    Command::Logs,
    Command::OpenIncident,
    Command::ChooseWalk,
    Command::Actions,
    Command::Filter,
    Command::Note,
    Command::Palette,
    Command::Quit,
];

/// The commands that the line of keys names.
#[must_use]
pub fn hints(model: &Model) -> &'static [Command] {
    if needs(model).is_empty() { HINTS } else { HINTS_WITH_NEEDS }
}

/// The sentence of the selected line where its row cannot hold it; else how the sources are.
#[must_use]
pub fn message(state: &State, model: &Model) -> Safe {
    match state.line() {
        Some(Line::Rollout(_)) => {
            let width = Table::of(state, model).width(Cell::Why);
            match state.selected(model) {
                Some(rollout) if rollout.verdict.state != Condition::Ok && !cells::holds_sentence(rollout, width) => {
                    rollout.verdict.why.clone()
                }
                _ => sources_line(model),
            }
        }
        Some(Line::Gap(no, place)) => gap_sentence(model, *no, *place),
        Some(Line::Source(no)) => source_sentence(model, *no),
        _ => sources_line(model),
    }
}

/// Every source and how long ago it answered: `eks-eu1 live 1s  eks-us1 live 3s`.
#[must_use]
pub fn sources_line(model: &Model) -> Safe {
    let words = model.board.sources().into_iter().map(|(cluster, source, _)| {
        let age = age(source.answered, model.now);
        match source.link {
            Link::Connecting => format!("{} connecting", cluster.name),
            Link::Live => format!("{} live {age}", cluster.name),
            Link::Stale => format!("{} STALE {age}", cluster.name),
            Link::Offline => format!("{} OFFLINE {age}", cluster.name),
            Link::Denied => format!("{} DENIED {age}", cluster.name),
        }
    });
    Safe::line(&words.collect::<Vec<_>>().join("  "))
}
