//! Dialogs: a stack above the screen; the top one gets the keys first. They know nothing of keymaps and screens.

mod ask;
mod choose;
mod confirm;
mod input;
mod layer;
mod palette;
mod text;

pub use ask::Ask;
pub use choose::Choose;
pub use confirm::Confirm;
pub use input::Input;
pub use layer::{Hints, Layer};
pub use palette::{Entry, Palette};
pub use text::TextDialog;
