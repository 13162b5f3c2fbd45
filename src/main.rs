//! The binary: hands the arguments to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The one provider of cryptography; that one is installed already is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
    stanch::cli::run(std::env::args_os())
}
