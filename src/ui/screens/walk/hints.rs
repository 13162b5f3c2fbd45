//! The commands that the line of keys names, the most wanted first, and only those that do something here.

use crate::flow::{Command, Model, desk::Walk};

use super::gate::Gate;

const LIST: &[Command] = &[
    Command::Open,
    Command::ChooseWalk,
    Command::Down,
    Command::Up,
    Command::Actions,
    Command::Palette,
    Command::Back,
];
const ASKED: &[Command] = &[
    Command::Answer,
    Command::Note,
    Command::StopWalk,
    Command::Open,
    Command::Actions,
    Command::Palette,
    Command::Back,
];
const STILL: &[Command] = &[
    Command::RunWalk,
    Command::Note,
    Command::StopWalk,
    Command::Open,
    Command::Actions,
    Command::Palette,
    Command::Back,
];
const OWN: &[Command] =
    &[Command::Note, Command::StopWalk, Command::Open, Command::Actions, Command::Palette, Command::Back];
const WATCHED: &[Command] = &[
    Command::TakeOver,
    Command::Note,
    Command::StopWalk,
    Command::Open,
    Command::Actions,
    Command::Palette,
    Command::Back,
];
const WAITING: &[Command] =
    &[Command::Open, Command::Note, Command::StopWalk, Command::Actions, Command::Palette, Command::Back];
const ENDED: &[Command] =
    &[Command::Open, Command::Note, Command::ChooseWalk, Command::Actions, Command::Palette, Command::Back];
const GATE: &[Command] = &[
    Command::PageDown,
    Command::Approve,
    Command::Reject,
    Command::Back,
    Command::Note,
    Command::Copy,
    Command::StopWalk,
];
const GUARDED: &[Command] = &[
    Command::PageDown,
    Command::Acknowledge,
    Command::Approve,
    Command::Reject,
    Command::Back,
    Command::Note,
    Command::Copy,
];
const APPROVED: &[Command] =
    &[Command::RunWalk, Command::PageDown, Command::StopWalk, Command::Note, Command::Copy, Command::Back];

/// What is wanted where a walk, and perhaps its gate, is shown.
pub fn of(walk: Option<&Walk>, gate: Option<&Gate>, model: &Model) -> &'static [Command] {
    let Some(walk) = walk else { return LIST };
    let state = &walk.state;
    let request = state.waiting();
    let is_approved = request.is_some_and(|request| request.approved_at().is_some());
    match (gate, request) {
        (Some(_), _) if is_approved => APPROVED,
        (Some(gate), Some(request)) if gate.guards_left(request) => GUARDED,
        (Some(_), _) => GATE,
        _ if state.ended().is_some() => ENDED,
        _ if state.question().is_some() => ASKED,
        (None, Some(_)) if !is_approved => WAITING,
        _ if model.desk.drives(walk) => OWN,
        _ if walk.driver.is_some() => WATCHED,
        _ => STILL,
    }
}
