//! What a key or a line of the palette asks for.

use serde::{Deserialize, Serialize};

/// What a key asks for. The name in keymap files is the kebab case: `half-page-down`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    // moving
    Up,
    Down,
    Left,
    Right,
    Top,
    Bottom,
    HalfPageUp,
    HalfPageDown,
    PageUp,
    PageDown,
    NextPane,
    PreviousPane,
    // going
    Open,
    /// Close what is on top; on a screen, clear the filter, then go back.
    Back,
    /// Back; on the board, quit.
    Quit,
    BoardScreen,
    InspectScreen,
    // looking
    Filter,
    NextMatch,
    PreviousMatch,
    Sort,
    /// Collapse rows under their common cause, or show them all.
    Group,
    /// Known bad: out of the way until it changes.
    Mute,
    ShowMuted,
    Palette,
    Help,
    Calls,
    Identities,
    Refresh,
    Copy,
    CopyKubectl,
    Repaint,
    Suspend,
    /// Ctrl-C: cancel what runs; twice, ask to quit.
    Cancel,
    // inspecting
    Logs,
    PreviousLog,
    PickContainer,
    Since,
    Timestamps,
    Follow,
    Pause,
    Wrap,
    SaveLog,
    Describe,
    Manifest,
    Diff,
    NextError,
    PreviousError,
}
