//! Incidents on the command line, and what is tied to them.

use serde_json::Value;

use super::make::{Bed, PATCH};
use crate::cli::run::Home;

fn said(home: &Home, arguments: &[&str]) -> Value {
    let ended = home.run(&[&["incident"], arguments, &["--json"]].concat());
    assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn an_incident_is_opened_noted_and_closed() {
    let home = Home::new();
    let opened = said(&home, &["open", "checkout is down", "--severity", "critical"]);
    assert_eq!(
        (&opened["id"], &opened["state"], &opened["severity"]),
        (&"INC-1".into(), &"open".into(), &"critical".into())
    );
    let noted = said(&home, &["note", "inc-1", "rev 40 was fine\x1b[31m"]);
    assert_eq!(noted["notes"][0]["text"], "rev 40 was fine␛[31m");
    assert_eq!(said(&home, &["close", "INC-1", "--reason", "mended"])["state"], "closed");
    assert_eq!(said(&home, &["close", "INC-1", "--reason", "again"])["closed"], "mended");
    assert_eq!(said(&home, &["list"])["incidents"][0]["title"], "checkout is down");
    let shown = home.run(&["incident", "show", "INC-1"]);
    assert!(
        shown.out.contains("INC-1    closed CRITICAL checkout is down") && shown.out.contains("rev 40"),
        "{shown:?}"
    );
    assert_eq!(home.run(&["incident", "show", "INC-2"]).code, 2);
    assert_eq!(home.run(&["incident", "show", "F-1"]).code, 2);
    assert_eq!(home.run(&["incident", "open", " "]).code, 2);
    said(&home, &["note", "INC-1", "two\nlines"]);
    let shown = home.run(&["incident", "show", "INC-1"]);
    assert!(shown.out.contains(": two\n            lines\n"), "{shown:?}");
}

#[test]
fn a_fix_is_tied_to_its_incident() {
    let bed = Bed::new();
    said(&bed.home, &["open", "checkout is down"]);
    let file = bed.home.write("fix.patch", PATCH);
    let nothing = bed.fix(&["new", "--patch", file.to_str().unwrap(), "--incident", "INC-1", "--evidence", "E1"]);
    assert!(nothing.code == 2 && nothing.complaint().contains("INC-1 has no evidence E1"), "{nothing:?}");
    let diff = file.to_str().unwrap();
    let analysed = bed.home.run(&["analyze", "--diff", diff, "--incident", "INC-1", "--no-model", "--json"]);
    assert!(analysed.code <= 1, "{analysed:?}");
    let made = bed.said(&["new", "--patch", file.to_str().unwrap(), "--incident", "INC-1", "--evidence", "E1"]);
    assert_eq!((&made["incident"], &made["evidence"][0]), (&"INC-1".into(), &"E1".into()));
    let shown = said(&bed.home, &["show", "INC-1"]);
    assert_eq!((&shown["linked"][0], &shown["fixes"][0]["state"]), (&"F-1".into(), &"pending".into()));
    let plain = bed.home.run(&["incident", "show", "INC-1"]);
    assert!(plain.out.contains("F-1       pending: change chart/values.yaml"), "{plain:?}");
    let closed = bed.home.run(&["incident", "close", "INC-1", "--reason", "over", "--json"]);
    assert!(closed.code == 0 && closed.err.contains("F-1 of it goes on (pending)"), "{closed:?}");
    let lost = bed.fix(&["new", "--patch", file.to_str().unwrap(), "--incident", "INC-7"]);
    assert!(lost.code == 2 && lost.complaint().contains("INC-7"), "{lost:?}");
}
