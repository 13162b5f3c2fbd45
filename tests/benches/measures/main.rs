//! Measures of stanch, each beside a peer where one can be had: `cargo bench --bench measures -- M8`.
//!
//! stanch is measured from outside, as the binary that people run, in a pty of its own. Each measure prints one line of JSON.

mod crowd;
mod loopback;
mod m08_watch;
mod m09_memory;
mod m10_start;
mod m11_bytes;
mod m11_frames;
mod m11_stream;
mod m12_escapes;
mod m14_rules;
mod m17_append;
mod m19_crowd;
mod m19_fold;
mod peer;
mod process;
mod reflector;
mod report;
mod subject;

use std::io::{Write, stderr};

use anyhow::Context;

use report::Report;

/// A measure by its id.
type Measure = (&'static str, fn(&mut Report) -> anyhow::Result<()>);

const MEASURES: [Measure; 9] = [
    ("M8", m08_watch::measure),
    ("M9", m09_memory::measure),
    ("M10", m10_start::measure),
    ("M11", m11_frames::measure),
    ("M12", m12_escapes::measure),
    ("M17", m17_append::measure),
    ("M14", m14_rules::measure),
    ("M19", m19_crowd::measure),
    ("M19-fold", m19_fold::measure),
];

fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", rest @ ..] => return crowd::serve(rest),
        ["reflect", address] => return reflector::reflect(address),
        _ => {}
    }
    let known = || MEASURES.map(|(id, _)| id).join(" ");
    anyhow::ensure!(!arguments.is_empty(), "name a measure: {} (cargo bench --bench measures -- M8)", known());
    let mut report = Report::new();
    for id in &arguments {
        let (id, measure) = MEASURES
            .iter()
            .find(|(known, _)| known == id)
            .with_context(|| format!("no measure {id}: there are {}", known()))?;
        report.begin(id);
        measure(&mut report).with_context(|| format!("measure {id}"))?;
    }
    Ok(())
}

/// Says what is going on, apart from the results.
fn note(text: &str) {
    // Nobody to tell when standard error is gone.
    let _ = writeln!(stderr(), "measures: {text}");
}
