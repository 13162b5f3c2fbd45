//! What keys do here.

use crossterm::event::KeyEvent;

use crate::{
    domain::{journal::Alias, text::Safe},
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::{News, Order, Walk},
        reply::{Blank, Choice, Dialog, Tone},
    },
    ui::screens::Input,
};

use super::{
    State, begin, choosing,
    driving::{self, ask, say},
    gate::{self, Gate, Place},
    list, rooms, tree,
};

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
        Input::Chosen(Choice::Start, at) => begin::drafted(state, model, *at),
        Input::Chosen(Choice::Answer, at) => driving::reason(state, model, *at),
        Input::Typed(Blank::Parameter(name), value) => begin::set(state, model, name, value),
        Input::Typed(Blank::Guard(name), reason) => {
            if let Some(gate) = &mut state.gate {
                gate.note(name.clone(), reason.clone());
            }
            Vec::new()
        }
        Input::Area { width, height } => resized(state, model, (*width, *height)),
        Input::Tick => look_again(state, model),
        Input::Chosen(..) | Input::Typed(Blank::File | Blank::Range, _) | Input::Changed => Vec::new(),
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
        let (tone, why) = gate::retire(&gate, walk);
        replies.extend(say(tone, &why));
        return replies;
    };
    let place = Place { walk, request, model, area: state.area };
    gate::take(&mut gate, place);
    state.gate = Some(gate);
    replies
}

/// Where the target is not what it was any more, the walk looks again by itself: it only reads, and says why the request falls. What was
/// approved already is left alone: whoever runs it is told.
fn look_again(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(walk) = state.walk(model) else { return Vec::new() };
    let Some(gate) = &mut state.gate else { return Vec::new() };
    let Some(request) = gate.asked(walk) else { return Vec::new() };
    let Some(now) = gate::sight(request, model) else { return Vec::new() };
    let before = gate.sight.replace(now.clone());
    let is_same = before.is_none_or(|before| before == now);
    let is_decided = request.approved_at().is_some() || walk.driver.is_some();
    if is_same || is_decided || choosing::unusable(model).is_some() {
        return Vec::new();
    }
    let order = Box::new(Order::RunWalk { walk: walk.alias });
    let ticket = state.next_ticket();
    let mut replies = say(Tone::Warn, "somebody changed the rollout: looking again");
    replies.push(Reply::Do(Effect::Desk { ticket, order }));
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
            Command::RunWalk | Command::TakeOver | Command::StopWalk | Command::Note => match state.walk(model) {
                Some(walk) => on_walk(state, model, walk, command),
                None => Vec::new(),
            },
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
    let rows = tree::rows(walk);
    let height = rooms::tree_height(state.area);
    if let Some(lines) = command.travel(height) {
        state.tree.travel(lines, rows.len(), height);
        state.strayed = state.tree.at != tree::here(&rows);
        return Vec::new();
    }
    let alias = walk.alias;
    match command {
        Command::Open => open(state, model, walk),
        Command::RunWalk => driving::run(state, model, walk),
        Command::TakeOver => driving::take_over(state, model, walk),
        Command::Answer => driving::answer(walk),
        Command::StopWalk => driving::stop(state, walk),
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

/// Shows a walk, and its gate where somebody is waited for at it.
pub fn visit(state: &mut State, model: &Model, alias: Alias) -> Vec<Reply> {
    state.open(alias, model);
    let Some(walk) = state.walk(model) else { return say(Tone::Warn, &format!("{alias} is not known yet")) };
    if walk.state.waiting().is_none() {
        return Vec::new();
    }
    let mut replies = open(state, model, walk);
    replies.extend(settle(state, model));
    replies
}

/// Enter: the gate that waits; else what the selected step does, in full.
fn open(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    let rows = tree::rows(walk);
    let selected = rows.get(state.tree.at);
    let is_here = selected.is_some_and(|row| row.is_here);
    if let Some(request) = walk.state.waiting().filter(|_| is_here || !state.strayed) {
        let request = request.asked().id;
        let order = Order::ReadGate { walk: walk.alias, request };
        let ticket = state.next_ticket();
        let sight = walk.state.waiting().and_then(|request| gate::sight(request, model));
        state.gate = Some(Gate { sight, ..Gate::new(request, ticket) });
        let mut replies = vec![Reply::Do(Effect::Desk { ticket, order: Box::new(order) })];
        replies.extend(hold(state));
        return replies;
    }
    let lines = selected.map(|row| super::sheet::lines(walk, row, model)).unwrap_or_default();
    let title = Safe::line(&format!("{} step {}", walk.alias, selected.map_or(0, |row| row.number)));
    vec![Reply::Show(Dialog::Text { title, lines })]
}
