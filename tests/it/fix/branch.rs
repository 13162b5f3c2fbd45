//! A fix becomes a commit on a new branch, and nothing else of the repository changes.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::make::{Bed, PATCH, VALUES, check};

fn applied(bed: &Bed) -> Value {
    let ended = bed.apply();
    assert_eq!(ended.code, 0, "{ended:?}");
    let said: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(said["state"], "applied");
    said
}

#[test]
fn the_branch_has_the_fix_and_the_rest_is_as_it_was() {
    let bed = Bed::new();
    bed.approved(PATCH);
    // Hooks of the repository would run, and fail, if anything but plumbing were used.
    for hook in ["pre-commit", "commit-msg", "post-commit", "reference-transaction", "applypatch-msg", "pre-applypatch"]
    {
        let path = bed.write(&format!(".git/hooks/{hook}"), "#!/bin/sh\ntouch \"$HOME/hooked\"\nexit 1\n");
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    bed.write("notes.txt", "nobody's");
    let (head, index) = (bed.git(&["rev-parse", "HEAD"]), bed.git(&["ls-files", "-s"]));
    let said = applied(&bed);
    assert_eq!(said["exit"]["branch"], "stanch/F-1");
    assert_eq!(said["exit"]["commit"], bed.git(&["rev-parse", "stanch/F-1"]));
    assert_eq!(bed.git(&["rev-parse", "stanch/F-1^"]), head);
    let shown = bed.git(&["show", "-s", "--format=%an <%ae> %cn <%ce>%n%s%n%b", "stanch/F-1"]);
    assert!(
        shown.starts_with(
            "stanch <stanch@localhost> stanch <stanch@localhost>\nchange chart/values.yaml\nstanch fix F-1"
        ),
        "{shown}"
    );
    assert!(bed.git(&["show", "stanch/F-1:chart/values.yaml"]).contains("STRIPE_API_KEY"));
    assert_eq!((bed.git(&["rev-parse", "HEAD"]), bed.git(&["ls-files", "-s"])), (head, index));
    assert_eq!(std::fs::read_to_string(bed.repository().join("chart/values.yaml")).unwrap(), VALUES);
    assert_eq!(bed.git(&["status", "--porcelain"]), "?? notes.txt");
    assert!(!bed.home.path().join("hooked").exists());
    let left: Vec<_> =
        std::fs::read_dir(bed.repository().join(".git")).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("stanch-index")), "{left:?}");
}

#[test]
fn the_commit_is_dated_by_the_approval_and_made_once() {
    let bed = Bed::new();
    bed.approved(PATCH);
    let first = applied(&bed);
    let at = first["decisions"][0]["at_us"].as_i64().unwrap() / 1_000_000;
    assert_eq!(bed.git(&["show", "-s", "--format=%at %ct", "stanch/F-1"]), format!("{at} {at}"));
    assert_eq!(applied(&bed)["exit"], first["exit"]);
    // The branch is gone, and main has moved on: the fix as it was applied is made again.
    bed.git(&["branch", "-D", "-q", "stanch/F-1"]);
    bed.git(&["commit", "-q", "--allow-empty", "-m", "second"]);
    assert_eq!(applied(&bed)["exit"], first["exit"]);
}

#[test]
fn a_branch_that_is_the_same_is_applied_and_another_is_left_alone() {
    let bed = Bed::new();
    bed.approved(PATCH);
    bed.git(&["branch", "stanch/F-1"]);
    let other = bed.apply();
    assert!(
        other.code == 3 && other.err.contains("apply FAILED") && other.err.contains("is something else"),
        "{other:?}"
    );
    assert_eq!(bed.said(&["show", "F-1"])["state"], "apply_failed");
    assert_eq!(bed.git(&["rev-parse", "stanch/F-1"]), bed.git(&["rev-parse", "main"]));
    bed.git(&["branch", "-D", "-q", "stanch/F-1"]);
    let first = applied(&bed);
    // By hand, and then main moves on: it is the same commit all the same.
    bed.git(&["commit", "-q", "--allow-empty", "-m", "second"]);
    assert_eq!(applied(&bed)["exit"], first["exit"]);
}

