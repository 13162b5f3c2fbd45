//! What keys do on the board.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent};

use crate::{
    domain::{text::Safe, workload::Key},
    flow::{
        Command, Effect, Model, Reply,
        reply::{Notice, Place, Tone},
    },
    ui::{
        screens::Input,
        widgets::{Cursor, Field},
    },
};

use super::{
    State, kubectl, needs,
    rows::{Line, Order},
};

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    match input {
        Input::Command(command) => {
            let copied = std::mem::take(&mut state.copied);
            on_command(state, model, *command, copied)
        }
        Input::Key(key) => {
            type_filter(state, model, *key);
            Vec::new()
        }
        Input::Paste(text) => {
            if let Some(field) = &mut state.typing {
                field.paste(text);
                let text = field.text();
                state.filter(&text, model);
            }
            Vec::new()
        }
        Input::Area { width, height } => {
            state.area = (*width, *height);
            state.settle(model);
            Vec::new()
        }
        Input::Changed => {
            state.settle(model);
            Vec::new()
        }
        Input::Tick | Input::Event(_) | Input::Chosen(..) | Input::Typed(..) => Vec::new(),
    }
}

fn on_command(state: &mut State, model: &Model, command: Command, copied: bool) -> Vec<Reply> {
    if let Some(replies) = on_needs(state, model, command) {
        return replies;
    }
    let height = state.list_height(model);
    if let Some(lines) = command.travel(height) {
        look(state, model);
        state.cursor.travel(lines, state.rows.lines.len(), height);
        // On the first line one stays with the worst, whichever that will be.
        state.chosen = if state.cursor.at == 0 { None } else { state.line().cloned() };
        return Vec::new();
    }
    match command {
        Command::Open => open(state, model),
        Command::InspectScreen => inspect(state, None),
        Command::Logs | Command::Diff | Command::Describe | Command::Manifest => inspect(state, Some(command)),
        Command::Filter => {
            state.typing = Some(Field::with(&state.filter));
            Vec::new()
        }
        Command::Back => back(state, model),
        Command::Quit => vec![Reply::Leave],
        Command::Sort => {
            let order = if state.order() == Order::Severity { Order::Change } else { Order::Severity };
            state.sort(order, model);
            say(&format!("sorted by {}", order.word()))
        }
        Command::Group => {
            toggle(state, model, |state| &mut state.wish.ungrouped, ["one line for each cause", "every row by itself"])
        }
        Command::ShowMuted => toggle(
            state,
            model,
            |state| &mut state.wish.show_muted,
            ["muted rows are hidden", "muted rows are shown, marked m"],
        ),
        Command::Mute => mute(state, model),
        Command::Seen => {
            state.news.look_at_all(model.board.rollouts());
            say("no row is marked as new any more")
        }
        Command::Copy => copy(state, model, copied),
        Command::CopyKubectl => match state.line().and_then(|line| kubectl::command(line, model)) {
            Some(text) => vec![Reply::Do(Effect::Copy { text })],
            None => say("this row has no kubectl command"),
        },
        _ => Vec::new(),
    }
}

/// What keys do while what needs somebody has them, and how it gets them.
fn on_needs(state: &mut State, model: &Model, command: Command) -> Option<Vec<Reply>> {
    let needs = needs::needs(model);
    let Some(mut cursor) = state.needs else {
        let turns = matches!(command, Command::NextPane | Command::PreviousPane) && !needs.is_empty();
        state.needs = turns.then(Cursor::default);
        return turns.then(Vec::new);
    };
    let height = needs::shown(needs.len());
    if let Some(lines) = command.travel(height) {
        cursor.travel(lines, needs.len(), height);
        state.needs = Some(cursor);
        return Some(Vec::new());
    }
    match command {
        Command::Open => Some(needs.get(cursor.at).map(|need| Reply::Go(need.place.clone())).into_iter().collect()),
        Command::NextPane | Command::PreviousPane | Command::Back => {
            state.needs = None;
            Some(Vec::new())
        }
        _ => None,
    }
}

fn say(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Plain, text))]
}

/// The row under the cursor has been looked at.
fn look(state: &mut State, model: &Model) {
    if let Some(rollout) = state.selected(model) {
        state.news.look_at(rollout);
    }
}

