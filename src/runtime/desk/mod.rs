//! The store at the console's side: its records come as events, orders are carried out by `ops`. It decides nothing.

mod fixes;
mod follow;
mod office;
mod records;
mod work;

pub use follow::OpenStore;
pub(super) use office::Office;

#[cfg(test)]
mod tests;
