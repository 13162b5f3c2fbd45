//! The places of the console, as keymaps name them.

/// The places that have keys of their own, over those of all places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Global,
    Board,
    Inspect,
    Analyze,
    Walk,
    Review,
    Audit,
}

impl Section {
    pub const ALL: [Self; 7] =
        [Self::Global, Self::Board, Self::Inspect, Self::Analyze, Self::Walk, Self::Review, Self::Audit];

    /// The table's name in keymap files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Board => "board",
            Self::Inspect => "inspect",
            Self::Analyze => "analyze",
            Self::Walk => "walk",
            Self::Review => "review",
            Self::Audit => "audit",
        }
    }
}
