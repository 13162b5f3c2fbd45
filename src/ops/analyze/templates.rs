//! The prompts that a team put in the place of the shipped ones.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{domain::text::Safe, logic::prompt::Templates};

/// The largest file of words.
const LARGEST: u64 = 64 * 1024;

/// `prompts/system.md` and `prompts/analyze.md` of the configuration directory, where they are there; also what could not be read.
#[must_use]
pub fn templates(config: Option<&Path>) -> (Templates, Vec<Safe>) {
    let (mut templates, mut complaints) = (Templates::default(), Vec::new());
    let Some(folder) = config.map(|config| config.join("prompts")) else { return (templates, complaints) };
    for (name, slot) in [("system.md", &mut templates.system), ("analyze.md", &mut templates.analyze)] {
        let path = folder.join(name);
        match read(&path) {
            Ok(Some(text)) => *slot = text,
            Ok(None) => {}
            Err(error) => {
                complaints.push(Safe::line(&format!("{}: {error}: the shipped prompt is used", path.display())));
            }
        }
    }
    (templates, complaints)
}

/// A file that may be absent.
pub(super) fn read(path: &Path) -> io::Result<Option<String>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    file.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other("larger than 64 KiB"));
    }
    Ok(Some(text))
}
