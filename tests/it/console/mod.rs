//! The console in process: keys in, screen out, virtual time.

mod analyze;
mod audit;
mod board;
mod cluster;
mod desk;
mod drill;
mod keys;
mod login;
mod needs;
mod review;
mod robot;
mod shell;
mod walk;
