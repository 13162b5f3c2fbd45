//! Keys to commands, from files.
