//! The journal, in files and processes of its own: what is refused, what survives, and what is noticed.

mod approvals;
mod audit;
mod crash;
mod files;
mod fixes;
mod intents;
mod leases;
mod log;
pub mod make;
mod torn;
