//! Actions on workloads as a real API server wrote them.

mod kinds;
pub mod recorded;
