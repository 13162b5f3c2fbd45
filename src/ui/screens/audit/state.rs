//! What this screen remembers.

use jiff::Timestamp;

use crate::{
    domain::text::Safe,
    flow::effect::Ticket,
    ui::widgets::{Cursor, Field},
};

use super::found::Found;

/// Tickets of this screen begin here, so that a word to another screen is never taken for one to this.
const FIRST: Ticket = Ticket(6 << 32);

/// Where one is.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) found: Found,
    pub(super) cursor: Cursor,
    /// The record that the cursor stays with when others come; `None`: the newest.
    pub(super) chosen: Option<u64>,
    /// The filter while it is typed.
    pub(super) typing: Option<Field>,
    pub(super) filter: Safe,
    pub(super) check: Check,
    pub(super) ticket: Ticket,
    pub(super) area: (u16, u16),
}

/// Whether the chain holds, as far as this console has looked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Check {
    #[default]
    Never,
    Running {
        since: Timestamp,
    },
    Whole {
        at: Timestamp,
        words: Safe,
    },
    /// It does not hold, or could not be checked.
    Bad {
        at: Timestamp,
        words: Safe,
    },
}

impl Default for State {
    fn default() -> Self {
        Self {
            found: Found::default(),
            cursor: Cursor::default(),
            chosen: None,
            typing: None,
            filter: Safe::default(),
            check: Check::default(),
            ticket: FIRST,
            area: (0, 0),
        }
    }
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        self.typing.is_some()
    }
}
