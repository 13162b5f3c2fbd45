//! Drills as a person has them: in a terminal, from the keyboard, with the shipped strategy where one fits.

use std::{
    fs,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, WatchFlags},
};

use super::terminal::{PATIENCE, Terminal};

/// How fast the simulated clusters run here.
const SPEED: u32 = 10;
/// Until the board of a drill is there.
const RAISED: Duration = Duration::from_secs(90);
/// Until a walk has seen that what it did holds, in real time.
const RECOVERY: Duration = Duration::from_mins(3);

#[test]
fn the_first_screen_says_what_it_is_what_is_broken_and_what_to_press() {
    let mut terminal = Terminal::drill("missing-env");
    raised(&mut terminal);
    terminal.shows("DRILL READ-ONLY");
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
    raised(&mut terminal);
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

#[test]
fn one_that_is_ended_while_it_starts_leaves_nothing_behind() {
    let mut terminal = Terminal::drill("missing-env");
    terminal.shows("starting the simulated cluster of missing-env");
    let folder = terminal.home.path().join("tmp");
    let watch = inotify::init(CreateFlags::CLOEXEC).unwrap();
    inotify::add_watch(&watch, &folder, WatchFlags::CREATE).unwrap();
    let left = || fs::read_dir(&folder).unwrap().count();
    if left() == 0 {
        let patience = Timespec::try_from(RAISED).unwrap();
        assert_eq!(poll(&mut [PollFd::new(&watch, PollFlags::IN)], Some(&patience)), Ok(1));
    }
    terminal.signal("TERM");
    terminal.ends_with(143);
    assert_eq!(left(), 0);
}

/// From the board to the end of the walk that undoes the rollout, as the keys of README say it.
fn is_recovered_by_the_shipped_strategy(drill: &str, name: &str) {
    let mut terminal = Terminal::drill(&format!("{drill} --speed {SPEED}"));
    raised(&mut terminal);
    for (keys, shown) in [
        ("\r", "[2 Inspect]"),
        ("I", "OPEN AN INCIDENT"),
        ("\r", " of INC-1"),
        ("3", "[3 Analyze]"),
        ("w", "WALK "),
        ("\r", "START application_recovery"),
        ("j\r", "application_recovery: hold"),
        ("\x1530s\r", "hold = 30s"),
        ("\r", "AT A GATE"),
        (":", "cmd"),
        ("arm the drill\r", "ARMED"),
        ("\r", "Walk > Gate"),
    ] {
        terminal.types(keys);
        terminal.shows(shown);
    }
    approve(&mut terminal, name);
    terminal.types("X");
    terminal.shows(&format!("type {name} to do it"));
    terminal.types(&format!("{name}\r"));
    for shown in ["RECOVERED after", "v 15 end     Recovered"] {
        assert!(terminal.shows_within(shown, RECOVERY), "no {shown:?} in:\n{}", terminal.text());
    }
    terminal.types("1");
    terminal.shows("[1 Board]");
    terminal.types("q");
    terminal.shows("THE DRILL ENDS");
    terminal.shows("changes that did not help   none");
    terminal.shows("recovered                   yes, after");
    terminal.types("\r");
    terminal.ends_with(0);
    assert!(terminal.text().contains("with stanch"), "{}", terminal.text());
}

/// Waits until the board is there: raising a scenario takes a build without optimisation some seconds.
#[track_caller]
fn raised(terminal: &mut Terminal) {
    assert!(terminal.shows_within(" bad ", RAISED), "{}", terminal.text());
}

/// Reads the gate to its end, and gives the word.
fn approve(terminal: &mut Terminal, name: &str) {
    let until = Instant::now() + PATIENCE;
    while !terminal.shows_within("approves and runs nothing", Duration::from_millis(500)) {
        assert!(Instant::now() < until, "{}", terminal.text());
        terminal.types(" ");
    }
    terminal.types("A");
    terminal.shows(&format!("type {name} to approve"));
    // What is typed ahead of the field is not meant for it.
    while !terminal.shows_within("APPROVED 1 of 1", Duration::from_secs(2)) {
        assert!(Instant::now() < until, "{}", terminal.text());
        terminal.types(&format!("\x15{name}\r"));
    }
}

#[test]
fn missing_env_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("missing-env", "checkout");
}

#[test]
fn bad_image_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("bad-image", "media-resizer");
}

#[test]
#[ignore = "a walk that begins in the seconds in which all pods run ends for people: the strategy asks what fails at that moment"]
fn oom_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("oom", "recommender");
}

#[test]
fn db_pool_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("db-pool", "invoicing");
}

#[test]
fn migration_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("migration", "subscriptions");
}

#[test]
fn dns_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("dns", "loyalty");
}

#[test]
fn unschedulable_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("unschedulable", "image-search");
}
