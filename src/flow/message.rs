//! What the loop hands to `app::update`, one at a time.

use crossterm::event::KeyEvent;
use jiff::Timestamp;
use serde::Serialize;

use super::Event;

/// One input of the console. A session is a list of these: it can be recorded and replayed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Message {
    Key(KeyEvent),
    /// A paste, whole. Not `Safe` yet: who takes it decides how (a field cleans it, an intake box keeps the bytes).
    Paste {
        text: String,
        cut: bool,
    },
    Resize {
        width: u16,
        height: u16,
    },
    /// The console's own clock, once a second.
    Tick(Timestamp),
    Event(Event),
}
