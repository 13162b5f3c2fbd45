//! What somebody brings on the command line: a file, or `-` for standard input; and the desk that takes it in.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    adapters::{
        cluster,
        git::{self, Repository},
    },
    domain::{evidence::Origin, text::Safe},
    logic::evidence::Ends,
    ops::analyze::{Desk, of_variables},
};

use super::{
    exit::{Exit, Failure},
    start::Start,
};

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;

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

/// The bytes, or the first and the last of them where there are too many.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if is_input(path) { ends(io::stdin().lock()) } else { File::open(path).and_then(ends) };
    read.map_err(|error| Failure::bad_input(format!("failed to read {}: {error}", path.display())))
}

fn ends(mut from: impl Read) -> io::Result<Vec<u8>> {
    let (mut ends, mut chunk) = (Ends::default(), vec![0; CHUNK]);
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok(ends.finish()),
            Ok(read) => ends.add(chunk.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The changes of a range of a local repository.
pub async fn changes(folder: &Path, range: &str) -> Result<Vec<u8>, Failure> {
    let wrong = |error: git::Error| Failure::bad_input(error.to_string());
    Repository::open(folder).await.map_err(wrong)?.diff(range).await.map_err(wrong)
}

/// Where it came from.
#[must_use]
pub fn told_origin(path: &Path) -> Origin {
    if is_input(path) { Origin::Pipe } else { Origin::File { name: Safe::line(&path.display().to_string()) } }
}

fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn the_end_of_what_is_too_long_is_read() {
        let calm = "INFO all is well\n".repeat(800_000);
        let read = ends(format!("{calm}KeyError: 'X'\n").as_bytes()).unwrap();
        assert!(read.starts_with(b"INFO all is well\n") && read.ends_with(b"\nKeyError: 'X'\n"));
        assert!(read.len() < calm.len() && String::from_utf8(read).unwrap().contains("[stanch left out "));
    }
}
