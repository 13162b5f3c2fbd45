//! Drills as a person has them: in a terminal, from the keyboard, with the shipped strategy where one fits.

use std::{
    fs,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, WatchFlags},
};
use serde_json::{Value, json};

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
fn its_name_is_told_at_the_end_alone_and_what_was_typed_before_the_first_screen_is_no_key() {
    let mut terminal = Terminal::drill("oom");
    terminal.types("?I");
    raised(&mut terminal);
    for word in ["HELP", "INCIDENT", "oom"] {
        assert!(!terminal.text().contains(word), "{word}:\n{}", terminal.text());
    }
    terminal.types(":drill\r");
    terminal.shows("DRILL: Recommendations restart");
    terminal.types("G");
    terminal.shows("nobody changed anything");
    assert!(!terminal.text().contains("oom"), "{}", terminal.text());
    terminal.types("\x1b");
    terminal.shows("enter the worst row");
    terminal.types("q");
    terminal.shows("is said once you have left");
    assert!(!terminal.text().contains("oom"), "{}", terminal.text());
    terminal.types("\r");
    terminal.ends_with(0);
    terminal.shows("drill                       oom");
    // In rows that end with a word, at the width of the terminal.
    let text = terminal.text();
    let rows: Vec<&str> = text.lines().map(str::trim).collect();
    assert!(rows.contains(&"what it was                 recommender 1.9.0 keeps every vector that it ever"), "{text}");
    assert!(rows.contains(&"read in a cache that nothing empties, and reaches"), "{text}");
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
    terminal.shows("starting a simulated cluster");
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

/// From the board to a gate of the strategy that is offered first, as the keys of README say it.
fn reaches_a_gate(drill: &str, strategy: &str) -> Terminal {
    let mut terminal = walks(drill, strategy);
    terminal.shows("AT A GATE");
    for (keys, shown) in [(":", "cmd"), ("arm the drill\r", "ARMED"), ("\r", "Walk > Gate")] {
        terminal.types(keys);
        terminal.shows(shown);
    }
    terminal
}

/// From the board to a walk of the strategy that is offered first.
fn walks(drill: &str, strategy: &str) -> Terminal {
    let mut terminal = Terminal::drill(&format!("{drill} --speed {SPEED}"));
    raised(&mut terminal);
    for (keys, shown) in [
        ("\r", "[2 Inspect]"),
        ("I", "OPEN AN INCIDENT"),
        ("\r", "[2 Inspect]"),
        // It is analysed by then.
        ("3", "SCORE"),
        ("w", "WALK "),
        ("\r", &format!("START {strategy}")),
        ("j\r", &format!("{strategy}: hold")),
        ("\x1530s\r", "hold = 30s"),
        ("\r", "[4 Walk]"),
    ] {
        terminal.types(keys);
        assert!(terminal.shows_within(shown, RAISED), "no {shown:?} in:\n{}", terminal.text());
    }
    terminal
}

/// Runs what was approved, and sees it to its end.
fn is_recovered(terminal: &mut Terminal, name: &str) {
    terminal.types("X");
    terminal.shows(&format!("type {name} to do it"));
    terminal.types(&format!("{name}\r"));
    for shown in ["RECOVERED after", "end     Recovered"] {
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
}

fn is_recovered_by_the_shipped_strategy(drill: &str, name: &str) {
    let mut terminal = reaches_a_gate(drill, "application_recovery");
    approve(&mut terminal, name);
    is_recovered(&mut terminal, name);
    assert!(terminal.text().contains("with stanch"), "{}", terminal.text());
}

/// What a person beside this console does: the owner of a value, who puts it right.
fn somebody_writes(terminal: &Terminal, path: &str, change: &Value) {
    let folder = fs::read_dir(terminal.home.path().join("tmp")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(folder.join("kubeconfig")).unwrap();
    let config: Value = serde_saphyr::from_str(&text).unwrap();
    let (cluster, user) = (&config["clusters"][0]["cluster"], &config["users"][0]["user"]);
    let authority = STANDARD.decode(cluster["certificate-authority-data"].as_str().unwrap()).unwrap();
    let url = format!("{}{path}?fieldManager=treasury", cluster["server"].as_str().unwrap());
    let sent = async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().tls_certs_only([reqwest::Certificate::from_pem(&authority).unwrap()]);
        let request = client.no_proxy().build().unwrap().patch(url).bearer_auth(user["token"].as_str().unwrap());
        let typed = request.header("content-type", "application/merge-patch+json").body(change.to_string());
        typed.send().await.unwrap().status()
    };
    assert_eq!(tokio::runtime::Runtime::new().unwrap().block_on(sent), 200);
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

#[test]
fn blocking_call_is_recovered_from_the_keyboard() {
    is_recovered_by_the_shipped_strategy("blocking-call", "delivery");
}

#[test]
fn credential_is_recovered_with_its_owner() {
    let mut terminal = reaches_a_gate("credential", "outside_change");
    let token = json!({ "stringData": { "token": "pb-q4-not-a-real-token" } });
    somebody_writes(&terminal, "/api/v1/namespaces/payments/secrets/partner-bank-q3", &token);
    approve(&mut terminal, "payouts");
    is_recovered(&mut terminal, "payouts");
}

#[test]
fn config_drift_is_recovered_with_its_owner() {
    let mut terminal = reaches_a_gate("config-drift", "outside_change");
    let rules = json!({ "data": { "rules.yaml": "currency: EUR\nrounding_mode: half_up\nvat: {de: 19}\n" } });
    somebody_writes(&terminal, "/api/v1/namespaces/shop/configmaps/pricing-rules", &rules);
    approve(&mut terminal, "pricing");
    is_recovered(&mut terminal, "pricing");
}

#[test]
fn what_no_revision_explains_is_not_undone() {
    let mut terminal = Terminal::drill(&format!("config-drift --speed {SPEED}"));
    raised(&mut terminal);
    for (keys, shown) in [
        // Which revisions there were is read when it is opened.
        ("\r", "DIFF rev 2 -> 3"),
        ("W", "WALK "),
    ] {
        terminal.types(keys);
        terminal.shows(shown);
    }
    let until = Instant::now() + RAISED;
    while !terminal.shows_within("no revision explains it", Duration::from_millis(500)) {
        assert!(Instant::now() < until, "{}", terminal.text());
        terminal.types("\x1b");
        // Its keys are there again.
        terminal.shows("tab pane");
        terminal.types("W");
    }
    for (keys, shown) in [("\x1b[F\r", "START application_recovery"), ("\r", "No revision explains it")] {
        terminal.types(keys);
        terminal.shows(shown);
    }
    terminal.shows("outside_change");
    assert!(!terminal.text().contains("AT A GATE"), "{}", terminal.text());
}
