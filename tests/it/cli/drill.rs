//! `stanch drill` without a terminal: the list, the API alone, and what is refused.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, WatchFlags},
};
use serde_json::Value;

use super::run::Home;

/// No folder is that long in coming.
const PATIENCE: Timespec = Timespec { tv_sec: 60, tv_nsec: 0 };

/// In the order in which they are told.
const DRILLS: [&str; 10] = [
    "missing-env",
    "bad-image",
    "oom",
    "blocking-call",
    "db-pool",
    "migration",
    "credential",
    "dns",
    "unschedulable",
    "config-drift",
];

/// A drill that serves, with a folder of its own for what is temporary.
struct Served {
    child: Child,
    first: String,
    rest: BufReader<std::process::ChildStdout>,
    temporary: tempfile::TempDir,
    home: Home,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments)
    }

    fn start_in(temporary: tempfile::TempDir, arguments: &[&str]) -> Self {
        let home = Home::new();
        let mut command = home.command(arguments);
        command.env("TMPDIR", temporary.path()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut rest = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        rest.read_line(&mut first).unwrap();
        Self { child, first, rest, temporary, home }
    }

    fn kubeconfig(&self) -> &Path {
        Path::new(self.first.trim_end())
    }

    /// Sends a signal; what was said after the first line.
    fn end(mut self, signal: &str) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert_eq!(below(self.temporary.path()), Vec::<PathBuf>::new(), "something is left");
        assert_eq!(below(self.home.path()), Vec::<PathBuf>::new(), "something is in the user's home");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.rest, &mut said).unwrap();
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended, or a test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn the_list_has_a_line_for_each_the_name_first_in_order() {
    let listed = Home::new().run(&["drill", "--list"]);
    let names: Vec<&str> = listed.out.lines().map(|line| line.split_once("  ").unwrap().0.trim()).collect();
    assert_eq!((listed.code, names), (0, DRILLS.to_vec()), "{listed:?}");
    let json = Home::new().run(&["drill", "--list", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["drills"][1]["name"], "bad-image");
}

#[test]
fn what_is_wrong_is_said_with_what_may_be_meant() {
    let home = Home::new();
    let broken = home.write("broken.yaml", "titel: x\n");
    for (arguments, words) in [
        (["drill", "missing-evn", "--serve"].as_slice(), "did you mean `missing-env`?"),
        (&["drill", "oom", "--serve", "--speed", "61"], "61 is not in 1..=60"),
        (&["drill", "--pods", "5"], "--serve"),
        (&["drill", "oom", "--list"], "cannot be used with"),
        (&["drill", "--context", "prod"], "`--context` is not for a drill"),
        (&["drill", "--ephemeral"], "`--ephemeral` is not for a drill"),
        (&["drill", "./absent.yaml", "--serve"], "absent.yaml"),
        (&["drill", broken.to_str().unwrap(), "--serve"], "titel"),
        (&["drill"], "needs a terminal"),
    ] {
        let ended = home.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {ended:?}");
        assert!(ended.complaint().contains(words), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn the_api_alone_is_private_says_where_it_is_and_leaves_nothing_behind() {
    for signal in ["TERM", "INT"] {
        let served = Served::start(&["drill", "missing-env", "--serve"]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let kubeconfig = served.kubeconfig();
        assert_eq!((mode(kubeconfig), mode(kubeconfig.parent().unwrap())), (0o600, 0o700));
        assert!(kubeconfig.starts_with(served.temporary.path()), "{}", kubeconfig.display());
        let text: Value = serde_json::from_str(&fs::read_to_string(kubeconfig).unwrap()).unwrap();
        assert_eq!(text["current-context"], "operator");
        let said = served.end(signal);
        for part in ["KUBECONFIG=", "nobody looked", "nobody changed anything", "recovered                   no"] {
            assert!(said.contains(part), "no {part:?} in:\n{said}");
        }
    }
}

/// A drill in which nothing breaks, and which is there at once.
const QUIET: &str = "behaviours:\n- of: {image: \"registry.local/*\"}\n";

#[test]
fn what_is_ended_while_it_starts_leaves_nothing_behind() {
    let home = Home::new();
    let quiet = home.write("drills/quiet.yaml", QUIET);
    for arguments in [["drill", quiet.to_str().unwrap(), "--serve"].as_slice(), &["drill", "--serve", "--pods", "10"]] {
        for signal in ["TERM", "INT", "HUP"] {
            let temporary = tempfile::tempdir().unwrap();
            let watch = inotify::init(CreateFlags::CLOEXEC).unwrap();
            inotify::add_watch(&watch, temporary.path(), WatchFlags::CREATE).unwrap();
            let mut command = home.command(arguments);
            let mut child = command.env("TMPDIR", temporary.path()).stdout(Stdio::null()).spawn().unwrap();
            let made = poll(&mut [PollFd::new(&watch, PollFlags::IN)], Some(&PATIENCE)).unwrap();
            // The very moment at which there is something to leave behind.
            let pid = child.id().to_string();
            assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
            assert_eq!((made, child.wait().unwrap().code()), (1, Some(0)), "{arguments:?} {signal}");
            assert_eq!(below(temporary.path()), Vec::<PathBuf>::new(), "{arguments:?} {signal}");
        }
    }
}

#[test]
fn what_a_killed_one_left_is_taken_away_by_the_next() {
    let home = Home::new();
    let quiet = home.write("drills/quiet.yaml", QUIET);
    let arguments = ["drill", quiet.to_str().unwrap(), "--serve"];
    let mut killed = Served::start(&arguments);
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    let left = killed.kubeconfig().to_owned();
    assert!(left.exists());
    let temporary = std::mem::replace(&mut killed.temporary, tempfile::tempdir().unwrap());
    let living = Served::start_in(temporary, &arguments);
    assert!(!left.exists() && living.kubeconfig().exists());
    living.end("TERM");
}

#[test]
fn without_a_name_the_seed_picks_the_drill() {
    let served = Served::start(&["drill", "--serve", "--seed", "2"]);
    let said = served.end("TERM");
    assert!(said.starts_with("bad-image: ") && said.contains("drill                       bad-image"), "{said}");
}

#[test]
fn a_crowd_is_as_large_as_it_was_asked_for() {
    let served = Served::start(&["drill", "--serve", "--pods", "40", "--churn", "5"]);
    let kubeconfig = served.kubeconfig().display().to_string();
    let board = Home::new().run(&["--kubeconfig", &kubeconfig, "-A", "board", "--json"]);
    let board: Value = serde_json::from_str(&board.out).unwrap();
    let desired: u64 = board["rollouts"].as_array().unwrap().iter().map(|row| row["desired"].as_u64().unwrap()).sum();
    assert_eq!(desired, 40, "{board}");
    served.end("TERM");
}
