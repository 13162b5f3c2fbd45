//! `stanch drill`: a simulated cluster that breaks, and the real console on it. What is simulated, and what is broken, is [`crate::drill`]'s.

mod bench;
mod list;
mod rehearsal;
mod run;
mod serve;
mod stage;

pub use run::run;
