//! How the screen is divided.

/// Rows below the tree: a rule, what is here in three, a note in one.
pub const BELOW: u16 = 5;
/// Rows above it: the title and how it stands.
const ABOVE: u16 = 2;
/// From here on the selected step is told beside the tree.
const WIDE: u16 = 120;
/// From here on what happened, and who is there, is told below.
const TALL: u16 = 36;
/// Rows of that.
const TOLD: u16 = 12;

/// Whether the selected step is told beside the tree.
pub fn is_wide((width, _): (u16, u16)) -> bool {
    width >= WIDE
}

/// How many rows tell what happened and who is there; none where there is no room for it.
pub fn told_height(area: (u16, u16)) -> u16 {
    if is_wide(area) && area.1 >= TALL { TOLD } else { 0 }
}

/// How many rows of the tree are on the screen.
pub fn tree_height(area: (u16, u16)) -> u16 {
    area.1.saturating_sub(ABOVE + BELOW + told_height(area))
}
