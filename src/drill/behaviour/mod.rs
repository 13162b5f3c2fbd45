//! What a container does, from its image, command, environment and configuration. Which behaviour is right is data of a scenario; it does not know
//! objects or controllers.

mod course;
mod table;

pub use course::{Course, End, Line, Pull, Turn};
pub use table::{Behaviours, Run};
