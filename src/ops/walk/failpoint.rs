//! Places where a test ends the process, as a crash would: nothing is closed, released or said.

/// The variable that names one.
#[cfg(debug_assertions)]
const VARIABLE: &str = "STANCH_TEST_FAILPOINT";

/// Ends the process here, if a test asked for it: `before:intent.started`, `after:send`. Not in released builds.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "a test names the place where the process ends, and nobody else does")]
pub fn failpoint(when: &str, what: &str) {
    let wanted = std::env::var(VARIABLE).unwrap_or_default();
    if wanted.split_once(':') == Some((when, what)) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub fn failpoint(_when: &str, _what: &str) {}
