//! What people bring and how they have it: with an incident, in other encodings, far too long; and the patterns that a team adds.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{DIFF, LOG};
use crate::cli::run::Home;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn piped(home: &Home, bytes: &[u8], arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command: Command = home.command(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn intake_keeps_evidence_with_an_incident_once() {
    let home = Home::new();
    let opened = home.run(&["incident", "open", "checkout is down"]);
    assert_eq!(opened.code, 0, "{}", opened.err);
    let diff = home.write("change.diff", DIFF);
    let take = |bytes: &[u8]| piped(&home, bytes, &["intake", "-", "--incident", "INC-1"]);
    let (code, out, err) = take(LOG.as_bytes());
    assert_eq!((code, out.as_str()), (Some(0), "E1 of INC-1: a log of 5 lines\n"), "{err}");
    assert_eq!(take(LOG.as_bytes()).1, "already there as E1 of INC-1: a log of 5 lines\n");
    let second = home.run(&["intake", diff.to_str().unwrap(), "--incident", "INC-1", "--json"]);
    let said = json(&second.out);
    assert_eq!(
        (said["id"].as_str(), said["incident"].as_str(), said["known"].as_bool()),
        (Some("E2"), Some("INC-1"), Some(false))
    );
    assert_eq!((said["sort"].as_str(), said["masked"].as_u64()), (Some("diff"), Some(1)), "{said}");
    let shown = json(&home.run(&["incident", "show", "INC-1", "--json"]).out);
    assert_eq!(shown["evidence"].as_array().map(Vec::len), Some(2), "{shown}");
    assert_eq!(shown["evidence"][1]["sha256"], said["sha256"]);
    // What was taken in is enough for an analysis.
    let analysed = json(&home.run(&["analyze", "--incident", "INC-1", "--no-model", "--json"]).out);
    assert_eq!(analysed["findings"][0]["strength"].as_str(), Some("STRONG"), "{analysed}");
    let absent = home.run(&["intake", diff.to_str().unwrap(), "--incident", "INC-9"]);
    assert!(absent.code == 2 && absent.complaint().contains("INC-9"), "{absent:?}");
    let (code, _, err) = take(b" \n\t\n");
    assert!(code == Some(2) && err.contains("nothing to read"), "{err}");
}

#[test]
fn other_encodings_are_read() {
    let home = Home::new();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(DIFF.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [&[0xef, 0xbb, 0xbf], DIFF.replace('\n', "\r\n").as_bytes()].concat();
    let log = home.write("app.log", LOG);
    for bytes in [wide, marked] {
        let arguments = ["analyze", "--no-model", "--json", "--diff", "-", "--runtime", log.to_str().unwrap()];
        let (code, out, err) = piped(&home, &bytes, &arguments);
        assert_eq!((code, json(&out)["affected_line"].as_u64()), (Some(0), Some(17)), "{err}");
    }
    let (code, _, err) = piped(&home, &[0; 4_096], &["analyze", "--diff", "-"]);
    assert!(code == Some(2) && err.contains("git_diff holds no diff: no text"), "{err}");
}

#[test]
fn rules_alone_say_what_to_do_next() {
    let home = Home::new();
    let (diff, log) = (home.write("change.diff", DIFF), home.write("app.log", LOG));
    let files = ["analyze", "--no-model", "--json", "--diff", diff.to_str().unwrap()];
    let alone = json(&home.run(&files).out);
    assert!(alone["next_steps"][0].as_str().unwrap().starts_with("bring what failed: the log"), "{alone}");
    let said = json(&home.run(&[&files, &["--runtime", log.to_str().unwrap()][..]].concat()).out);
    assert_eq!(
        said["next_steps"][0].as_str(),
        Some("stop the damage: undo the rollout, which brought chart/values.yaml line 17"),
        "{said}"
    );
    assert!(said["technical_details"].as_str().unwrap().contains("E2 line 5: "), "{said}");
}

const PATTERNS: &str = "patterns:
- name: flag_client
  keywords: [\"flags.wait(\"]
  files: [\"*.py\"]
  symptoms: [flag service unreachable]
  impact: The program waits for the flag service when it starts.
  remedy: Start without flags.
  severity: high
";

#[test]
fn patterns_of_a_team_are_judged_like_rules() {
    let home = Home::new();
    home.write(".config/stanch/patterns.yaml", PATTERNS);
    let change =
        "--- a/app/boot.py\n+++ b/app/boot.py\n@@ -1,2 +1,3 @@\n import flags\n+flags.wait(timeout=None)\n run()\n";
    let diff = home.write("change.diff", change);
    let files = ["analyze", "--no-model", "--json", "--diff", diff.to_str().unwrap()];
    let alone = json(&home.run(&files).out);
    let first = &alone["findings"][0];
    assert_eq!((first["rule"].as_str(), first["strength"].as_str()), (Some("flag_client"), Some("WEAK")), "{alone}");
    let log = home.write("app.log", "2026-11-21T03:11:50Z ERROR flag service unreachable\n");
    let said = json(&home.run(&[&files, &["--runtime", log.to_str().unwrap()][..]].concat()).out);
    let first = &said["findings"][0];
    assert_eq!((first["rule"].as_str(), first["strength"].as_str()), (Some("flag_client"), Some("STRONG")), "{said}");
    assert_eq!((said["affected_file"].as_str(), said["affected_line"].as_u64()), (Some("app/boot.py"), Some(2)));
    assert_eq!(said["detected_patterns"]["flag_client"]["severity"].as_str(), Some("high"));
    // Another file, the same words.
    let other = home.write("other.diff", &change.replace("boot.py", "boot.rb"));
    let calm = home.run(&["analyze", "--no-model", "--json", "--diff", other.to_str().unwrap()]);
    assert_eq!((calm.code, json(&calm.out)["findings"].as_array().map(Vec::len)), (1, Some(0)), "{}", calm.out);
    home.write(".config/stanch/patterns.yaml", &PATTERNS.replace("severity: high", "severity: bad"));
    let faulty = home.run(&files);
    assert!(faulty.err.contains("patterns.yaml:8:13: severity `bad` must be critical"), "{}", faulty.err);
    assert_eq!(faulty.code, 1, "no pattern of it is used");
}
