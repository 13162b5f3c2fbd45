//! What somebody brings on the command line: a file, or `-` for standard input; and the desk that takes it in.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    adapters::cluster,
    domain::{evidence::Origin, text::Safe},
    logic::evidence::PASTE_CAP,
    ops::analyze::{Desk, of_variables},
};

use super::{
    exit::{Exit, Failure},
    start::Start,
};

/// A desk that knows the secrets of this process.
pub fn desk(start: &Start) -> Result<Desk, Failure> {
    let desk = Desk::new(secrets(start).iter().map(String::as_str));
    desk.map_err(|error| Failure { exit: Exit::Refused, text: error.to_string() })
}

/// The secrets that this process holds itself.
pub fn secrets(start: &Start) -> BTreeSet<String> {
    let mut secrets: BTreeSet<String> = of_variables(start.variables.iter()).into_iter().collect();
    secrets.extend(cluster::secrets(&start.cluster().kubeconfigs));
    secrets.extend(start.settings().model.key.expose().map(str::to_owned));
    // The key of a file, too, and that of the provider's own variable.
    let model = start.model().ok().flatten();
    secrets.extend(model.and_then(|model| model.key.expose().map(str::to_owned)));
    secrets
}

/// The bytes, at most one more than are kept: so that the cut is known for one.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = PASTE_CAP as u64 + 1;
    let read = if is_input(path) {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::bad_input(format!("failed to read {}: {error}", path.display())))?;
    Ok(bytes)
}

/// Where it came from.
#[must_use]
pub fn told_origin(path: &Path) -> Origin {
    if is_input(path) { Origin::Pipe } else { Origin::File { name: Safe::line(&path.display().to_string()) } }
}

fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
