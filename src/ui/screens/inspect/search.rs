//! Searching the lines of a pane, and going from error to error.

use crossterm::event::{KeyCode, KeyEvent};

use crate::{
    domain::text::Safe,
    flow::{
        Command, Model, Reply,
        reply::{Notice, Tone},
    },
    ui::widgets::{Field, find_all},
};

use super::{
    copy,
    log::{Row, Seek, jump},
    moves,
    sight::Sight,
    state::{Pane, State},
};

/// Opens the field; what was searched last stands in it.
pub fn open(state: &mut State) {
    state.search.field = Some(state.search.word.as_ref().map(Field::with).unwrap_or_default());
}

/// Takes a key for the open field.
pub fn key(state: &mut State, model: &Model, key: KeyEvent) -> Vec<Reply> {
    match key.code {
        KeyCode::Esc => state.search.field = None,
        KeyCode::Enter => {
            let word = state.search.field.take().map(|field| field.text()).filter(|word| !word.is_empty());
            state.search.word = word;
            if state.search.word.is_some() {
                return go(state, model, Command::NextMatch);
            }
        }
        _ => {
            if let Some(field) = &mut state.search.field {
                field.key(key);
            }
        }
    }
    Vec::new()
}

pub fn paste(state: &mut State, text: &str) -> Vec<Reply> {
    if let Some(field) = &mut state.search.field {
        field.paste(text);
    }
    Vec::new()
}

/// Goes to the next match of the search, or, without one, to the next error of the log.
pub fn go(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let backwards = matches!(command, Command::PreviousMatch | Command::PreviousError);
    let word = state.search.word.clone().filter(|_| matches!(command, Command::NextMatch | Command::PreviousMatch));
    if word.is_none() {
        state.focus = Pane::Log;
    }
    let pane = state.focus;
    let (length, height) = moves::reach(state, model, pane);
    let from = state.at(pane).at;
    let found = match (&word, pane) {
        (Some(word), Pane::Log) => state.log.ring.find(from, backwards, |row| !find_all(&row.text, word).is_empty()),
        (Some(word), _) => {
            let sight = Sight::of(state, model);
            let fits = |at: &usize| {
                copy::line(&sight, pane, *at, state.area.0).is_some_and(|line| !find_all(&line, word).is_empty())
            };
            let steps = (1..=length)
                .map(|step| if backwards { (from + length - step) % length } else { (from + step) % length });
            steps.into_iter().find(fits)
        }
        (None, _) => state.log.ring.find(from, backwards, Row::is_error),
    };
    let Some(at) = found else {
        let text = match word {
            Some(word) => Safe::clean(&format!("nothing here matches {word}")),
            None => Safe::clean("no line looks like an error"),
        };
        return vec![Reply::Say(Notice { tone: Tone::Plain, text })];
    };
    if pane == Pane::Log {
        state.log.seek = Seek::Stay;
    }
    if let Some(cursor) = state.cursor(pane) {
        jump(cursor, at, length, height);
    }
    Vec::new()
}
