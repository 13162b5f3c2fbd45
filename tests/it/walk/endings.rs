//! A process that ends anywhere between an intent and its reply: the next one finds out, and nothing is done twice.

use std::process::Stdio;

use super::desk::{Desk, path};

/// Where it ends, how often the object is written by the effect, and how the next process knows.
const ENDS: [(&str, u64, &str); 6] = [
    ("before:intent.started", 0, ""),
    ("after:intent.started", 0, "a fence was accepted"),
    ("before:send", 0, "a fence was accepted"),
    ("after:send", 1, "its marker was found"),
    ("before:intent.succeeded", 1, "its marker was found"),
    ("after:intent.succeeded", 1, ""),
];

#[test]
fn whoever_takes_over_finds_out_how_it_ended() {
    for (end, written, known) in ENDS {
        let Some(desk) = Desk::open("whoever_takes_over…").map(Desk::broken) else { return };
        let (_, shown) = desk.start();
        desk.approve(&shown);
        let before = desk.generation();
        let killed = desk
            .home
            .command(&["--kubeconfig", &desk.kubeconfig, "walk", "run", "W-1"])
            .env("STANCH_TEST_FAILPOINT", end)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(killed.code(), None, "{end}: it ends by a signal");
        assert_eq!(desk.generation(), before + written, "{end}");
        let (code, done) = desk.walk(&["run", "W-1"]);
        let undone = known != "a fence was accepted";
        let expected = if undone { (0, &"done".into()) } else { (21, &"failed".into()) };
        assert_eq!((code, &done["state"]), expected, "{end}: {done}");
        assert!(path(&done).contains(known), "{end}: {done}");
        assert_eq!(desk.has_variable(), undone, "{end}");
        assert_eq!(desk.generation(), before + 1, "{end}: one write, of the effect or of its fence");
        assert_eq!(desk.count("intent.started"), 1, "{end}");
        desk.is_whole();
    }
}

#[test]
fn a_walk_that_is_told_to_end_gives_its_lease_back_and_a_second_one_has_to_wait_for_it() {
    let Some(desk) = Desk::open("a_walk_that_is_told_to_end…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    desk.approve(&shown);
    let mut running = desk
        .home
        .command(&["--kubeconfig", &desk.kubeconfig, "walk", "run", "W-1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while desk.count("intent.succeeded") == 0 {}
    let (code, second) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, &second["state"]), (3, &"running".into()), "{second}");
    let holder = format!("process {} of this machine", running.id());
    assert!(second["refused"].as_str().unwrap().contains(&holder), "the holder is named: {second}");
    let pid = rustix::process::Pid::from_child(&running);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(143));
    assert_eq!(desk.count("lease.taken"), desk.count("lease.released"));
    assert_eq!(desk.walk(&["run", "W-1"]).0, 0);
    desk.is_whole();
}
