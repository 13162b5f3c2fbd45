//! Drills as a person has them: in a terminal, from the keyboard, with the shipped strategy where one fits.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::terminal::{PATIENCE, Terminal};

/// How fast the simulated clusters run here.
const SPEED: u32 = 10;
/// Until a walk has seen that what it did holds, in real time.
const RECOVERY: Duration = Duration::from_secs(120);

#[test]
fn the_first_screen_says_what_it_is_what_is_broken_and_what_to_press() {
    let begun = Instant::now();
    let mut terminal = Terminal::drill("missing-env");
    terminal.shows("DRILL READ-ONLY");
    terminal.shows("X FAIL");
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    for part in [" DRILL  ", "enter the worst row", "I incident", ":drill more", "KUBECONFIG="] {
        terminal.shows(part);
    }
    terminal.types("q");
    terminal.shows("THE DRILL ENDS");
    terminal.types("\r");
    terminal.ends_with(0);
    assert!(terminal.text().contains("nobody looked"), "{}", terminal.text());
}

#[test]
fn nothing_of_it_is_written_to_the_users_own_places() {
    let mut terminal = Terminal::drill("missing-env");
    terminal.shows("X FAIL");
    terminal.types("I");
    terminal.shows("OPEN AN INCIDENT");
    terminal.types("\r");
    terminal.shows("INC-1");
    terminal.types("\x1b1yc");
    terminal.shows("copied");
    terminal.types("\x1b\x1b");
    terminal.signal("TERM");
    terminal.ends_with(143);
    let below = |folder: &str| -> Vec<_> {
        fs::read_dir(terminal.home.path().join(folder)).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    assert_eq!(below("tmp"), Vec::<std::ffi::OsString>::new());
    let mut home = below("");
    home.sort();
    assert_eq!(home, ["pid", "tmp"]);
}

/// From the board to the end of the walk that undoes the rollout, as the keys of README say it.
fn is_recovered_by_the_shipped_strategy(drill: &str, name: &str) {
    let mut terminal = Terminal::drill(&format!("{drill} --speed {SPEED}"));
    terminal.shows("X FAIL");
    terminal.types("\r");
    terminal.shows("[2 Inspect]");
    terminal.types("I");
    terminal.shows("OPEN AN INCIDENT");
    terminal.types("\r");
    terminal.shows("INC-1");
    terminal.types("3");
    terminal.shows("[3 Analyze]");
    terminal.types("w");
    terminal.shows("WALK ");
    terminal.types("\r");
    terminal.shows("START application_recovery");
    terminal.types("j\r");
    terminal.shows("application_recovery: hold");
    terminal.types("\x1530s\r");
    terminal.shows("hold = 30s");
    terminal.types("\r");
    terminal.shows("GATE");
    terminal.types(":arm the drill\r");
    terminal.shows("ARMED");
    approve(&mut terminal, name);
    terminal.types("X");
    assert!(terminal.shows_within("RECOVERED after", RECOVERY), "{}", terminal.text());
    assert!(terminal.shows_within("v recovered", RECOVERY), "{}", terminal.text());
    terminal.types("1q");
    terminal.shows("THE DRILL ENDS");
    terminal.shows("changes that did not help   none");
    terminal.shows("recovered                   yes, after");
    terminal.types("\r");
    terminal.ends_with(0);
    assert!(terminal.text().contains("with stanch"), "{}", terminal.text());
}

/// Reads the gate to its end, and gives the word.
fn approve(terminal: &mut Terminal, name: &str) {
    let until = Instant::now() + PATIENCE;
    while !terminal.shows_within("approve: ", Duration::from_millis(500)) {
        assert!(Instant::now() < until, "{}", terminal.text());
        terminal.types(" A");
    }
    // What is typed ahead of the field is not meant for it.
    while !terminal.shows_within("APPROVED", Duration::from_secs(2)) {
        assert!(Instant::now() < until, "{}", terminal.text());
        terminal.types(&format!("\x15{name}\r"));
    }
}

#[test]
fn missing_env_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("missing-env", "checkout");
}
