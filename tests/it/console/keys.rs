//! Every file of themes/ and keymaps/ is carried by the binary, and loads.

use std::{collections::BTreeSet, fs, path::Path};

use stanch::ui::{
    keymap::{self, Keymap},
    theme::{self, Theme},
};

fn files(folder: &str) -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    named
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn carried(files: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn every_theme_is_carried_and_loads() {
    assert_eq!(files("themes"), carried(&theme::BUILTIN));
    for (name, text) in files("themes") {
        assert_eq!(Theme::read(&name, &text).1, [], "{name}");
    }
}

#[test]
fn every_keymap_is_carried_and_loads() {
    assert_eq!(files("keymaps"), carried(&keymap::BUILTIN));
    for (name, text) in files("keymaps") {
        assert_eq!(Keymap::read(&name, &text).1, [], "{name}");
    }
}
