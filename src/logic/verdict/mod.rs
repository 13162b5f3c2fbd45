//! What state a rollout is in, since when and why, from trimmed objects and events. It reads no clock: the time is an argument.
//! One file, one family of rules; `judge` says in which order they speak.

mod availability;
mod case;
mod controller;
mod course;
mod crash;
mod creating;
mod early;
mod evidence;
mod flap;
mod image;
mod judge;
mod kill;
mod loss;
mod message;
mod placement;
mod response;
mod say;
mod setup;
mod severity;
mod trouble;
mod underway;
mod unready;

pub use crash::last_words_wanted;
pub use evidence::{Evidence, Reading, Words};
pub use judge::judge;
pub use kill::{Kill, Kills, kills};
pub use loss::Losses;
pub use message::telling_line;
pub use response::{Response, standard as standard_response};
pub use severity::severity;
