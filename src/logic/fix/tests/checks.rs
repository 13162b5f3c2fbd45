//! What is said of a patch before anybody approves it.

use crate::domain::{Truth, text::Safe};

use super::super::{Trial, Tried, examine, read};

const CHANGE: &str = "--- a/values.yaml\n+++ b/values.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n";

fn said(patch: &str, trial: &Trial, name: &str) -> (Truth, String) {
    let secret = |text: &str| text.contains("hunter2").then(|| Safe::from_static("a password"));
    let checks = examine(&read(patch.as_bytes()).unwrap(), trial, secret);
    let check = checks.into_iter().find(|check| check.name.as_str() == name).unwrap();
    (check.ok, check.message.to_string())
}

fn applied(path: &str, before: Option<&str>, after: &str) -> Trial {
    let bytes = |text: &str| text.as_bytes().to_vec();
    let file = Tried { path: path.to_owned(), before: before.map(bytes), after: Some(bytes(after)), irregular: false };
    Trial::Applied { base: Safe::from_static("main@a1b2c3d"), files: vec![file] }
}

#[test]
fn without_a_repository_nothing_is_claimed() {
    assert_eq!(said(CHANGE, &Trial::NotTried, "applies").0, Truth::Unknown);
    assert_eq!(said(CHANGE, &Trial::NotTried, "parses").0, Truth::Unknown);
    assert_eq!(said(CHANGE, &Trial::NotTried, "text"), (Truth::Yes, "1 file, +1 -1".to_owned()));
    let new = "--- /dev/null\n+++ b/x.json\n@@ -0,0 +1 @@\n+{\"a\": }\n";
    assert_eq!(said(new, &Trial::NotTried, "parses").0, Truth::No, "a new file is known whole");
}

#[test]
fn a_file_that_parsed_has_to_parse_after() {
    for (path, before, after, expected) in [
        ("values.yaml", Some("a: 1\n"), "a: 2\n", Truth::Yes),
        ("values.yaml", Some("a: 1\n"), "a: 2\na: 3\n", Truth::No),
        ("values.yaml", Some("a: 1\n"), "a: [2\n", Truth::No),
        ("values.yaml", Some("a: 1\n---\nb: 2\n"), "a: 1\n---\nb: 3\n", Truth::Yes),
        ("t/deploy.yaml", Some("a: 1\n{{- if .x }}\nb: 1\n{{- end }}\n"), "a: {{ .x }}\n b: 1\n", Truth::Unknown),
        ("x.yaml", Some("a: [\n"), "a: [[\n", Truth::Unknown),
        ("x.json", None, "{\"a\": 1}", Truth::Yes),
        ("x.json", Some("{}"), "{,}", Truth::No),
        ("x.toml", Some("a = 1"), "a = ", Truth::No),
        ("x.toml", Some("a = 1"), "a = 2\n[b]\n", Truth::Yes),
        ("x.py", Some("a"), "((", Truth::Unknown),
    ] {
        let (ok, message) = said(CHANGE, &applied(path, before, after), "parses");
        assert_eq!(ok, expected, "{path} {after:?}: {message}");
    }
}

#[test]
fn secrets_are_found_in_what_is_added_only() {
    let added = CHANGE.replace("+a: 2", "+a: hunter2");
    assert_eq!(said(&added, &Trial::NotTried, "no_secret").0, Truth::No);
    let removed = CHANGE.replace("-a: 1", "-a: hunter2");
    assert_eq!(said(&removed, &Trial::NotTried, "no_secret").0, Truth::Yes);
}

#[test]
fn links_are_no_files_to_review() {
    let link = "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n";
    assert_eq!(said(link, &Trial::NotTried, "regular_files").0, Truth::No);
    assert_eq!(said(CHANGE, &Trial::NotTried, "regular_files").0, Truth::Yes);
}
