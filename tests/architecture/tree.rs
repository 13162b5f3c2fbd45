//! The repository as the rules see it: every file by its path from the root, on disk or planted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

/// What a build or a test leaves behind, wherever it lies.
const LEFTOVERS: [&str; 2] = [".pending-snap", ".snap.new"];

/// Every file's text by its path from the root, `/` between folders. What is no UTF-8 in them is replaced.
#[derive(Default)]
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    /// Reads a repository; `target` and `.git` are not part of it.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.take(root, "")?;
        Ok(tree)
    }

    fn take(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if prefix.is_empty() && matches!(name.as_str(), "target" | ".git") {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.take(&entry.path(), &format!("{path}/"))?;
            } else if !LEFTOVERS.iter().any(|end| path.ends_with(end)) {
                self.0.insert(path, String::from_utf8_lossy(&fs::read(entry.path())?).into_owned());
            }
        }
        Ok(())
    }

    /// The same tree with one file more, or another text in its place.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The same tree without one file.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        self.0.remove(path);
        self
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The files below a folder named with its closing `/`.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The Rust files below a folder.
    pub fn rust(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.under(folder).filter(|(path, _)| Path::new(path).extension().is_some_and(|end| end == "rs"))
    }

    /// Files and folders at the root.
    pub fn top_level(&self) -> BTreeSet<&str> {
        self.0.keys().map(|path| path.split_once('/').map_or(path.as_str(), |(folder, _)| folder)).collect()
    }

    /// Every folder that holds a file, below `src` and without it.
    pub fn source_folders(&self) -> BTreeSet<&str> {
        let parents = |path: &'_ str| path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
        self.under("src/")
            .flat_map(|(path, _)| parents(path).into_iter().filter_map(move |at| path.get(..at)))
            .filter(|folder| *folder != "src")
            .collect()
    }
}
