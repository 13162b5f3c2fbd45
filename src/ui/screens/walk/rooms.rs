//! How the screen is divided.

/// Rows below the tree: a rule, what is here in three, a note in one.
pub const BELOW: u16 = 5;
/// Rows above it: the title and how it stands.
const ABOVE: u16 = 2;

/// How many rows of the tree are on the screen.
pub fn tree_height((_, height): (u16, u16)) -> u16 {
    height.saturating_sub(ABOVE + BELOW)
}
