//! The layers of settings, the weakest first: default, file, environment, flags.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::logic::spelling::suggestion;

use super::{
    complaint::Complaint,
    file,
    keys::{KEYS, Key, Value},
    origin::Origin,
    permissions::{self, Exposure},
    places::Places,
    settings::Settings,
    variables::Variables,
};

/// One flag of the command line that sets something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The setting's name.
    pub key: &'static str,
    /// As it is typed: `--theme`.
    pub typed: &'static str,
    pub value: Value,
}

/// The settings, where each came from, and what could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loaded {
    pub settings: Settings,
    pub complaints: Vec<Complaint>,
    /// The file that was read, or would be if it were there.
    pub file: Option<PathBuf>,
    pub file_found: bool,
    origins: BTreeMap<&'static str, Origin>,
}

impl Loaded {
    /// Where a setting's value came from.
    #[must_use]
    pub fn origin(&self, key: &Key) -> Origin {
        self.origins.get(key.name).cloned().unwrap_or_default()
    }

    fn set(&mut self, key: &'static Key, value: Value, origin: Origin) {
        match key.set(&mut self.settings, value) {
            Ok(()) => {
                self.origins.insert(key.name, origin);
            }
            Err(text) => self.complaints.push(match origin {
                Origin::File { path, line } => Complaint::at(&path, line, text),
                other => Complaint::new(other.to_string(), text),
            }),
        }
    }

    fn set_named(&mut self, name: &str, value: Value, origin: Origin) {
        if let Some(key) = Key::find(name) {
            self.set(key, value, origin);
        }
    }
}

/// Merges the layers. It never fails: what cannot be used is a complaint, and the layer below holds.
#[must_use]
pub fn load(explicit: Option<&Path>, flags: Vec<Flag>, variables: &Variables, places: &Places) -> Loaded {
    let mut loaded = Loaded::default();
    if let (variable, false) = variables.locale() {
        loaded.set_named("ascii", Value::Flag(true), Origin::Surroundings(variable));
    }
    let path = explicit
        .map(Path::to_owned)
        .or_else(|| variables.get("STANCH_CONFIG").map(PathBuf::from))
        .or_else(|| places.config.as_ref().map(|dir| dir.join("config.toml")));
    if let Some(path) = path {
        let named = explicit.is_some() || variables.get("STANCH_CONFIG").is_some();
        from_file(&mut loaded, &path, named);
        loaded.file = Some(path);
    }
    from_variables(&mut loaded, variables);
    for flag in flags {
        loaded.set_named(flag.key, flag.value, Origin::Flag(flag.typed));
    }
    settle_scope(&mut loaded);
    loaded
}

fn from_file(loaded: &mut Loaded, path: &Path, named: bool) {
    let place = path.display().to_string();
    let (text, holder) = match permissions::read(path) {
        Ok(Some(found)) => found,
        Ok(None) if named => return loaded.complaints.push(Complaint::new(place, "no such file")),
        Ok(None) => return,
        Err(error) => return loaded.complaints.push(Complaint::new(place, format!("not read: {error}"))),
    };
    loaded.file_found = true;
    if holder.exposure() == Exposure::World {
        loaded.complaints.push(Complaint::new(place, "anybody may write it; run `chmod o-w` on it"));
    }
    let said = file::parse(path, &text);
    loaded.complaints.extend(said.complaints);
    for (key, value, line) in said.settings {
        loaded.set(key, value, Origin::File { path: path.to_owned(), line });
    }
}

fn from_variables(loaded: &mut Loaded, variables: &Variables) {
    let dumb = variables.get("TERM") == Some("dumb");
    for name in ["NO_COLOR", "TERM"] {
        if (name == "TERM" && dumb) || (name == "NO_COLOR" && variables.get(name).is_some()) {
            loaded.set_named("no_color", Value::Flag(true), Origin::Variable(name.to_owned()));
        }
    }
    let names: Vec<String> = KEYS.iter().map(Key::variable).collect();
    for (name, text) in variables.iter().filter(|(name, _)| name.starts_with("STANCH_")) {
        let key = KEYS.iter().zip(&names).find(|(_, variable)| *variable == name).map(|(key, _)| key);
        match key {
            Some(_) if text.is_empty() => {}
            Some(key) => loaded.set(key, key.read(text), Origin::Variable(name.to_owned())),
            None if name == "STANCH_CONFIG" || name.starts_with("STANCH_TEST_") => {}
            None => {
                let hint = suggestion(name, names.iter().map(String::as_str));
                loaded
                    .complaints
                    .push(Complaint::new(format!("environment {name}"), format!("unknown variable{hint}")));
            }
        }
    }
}

/// `-n` of a stronger layer takes back `all_namespaces` of a weaker one, and the other way round.
fn settle_scope(loaded: &mut Loaded) {
    let strength = |name| loaded.origins.get(name).map_or(0, rank);
    let (all, some) = (strength("all_namespaces"), strength("namespace"));
    if all > some {
        if loaded.settings.connect.all_namespaces {
            loaded.settings.connect.namespaces.clear();
        }
    } else if some > all && !loaded.settings.connect.namespaces.is_empty() {
        loaded.settings.connect.all_namespaces = false;
    }
}

fn rank(origin: &Origin) -> u8 {
    match origin {
        Origin::Default => 0,
        Origin::Surroundings(_) => 1,
        Origin::File { .. } => 2,
        Origin::Variable(_) => 3,
        Origin::Flag(_) => 4,
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
