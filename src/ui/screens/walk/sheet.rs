//! One step in full: what it does, what was found there, and where it leads.

use crate::{
    domain::{
        strategy::{Amount, Does, Lasting, Value},
        text::Safe,
    },
    flow::{Model, desk::Walk},
    ui::widgets::{clock, person, span},
};

use super::{tree, tree::Row, words};

/// The lines about a step.
pub fn lines(walk: &Walk, row: &Row, model: &Model) -> Vec<Safe> {
    let state = &walk.state;
    let Some(node) = tree::node(state, &row.node) else { return Vec::new() };
    let mut lines = vec![node.title.clone(), Safe::default()];
    let mut say = |name: &str, text: &str| lines.push(Safe::line(&format!("{name:<9} {text}")));
    say("step", &format!("{} {} ({})", row.number, node.id, row.kind));
    if let Some(phase) = node.phase {
        say("phase", words::phase(phase));
    }
    match row.at {
        Some(at) => say("reached", &format!("{}  {}", clock(at), &*row.word)),
        None => say("reached", "not yet"),
    }
    if !row.words.is_empty() {
        say("found", &row.words);
    }
    match &node.does {
        Does::Condition { check, lasting, .. } => {
            say("asks", &check.source);
            match lasting {
                Lasting::Once => {}
                Lasting::Within(within) => say("within", &amount(walk, within)),
                Lasting::For(hold) => say("for", &amount(walk, hold)),
            }
        }
        Does::Route { value, .. } => say("asks", &value.source),
        Does::Loop { until, max, .. } => say("until", &format!("{}, {max} times at most", until.source)),
        Does::Wait { seconds, .. } => say("for", &amount(walk, seconds)),
        Does::Outcome { say: words, .. } => say("says", words),
        Does::Gate { expires, .. } => say("expires", &amount(walk, expires)),
        Does::Action { .. } | Does::Collect { .. } => {}
    }
    for (branch, to) in tree::leads(&node.does) {
        let title = tree::node(state, to).map_or("", |node| node.title.as_str());
        say(&branch, &format!("{} {title}", words::number(state.strategy(), to)));
    }
    if let Some(request) = state.waiting().filter(|_| row.is_here) {
        let left = words::left(request.until(), model.now).unwrap_or_else(|| "over".to_owned());
        lines.push(Safe::default());
        lines.push(Safe::line(&format!(
            "code      {}, {left} left, asked by {}",
            request.binding_sha256().code(),
            person(request.by())
        )));
    }
    lines
}

fn amount(walk: &Walk, amount: &Amount) -> String {
    let name = match amount {
        Amount::Given(seconds) => return span(*seconds),
        Amount::Parameter(name) => name,
    };
    let value = walk.state.started().and_then(|start| start.parameters.get(name));
    match value {
        Some(Value::Duration(seconds)) => format!("{} ({name})", span(*seconds)),
        _ => format!("${name}"),
    }
}
