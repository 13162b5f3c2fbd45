//! The binary: hands the arguments to the command line, and survives its panics with the code for one.

use std::process::ExitCode;

/// `EX_SOFTWARE`: stanch itself broke.
const BROKE: u8 = 70;

fn main() -> ExitCode {
    std::panic::catch_unwind(|| stanch::cli::run(std::env::args_os())).unwrap_or_else(|_| ExitCode::from(BROKE))
}
