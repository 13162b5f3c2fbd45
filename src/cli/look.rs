//! Theme and keymap by their names: built in, or files of the user.

use std::path::{Path, PathBuf};

use crate::{
    config::Complaint,
    domain::fault::Fault,
    logic::spelling::suggestion,
    ui::{
        keymap::{self, Keymap},
        theme::{self, Theme},
    },
};

use super::start::Start;

/// The theme that the settings name, with what is wrong with it; the default one where there is none of this name.
pub fn theme(start: &Start) -> (Theme, Vec<Complaint>) {
    let look = &start.settings().look;
    let name = if look.theme == "cb" { "colour-blind" } else { look.theme.as_str() };
    let (source, mut complaints) = source(start, "theme", name, &theme::BUILTIN);
    let (theme, faults) = Theme::read(name, &source);
    complaints.extend(faults.iter().map(complaint));
    let theme = if look.no_color { theme.without_colour() } else { theme };
    (theme.with_ascii(look.ascii), complaints)
}

/// The keymap that the settings name, likewise.
pub fn keymap(start: &Start) -> (Keymap, Vec<Complaint>) {
    let name = &start.settings().look.keymap;
    let (source, mut complaints) = source(start, "keymap", name, &keymap::BUILTIN);
    let (keymap, faults) = Keymap::read(name, &source);
    complaints.extend(faults.iter().map(complaint));
    (keymap, complaints)
}

fn complaint(fault: &Fault) -> Complaint {
    Complaint::new(format!("{}:{}", fault.file, fault.line), fault.text.as_str())
}

/// The text of a theme or keymap. A name without a path is a built-in one, or a file of the configuration directory.
fn source(start: &Start, what: &str, name: &str, builtin: &[(&str, &str)]) -> (String, Vec<Complaint>) {
    if let Some((_, source)) = builtin.iter().find(|(known, _)| *known == name) {
        return ((*source).to_owned(), Vec::new());
    }
    let path = file(start, what, name);
    match path.as_deref().map(std::fs::read_to_string) {
        Some(Ok(source)) => (source, Vec::new()),
        failed => {
            let known = builtin.iter().map(|(known, _)| *known);
            let place = path.as_deref().unwrap_or(Path::new(name)).display();
            let why = match failed {
                Some(Err(error)) => format!("{place}: {error}"),
                _ => "no home directory".to_owned(),
            };
            let text = format!("no {what} `{name}`{} ({why})", suggestion(name, known));
            let fallback = builtin.first().map_or("", |(_, source)| *source).to_owned();
            (fallback, vec![Complaint::new(what, text)])
        }
    }
}

fn file(start: &Start, what: &str, name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(PathBuf::from(name));
    }
    let folder = start.places.config.as_ref()?.join(format!("{what}s"));
    Some(folder.join(format!("{}.toml", name.trim_end_matches(".toml"))))
}
