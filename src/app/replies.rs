//! What screens and dialogs answer, carried out.

use std::collections::BTreeSet;

use crate::{
    domain::workload::Key,
    flow::{
        Effect, Reply,
        reply::{Blank, Choice, Dialog, Place},
    },
    ui::{
        dialogs::{self, Ask, Choose, Confirm, Layer, Palette, TextDialog},
        screens::{Input, inspect, walk},
    },
};

use super::{Screen, State, actions, commands, help, leaving, lines, update};

/// Gives a screen an input and carries out what it answers.
pub(super) fn screen(state: &mut State, screen: Screen, input: &Input) -> Vec<Effect> {
    let replies = update::input(state, screen, input);
    perform(state, replies)
}

/// Tells a screen the area that it has.
pub(super) fn area(state: &mut State, of: Screen) -> Vec<Effect> {
    let area = state.content_of(of);
    screen(state, of, &Input::Area { width: area.width, height: area.height })
}

/// Carries out answers, in their order.
pub(super) fn perform(state: &mut State, replies: Vec<Reply>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for reply in replies {
        effects.extend(one(state, reply));
    }
    effects
}

fn one(state: &mut State, reply: Reply) -> Vec<Effect> {
    state.picture.dirty = true;
    match reply {
        Reply::Do(effect) => vec![effect],
        Reply::Show(dialog) => {
            show(state, dialog);
            Vec::new()
        }
        Reply::Close => close(state),
        Reply::Leave => leaving::leave(state),
        Reply::Go(Place::Board) => {
            state.screen = Screen::Board;
            Vec::new()
        }
        Reply::Go(Place::Inspect(key)) => open(state, key),
        Reply::Go(Place::Analyze) => go(state, Screen::Analyze),
        Reply::Go(Place::Walk) => go(state, Screen::Walk),
        Reply::Go(Place::Gate(alias)) => {
            let mut effects = go(state, Screen::Walk);
            let replies = walk::visit(&mut state.desk.walk, &state.model, alias);
            effects.extend(perform(state, replies));
            effects
        }
        Reply::Go(Place::Review) => go(state, Screen::Review),
        Reply::Go(Place::Fix(fix)) => {
            state.desk.review.select(fix, &state.model);
            go(state, Screen::Review)
        }
        Reply::Go(Place::Audit) => go(state, Screen::Audit),
        Reply::Say(notice) => {
            state.say(notice);
            Vec::new()
        }
        Reply::Run(command) => commands::run(state, command),
        Reply::Chosen(Choice::Action, at) => {
            let replies = actions::chosen(state, at);
            perform(state, replies)
        }
        // A walk is begun from other screens too.
        Reply::Chosen(choice @ (Choice::Strategy | Choice::Start), at) => {
            screen(state, Screen::Walk, &Input::Chosen(choice, at))
        }
        Reply::Chosen(choice, at) => screen(state, state.screen, &Input::Chosen(choice, at)),
        Reply::Typed(blank @ Blank::Parameter(_), text) => screen(state, Screen::Walk, &Input::Typed(blank, text)),
        Reply::Typed(blank, text) => screen(state, state.screen, &Input::Typed(blank, text)),
        Reply::Line(line) => lines::run(state, &line),
    }
}

fn go(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.screen = screen;
    area(state, screen)
}

fn show(state: &mut State, dialog: Dialog) {
    let area = state.content();
    let layer = match dialog {
        Dialog::Help => Layer::Text(TextDialog::new(help::title(state), help::lines(state), area)),
        Dialog::Palette => Layer::Palette(Palette::new(lines::entries(state))),
        Dialog::Text { title, lines } => Layer::Text(TextDialog::new(title, lines, area)),
        Dialog::End { title, lines } => Layer::Text(TextDialog::new(title, lines, area).that_ends(area)),
        Dialog::Choose { title, lines, then } => Layer::Choose(Choose::new(title, lines, then, area)),
        Dialog::Confirm(question) => Layer::Confirm(Confirm::new(question)),
        Dialog::Input(question) => Layer::Input(dialogs::Input::new(question)),
        Dialog::Ask { title, text, then } => Layer::Ask(Ask::new(title, text, then)),
    };
    state.dialogs.push(layer);
}

/// Closes the dialog on top; where there is none, leaves the screen.
fn close(state: &mut State) -> Vec<Effect> {
    if state.dialogs.pop().is_some() {
        return Vec::new();
    }
    let left = std::mem::replace(&mut state.screen, Screen::Board);
    if left != Screen::Inspect {
        return Vec::new();
    }
    let Some(inspect) = state.inspect.take() else { return Vec::new() };
    // The next screen's tickets go on from these: a late answer to this one is then known as such.
    state.outside.ticket = state.outside.ticket.max(inspect.ticket());
    state.model.board.open(BTreeSet::new());
    update::want(state, inspect.key().cluster).into_iter().collect()
}

/// Opens a rollout, or comes back to it where it is open already.
fn open(state: &mut State, key: Key) -> Vec<Effect> {
    state.screen = Screen::Inspect;
    if state.inspect.as_ref().is_some_and(|inspect| *inspect.key() == key) {
        return Vec::new();
    }
    let cluster = key.cluster;
    let before = state.inspect.take().map(|inspect| (inspect.key().cluster, inspect.ticket()));
    let ticket = before.map_or(state.outside.ticket, |(_, ticket)| ticket).max(state.outside.ticket);
    state.model.board.open(BTreeSet::from([key.clone()]));
    let mut effects: Vec<Effect> = before.iter().filter_map(|(cluster, _)| update::want(state, *cluster)).collect();
    effects.extend(update::want(state, cluster));
    let (inspect, asked) = inspect::State::open(key, &state.model, &state.settings.response, ticket);
    effects.extend(asked);
    state.outside.ticket = inspect.ticket();
    state.inspect = Some(inspect);
    effects.extend(area(state, Screen::Inspect));
    effects
}