fn open(state: &mut State, model: &Model) -> Vec<Reply> {
    match state.line().cloned() {
        Some(Line::Rollout(_)) => {
            look(state, model);
            return inspect(state, None);
        }
        Some(Line::Group(cause)) => flip(&mut state.wish.open_causes, cause),
        Some(Line::Source(no)) => flip(&mut state.wish.open_sources, no),
        Some(Line::Gap(..)) | None => return Vec::new(),
    }
    state.chosen = state.line().cloned();
    state.settle(model);
    Vec::new()
}

fn flip<T: Ord>(set: &mut BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

/// Opens the selected rollout, and there does what was asked for.
fn inspect(state: &State, then: Option<Command>) -> Vec<Reply> {
    let Some(key) = state.line().and_then(|line| key_of(line)) else { return say("no rollout is selected") };
    let go = Reply::Go(Place::Inspect(key.clone()));
    std::iter::once(go).chain(then.map(Reply::Run)).collect()
}

fn key_of(line: &Line) -> Option<&Key> {
    match line {
        Line::Rollout(key) => Some(key),
        _ => None,
    }
}

fn back(state: &mut State, model: &Model) -> Vec<Reply> {
    if !state.filter.is_empty() {
        state.filter(&Safe::default(), model);
        return Vec::new();
    }
    if !state.wish.namespaces.is_empty() {
        state.only(BTreeSet::new(), model);
        return say("all namespaces");
    }
    Vec::new()
}

fn toggle(
    state: &mut State,
    model: &Model,
    switch: fn(&mut State) -> &mut bool,
    words: [&'static str; 2],
) -> Vec<Reply> {
    let on = switch(state);
    *on = !*on;
    let word = if *on { words[1] } else { words[0] };
    state.settle(model);
    say(word)
}

fn mute(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(rollout) = state.selected(model).cloned() else { return say("no rollout is selected") };
    let name = &rollout.key.name;
    if !rollout.verdict.state.is_bad() {
        return say(&format!("{name} is not bad: there is nothing to mute"));
    }
    let muted = state.news.toggle_mute(&rollout);
    state.settle(model);
    if muted {
        say(&format!("{name} is muted until its revision or the reason changes; M shows muted rows"))
    } else {
        say(&format!("{name} is no longer muted"))
    }
}

/// The row; the second time in a row, all rows.
fn copy(state: &mut State, model: &Model, again: bool) -> Vec<Reply> {
    state.copied = !again;
    let lines =
        if again { state.rows.lines.as_slice() } else { state.line().map(std::slice::from_ref).unwrap_or_default() };
    let lines: Vec<String> = lines.iter().map(|line| as_text(line, model)).collect();
    if lines.is_empty() {
        return say("there is nothing to copy");
    }
    vec![Reply::Do(Effect::Copy { text: Safe::clean(&lines.join("\n")) })]
}

fn as_text(line: &Line, model: &Model) -> String {
    match line {
        Line::Rollout(key) => model.board.rollout(key).map_or_else(String::new, |rollout| {
            let word = crate::ui::theme::shape(rollout.verdict.state).text;
            let revision = rollout.revision.as_ref().map_or("-", Safe::as_str);
            format!("{word} {key} rev {revision} {}/{} {}", rollout.ready, rollout.desired, rollout.verdict.why)
        }),
        Line::Group(cause) => super::words::cause_sentence(cause).to_string(),
        Line::Source(no) => super::words::source_sentence(model, *no).to_string(),
        Line::Gap(no, place) => super::words::gap_sentence(model, *no, *place).to_string(),
    }
}

fn type_filter(state: &mut State, model: &Model, key: KeyEvent) {
    let Some(field) = &mut state.typing else { return };
    match key.code {
        KeyCode::Enter => state.typing = None,
        KeyCode::Esc => {
            state.typing = None;
            state.filter(&Safe::default(), model);
        }
        KeyCode::Up | KeyCode::Down => {
            let lines = if key.code == KeyCode::Up { -1 } else { 1 };
            let height = state.list_height(model);
            state.cursor.travel(lines, state.rows.lines.len(), height);
            state.chosen = state.line().cloned();
        }
        _ => {
            if field.key(key) {
                let text = field.text();
                state.chosen = None;
                state.filter(&text, model);
            }
        }
    }
}
