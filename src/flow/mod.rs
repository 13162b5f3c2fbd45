//! The words of the loop: what keys ask for, what the runtime must do, what happened, and what is known.

pub mod command;
pub mod desk;
pub mod drill;
pub mod effect;
pub mod event;
pub mod message;
pub mod model;
pub mod reply;

pub use command::Command;
pub use drill::Drill;
pub use effect::Effect;
pub use event::Event;
pub use message::Message;
pub use model::Model;
pub use reply::Reply;
