//! What the adapters should follow now. Kept rollout by rollout, as each is judged: in a storm nothing walks over all of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{
        watch::{LastWords, Wanted},
        workload::Key,
    },
    logic::verdict::last_words_wanted,
};

use super::record::{Progress, Record};

/// Of so many pods of a rollout the last words are read.
const SPEAKERS: usize = 3;

/// What is wanted of one cluster's rollouts, and what of it has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wishes {
    pub(super) wanted: Wanted,
    /// Whose last words each rollout wants.
    speakers: BTreeMap<Key, Vec<LastWords>>,
    rounds: BTreeMap<Key, u32>,
    /// The rollouts of which pods, revisions or last words have not arrived.
    pub(super) awaited: BTreeSet<Key>,
    /// The rollouts for which no list of events spoke.
    pub(super) unheard: BTreeSet<Key>,
}

impl Wishes {
    /// Somebody opens a rollout, or closes it.
    pub(super) fn open(&mut self, key: &Key, is_open: bool) {
        put(&mut self.wanted.open, key, is_open);
    }

    /// Finds anew what is wanted of one rollout; `None` if it is gone.
    pub(super) fn weigh(&mut self, key: &Key, record: Option<&Record>, time: Timestamp) {
        #[cfg(test)]
        tests::count();
        let read = record.filter(|record| record.is_read());
        let followed = record.filter(|record| record.is_followed);
        put(&mut self.wanted.bad, key, followed.is_some());
        put(&mut self.wanted.revisions, key, followed.is_some_and(needs_revisions));
        put(&mut self.wanted.unexplained, key, followed.is_some_and(|record| record.needs_list(time)));
        put(&mut self.unheard, key, read.is_some_and(|record| record.events_read == Progress::Awaited));
        let words: Vec<LastWords> = read.into_iter().flat_map(speakers).collect();
        put(&mut self.awaited, key, read.is_some_and(|record| !is_complete(record, &words)));
        self.speak(key, words);
        self.turn(key, read.map_or(0, |record| record.round));
    }

    fn speak(&mut self, key: &Key, words: Vec<LastWords>) {
        if self.speakers.get(key).map_or(&[][..], Vec::as_slice) == words {
            return;
        }
        for old in self.speakers.remove(key).into_iter().flatten() {
            self.wanted.last_words.remove(&old);
        }
        if !words.is_empty() {
            self.wanted.last_words.extend(words.iter().cloned());
            self.speakers.insert(key.clone(), words);
        }
    }

    fn turn(&mut self, key: &Key, round: u32) {
        if let Some(old) = self.rounds.remove(key) {
            self.wanted.again.remove(&(key.clone(), old));
        }
        if round > 0 {
            self.wanted.again.insert((key.clone(), round));
            self.rounds.insert(key.clone(), round);
        }
    }
}

fn put(set: &mut BTreeSet<Key>, key: &Key, member: bool) {
    if !member {
        set.remove(key);
    } else if !set.contains(key) {
        set.insert(key.clone());
    }
}

/// Only in the middle of a rollout have new pods to be told from old ones.
fn needs_revisions(record: &Record) -> bool {
    let counts = record.workload.counts;
    let observed = record.workload.observed_generation.is_some_and(|seen| seen >= record.workload.generation);
    !observed || counts.total != counts.updated
}

/// The ends of containers whose words are wanted, of a few pods.
fn speakers(record: &Record) -> impl Iterator<Item = LastWords> {
    record.pods.values().filter_map(last_words_wanted).take(SPEAKERS)
}

/// Whether what is wanted of a rollout has arrived, but for its events.
fn is_complete(record: &Record, words: &[LastWords]) -> bool {
    let pods = matches!(record.pods_read, Progress::Refused(_)) || !record.lacks_pods();
    let revisions = !record.is_open && !needs_revisions(record) || record.revisions_read != Progress::Awaited;
    pods && revisions && words.iter().all(|words| record.words.contains_key(words))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::Wishes;
    use crate::logic::board::Board;
    use crate::{
        domain::watch::{Change, Delta},
        logic::board::tests::make::{apply, board, key, pod, send, workload},
    };

    impl Board {
        /// Whether what is wanted is what one look at everything would find; patience apart, which is a matter of when one looks.
        pub(in crate::logic::board) fn wishes_agree(&self) -> bool {
            self.sides.values().all(|side| {
                let mut anew = Wishes::default();
                for key in &self.open {
                    anew.open(key, true);
                }
                for (key, record) in &side.records {
                    anew.weigh(key, Some(record), side.time(self.now));
                }
                anew.wanted.unexplained.clone_from(&side.wishes.wanted.unexplained);
                anew == side.wishes
            })
        }
    }

    thread_local! {
        /// How many rollouts were weighed.
        static WEIGHED: Cell<usize> = const { Cell::new(0) };
    }

    pub fn count() {
        WEIGHED.with(|count| count.set(count.get() + 1));
    }

    fn weighed(act: impl FnOnce()) -> usize {
        WEIGHED.with(|count| count.set(0));
        act();
        WEIGHED.with(Cell::get)
    }

    #[test]
    fn in_a_storm_a_change_costs_a_look_at_one_rollout() {
        let names: Vec<String> = (0..600).map(|no| format!("web-{no}")).collect();
        let mut board = board(names.iter().map(|name| workload("a", name, 0, 2)).collect());
        let no = crate::domain::cluster::ClusterNo(0);
        assert_eq!(board.wanted(no).bad.len(), 600);
        let one = weighed(|| {
            send(&mut board, 1, vec![apply(workload("a", "web-7", 1, 2))]);
            assert_eq!(board.wanted(no).unexplained.len(), 600);
            assert!(!board.is_settled());
        });
        assert_eq!(one, 1);
        let few = weighed(|| {
            let pods = ["web-1", "web-2"].map(|name| Change::Pod(Delta::Apply(pod("a", name, "7f9c", "1", true))));
            send(&mut board, 2, pods.to_vec());
            assert!(board.wanted(no).last_words.iter().all(|words| words.pod.starts_with("web-")));
            assert_eq!(board.wanted(no).last_words.len(), 2);
        });
        assert_eq!(few, 2);
        assert!(board.wanted(no).bad.contains(&key("a", "web-7")));
    }
}
