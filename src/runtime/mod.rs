//! The only place where the console meets the world: loop, terminal, signals, effects. It decides nothing about rollouts
//! and draws nothing.

mod clipboard;
pub mod clock;
mod clusters;
mod console;
pub mod crash;
mod desk;
mod editor;
mod effects;
mod face;
mod file;
pub mod input;
pub mod log;
mod news;
mod operator;
mod settings;
mod signals;
mod suspend;
mod task;
pub mod terminal;

pub use clusters::Connect;
pub use console::run;
pub use desk::{OpenStore, Pinned, Sites};
pub use effects::Outside;
pub use face::Face;
pub use operator::operator;
pub use operator::principal;
pub use settings::Settings;
pub use signals::{Ending, Exit};
