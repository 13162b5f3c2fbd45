//! What evidence says: pasted and pulled bytes made readable, diffs and logs read into lines that know their place. It judges nothing:
//! which line matters is for [`super::detect`].

mod course;
mod ends;
mod fact;
mod intake;
mod json;
mod kubectl;
mod language;
mod level;
mod line;
mod log;
mod material;
mod patch;
mod prefix;
mod pydantic;
mod record;
mod sort;
mod stack;
mod unified;
mod written;

pub use course::{Course, Life, Template, When};
pub use ends::{Ends, PASTE_CAP};
pub use fact::{Fact, Source};
pub use intake::{Intake, Unreadable, take_in};
pub use language::Language;
pub use level::Level;
pub use line::level;
pub use log::{Log, Said};
pub use material::{Content, Material};
pub use patch::{FileChange, Hunk, Line, Patch, Side, Unread, Why};
pub use record::{Record, configuration};
pub use sort::{Guess, detect_sort};
pub use stack::Frame;
pub use written::{events, pods, revisions};
