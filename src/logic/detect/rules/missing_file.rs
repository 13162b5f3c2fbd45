//! A file or program that is not where it is wanted.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "missing_file",
    severity: Severity::High,
    title: "a file is missing",
    impact: "The program does not start, or fails where it needs the file.",
    remedy: "Bring the file back, or mount it where it is wanted.",
    changes,
    signs: &[
        Sign::new(
            &["No such file or directory"],
            r#"No such file or directory: b?['\"](?P<x>[^'\"]+)['\"]"#,
            About::File,
            Where::Program,
        ),
        Sign::new(
            &["no such file or directory"],
            r#"(?i)(open|stat|lstat|scandir|mkdir|chdir|access) ['\"]?(?P<x>/?[\w./-]+)['\"]?(: no such file|.{0,3}$)"#,
            About::File,
            Where::Program,
        ),
        Sign::new(&["ENOENT"], r#"ENOENT.*?['\"](?P<x>[^'\"]+)['\"]"#, About::File, Where::Program),
        Sign::new(
            &["no such file or directory"],
            r"(?P<x>/[\w./-]+): (?i:no such file or directory)",
            About::File,
            Where::Program,
        ),
        Sign::new(
            &["executable file not found", "no such file or directory"],
            r#"exec: \\?\"(?P<x>[^\"\\]+)\\?\": (executable file not found|stat)"#,
            About::File,
            Where::Cluster,
        ),
        Sign::new(
            &["executable file not found"],
            r#"exec: \"(?P<x>[^\"]+)\": executable file not found"#,
            About::File,
            Where::Program,
        ),
        Sign::new(&["can't open file"], r"can't open file '(?P<x>[^']+)'", About::File, Where::Program),
        Sign::new(&["command not found"], r"(?P<x>[\w./-]+): (command )?not found", About::File, Where::Program),
    ],
    consequence: false,
};

/// Mounts and files of an image that are there no longer.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let mounts = changes.changed_settings().filter(|(old, new)| {
        matches!(old.key.as_str(), "mountPath" | "subPath") && new.is_none_or(|new| new.value != old.value)
    });
    let mounts = mounts.map(|(old, _)| Hint {
        matters: vec![Matter::File(Safe::line(&old.value))],
        spot: old.spot.clone(),
        what: format!("the mount {} was removed", old.value),
        silent: false,
    });
    let copies = changes.lines.iter().filter(|spot| {
        spot.file.language == Language::Dockerfile
            && spot.line.side == Side::Removed
            && spot.line.text.trim_start().starts_with("COPY ")
    });
    let copies = copies.flat_map(|spot| {
        let words = spot.line.text.split_whitespace().skip(1).filter(|word| !word.starts_with("--"));
        words.map(|word| Hint {
            matters: vec![Matter::File(Safe::line(word))],
            spot: spot.clone(),
            what: format!("`{}` was removed", spot.line.text.trim()),
            silent: true,
        })
    });
    mounts.chain(copies).collect()
}
