//! What a container does, from its image, command, environment and configuration. Which behaviour is right is data of a scenario; it does not know
//! objects or controllers.

mod course;
mod log;
mod readiness;
mod table;
mod template;

pub use course::{Course, End, Pull};
pub use log::{Line, Log, Say, Speaker, Voice};
pub use readiness::{Flap, Readiness, Turn};
pub use table::{Behaviours, Run};
pub use template::{Template, Words};
