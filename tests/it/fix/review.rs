//! What is proposed, what is refused, and who decided.

use serde_json::Value;

use super::make::{Bed, PATCH, check};

#[test]
fn a_fix_goes_from_proposal_to_patch_file() {
    let bed = Bed::new();
    let made = bed.propose(PATCH);
    assert_eq!((&made["id"], &made["state"]), (&Value::from("F-1"), &Value::from("pending")));
    for name in ["stays_inside", "text", "regular_files", "applies", "parses", "no_secret"] {
        assert_eq!(check(&made, name), &Value::Bool(true), "{name}: {made}");
    }
    let out = bed.home.path().join("out.patch");
    let out = out.to_str().unwrap();
    let early = bed.fix(&["apply", "F-1", "--patch-file", out]);
    assert!(early.code == 3 && early.complaint().contains("F-1 is not approved"), "{early:?}");
    let approved = bed.said(&["approve", "f-1", "--comment", "rev 40 had it"]);
    assert_eq!((&approved["state"], &approved["self_approved"]), (&Value::from("approved"), &Value::Bool(true)));
    assert!(bed.fix(&["list"]).out.contains("SELF-APPROVED"));
    assert_eq!(bed.said(&["apply", "F-1", "--patch-file", out])["state"], "applied");
    assert_eq!(std::fs::read_to_string(out).unwrap(), PATCH);
    assert_eq!(bed.said(&["apply", "F-1", "--patch-file", out])["state"], "applied", "again");
    let shown = bed.fix(&["show", "F-1"]);
    assert!(
        shown.out.contains("SELF-APPROVED rev 40 had it") && shown.out.contains("+  - name: STRIPE_API_KEY"),
        "{shown:?}"
    );
    let reject = bed.fix(&["reject", "F-1", "--reason", "late"]);
    assert!(reject.code == 3 && reject.complaint().contains("F-1 is applied"), "{reject:?}");
}

#[test]
fn a_decision_is_recorded_once_and_a_rejection_is_the_last_word() {
    let bed = Bed::new();
    bed.approved(PATCH);
    bed.said(&["approve", "F-1"]);
    assert_eq!(bed.said(&["show", "F-1"])["decisions"].as_array().unwrap().len(), 1);
    assert_eq!(bed.fix(&["reject", "F-1", "--reason", " "]).code, 2);
    assert_eq!(bed.said(&["reject", "F-1", "--reason", "wrong key"])["state"], "rejected");
    assert_eq!(bed.said(&["reject", "F-1", "--reason", "again"])["state"], "rejected");
    assert_eq!(bed.fix(&["approve", "F-1"]).code, 3);
    let apply = bed.apply();
    assert!(apply.code == 3 && apply.complaint().contains("rejected"), "{apply:?}");
    assert!(!bed.try_git(&["rev-parse", "-q", "--verify", "refs/heads/stanch/F-1"]).0);
    let second = bed.propose(PATCH);
    let similar = &bed.said(&["show", second["id"].as_str().unwrap()])["similar"];
    assert_eq!(similar["rejected"][0], "F-1");
}

