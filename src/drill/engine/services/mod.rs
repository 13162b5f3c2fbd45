//! Endpoints and EndpointSlices of Services.

mod address;
mod reconcile;
#[cfg(test)]
mod tests;

pub use reconcile::reconcile;
