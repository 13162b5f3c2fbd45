//! What keys do here.

use crossterm::event::{KeyCode, KeyEvent};

use crate::{
    domain::text::Safe,
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::{News, Order},
        effect::Ticket,
        reply::{Dialog, Notice, Tone},
    },
    ui::{screens::Input, widgets::Field},
};

use super::{State, record, state::Check, view};

/// The commands that the footer names, the most wanted first.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Filter,
    Command::Verify,
    Command::Export,
    Command::Copy,
    Command::HalfPageDown,
    Command::Palette,
    Command::Back,
];

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    match input {
        Input::Command(command) => return on_command(state, model, *command),
        Input::Key(key) => type_filter(state, model, *key),
        Input::Paste(text) => {
            if let Some(field) = &mut state.typing {
                field.paste(text);
                let text = field.text();
                filter(state, &text, model);
            }
        }
        Input::Event(Event::Desk { ticket, news }) => on_news(state, model, *ticket, news),
        Input::Area { width, height } => {
            state.area = (*width, *height);
            settle(state, model);
        }
        Input::Changed => settle(state, model),
        Input::Event(_) | Input::Chosen(..) | Input::Typed(..) | Input::Tick => {}
    }
    Vec::new()
}

fn on_command(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let height = view::height(state, model);
    if let Some(lines) = command.travel(height) {
        state.cursor.travel(lines, state.found.len(), height);
        // On the first row one stays with the newest, whichever that will be.
        let record = state.found.record(state.cursor.at, model).filter(|_| state.cursor.at > 0);
        state.chosen = record.map(|record| record.seq);
        return Vec::new();
    }
    let selected = state.found.record(state.cursor.at, model);
    match (command, selected) {
        (Command::Open, Some(found)) => {
            let title = Safe::line(&format!("RECORD {} {}", found.seq, found.kind));
            vec![Reply::Show(Dialog::Text { title, lines: record::page(found, model) })]
        }
        (Command::Copy, Some(found)) => {
            let lines = record::page(found, model);
            let text = Safe::clean(&lines.iter().map(Safe::as_str).collect::<Vec<_>>().join("\n"));
            vec![Reply::Do(Effect::Copy { text })]
        }
        (Command::Filter, _) => {
            state.typing = Some(Field::with(&state.filter));
            Vec::new()
        }
        (Command::Verify, _) => verify(state, model),
        (Command::Export, _) => export(state, model),
        (Command::Back, _) if !state.filter.is_empty() => {
            filter(state, &Safe::default(), model);
            Vec::new()
        }
        (Command::Back | Command::Quit, _) => vec![Reply::Close],
        _ => Vec::new(),
    }
}

/// What the filter lets pass, the oldest first, a JSON document a line.
fn export(state: &State, model: &Model) -> Vec<Reply> {
    let rows = (0..state.found.len()).rev();
    let lines: Vec<String> =
        rows.filter_map(|row| Some(record::export(state.found.record(row, model)?, model))).collect();
    if lines.is_empty() {
        return vec![Reply::Say(Notice::new(Tone::Plain, "there is no record to write"))];
    }
    let name = Safe::line(&format!("audit-{}.jsonl", model.now.strftime("%Y%m%dT%H%M%SZ")));
    vec![Reply::Do(Effect::Save { name, text: Safe::clean(&(lines.join("\n") + "\n")) })]
}

fn verify(state: &mut State, model: &Model) -> Vec<Reply> {
    if let Check::Running { .. } = state.check {
        return vec![Reply::Say(Notice::new(Tone::Plain, "it is being checked"))];
    }
    state.ticket = state.ticket.next();
    state.check = Check::Running { since: model.now };
    vec![Reply::Do(Effect::Desk { ticket: state.ticket, order: Box::new(Order::Verify) })]
}

fn on_news(state: &mut State, model: &Model, ticket: Ticket, news: &News) {
    if ticket != state.ticket || !matches!(state.check, Check::Running { .. }) {
        return;
    }
    match news {
        News::Done(words) => state.check = Check::Whole { at: model.now, words: words.clone() },
        News::Refused(words) => state.check = Check::Bad { at: model.now, words: words.clone() },
        _ => {}
    }
}

fn type_filter(state: &mut State, model: &Model, key: KeyEvent) {
    let Some(field) = &mut state.typing else { return };
    match key.code {
        KeyCode::Enter => state.typing = None,
        KeyCode::Esc => {
            state.typing = None;
            filter(state, &Safe::default(), model);
        }
        _ => {
            if field.key(key) {
                let text = field.text();
                filter(state, &text, model);
            }
        }
    }
}

/// Shows only records with all of these words; none: all of them.
fn filter(state: &mut State, text: &Safe, model: &Model) {
    state.filter = text.clone();
    state.found.only(text, model);
    settle(state, model);
}

/// Takes in new records, and keeps the cursor with its own.
fn settle(state: &mut State, model: &Model) {
    state.found.follow(model);
    let row = state.chosen.map_or(Some(0), |seq| state.found.row(seq, model));
    let height = view::height(state, model);
    state.cursor.go(row.unwrap_or(state.cursor.at), state.found.len(), height);
}
