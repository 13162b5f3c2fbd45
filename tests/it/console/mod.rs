//! The console in process: keys in, screen out, virtual time.

mod analyze;
mod board;
mod cluster;
mod keys;
mod login;
mod robot;
mod shell;
