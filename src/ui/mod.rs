//! How it looks: themes, keys, widgets, dialogs and screens, over values only.

pub mod dialogs;
pub mod keymap;
pub mod screens;
pub mod theme;
pub mod widgets;
