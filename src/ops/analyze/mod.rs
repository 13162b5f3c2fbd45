//! Why a rollout failed: evidence taken in through the one door, rules first, then a model if there is one and it may be asked, its claims
//! checked. It needs no store (with one, an incident's evidence and analyses are kept), and changes no cluster.

mod bench;
mod bring;
mod consult;
mod error;
mod intake;
mod json;
mod keep;
mod patterns;
mod rules;
mod secrets;
mod session;
mod templates;

pub use bench::{Advice, Bench, OpenDoor};
pub use bring::{Kept, NotKept, bring};
pub use consult::{Consultation, Consulted, Egress, Progress, Unasked, consult, fall_back, prepare};
pub use error::Error;
pub use intake::{Brought, Case, Desk, Piece};
pub use json::Document;
pub use keep::{Recalled, recall};
pub use patterns::patterns;
pub use rules::{is_found, rules};
pub use secrets::of_variables;
pub use session::{NoAnalysis, Session, Told, allow_cloud};
pub use templates::templates;
