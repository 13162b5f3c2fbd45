//! The only place where the console meets the world: loop, terminal, signals, effects.

pub mod clock;
pub mod input;
pub mod terminal;
