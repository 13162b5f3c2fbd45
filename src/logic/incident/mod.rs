//! Incidents: what their records say. It does not judge what belongs to one.

mod fold;

pub use fold::fold;

#[cfg(test)]
mod tests;
