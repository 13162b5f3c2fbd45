//! What can be done now, in one sentence: never more than what is recorded says.

use crate::{
    domain::{journal::Alias, text::Safe},
    flow::{Model, desk::Walk},
    logic::walk::{Cell, End, Status},
    ui::{theme::Role, widgets::clock},
};

/// What is known, and what to do.
pub fn advice(walk: &Walk, model: &Model) -> (Role, Safe) {
    if let Some(fault) = &walk.fault {
        return (Role::Bad, say(&format!("its records cannot be read on, so it is only shown: {fault}")));
    }
    match walk.state.ended() {
        Some(End::Completed { say, .. }) => (Role::Text, say.clone()),
        Some(End::Failed { node, reason }) => (Role::Bad, say(&format!("it failed at {node}: {reason}"))),
        Some(End::Cancelled) => (Role::Text, walk.state.stopped()),
        None => going(walk, model),
    }
}

fn going(walk: &Walk, model: &Model) -> (Role, Safe) {
    let state = &walk.state;
    let alias = walk.alias;
    if let Some((_, question)) = state.question() {
        return (Role::Bad, say(&format!("{question} V answers, with a reason")));
    }
    let cell = state.current().and_then(|node| state.cell(node));
    let status = cell.map(|cell: &Cell| cell.status);
    let driver = walk.driver.as_ref().map(|(holder, _)| holder);
    match (status, driver) {
        (Some(Status::Unknown), Some(holder)) => {
            (Role::Bad, say(&format!("OUTCOME UNKNOWN: {holder} is finding out how it ended")))
        }
        (Some(Status::Unknown), None) => {
            let text = format!("OUTCOME UNKNOWN, and nobody is finding out: {}", run(model, alias));
            (Role::Bad, say(&text))
        }
        (Some(Status::AwaitingApproval), _) if state.waiting().is_some() => {
            (Role::Warn, Safe::from_static("a gate waits for people: enter opens it; nothing is done before"))
        }
        (Some(Status::Approved), _) => {
            let until = state.waiting().map(|request| clock(request.until())).unwrap_or_default();
            (Role::Warn, say(&format!("approved until {until}, nothing is done yet: {}", run(model, alias))))
        }
        (_, Some(holder)) => (Role::Info, say(&format!("{holder} carries it out"))),
        (Some(Status::Started), None) if state.open().is_some() => {
            (Role::Bad, say(&format!("an action was begun and nobody knows how it ended: {}", run(model, alias))))
        }
        (_, None) => (Role::Warn, say(&format!("nobody carries it out: {}", run(model, alias)))),
    }
}

fn run(model: &Model, alias: Alias) -> String {
    let is_armed = model.desk.armed.is_some_and(|until| until > model.now);
    if is_armed {
        "X runs it".to_owned()
    } else {
        format!(":arm REASON, then X runs it (or `stanch walk run {alias}`)")
    }
}

fn say(text: &str) -> Safe {
    Safe::line(text)
}
