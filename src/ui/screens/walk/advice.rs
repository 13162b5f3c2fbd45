//! What can be done now, in one sentence: never more than what is recorded says.

use crate::{
    domain::{journal::Alias, strategy::Outcome, text::Safe, walk::Standing},
    flow::{Model, desk::Walk},
    logic::walk::{End, Status},
    ui::{
        theme::Role,
        widgets::{clock, person},
    },
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

/// Which keys do what the end of a walk tells people to do; nothing where it has not ended.
pub fn keys(walk: &Walk, model: &Model) -> Option<Safe> {
    let Some(End::Completed { outcome, .. }) = walk.state.ended() else { return None };
    let incident = walk.state.started().and_then(|start| start.incident);
    let open = incident.filter(|alias| model.desk.open_incidents().any(|incident| incident.alias == *alias));
    match (outcome, open) {
        (Outcome::Recovered, Some(alias)) => {
            Some(say(&format!("keys: 3, then F proposes a fix; :close closes {alias}; ; adds a note")))
        }
        (Outcome::Recovered, None) => {
            Some(Safe::from_static("keys: I opens an incident about it, for the fix and its review"))
        }
        (Outcome::NotRecovered | Outcome::NeedsPeople, _) => {
            Some(Safe::from_static("keys: 2 its pods and logs; 3 the findings; w walks again; ; adds a note"))
        }
    }
}

fn going(walk: &Walk, model: &Model) -> (Role, Safe) {
    let state = &walk.state;
    if let Some((_, question)) = state.question() {
        return (Role::Bad, say(&format!("{question} V answers, with a reason")));
    }
    let by = walk.driver.as_ref().map(|driver| person(&driver.by));
    let status = state.current().and_then(|node| state.cell(node)).map(|cell| cell.status);
    match (walk.standing(), by) {
        (Standing::Unknown, Some(by)) => {
            (Role::Bad, say(&format!("OUTCOME UNKNOWN: {by} is finding out how it ended")))
        }
        (Standing::Unknown, None) => {
            let text =
                "OUTCOME UNKNOWN: an action was begun, and nobody saw how it ended. X finds out: nothing is sent again";
            (Role::Bad, Safe::from_static(text))
        }
        (Standing::Waiting, _) => {
            (Role::Warn, Safe::from_static("a gate waits for people: enter opens it; nothing is done before"))
        }
        (_, Some(by)) => (Role::Info, say(&carried_out(walk, model, &by))),
        (_, None) if status == Some(Status::Approved) => {
            let until = state.waiting().map(|request| clock(request.until())).unwrap_or_default();
            (Role::Warn, say(&format!("approved until {until}, nothing is done yet: {}", run(model, walk.alias))))
        }
        (_, None) => {
            let text =
                format!("it stands still, nobody carries it out: X goes on (or `stanch walk run {}`)", walk.alias);
            (Role::Warn, say(&text))
        }
    }
}

fn carried_out(walk: &Walk, model: &Model, by: &str) -> String {
    let since = walk.driver.as_ref().map(|driver| clock(driver.since)).unwrap_or_default();
    if model.desk.drives(walk) {
        "this console carries it out; it goes on whatever you look at".to_owned()
    } else {
        format!("{by} carries it out since {since}, you watch; T takes it over where that process has ended")
    }
}

/// How what was approved is run.
pub fn run(model: &Model, alias: Alias) -> String {
    let is_armed = model.desk.armed.is_some_and(|until| until > model.now);
    if is_armed { "X runs it".to_owned() } else { format!("X arms, X again runs it (or `stanch walk run {alias}`)") }
}

fn say(text: &str) -> Safe {
    Safe::line(text)
}
