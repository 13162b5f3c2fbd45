//! The store's side of the console: what a screen may order of it, what it says, and what its records add up to. It opens no store.

mod known;
mod news;
mod order;
mod stream;

pub use known::{Desk, Opened, Store};
pub use news::{Adviser, JournalNews, News};
pub use order::Order;
pub use stream::{Driver, Walk};

#[cfg(test)]
mod tests;