#[test]
fn a_subdirectory_a_detached_head_and_another_working_tree_are_no_obstacle() {
    let bed = Bed::new();
    bed.approved(PATCH);
    bed.git(&["checkout", "-q", "--detach"]);
    let folder = bed.repository().join("app");
    let ended = bed.fix(&["apply", "F-1", "--repo", folder.to_str().unwrap()]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(bed.git(&["show", "stanch/F-1:chart/values.yaml"]).contains("STRIPE_API_KEY"));
    let linked = bed.home.path().join("linked");
    bed.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "main"]);
    bed.git(&["branch", "-D", "-q", "stanch/F-1"]);
    assert_eq!(bed.fix(&["apply", "F-1", "--repo", linked.to_str().unwrap()]).code, 0);
}

#[test]
fn a_branch_that_is_checked_out_is_never_written() {
    let bed = Bed::new();
    bed.approved(PATCH);
    bed.git(&["worktree", "add", "-q", "--detach", "../linked"]);
    bed.git(&["-C", "../linked", "symbolic-ref", "HEAD", "refs/heads/stanch/F-1"]);
    let ended = bed.apply();
    assert!(ended.code == 3 && ended.complaint().contains("stanch/F-1 is checked out"), "{ended:?}");
    assert!(!bed.try_git(&["rev-parse", "-q", "--verify", "refs/heads/stanch/F-1"]).0);
}

#[test]
fn changes_that_are_not_committed_are_in_the_way() {
    let bed = Bed::new();
    bed.approved(PATCH);
    bed.write("app/run.sh", "changed\n");
    let ended = bed.apply();
    assert!(ended.code == 3 && ended.complaint().contains("not committed: app/run.sh"), "{ended:?}");
    assert_eq!(bed.said(&["show", "F-1"])["state"], "approved", "nothing was begun");
}

#[test]
fn files_come_go_and_change_their_mode() {
    let bed = Bed::new();
    let patch = "diff --git a/new.toml b/new.toml\nnew file mode 100644\n--- /dev/null\n+++ b/new.toml\n@@ -0,0 +1 @@\n+a = 1\n\
diff --git a/chart/values.yaml b/chart/values.yaml\ndeleted file mode 100644\n--- a/chart/values.yaml\n+++ /dev/null\n@@ -1,5 +0,0 @@\n-env:\n-  - name: LOG_LEVEL\n-    value: info\n-image: shop/api:1.5\n-replicas: 3\n\
diff --git a/app/run.sh b/app/run.sh\nold mode 100644\nnew mode 100755\n";
    let made = bed.propose(patch);
    assert_eq!((check(&made, "applies"), check(&made, "parses")), (&Value::Bool(true), &Value::Null), "{made}");
    bed.said(&["approve", "F-1"]);
    applied(&bed);
    let changed = bed.git(&["diff", "--raw", "--no-renames", "--abbrev=4", "main", "stanch/F-1"]);
    let kinds: Vec<_> = changed.lines().map(|line| (&line[1..14], line.rsplit('\t').next().unwrap())).collect();
    let expected =
        [("100644 100755", "app/run.sh"), ("100644 000000", "chart/values.yaml"), ("000000 100644", "new.toml")];
    assert_eq!(kinds, expected);
}

#[test]
fn windows_line_ends_stay_what_they_are() {
    let bed = Bed::new();
    bed.write("app/windows.yaml", "a: 1\r\nb: 2");
    bed.git(&["-c", "core.autocrlf=false", "add", "."]);
    bed.git(&["commit", "-q", "-m", "windows"]);
    bed.git(&["config", "apply.whitespace", "fix"]);
    bed.approved("--- a/app/windows.yaml\n+++ b/app/windows.yaml\n@@ -1,2 +1,2 @@\n-a: 1\r\n+a: 3 \r\n b: 2\n\\ No newline at end of file\n");
    applied(&bed);
    let bytes = bed.git(&["cat-file", "blob", "stanch/F-1:app/windows.yaml"]);
    assert_eq!(bytes.as_bytes(), b"a: 3 \r\nb: 2", "blanks as well");
}

#[test]
fn a_mailed_patch_is_taken_as_git_writes_it() {
    let bed = Bed::new();
    bed.write("chart/values.yaml", &VALUES.replace("1.5", "1.4"));
    bed.git(&["commit", "-q", "-am", "back"]);
    let patch = bed.git(&["format-patch", "-1", "--stdout"]) + "\n";
    bed.git(&["reset", "-q", "--hard", "HEAD^"]);
    bed.approved(&patch);
    applied(&bed);
    assert!(bed.git(&["show", "stanch/F-1:chart/values.yaml"]).contains("shop/api:1.4"));
}
