//! What this screen remembers.

use crate::ui::widgets::Cursor;

/// Where one is.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) cursor: Cursor,
    pub(super) area: (u16, u16),
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        false
    }
}
