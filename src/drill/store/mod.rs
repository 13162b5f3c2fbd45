//! The objects of the simulated API server: versions, preconditions, patches, selectors, and the history that watches read. It knows neither
//! HTTP nor controllers, and no clock: who writes says when.

mod defaults;
mod history;
mod managed;
mod merge;
mod names;
mod objects;
mod page;
mod refusal;
mod request;
pub mod schema;
mod selector;
mod validate;
mod value;
mod write;

pub use defaults::quality;
pub use history::{Change, Gone, What};
pub use objects::Store;
pub use page::{Page, Query};
pub use refusal::{Cause, Details, Refusal};
pub use request::{Body, Deleted, Deletion, Options, Outcome, Part, Patch, Propagation, Validation, Written};
pub use selector::{Labels, Selector};
pub use write::scale;
