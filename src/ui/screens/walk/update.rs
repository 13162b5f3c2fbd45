//! What keys do here.

use crossterm::event::KeyEvent;

use crate::{
    domain::{journal::Alias, strategy::Does, text::Safe, walk::Answer},
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::{News, Order, Walk},
        reply::{Blank, Choice, Dialog, Notice, Question, Then, Tone},
    },
    ui::screens::Input,
};

use super::{
    State, begin, choosing,
    gate::{self, Gate, Place},
    list, rooms, tree,
};

/// The answers that a person may give to an unknown outcome, in the order in which they are offered.
const ANSWERS: [Answer; 3] = [Answer::Applied, Answer::NotApplied, Answer::Abandon];

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    let mut replies = match input {
        Input::Command(command) => on_command(state, model, *command),
        Input::Key(key) => on_key(state, model, *key),
        Input::Paste(_) => say(Tone::Warn, "input ignored (paste): a name that approves is typed by hand"),
        Input::Event(event) => {
            on_event(state, model, event);
            Vec::new()
        }
        Input::Chosen(Choice::Strategy, at) => begin::chosen(state, model, *at),
        Input::Chosen(Choice::Answer, at) => reason(state, model, *at),
        Input::Typed(Blank::Guard(name), reason) => {
            if let Some(gate) = &mut state.gate {
                gate.note(name.clone(), reason.clone());
            }
            Vec::new()
        }
        Input::Area { width, height } => resized(state, model, (*width, *height)),
        Input::Chosen(..) | Input::Typed(..) | Input::Tick | Input::Changed => Vec::new(),
    };
    replies.extend(settle(state, model));
    replies
}

/// Keeps everything where it can be seen, and leaves a gate at which nobody waits any more.
fn settle(state: &mut State, model: &Model) -> Vec<Reply> {
    state.settle(model);
    let mut replies = ring(state, model);
    let Some(mut gate) = state.gate.take() else { return replies };
    let Some(walk) = state.walk(model) else { return replies };
    let Some(request) = gate.asked(walk) else {
        replies.extend(say(Tone::Warn, &gate::retire(&gate, walk)));
        return replies;
    };
    let place = Place { walk, request, model, area: state.area };
    gate::take(&mut gate, place);
    state.gate = Some(gate);
    replies
}

/// Rings once for every gate at which somebody is waited for.
fn ring(state: &mut State, model: &Model) -> Vec<Reply> {
    let waiting = model.desk.walks.values().filter_map(|walk| walk.state.waiting());
    let open = waiting.filter(|request| request.approved_at().is_none() && request.until() > model.now);
    let new = open.filter(|request| state.rung.insert(request.asked().id)).count();
    if new > 0 { vec![Reply::Do(Effect::Bell)] } else { Vec::new() }
}

/// Another size is another picture: what is typed for the old one does not count.
fn resized(state: &mut State, model: &Model, area: (u16, u16)) -> Vec<Reply> {
    let is_new = std::mem::replace(&mut state.area, area) != area;
    if state.opened.is_none() && state.gate.is_none() {
        state.opened = list::only_live(model);
    }
    if state.gate.is_none() || !is_new {
        return Vec::new();
    }
    hold(state)
}

/// Keys do nothing until the gate has been on the screen for a moment.
fn hold(state: &mut State) -> Vec<Reply> {
    let ticket = state.next_ticket();
    if let Some(gate) = &mut state.gate {
        gate.settling = Some(ticket);
    }
    vec![Reply::Do(Effect::Settle { ticket })]
}

fn on_event(state: &mut State, model: &Model, event: &Event) {
    if let Event::Desk { news, .. } = event
        && let News::Made(alias @ Alias::Walk(_)) = news.as_ref()
    {
        state.open(*alias, model);
    }
    if let (Some(gate), Some(alias)) = (&mut state.gate, state.opened) {
        gate::noted(gate, event, alias);
    }
}

fn on_key(state: &mut State, model: &Model, key: KeyEvent) -> Vec<Reply> {
    at_gate(state, model, |gate, place, ticket| gate::key(gate, place, key, ticket))
}

