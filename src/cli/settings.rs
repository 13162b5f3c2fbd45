//! `stanch doctor --config`: every setting, its value and where that came from.

use serde::Serialize;

use crate::config::{KEYS, Key};

use super::{arguments::Arguments, exit::Exit, printer::Printer, start::Start};

/// The JSON of `stanch doctor --config --json`.
#[derive(Serialize)]
struct Settings {
    /// The version of this schema: 1.
    version: u8,
    settings: Vec<Setting>,
}

/// One setting.
#[derive(Serialize)]
struct Setting {
    name: &'static str,
    /// As a settings file writes it; `-` where it is not set.
    value: String,
    origin: String,
    about: &'static str,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    let of = |key: &'static Key| Setting {
        name: key.name,
        value: key.value(start.settings()).to_string(),
        origin: start.loaded.origin(key).to_string(),
        about: key.about,
    };
    let settings: Vec<Setting> = KEYS.iter().map(of).collect();
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&Settings { version: 1, settings })?;
    } else {
        let width = |of: fn(&Setting) -> usize| settings.iter().map(of).max().unwrap_or(0);
        let (names, values) = (width(|one| one.name.len()), width(|one| one.value.chars().count().min(40)));
        for Setting { name, value, origin, .. } in &settings {
            out.line(&format!("{name:names$}  {value:values$}  ({origin})"))?;
        }
    }
    out.end()?;
    Ok(Exit::Well)
}
