//! The last line: the keys that are valid now, as many as fit, by the keymap that is in use.

use crate::{
    flow::Command,
    ui::{
        dialogs::Hints,
        screens::{analyze, audit, board, review},
        theme::Role,
        widgets::Phrase,
    },
};

use super::{Screen, State};

/// The commands that are named on Inspect, the most wanted first.
const INSPECT: &[Command] = &[
    Command::NextPane,
    Command::Logs,
    Command::PreviousLog,
    Command::Diff,
    Command::ChooseWalk,
    Command::Actions,
    Command::Describe,
    Command::Manifest,
    Command::NextError,
    Command::PickContainer,
    Command::Pause,
    Command::MarkEvidence,
    Command::Filter,
    Command::Copy,
    Command::Palette,
    Command::Back,
];

/// The keys that are valid now.
pub(super) fn hints(state: &State, width: u16) -> Phrase {
    let commands = match (state.dialogs.last().map(crate::ui::dialogs::Layer::hints), state.screen) {
        (Some(Hints::Keys(keys)), _) => return Phrase::of(Role::Text, " ").say(Role::Text, keys),
        (Some(Hints::Commands(commands)), _) => commands,
        (None, Screen::Walk) if state.has_field() => {
            return Phrase::of(Role::Text, " enter give your word  up/down read  esc leave");
        }
        (None, Screen::Analyze) if state.has_field() => {
            return Phrase::of(Role::Text, " enter take it in  ctrl-u begin again  esc leave");
        }
        (None, _) if state.has_field() => return Phrase::of(Role::Text, " enter keep it  esc clear it"),
        (None, Screen::Board) => board::hints(&state.model),
        (None, Screen::Inspect) => INSPECT,
        (None, Screen::Analyze) => analyze::HINTS,
        (None, Screen::Walk) => state.desk.walk.hints(&state.model),
        (None, Screen::Review) => review::HINTS,
        (None, Screen::Audit) => audit::HINTS,
    };
    let help = hint(state, Command::Help).filter(|_| state.dialogs.is_empty()).unwrap_or_default();
    let theme = &state.settings.theme;
    let room = width.saturating_sub(help.width(theme));
    let mut line = Phrase::new();
    for hint in commands.iter().filter_map(|command| hint(state, *command)) {
        let longer = line.clone().append(hint);
        if longer.width(theme) <= room {
            line = longer;
        }
    }
    line.append(help)
}

/// The first key of a command and its word, where it has a key.
fn hint(state: &State, command: Command) -> Option<Phrase> {
    let keys = state.settings.keymap.keys_of(state.section(), command);
    let key = keys.first()?;
    Some(
        Phrase::of(Role::Text, " ")
            .say(Role::Key, format_args!("{key}"))
            .say(Role::Text, format_args!(" {} ", command.word())),
    )
}
