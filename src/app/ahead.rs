//! Typing ahead. An upper-case key asks before anything happens, and whoever knows that types the answer with it. Where the question did not
//! come up, that answer is not keys: it is dropped, until nothing was typed for a moment.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::{
    domain::text::Safe,
    flow::{
        Command, Effect,
        effect::Ticket,
        reply::{Notice, Tone},
    },
};

use super::State;

/// Before the reason why nothing was asked.
const DROPPED: &str = "dropped what you typed";
/// Tickets that no screen gives out.
const FIRST: u64 = 9 << 32;

/// Waiting for a pause in what is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Ahead {
    /// Of the newest wait, as long as it goes on.
    waits: Option<Ticket>,
    given: u64,
}

impl Ahead {
    fn wait(&mut self) -> Effect {
        self.given = self.given.saturating_add(1);
        let ticket = Ticket(FIRST.saturating_add(self.given));
        self.waits = Some(ticket);
        Effect::Settle { ticket }
    }

    /// Nothing was typed since the wait with this ticket began.
    pub(super) fn settled(&mut self, ticket: Ticket) {
        self.waits.take_if(|waits| *waits == ticket);
    }
}

/// What was said before such a key is not the reason why it asks nothing.
pub(super) fn before(state: &mut State, command: Command) {
    if command.changes() {
        state.notice = None;
    }
}

/// Waits, where a key that asks has asked nothing.
pub(super) fn after(state: &mut State, command: Command) -> Option<Effect> {
    let asked = state.has_field() || !state.dialogs.is_empty();
    // An editor is a question of its own, and has the terminal.
    (command.changes() && command != Command::EditPatch && !asked).then(|| state.typed.ahead.wait())
}

/// Waits, where such a key is nobody's here: it was meant for another screen.
pub(super) fn unknown(state: &mut State, key: KeyEvent) -> Option<Effect> {
    matches!(key.code, KeyCode::Char(c) if c.is_uppercase()).then(|| state.typed.ahead.wait())
}

/// Drops a key that belongs to an answer; says so, and why nothing was asked. `None` where the key counts.
pub(super) fn dropped(state: &mut State, key: KeyEvent) -> Option<Effect> {
    state.typed.ahead.waits?;
    let is_text =
        matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    if state.has_field() || !(is_text || matches!(key.code, KeyCode::Enter | KeyCode::Backspace)) {
        state.typed.ahead.waits = None;
        return None;
    }
    let told = state.notice.take().map(|(notice, _)| notice.text);
    let why = told.unwrap_or_else(|| Safe::from_static("nothing was asked"));
    let text = if why.starts_with(DROPPED) { why } else { Safe::line(&format!("{DROPPED}: {why}")) };
    state.say(Notice { tone: Tone::Warn, text });
    Some(state.typed.ahead.wait())
}
