//! What a container does, from its image, command, environment and configuration. Which behaviour is right is data of a scenario; it does not know
//! objects or controllers.

mod condition;
mod course;
mod document;
mod log;
mod mistake;
mod readiness;
mod run;
mod table;
mod template;
mod units;

pub use course::{Course, End, Pull};
pub use document::{Entry, Part, Table};
pub use log::{Line, Log, Speaker, Voice};
pub use mistake::{Mistake, read};
pub use readiness::{Flap, Readiness, Turn};
pub use run::Run;
pub use table::Behaviours;
pub use template::{Occasion, Template, Words};
pub use units::{Bytes, Moment, Time};
