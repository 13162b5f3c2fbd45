//! What happens in a panic: the terminal is given back, a crash file is written, and the process ends with 70. Nothing of
//! the panic's own words reaches the terminal: they may quote what came from outside.

use std::{
    backtrace::Backtrace,
    io::Write,
    panic::{self, PanicHookInfo},
    path::{Path, PathBuf},
};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::domain::text::Safe;

use super::{clock, file};

/// The exit code of a panic (`EX_SOFTWARE`).
const EXIT: i32 = 70;
const WORDS: usize = 2048;

/// From now on a panic on any thread gives the terminal back by `restore` and ends the process.
pub fn install(state: PathBuf, restore: impl Fn() + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| {
        restore();
        let place = report(&state, info);
        say(place.as_deref());
        end();
    }));
}

/// No core dumps: they would hold logs, tokens and whatever else was in memory.
pub fn forbid_core_dumps() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let limited = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let limited = limited.and(rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable));
    if let Err(error) = limited {
        tracing::warn!(%error, "core dumps are still possible");
    }
}

/// Writes the crash file; returns where it is.
fn report(state: &Path, info: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let words = info.payload_as_str().unwrap_or("(not text)");
    let words = words.get(..words.floor_char_boundary(WORDS)).unwrap_or_default();
    let now = clock::now();
    let text = format!(
        "stanch {}\nat {now}\nin thread {}\nfrom {}\n\n{}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        std::thread::current().name().unwrap_or("(without a name)"),
        info.location().map_or_else(|| "(unknown)".to_owned(), ToString::to_string),
        Safe::clean(words),
        Backtrace::force_capture(),
    );
    let name = format!("{}-{}.txt", now.as_second(), std::process::id());
    file::create_new(&state.join("crash"), &name, &text).ok()
}

fn say(place: Option<&Path>) {
    let place =
        place.map_or_else(|| "No crash file could be written.".to_owned(), |p| format!("Crash file: {}", p.display()));
    // Who does not read it cannot be helped.
    let _ = writeln!(std::io::stderr(), "stanch: internal error, the terminal was restored. {place}");
}

#[expect(clippy::exit, reason = "a panic on a worker thread would leave a console that nothing moves")]
fn end() {
    std::process::exit(EXIT);
}