/// Does something with the gate that is open.
fn at_gate(
    state: &mut State,
    model: &Model,
    run: impl FnOnce(&mut Gate, Place<'_>, crate::flow::effect::Ticket) -> Vec<Reply>,
) -> Vec<Reply> {
    let ticket = state.next_ticket();
    let area = state.area;
    let Some(mut gate) = state.gate.take() else { return Vec::new() };
    let replies = match state.walk(model).and_then(|walk| Some((walk, gate.asked(walk)?))) {
        Some((walk, request)) => run(&mut gate, Place { walk, request, model, area }, ticket),
        None => Vec::new(),
    };
    state.gate = Some(gate);
    replies
}

fn on_command(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    if state.gate.is_some() {
        return match command {
            Command::Back | Command::Quit => {
                state.gate = None;
                Vec::new()
            }
            command => at_gate(state, model, |gate, place, ticket| gate::command(gate, place, command, ticket)),
        };
    }
    match state.walk(model) {
        Some(walk) => on_walk(state, model, walk, command),
        None if state.opened.is_some() => leave(state, model, command),
        None => on_list(state, model, command),
    }
}

fn on_list(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let order = list::order(model);
    let height = state.area.1.saturating_sub(2);
    if let Some(lines) = command.travel(height) {
        state.list.travel(lines, order.len(), height);
        return Vec::new();
    }
    match command {
        Command::Open => {
            if let Some(walk) = order.get(state.list.at) {
                state.open(walk.alias, model);
            }
            Vec::new()
        }
        Command::Back | Command::Quit => vec![Reply::Close],
        _ => Vec::new(),
    }
}

/// Of a walk that is not known yet.
fn leave(state: &mut State, _: &Model, command: Command) -> Vec<Reply> {
    if matches!(command, Command::Back | Command::Quit) {
        state.opened = None;
    }
    Vec::new()
}

fn on_walk(state: &mut State, model: &Model, walk: &Walk, command: Command) -> Vec<Reply> {
    let rows = tree::rows(&walk.state);
    let height = rooms::tree_height(state.area);
    if let Some(lines) = command.travel(height) {
        state.tree.travel(lines, rows.len(), height);
        state.strayed = state.tree.at != tree::here(&rows);
        return Vec::new();
    }
    let alias = walk.alias;
    match command {
        Command::Open => open(state, model, walk),
        Command::RunWalk => run(state, model, walk),
        Command::Answer => answer(walk),
        Command::StopWalk if walk.state.ended().is_some() => say(Tone::Plain, "it has ended already"),
        Command::StopWalk => {
            let title = format!("STOP {alias}: nothing new is begun, what was done stays done");
            ask(state, &title, "why", Order::StopWalk { walk: alias, reason: Safe::default() })
        }
        Command::Note => ask(state, &format!("NOTE {alias}"), "note", Order::Note { alias, text: Safe::default() }),
        Command::Back | Command::Quit => back(state, model),
        _ => Vec::new(),
    }
}

/// To the list where there is more than this walk, else away.
fn back(state: &mut State, model: &Model) -> Vec<Reply> {
    state.opened = None;
    if model.desk.walks.len() > 1 { Vec::new() } else { vec![Reply::Close] }
}

/// Enter: the gate that waits; else what the selected step does, in full.
fn open(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    let rows = tree::rows(&walk.state);
    let selected = rows.get(state.tree.at);
    let is_here = selected.is_some_and(|row| row.is_here);
    if let Some(request) = walk.state.waiting().filter(|_| is_here || !state.strayed) {
        let request = request.asked().id;
        let order = Order::ReadGate { walk: walk.alias, request };
        let ticket = state.next_ticket();
        state.gate = Some(Gate::new(request, ticket));
        let mut replies = vec![Reply::Do(Effect::Desk { ticket, order: Box::new(order) })];
        replies.extend(hold(state));
        return replies;
    }
    let lines = selected.map(|row| super::sheet::lines(walk, row, model)).unwrap_or_default();
    let title = Safe::line(&format!("{} step {}", walk.alias, selected.map_or(0, |row| row.number)));
    vec![Reply::Show(Dialog::Text { title, lines })]
}

fn run(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    if walk.state.ended().is_some() {
        return say(Tone::Plain, "it has ended already");
    }
    if let Some(why) = choosing::unusable(model) {
        return say(Tone::Bad, &why);
    }
    let ticket = state.next_ticket();
    vec![Reply::Do(Effect::Desk { ticket, order: Box::new(Order::RunWalk { walk: walk.alias }) })]
}

/// Offers the answers that the question takes.
fn answer(walk: &Walk) -> Vec<Reply> {
    let Some((_, question)) = walk.state.question() else { return say(Tone::Plain, "it asks nobody anything") };
    let lines = answers(walk).into_iter().map(|(_, words)| Safe::from_static(words)).collect();
    vec![Reply::Show(Dialog::Choose { title: question.clone(), lines, then: Choice::Answer })]
}

/// What may be answered, in words: about an action whether it was applied, else yes or no.
fn answers(walk: &Walk) -> Vec<(Answer, &'static str)> {
    let does = walk.state.question().and_then(|(node, _)| tree::node(&walk.state, node)).map(|node| &node.does);
    let word = |answer: Answer| match (does, answer) {
        (Some(Does::Action { .. } | Does::Gate { .. }), Answer::Applied) => {
            Some("applied: I have seen that it was done")
        }
        (Some(Does::Action { .. } | Does::Gate { .. }), Answer::NotApplied) => {
            Some("not applied: I have seen that it was not done, and it cannot be any more")
        }
        (Some(Does::Route { .. }), Answer::Applied) | (Some(Does::Wait { .. }), Answer::NotApplied) => None,
        (Some(Does::Route { .. }), Answer::NotApplied) => Some("go the other way"),
        (Some(Does::Wait { .. }), Answer::Applied) => Some("go on"),
        (_, Answer::Applied) => Some("yes"),
        (_, Answer::NotApplied) => Some("no"),
        (_, Answer::Abandon) => Some("abandon: nobody knows, and the walk goes on without it"),
    };
    ANSWERS.into_iter().filter_map(|answer| Some((answer, word(answer)?))).collect()
}

/// Asks for the reason of an answer.
fn reason(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(walk) = state.walk(model) else { return Vec::new() };
    let Some((answer, words)) = answers(walk).into_iter().nth(at) else { return Vec::new() };
    let alias = walk.alias;
    let order = Order::Resolve { walk: alias, answer, reason: Safe::default() };
    ask(state, &format!("{alias}: {words}"), "how you know", order)
}

fn ask(state: &mut State, title: &str, hint: &'static str, order: Order) -> Vec<Reply> {
    let then = Then::Order { ticket: state.next_ticket(), order: Box::new(order) };
    vec![Reply::Show(Dialog::Input(Question::new(title, hint, then)))]
}

fn say(tone: Tone, text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(tone, text))]
}
