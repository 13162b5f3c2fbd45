//! What the adapters should follow now.

use crate::{
    domain::{
        cluster::ClusterNo,
        watch::{LastWords, Wanted},
        workload::Key,
    },
    logic::verdict::last_words_wanted,
};

use super::{
    fold::Board,
    record::{Progress, Record},
};

/// Of so many pods of a rollout the last words are read.
const SPEAKERS: usize = 3;

impl Board {
    /// What the adapters should follow of a cluster now.
    #[must_use]
    pub fn wanted(&self, cluster: ClusterNo) -> Wanted {
        let mut wanted = Wanted {
            open: self.open.iter().filter(|key| key.cluster == cluster).cloned().collect(),
            ..Wanted::default()
        };
        let time = self.sides.get(&cluster).map_or(self.now, |side| side.time(self.now));
        for (key, record) in self.followed(cluster) {
            wanted.bad.insert(key.clone());
            if needs_revisions(record) {
                wanted.revisions.insert(key.clone());
            }
            if record.needs_list(time) {
                wanted.unexplained.insert(key.clone());
            }
            wanted.last_words.extend(speakers(record));
        }
        let open = self.open.iter().filter_map(|key| self.record(key));
        wanted.last_words.extend(open.flat_map(speakers));
        wanted
    }

    /// The rollouts whose pods and events are followed although nobody has them open.
    pub(super) fn followed(&self, cluster: ClusterNo) -> impl Iterator<Item = (&Key, &Record)> {
        let records = self.sides.get(&cluster).into_iter().flat_map(|side| &side.records);
        records.filter(|(_, record)| record.is_followed)
    }
}

/// Only in the middle of a rollout have new pods to be told from old ones.
pub(super) fn needs_revisions(record: &Record) -> bool {
    let counts = record.workload.counts;
    let observed = record.workload.observed_generation.is_some_and(|seen| seen >= record.workload.generation);
    !observed || counts.total != counts.updated
}

/// The ends of containers whose words are wanted, of a few pods.
fn speakers(record: &Record) -> impl Iterator<Item = LastWords> {
    record.pods.values().filter_map(last_words_wanted).take(SPEAKERS)
}

/// Whether what is wanted of a rollout has arrived.
pub(super) fn is_complete(record: &Record) -> bool {
    let pods = record.pods_read != Progress::Awaited || !record.is_unexplained();
    let revisions = !needs_revisions(record) || record.revisions_read != Progress::Awaited;
    pods && revisions && speakers(record).all(|words| record.words.contains_key(&words))
}
