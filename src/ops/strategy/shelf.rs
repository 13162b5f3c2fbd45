//! Where strategies are kept.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        fault::Fault,
        strategy::{Definition, Strategy},
        text::Safe,
    },
    logic::strategy::parse,
};

use super::deep;

/// Bytes of a file that are read: one more than a strategy may have.
const LARGEST: u64 = 256 * 1024 + 1;

const SHIPPED: [(&str, &str); 3] = [
    ("application_recovery", include_str!("../../../assets/strategies/application_recovery.yaml")),
    ("look_first", include_str!("../../../assets/strategies/look_first.yaml")),
    ("outside_change", include_str!("../../../assets/strategies/outside_change.yaml")),
];

/// A strategy, and the file that it came from; `None` for one that comes with stanch.
#[derive(Debug)]
pub struct Kept {
    pub file: Option<PathBuf>,
    pub definition: Definition,
}

/// Every strategy by its id: a file of the user's takes the place of a shipped one of the same id.
#[derive(Debug, Default)]
pub struct Shelf {
    pub kept: Vec<Kept>,
    /// What is wrong with files that were left out.
    pub faults: Vec<Fault>,
}

impl Shelf {
    /// The shipped ones, and those of `strategies/*.yaml` under the configuration directory.
    #[must_use]
    pub fn open(config: Option<&Path>) -> Self {
        let mut shelf = Self::default();
        for (id, text) in SHIPPED {
            shelf.put(None, deep(|| parse(id, text)), id);
        }
        for path in config.map(files).unwrap_or_default() {
            let name = path.display().to_string();
            shelf.put(Some(path.clone()), Some(read_file(&path)), &name);
        }
        shelf.kept.sort_by(|a, b| a.definition.strategy.id.cmp(&b.definition.strategy.id));
        shelf
    }

    /// The strategy of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.definition.strategy.id.as_str() == id)
    }

    pub fn strategies(&self) -> impl Iterator<Item = &Strategy> {
        self.kept.iter().map(|kept| &kept.definition.strategy)
    }

    fn put(&mut self, file: Option<PathBuf>, read: Option<Result<Definition, Vec<Fault>>>, name: &str) {
        match read {
            Some(Ok(definition)) => {
                self.kept.retain(|kept| kept.definition.strategy.id != definition.strategy.id);
                self.kept.push(Kept { file, definition });
            }
            Some(Err(faults)) => self.faults.extend(faults),
            None => self.faults.push(fault(name, "cannot be read: no thread to read it on")),
        }
    }
}

/// Reads one file, with every fault of it.
pub fn read_file(path: &Path) -> Result<Definition, Vec<Fault>> {
    let name = path.display().to_string();
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    read.map_err(|error| vec![fault(&name, &format!("cannot be read: {error}"))])?;
    deep(|| parse(&name, &text)).unwrap_or_else(|| Err(vec![fault(&name, "cannot be read: no thread to read it on")]))
}

fn files(config: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(config.join("strategies")) else { return Vec::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "yaml" || end == "yml")).collect();
    files.sort();
    files
}

fn fault(file: &str, text: &str) -> Fault {
    Fault { file: Safe::line(file), line: 0, column: 0, text: Safe::line(text) }
}
