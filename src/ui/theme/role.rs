//! The roles that a theme gives a style to.

use ratatui::style::Style;

/// What a piece of text is, never how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Text,
    /// Less important, but never meaning by dimness alone.
    Muted,
    Title,
    Border,
    /// The border of the pane that has the keys.
    BorderFocused,
    Selected,
    /// FAILED and errors.
    Bad,
    /// DEGRADED, SLOW, warnings.
    Warn,
    /// PROGRESSING, information.
    Info,
    Good,
    Unknown,
    /// Rows of a source that is stale or offline.
    Stale,
    EnvProduction,
    EnvStaging,
    EnvDevelopment,
    DiffAdded,
    DiffRemoved,
    DiffHunk,
    Match,
    Key,
    Notice,
}

/// A theme: a style for every role, and how to draw what a terminal may not have.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// Only ASCII reaches the terminal.
    pub ascii: bool,
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, _role: Role) -> Style {
        Style::default()
    }
}
