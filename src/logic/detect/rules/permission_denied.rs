//! A file or port that the program may not use.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Spot, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "permission_denied",
    severity: Severity::High,
    title: "permission is denied",
    impact: "The program does not start, or fails where it needs the file.",
    remedy: "Give back the user or the right, or write where the program may.",
    changes,
    signs: &[
        Sign::new(
            &["Permission denied", "EACCES", "read-only file system", "EROFS"],
            r#"(?i)(permission denied|EACCES.*?|read-only file system|EROFS.*?):?,? ?(open |mkdir )?['\"](?P<x>/[^'\"]+)['\"]"#,
            About::File,
            Where::Program,
        ),
        Sign::new(
            &["permission denied", "read-only file system"],
            r"(?i)(open|mkdir|create|bind) (?P<x>[/\w.:-]+): (permission denied|read-only file system)",
            About::File,
            Where::Program,
        ),
        Sign::new(
            &[
                "permission denied",
                "EACCES",
                "read-only file system",
                "EROFS",
                "operation not permitted",
                "runAsNonRoot",
            ],
            r"(?i)permission denied|EACCES|EROFS|read-only file system|operation not permitted",
            About::Named("rights"),
            Where::Program,
        ),
        Sign::new(
            &["runAsNonRoot", "CreateContainerConfigError"],
            r"runAsNonRoot and image",
            About::Named("rights"),
            Where::Cluster,
        ),
    ],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    const KEYS: [&str; 8] = [
        "runAsUser",
        "runAsNonRoot",
        "runAsGroup",
        "fsGroup",
        "readOnlyRootFilesystem",
        "allowPrivilegeEscalation",
        "privileged",
        "readOnly",
    ];
    let hint = |spot: &Spot<'a>, what: String| Hint {
        // A right is about every file.
        matters: vec![Matter::Key(Safe::from_static("rights")), Matter::File(Safe::default())],
        spot: spot.clone(),
        what,
        silent: true,
    };
    let settings = changes.settings.iter().filter(|setting| {
        setting.side == Side::Added && (KEYS.contains(&setting.key.as_str()) || setting.is_under("capabilities"))
    });
    let settings = settings.map(|setting| hint(&setting.spot, format!("{} was set to {}", setting.key, setting.value)));
    let users = changes.lines.iter().filter(|spot| {
        spot.file.language == Language::Dockerfile
            && spot.line.side == Side::Added
            && spot.line.text.trim_start().starts_with("USER ")
    });
    let users = users.map(|spot| hint(spot, format!("`{}` was added", spot.line.text.trim())));
    settings.chain(users).collect()
}
