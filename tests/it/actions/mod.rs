//! Actions on a real API server, with a relay in between that loses what it is told to lose.

mod done;
mod lost;
mod planned;
mod refused;
pub mod shop;
