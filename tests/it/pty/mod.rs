//! The console in a real terminal: a pseudo-terminal with a shell, as an SRE's ssh session has one.

mod child;
mod drill;
mod editor;
mod life;
mod login;
mod product;
mod terminal;
