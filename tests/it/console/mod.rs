//! The console in process: keys in, screen out, virtual time.

mod board;
mod cluster;
mod keys;
mod robot;
mod shell;
