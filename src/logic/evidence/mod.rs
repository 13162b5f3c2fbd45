//! What evidence says: pasted and pulled bytes made readable, diffs and logs read into lines that know their place. It judges nothing:
//! which line matters is for [`super::detect`].

mod ends;
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
mod sort;
mod stack;
mod unified;
mod written;

pub use ends::{Ends, PASTE_CAP};
pub use intake::{Intake, Unreadable, take_in};
pub use language::Language;
pub use level::Level;
pub use line::level;
pub use log::{Log, Said};
pub use material::{Content, Material};
pub use patch::{FileChange, Hunk, Line, Patch, Side, Unread, Why};
pub use sort::{Guess, detect_sort};
pub use stack::Frame;
pub use written::{events, pods, revisions};
