//! The journal in one SQLite file: one connection that writes, a few that read, and every guard inside the writing transaction.

mod append;
mod blobs;
mod connect;
mod failure;
mod files;
mod guard;
mod journal;
mod leases;
mod moment;
mod projections;
mod reads;
mod rows;
mod schema;
mod store;
mod term;
mod write;

pub use store::Sqlite;
