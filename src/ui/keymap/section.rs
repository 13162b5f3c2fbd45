//! The places of the console, as keymaps name them.

/// The places that have keys of their own, over those of all places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Global,
    Board,
    Inspect,
}

impl Section {
    pub const ALL: [Self; 3] = [Self::Global, Self::Board, Self::Inspect];

    /// The table's name in keymap files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Board => "board",
            Self::Inspect => "inspect",
        }
    }
}
