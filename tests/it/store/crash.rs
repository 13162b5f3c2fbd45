//! Processes that are killed while they append, and processes that append at once. `STANCH_TEST_KILLS` says how many kills.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::SystemTime,
};

use jiff::Timestamp;
use stanch::{
    adapters::store::{Address, Journal, Settings, Sqlite, Verification},
    domain::journal::Subject,
};

use super::make::{ALICE, Bed, note, started};

const STORE: &str = "STANCH_TEST_CHILD_STORE";
const COUNT: &str = "STANCH_TEST_CHILD_COUNT";

fn child(path: &Path, count: u64) -> Child {
    let arguments = ["--exact", "store::crash::the_child_that_appends", "--ignored", "--nocapture"];
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env(STORE, path).env(COUNT, count.to_string()).stdout(Stdio::piped());
    command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The seq that a line of the child acknowledges.
fn acknowledged(line: &str) -> Option<u64> {
    line.strip_prefix("acknowledged ")?.parse().ok()
}

#[tokio::test]
#[ignore = "run by the tests beside it, in a process that is killed"]
async fn the_child_that_appends() {
    let Some(path) = std::env::var_os(STORE) else { return };
    let count: u64 = std::env::var(COUNT).unwrap().parse().unwrap();
    let bed = Bed::new();
    let heads = Path::new(&path).with_file_name("heads");
    let settings = Settings {
        address: Address::Sqlite(path.into()),
        heads: Some(heads),
        clock: std::sync::Arc::new(Timestamp::now),
        ..bed.settings(ALICE)
    };
    let store = Sqlite::open(settings).await.unwrap();
    assert!(store.facts().refusals.is_empty(), "a kill looks like no rewind");
    let (_, walk, _) = store.open_stream(Subject::Walk, &[started()]).await.unwrap();
    let mut out = std::io::stdout();
    for n in 0..count {
        let records = store.append(walk, None, &[note(&n.to_string()), note("and one more")]).await.unwrap();
        write!(out, "\nacknowledged {}\n", records[1].seq).unwrap();
        out.flush().unwrap();
    }
}

/// Numbers that differ from run to run; a failing run prints them.
fn chance(round: u64) -> u64 {
    let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
    (u64::from(nanos) / 1000 + round * 7919) % 60
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_to_a_kill() {
    let bed = Bed::new();
    let kills: u64 = std::env::var("STANCH_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let mut last = 0;
    for round in 0..kills {
        let mut child = child(&bed.path(), 1_000_000);
        let after = chance(round);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut heard = lines.by_ref().filter_map(|line| acknowledged(&line));
        for _ in 0..=after {
            last = heard.next().unwrap_or_else(|| panic!("round {round}: the child ended"));
        }
        child.kill().unwrap();
        // What was said before the kill and not yet heard counts too.
        last = lines.filter_map(|line| acknowledged(&line)).last().unwrap_or(last);
        child.wait().unwrap();
        let store = bed.open(ALICE).await;
        let verified = store.verify(None).await.unwrap();
        let Verification::Whole { head } = &verified else { panic!("round {round} after {after}: {verified:?}") };
        assert!(head.seq >= last, "round {round} after {after}: {last} was acknowledged, {} is there", head.seq);
        let newest = store.page(head.seq - 1, 1).await.unwrap().remove(0);
        assert!(matches!(newest.stream_seq, 1 | 3 | 5 | 7 | 9 | 11..), "{newest:?}");
        assert_eq!(newest.stream_seq % 2, 1, "one beginning and whole pairs: {newest:?}");
    }
}

#[tokio::test]
async fn processes_that_start_at_once_write_one_chain() {
    let bed = Bed::new();
    let children: Vec<Child> = (0..3).map(|_| child(&bed.path(), 20)).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let store = bed.open(ALICE).await;
    let Verification::Whole { head } = store.verify(None).await.unwrap() else { panic!("broken") };
    assert_eq!(head.seq, 3 * 41);
    assert_eq!(store.list(Subject::Walk).await.unwrap().len(), 3);
}
