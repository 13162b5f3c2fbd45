//! What stanch can do without a terminal. It decides nothing about rollouts, and prints nothing.

pub mod analyze;
pub mod board;
pub mod doctor;
pub mod fix;
pub mod incident;
pub mod inspect;
pub mod pull;
pub mod strategy;
pub mod walk;

mod follow;

pub use follow::{Clock, Follow};
