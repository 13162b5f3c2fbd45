//! What can be done with the walk that is shown, and what cannot and why.

use crate::{
    domain::text::Safe,
    flow::{Command, Model},
    ui::widgets::person,
};

use super::{State, choosing::unusable};

/// Every command about walks, and what speaks against it.
pub fn possible(state: &State, model: &Model) -> Vec<(Command, Option<Safe>)> {
    let no = |why: &str| Some(Safe::line(why));
    let Some(walk) = state.walk(model) else {
        return vec![(Command::ChooseWalk, unusable(model).map(|why| Safe::line(&why)))];
    };
    let store = unusable(model);
    let is_over = walk.state.ended().is_some();
    let request = walk.state.waiting();
    let is_open = request.is_some_and(|request| request.approved_at().is_none());
    let at_gate =
        if is_open && state.gate.is_some() { None } else { no("no gate is open on the screen: enter opens it") };
    let driver = walk.driver.as_ref().map(|driver| format!("{} carries it out", person(&driver.by)));
    let own = |why: Option<Safe>| if is_over { no("it has ended") } else { why };
    let waits = if is_open { no("a gate waits for people first") } else { None };
    let list = vec![
        (Command::Approve, at_gate.clone()),
        (Command::Reject, at_gate.clone()),
        (Command::Acknowledge, at_gate),
        (Command::RunWalk, own(driver.as_deref().and_then(no).or(waits))),
        (Command::TakeOver, own(if walk.driver.is_none() { no("nobody carries it out: run it") } else { None })),
        (Command::StopWalk, own(None)),
        (Command::Answer, own(if walk.state.question().is_none() { no("it asks nobody anything") } else { None })),
        (Command::Note, None),
    ];
    let read_only = |(command, why): (Command, Option<Safe>)| (command, store.as_deref().and_then(no).or(why));
    list.into_iter().map(read_only).collect()
}
