//! The store at the console's side: its records come as events, orders are carried out by `ops`. It decides nothing.

mod analysis;
mod evidence;
mod follow;
mod office;

pub use follow::OpenStore;
pub(super) use office::Office;
