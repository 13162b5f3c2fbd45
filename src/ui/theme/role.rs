//! The roles that a theme gives a style to.

/// What a piece of text is, never how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Text,
    /// Less important, but never meaning by dimness alone.
    Muted,
    Title,
    /// Column names.
    Header,
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
    Tab,
    /// The tab of the screen that is shown.
    TabActive,
    /// What is being typed.
    Field,
}

impl Role {
    pub const ALL: [Self; 25] = [
        Self::Text,
        Self::Muted,
        Self::Title,
        Self::Header,
        Self::Border,
        Self::BorderFocused,
        Self::Selected,
        Self::Bad,
        Self::Warn,
        Self::Info,
        Self::Good,
        Self::Unknown,
        Self::Stale,
        Self::EnvProduction,
        Self::EnvStaging,
        Self::EnvDevelopment,
        Self::DiffAdded,
        Self::DiffRemoved,
        Self::DiffHunk,
        Self::Match,
        Self::Key,
        Self::Notice,
        Self::Tab,
        Self::TabActive,
        Self::Field,
    ];

    /// The name in theme files; a role without a style has that of the name before its last dot, at last `text`'s.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "text.muted",
            Self::Title => "text.title",
            Self::Header => "text.header",
            Self::Border => "border",
            Self::BorderFocused => "border.focused",
            Self::Selected => "selected",
            Self::Bad => "state.bad",
            Self::Warn => "state.warn",
            Self::Info => "state.info",
            Self::Good => "state.good",
            Self::Unknown => "state.unknown",
            Self::Stale => "state.stale",
            Self::EnvProduction => "environment.production",
            Self::EnvStaging => "environment.staging",
            Self::EnvDevelopment => "environment.development",
            Self::DiffAdded => "diff.added",
            Self::DiffRemoved => "diff.removed",
            Self::DiffHunk => "diff.hunk",
            Self::Match => "match",
            Self::Key => "key",
            Self::Notice => "notice",
            Self::Tab => "tab",
            Self::TabActive => "tab.active",
            Self::Field => "field",
        }
    }

    /// The name and those that it falls back to, the nearest first.
    pub(super) fn fallbacks(self) -> impl Iterator<Item = &'static str> {
        let name = self.name();
        std::iter::successors(Some(name), |name| name.rsplit_once('.').map(|(before, _)| before))
            .chain(std::iter::once("text"))
    }
}
