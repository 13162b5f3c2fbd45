//! The store at the console's side: its records come as events, orders are carried out by `ops`. It decides nothing.

mod analysis;
mod evidence;
mod fixes;
mod follow;
mod office;
mod place;
mod records;
mod sites;
mod walks;
mod work;

pub use follow::OpenStore;
pub(super) use office::Office;
pub use sites::{Pinned, Sites};

#[cfg(test)]
mod tests;
