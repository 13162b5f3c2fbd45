//! The objects of the simulated API server: versions, preconditions, patches, selectors, and the history that watches read. It knows neither
//! HTTP nor controllers, and no clock: who writes says when.

mod history;
mod objects;

pub use history::{Change, Gone, What};
pub use objects::Store;
