//! A large cluster for measures: many workloads of a realistic size, and pods that change at a known rate. It has no scenario and no fault, and its
//! controllers sleep once it is up.

mod churn;
mod raise;
mod template;

pub use churn::Churn;
pub use raise::{Crowd, Error};
