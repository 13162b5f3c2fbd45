//! From the first frame to every way out (S10, B-12, R-28, R-29).

use std::{fs, process::Command, time::Duration};

use super::terminal::{PATIENCE, Terminal};

#[test]
fn starts_and_quits() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready 80x24");
    terminal.is_taken();
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_nothing_of_the_log() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready");
    terminal.types("!");
    terminal.ends_with(70);
    let text = terminal.text().replace('\n', "");
    assert!(
        text.contains("stanch: internal error, the terminal was restored. Crash file: ") && !text.contains("owned"),
        "{text}"
    );
    let crash = fs::read_dir(terminal.home.path().join("state/crash")).unwrap().next().unwrap().unwrap();
    let crash = fs::read_to_string(crash.path()).unwrap();
    assert!(crash.contains("said a log: ␛]0;owned‹07›") && crash.contains("child.rs"), "{crash}");
}

#[test]
fn signals_end_it_in_order() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        let mut terminal = Terminal::start("mirror");
        terminal.shows("ready");
        terminal.signal(signal);
        terminal.ends_with(code);
    }
}

#[test]
fn is_stopped_and_goes_on() {
    for by_key in [true, false] {
        let mut terminal = Terminal::run(
            "mirror",
            "set -m; A=$(stty -g); CONSOLE; B=$(stty -g); test $A = $B && echo stopped; read x; fg; echo over",
        );
        terminal.shows("ready");
        if by_key {
            terminal.types("\x1a");
        } else {
            terminal.signal("TSTP");
        }
        terminal.shows("stopped");
        terminal.is_restored();
        terminal.types("\n");
        terminal.shows("resumed");
        terminal.shows("ready 80x24");
        terminal.is_taken();
        terminal.types("q");
        terminal.shows("over");
        terminal.is_restored();
    }
}

#[test]
fn takes_the_terminal_again_after_a_stop_that_it_did_not_see() {
    let mut terminal = Terminal::run("mirror", "set -m; CONSOLE; stty sane; echo stopped; read x; fg; echo over");
    terminal.shows("ready");
    terminal.signal("STOP");
    terminal.shows("stopped");
    terminal.types("\n");
    terminal.shows("resumed");
    terminal.is_taken();
    terminal.types("x");
    terminal.shows("key  x");
}

#[test]
fn does_not_stop_where_nobody_could_make_it_go_on() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready");
    terminal.types("\x1a");
    terminal.shows("failed to suspend: no shell is there to come back to");
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn ends_when_the_terminal_is_gone() {
    // With its session the console hears of it by a signal; in another session only by the end of its input.
    for session in ["", "setsid -w "] {
        let script = format!("trap '' HUP; mkfifo code; echo made; {session}CONSOLE; echo $? > code");
        let mut terminal = Terminal::run("mirror", &script);
        terminal.shows("ready");
        let ended = terminal.piped("code");
        terminal.hang_up();
        assert_eq!(ended.recv_timeout(PATIENCE).unwrap(), "129\n", "{session:?}");
    }
}

#[test]
fn a_paste_that_never_ends_does_not_make_deaf() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready");
    terminal.types("\x1b[200~so much\x03");
    terminal.shows("paste so much");
    // Keys right after a paste are not a person's; a person tries again.
    while !terminal.shows_within("key", Duration::from_millis(100)) {
        terminal.types("x");
    }
    terminal.types("\x03");
    terminal.shows("key Control c");
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn survives_one_by_one() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready 80x24");
    for (width, height) in [(1, 1), (80, 24), (200, 60), (2, 1), (80, 24)] {
        terminal.resize(width, height);
        terminal.shows(if width > 2 { "ready" } else { "r" });
    }
    terminal.shows("ready 80x24");
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn writes_only_what_changed() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready");
    terminal.types("x");
    terminal.shows("key  x");
    let before = terminal.written;
    terminal.types("n");
    terminal.types("y");
    terminal.shows("key  y");
    // The first key asked for a frame that is like the last.
    assert_eq!(terminal.written - before, "\x1b[2;6Hy".len());
}

#[test]
fn copies_and_saves() {
    let mut terminal = Terminal::start("mirror");
    terminal.shows("ready");
    terminal.types("c");
    terminal.shows("Copied { lines: 2, clipboard: Sent");
    let state = terminal.home.path().join("state");
    assert_eq!(fs::read_to_string(state.join("clip/last.txt")).unwrap(), "two\nlines␛\n");
    terminal.types("s");
    terminal.shows("Saved");
    terminal.types("s");
    // Two saves a key, side by side: whichever is told last, none was written over.
    let saved = || fs::read_dir(state.join("saved")).unwrap().count();
    let end = std::time::Instant::now() + Duration::from_secs(20);
    while saved() < 4 && std::time::Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(saved(), 4);
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn needs_a_terminal() {
    let mut terminal = Terminal::run("mirror", "export TERM=dumb; CONSOLE; echo code $?");
    terminal.shows("needs a terminal; use `stanch board --plain`");
    terminal.shows("code 2");
    let piped = Command::new(std::env::current_exe().unwrap())
        .args(["pty::child::mirror", "--exact", "--ignored", "--nocapture"])
        .env("HOME", terminal.home.path())
        .env("TERM", "xterm")
        .output()
        .unwrap();
    assert_eq!(piped.status.code(), Some(2));
}

#[test]
fn a_storm_leaves_room_for_keys() {
    let mut terminal = Terminal::start("storm");
    terminal.shows("ready");
    for key in ["x", "y"] {
        terminal.types(key);
        terminal.shows(&format!("key  {key}"));
    }
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn ends_on_demand_even_if_the_terminal_takes_nothing() {
    let mut terminal = Terminal::run("mirror", "mkfifo busy code; CONSOLE; echo $? > code");
    terminal.shows("ready");
    let (busy, ended) = (terminal.piped("busy"), terminal.piped("code"));
    let reading = std::sync::Arc::clone(&terminal.reading);
    let stalled = reading.lock().unwrap();
    // More than a terminal holds, in one write.
    terminal.types("b");
    assert_eq!(busy.recv_timeout(PATIENCE).unwrap(), "busy");
    terminal.signal("TERM");
    assert_eq!(ended.recv_timeout(PATIENCE).unwrap(), "143\n");
    drop(stalled);
}