#[test]
fn what_is_no_fix_is_refused_with_the_reason() {
    let bed = Bed::new();
    for (patch, words) in [
        ("hello\n", "no unified diff"),
        ("--- a/x\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "path leaves the repository"),
        ("--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "path is absolute"),
        ("--- a/.git/config\n+++ b/.git/config\n@@ -1 +1 @@\n-a\n+b\n", "path lies in .git"),
        ("--- /dev/null\n+++ b/.GIT::$INDEX_ALLOCATION/x\n@@ -0,0 +1 @@\n+b\n", "path lies in .git"),
        ("--- a/x\n+++ b/x\n@@ -1,99999999999 +1 @@\n-a\n+b\n", "bad hunk at line 3"),
    ] {
        let file = bed.home.write("bad.patch", patch);
        let ended = bed.fix(&["new", "--patch", file.to_str().unwrap()]);
        assert!(ended.code == 2 && ended.complaint().contains(words), "{ended:?}");
    }
    assert_eq!(bed.fix(&["new", "--patch", "/no/such"]).code, 2);
    assert_eq!(bed.fix(&["show", "F-1"]).code, 2);
    assert_eq!(bed.fix(&["apply", "F-1"]).code, 2);
    let file = bed.home.write("fix.patch", PATCH);
    let nowhere = bed.home.path().to_str().unwrap().to_owned();
    let ended = bed.fix(&["new", "--patch", file.to_str().unwrap(), "--repo", &nowhere]);
    assert!(ended.code == 2 && ended.complaint().contains("is no git repository"), "{ended:?}");
}

#[test]
fn a_check_that_fails_is_kept_and_blocks_the_approval() {
    let bed = Bed::new();
    let secret =
        PATCH.replace("valueFrom: {secretKeyRef: {name: stripe, key: key}}", "value: sk_live_abcdefghijklmnop1234");
    let binary = "diff --git a/x.png b/x.png\nnew file mode 100644\nindex 0000000..7c4530c\nBinary files /dev/null and b/x.png differ\n";
    for (at, patch, name) in [
        (1, PATCH.replace("LOG_LEVEL", "NO_SUCH"), "applies"),
        (2, PATCH.replace("{secretKeyRef: {name: stripe, key: key}}", "{secretKeyRef"), "parses"),
        (3, secret, "no_secret"),
        (4, binary.to_owned(), "text"),
    ] {
        let made = bed.propose(&patch);
        assert_eq!(check(&made, name), &Value::Bool(false), "{made}");
        let id = format!("F-{at}");
        let ended = bed.fix(&["approve", &id]);
        assert!(
            ended.code == 3 && ended.complaint().contains(&format!("{id} cannot be approved: {name} failed")),
            "{ended:?}"
        );
        assert_eq!(bed.said(&["show", &id])["state"], "pending");
    }
    let ended = bed.fix(&["apply", "F-4", "--repo", bed.repository().to_str().unwrap()]);
    assert!(ended.code == 2 && ended.complaint().contains("x.png: binary change"), "{ended:?}");
}

#[test]
fn another_file_is_never_overwritten() {
    let bed = Bed::new();
    bed.approved(PATCH);
    let out = bed.home.write("out.patch", "mine");
    let ended = bed.fix(&["apply", "F-1", "--patch-file", out.to_str().unwrap()]);
    assert!(ended.code == 3 && ended.complaint().contains("approved, apply FAILED"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    let shown = bed.said(&["show", "F-1"]);
    assert_eq!(shown["state"], "apply_failed");
    assert!(shown["failure"].as_str().unwrap().contains("something else"), "{shown}");
    std::fs::remove_file(&out).unwrap();
    let target = bed.home.write("target.patch", PATCH);
    std::os::unix::fs::symlink(&target, &out).unwrap();
    assert_eq!(bed.fix(&["apply", "F-1", "--patch-file", out.to_str().unwrap()]).code, 3, "a link is another file");
    std::fs::remove_file(&out).unwrap();
    assert_eq!(bed.said(&["apply", "F-1", "--patch-file", out.to_str().unwrap()])["state"], "applied");
}

#[test]
fn a_secret_that_this_process_holds_is_no_part_of_a_fix() {
    let bed = Bed::new();
    let token = "plain-looking-words-of-a-token";
    let kubeconfig = format!("apiVersion: v1\nkind: Config\nusers:\n- name: me\n  user:\n    token: {token}\n");
    bed.home.write(".kube/config", &kubeconfig);
    let made = bed.propose(&PATCH.replace("{secretKeyRef: {name: stripe, key: key}}", token));
    assert_eq!(check(&made, "no_secret"), &Value::Bool(false), "{made}");
    let ended = bed.fix(&["approve", "F-1"]);
    assert!(ended.code == 3 && ended.complaint().contains("no_secret failed"), "{ended:?}");
}

#[test]
fn what_a_patch_does_besides_its_lines_is_said() {
    let bed = Bed::new();
    std::os::unix::fs::symlink("run.sh", bed.repository().join("app/link")).unwrap();
    bed.git(&["add", "."]);
    bed.git(&["commit", "-q", "-m", "a link"]);
    // Nothing in it says that the file is a link.
    let link = "--- a/app/link\n+++ b/app/link\n@@ -1 +1 @@\n-run.sh\n\\ No newline at end of file\n+/etc/passwd\n\\ No newline at end of file\n";
    let made = bed.propose(link);
    assert_eq!(check(&made, "regular_files"), &Value::Bool(false), "{made}");
    let executable = "diff --git a/app/run.sh b/app/run.sh\nold mode 100644\nnew mode 100755\n";
    let said = bed.propose(executable)["checks"].to_string();
    assert!(said.contains("app/run.sh becomes executable"), "{said}");
    let moved =
        "diff --git a/app/run.sh b/app/go.sh\nsimilarity index 100%\nrename from app/run.sh\nrename to app/go.sh\n";
    let said = bed.propose(moved)["checks"].to_string();
    assert!(said.contains("touches app/go.sh (from app/run.sh)"), "{said}");
    let ended = bed.fix(&["apply", "F-1", "--patch-file", "-"]);
    assert!(ended.code == 2 && ended.complaint().contains("stanch fix show"), "{ended:?}");
}

#[test]
fn what_would_break_in_the_repository_that_it_goes_to_is_not_committed() {
    let bed = Bed::new();
    let broken = PATCH.replace("{secretKeyRef: {name: stripe, key: key}}", "{secretKeyRef");
    let file = bed.home.write("fix.patch", &broken);
    // Without a repository nobody can tell.
    bed.said(&["new", "--patch", file.to_str().unwrap()]);
    bed.said(&["approve", "F-1"]);
    let ended = bed.apply();
    assert!(ended.code == 3 && ended.complaint().contains("apply FAILED: parses failed there"), "{ended:?}");
    assert_eq!(bed.said(&["show", "F-1"])["state"], "apply_failed");
    assert!(!bed.try_git(&["rev-parse", "-q", "--verify", "refs/heads/stanch/F-1"]).0);
}
