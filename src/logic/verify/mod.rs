//! Whether a model's sentences hold: each claim against the evidence that it cites, names and numbers against what there is, the whole
//! against what rules found; and how sure one may be of all of it. Never by what the model says of itself.

mod claims;
mod confidence;
mod course;
mod exhibit;
mod explain;
mod mentions;
mod quotes;
mod targets;
#[cfg(test)]
mod tests;

pub use claims::Dossier;
pub use confidence::{Answered, confidence};
pub use exhibit::Exhibit;
pub use explain::explain;
pub use targets::Targets;
