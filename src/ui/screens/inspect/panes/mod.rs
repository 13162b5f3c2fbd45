//! The panes: what each of them says, as words with roles, and how it is drawn.

pub mod bounds;
pub mod configuration;
pub mod diff;
pub mod events;
pub mod facts;
pub mod fold;
pub mod log;
pub mod pods;
pub mod refusal;
pub mod serving;

pub use fold::Line;
