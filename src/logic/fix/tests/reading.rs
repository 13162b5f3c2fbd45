//! Which bytes are a patch, and of what.

use super::super::{Operation, Unfit, read};

const HUNK: &str = "@@ -1 +1 @@\n-a\n+b\n";

fn named(old: &str, new: &str) -> String {
    format!("--- {old}\n+++ {new}\n{HUNK}")
}

#[test]
fn paths_that_leave_are_refused_and_named() {
    for (old, new, said) in [
        ("a/x", "b/../../etc/passwd", "path leaves the repository: b/../../etc/passwd"),
        ("a/../x", "b/x", "path leaves the repository: a/../x"),
        ("/etc/passwd", "/etc/passwd", "path is absolute: /etc/passwd"),
        ("a//etc/passwd", "b//etc/passwd", "path is absolute: a//etc/passwd"),
        ("C:/x", "C:/x", "path is absolute: C:/x"),
        ("a/.git/hooks/pre-commit", "b/.git/hooks/pre-commit", "path lies in .git: a/.git/hooks/pre-commit"),
        ("a/.git/config", "/dev/null", "path lies in .git: a/.git/config"),
        ("a/sub/.GIT /config", "b/sub/.GIT /config", "path lies in .git: a/sub/.GIT /config"),
        ("a/GIT~1/config", "b/GIT~1/config", "path lies in .git: a/GIT~1/config"),
        (r#""a/x\\..\\y""#, r#""b/x\\..\\y""#, r"path cannot be shown as it is: a/x\..\y"),
        ("a/x/./y", "b/x/./y", "path cannot be shown as it is: a/x/./y"),
    ] {
        assert_eq!(read(named(old, new).as_bytes()).unwrap_err().to_string(), said);
    }
    let renamed = "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to ../y\n";
    assert!(matches!(read(renamed.as_bytes()), Err(Unfit::Leaves(_))), "{:?}", read(renamed.as_bytes()));
    let copied = "diff --git a/x b/y\nsimilarity index 100%\ncopy from x\ncopy to .git/y\n";
    assert!(matches!(read(copied.as_bytes()), Err(Unfit::InGit(_))), "{:?}", read(copied.as_bytes()));
}

#[test]
fn names_that_only_look_alike_are_fine() {
    for path in [".github/workflows/ci.yml", "a.git", "..x/y", "git", ".gitignore", "b/b"] {
        let reading = read(named(&format!("a/{path}"), &format!("b/{path}")).as_bytes()).unwrap();
        assert_eq!((reading.changes[0].path.as_str(), reading.strip), (path, 1));
    }
}

#[test]
fn what_is_no_diff_is_said() {
    for bytes in [&b""[..], b"hello\nworld\n", b"\xff\xfe\0", b"--- only\n"] {
        assert!(matches!(read(bytes), Err(Unfit::NoDiff(_) | Unfit::Ambiguous(_))), "{:?}", read(bytes));
    }
    assert!(matches!(read(&vec![b'x'; 1024 * 1024 + 1]), Err(Unfit::TooLarge(_))));
}

#[test]
fn a_bad_hunk_is_named_by_its_line() {
    let huge = "--- a/x\n+++ b/x\n@@ -1,99999999999 +1 @@\n-a\n+b\n";
    assert_eq!(read(huge.as_bytes()), Err(Unfit::BadHunk(3)));
    let short = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n@@ -9,3 +9,3 @@\n c\n-d\n+e\n";
    assert_eq!(read(short.as_bytes()), Err(Unfit::BadHunk(6)));
}

#[test]
fn a_patch_that_hides_a_file_from_one_reader_is_refused() {
    // Behind a file of `git diff`, diffy looks for the next `diff --git`; git itself takes this header, too.
    let hidden = format!("diff --git a/x b/x\n{}{}", named("a/x", "b/x"), named("a/y", "b/y"));
    assert!(matches!(read(hidden.as_bytes()), Err(Unfit::Ambiguous(_))), "{:?}", read(hidden.as_bytes()));
}

#[test]
fn what_cannot_be_reviewed_is_kept_with_the_reason() {
    let opaque = |text: &[u8]| read(text).unwrap().changes[0].opaque;
    let binary = b"diff --git a/x.png b/x.png\nnew file mode 100644\nindex 0000000..7c4530c\nBinary files /dev/null and b/x.png differ\n";
    assert_eq!(opaque(binary), Some("binary change"));
    assert_eq!(opaque(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\0\n"), Some("it has NUL bytes"));
    assert_eq!(opaque(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\n"), Some("it mixes line ends, CRLF and LF"));
    assert_eq!(opaque(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n"), None);
    assert_eq!(opaque(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+\xff\n"), Some("it is no UTF-8"));
}

#[test]
fn operations_and_modes_are_told_apart() {
    let text = "diff --git a/new.sh b/new.sh\nnew file mode 100755\n--- /dev/null\n+++ b/new.sh\n@@ -0,0 +1 @@\n+x\n\
diff --git a/gone.cfg b/gone.cfg\ndeleted file mode 100644\n--- a/gone.cfg\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 1\n\
diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n\
diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n";
    let reading = read(text.as_bytes()).unwrap();
    let found: Vec<_> =
        reading.changes.iter().map(|change| (change.operation, change.path.as_str(), change.irregular)).collect();
    let expected = [
        (Operation::Create, "new.sh", false),
        (Operation::Delete, "gone.cfg", false),
        (Operation::Change, "run.sh", false),
        (Operation::Create, "link", true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn names_without_prefixes_are_left_whole() {
    let reading = read(named("app/x.py", "app/x.py").as_bytes()).unwrap();
    assert_eq!((reading.changes[0].path.as_str(), reading.strip), ("app/x.py", 0));
}
