//! Who is there, and how long it has lasted.

use crate::{
    domain::{text::Safe, walk::Standing},
    flow::{
        Model,
        desk::{Store, Walk},
    },
    ui::widgets::{age, clock, middle, person},
};

use super::{choosing::is_place, words};

/// The lines about people and time.
pub fn lines(walk: &Walk, model: &Model) -> Vec<Safe> {
    let mut lines = Vec::new();
    let mut say = |name: &str, text: &str| lines.push(Safe::line(&format!("{name:<10} {text}")));
    say("driver", &driver(walk, model));
    if let Store::Open(opened) = &model.desk.store {
        let armed = model.desk.armed.filter(|until| *until > model.now);
        let may = armed.map_or_else(|| "READ-ONLY".to_owned(), |until| format!("ARMED until {}", clock(until)));
        say("you", &format!("{}, {may}", person(&opened.actor)));
    }
    if let Some(incident) = walk.state.started().and_then(|start| start.incident)
        && let Some(incident) = model.desk.incidents.get(&incident)
    {
        say("incident", &format!("{} {}", incident.alias, incident.title));
    }
    if let Some((bad, word)) = failing(walk, model) {
        say("rollout", &format!("{word}{bad}"));
    }
    say("in flight", in_flight(walk));
    if let Some(request) = walk.state.waiting() {
        let (has, quorum) = (words::approvals(request.decisions()), request.asked().rule.quorum);
        let left =
            words::left(request.until(), model.now).map_or_else(|| "expired".to_owned(), |left| format!("{left} left"));
        say("approvals", &format!("{has} of {quorum}, {left}"));
    }
    if let Store::Open(opened) = &model.desk.store {
        let records = model.desk.records_of(walk.alias).len();
        say("saved", &format!("{records} records in {}", middle(&opened.place, 36)));
    }
    lines
}

fn driver(walk: &Walk, model: &Model) -> String {
    let Some(driver) = &walk.driver else { return "nobody".to_owned() };
    let whose = if model.desk.drives(walk) { "this console" } else { "you watch" };
    format!("{} since {}, {whose}", person(&driver.by), clock(driver.since))
}

/// How the rollout is now, and since when.
fn failing(walk: &Walk, model: &Model) -> Option<(String, &'static str)> {
    let target = &walk.state.started()?.target;
    let sources = model.board.sources();
    let rollout = model.board.rollouts().into_iter().find(|rollout| {
        let cluster = sources.iter().find(|(cluster, ..)| cluster.no == rollout.key.cluster);
        cluster.is_some_and(|(cluster, ..)| is_place(cluster, target, &rollout.key))
    })?;
    let since = rollout.verdict.since.map(|at| format!(" since {} ({})", clock(at), age(Some(at), model.now)));
    let ready = format!(", {}/{} ready", rollout.ready, rollout.desired);
    Some((since.unwrap_or_default() + &ready, crate::ui::theme::shape(rollout.verdict.state).word))
}

fn in_flight(walk: &Walk) -> &'static str {
    match (walk.standing(), walk.state.open()) {
        (Standing::Unknown, _) => "1 action, OUTCOME UNKNOWN",
        (_, Some(_)) => "1 action",
        (_, None) => "no action",
    }
}
