//! From a key to what it does.

use crossterm::event::{KeyEvent, KeyEventKind};

use crate::{
    flow::{
        Command, Effect,
        reply::{Notice, Tone},
    },
    ui::{
        keymap::{Found, Section, Stroke},
        screens::Input,
    },
};

use super::{State, ahead, commands, replies, view};

/// Takes a key.
pub(super) fn press(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    state.settle();
    state.picture.dirty = true;
    state.typed.pressed = Some(state.model.now);
    if let Some(wait) = ahead::dropped(state, key) {
        return vec![wait];
    }
    let stroke = Stroke::from(key);
    // Nobody answers a question, or runs a thing, that is out of sight.
    if state.has_field() || view::is_too_small(state.size) {
        return match state.settings.keymap.find(Section::Global, &[stroke]) {
            Found::Command(command) if works_everywhere(command) => commands::run(state, command),
            _ if view::is_too_small(state.size) => Vec::new(),
            _ => raw(state, key),
        };
    }
    state.typed.pending.push(stroke);
    match state.settings.keymap.find(state.section(), &state.typed.pending) {
        Found::Command(command) => {
            state.typed.pending.clear();
            ahead::before(state, command);
            let mut effects = commands::run(state, command);
            effects.extend(ahead::after(state, command));
            effects
        }
        Found::Prefix => Vec::new(),
        Found::Nothing => {
            let strokes = std::mem::take(&mut state.typed.pending);
            let written: Vec<String> = strokes.iter().map(ToString::to_string).collect();
            let help = state.settings.keymap.keys_of(state.section(), Command::Help);
            let help = help.first().map(|key| format!("; {key} shows the keys")).unwrap_or_default();
            state.say(Notice::new(Tone::Plain, &format!("no key {}{help}", written.join(" "))));
            ahead::unknown(state, key).into_iter().collect()
        }
    }
}

/// Also where text is typed.
fn works_everywhere(command: Command) -> bool {
    matches!(command, Command::Cancel | Command::Suspend | Command::Repaint)
}

fn raw(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    match state.dialogs.last_mut() {
        Some(dialog) => {
            let answer = dialog.key(key);
            replies::perform(state, answer)
        }
        None => replies::screen(state, state.screen, &Input::Key(key)),
    }
}
