//! The simulated cluster of drills: a small Kubernetes API server on loopback, controllers on a virtual clock, and the scenarios that break
//! something on it.
//!
//! It is a server like any other: nothing in [`crate::adapters::cluster`] knows of it, and nothing here knows of the console. What is ours is the
//! [`store`] with its watch and the [`engine`] with its controllers; HTTP, TLS, certificates and patches are crates'.

pub mod api;
pub mod behaviour;
mod clock;
pub mod crowd;
mod dice;
pub mod engine;
pub mod faults;
mod object;
mod quantity;
pub mod referee;
mod resource;
pub mod scenario;
mod simulation;
pub mod store;

pub use clock::Clock;
pub use dice::Dice;
pub use object::{Key, Object};
pub use quantity::Quantity;
pub use resource::{RESOURCES, Resource};
pub use simulation::Simulation;
