//! Files, environment and flags, merged into one value, each setting with its origin. It imports the settings of others and
//! decides nothing with them; it is the one place that reads the environment.

mod complaint;
mod file;
mod keys;
mod layers;
mod model;
mod origin;
mod permissions;
mod places;
mod policy;
mod secret;
mod settings;
mod variables;

pub use complaint::Complaint;
pub use keys::{KEYS, Key, Slot, Value};
pub use layers::{Flag, Loaded, load};
pub use model::Model;
pub use origin::Origin;
pub use permissions::{Exposure, Holder};
pub use places::Places;
pub use policy::{PolicyFile, PolicyPlaces, PolicyState, load_policy};
pub use secret::Secret;
pub use settings::{Connect, Look, Settings, Store};
pub use variables::Variables;
