//! The chain of records: how the next one is made, and whether those that are there hold together.

use std::collections::BTreeMap;

use crate::domain::{
    digest::Digest,
    journal::{Head, Record, Ulid},
    text::Safe,
};

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    Whole {
        head: Head,
    },
    /// The first record that is not what the chain says it is.
    Broken {
        seq: u64,
        expected: Digest,
        found: Digest,
    },
    /// Older than a head that is known: rewound, restored or another one.
    Behind {
        known: Head,
        head: Head,
    },
}

/// What goes into a record besides its place in the chain.
pub struct Content {
    pub actor: Safe,
    pub stream: Ulid,
    pub stream_seq: u64,
    pub kind: Safe,
    pub body: Vec<u8>,
}

/// The record that follows a head.
pub fn next(seq: u64, hash: Digest, at_us: i64, content: Content) -> Record {
    let mut record = Record {
        seq: seq + 1,
        at_us,
        actor: content.actor,
        stream: content.stream,
        stream_seq: content.stream_seq,
        kind: content.kind,
        body_sha256: Digest::of(&content.body),
        body: Some(content.body),
        prev: hash,
        hash: Digest::default(),
    };
    record.hash = record.chained();
    record
}

/// Follows a log from its first record.
#[derive(Default)]
pub struct Follower {
    seq: u64,
    hash: Digest,
    at_us: i64,
    streams: BTreeMap<Ulid, u64>,
}

/// A record that does not follow: its number, and the digests that should be equal.
#[derive(Debug, PartialEq, Eq)]
pub struct Break {
    pub seq: u64,
    pub expected: Digest,
    pub found: Digest,
}

impl Follower {
    /// Takes the next record, if that is what it is.
    pub fn take(&mut self, record: &Record) -> Result<(), Break> {
        let broken = |seq, expected, found| Err(Break { seq, expected, found });
        if record.seq != self.seq + 1 || record.prev != self.hash {
            // A gap, a record in another's place or one that was put in: the chain ends before it.
            return broken(self.seq + 1, self.hash, record.prev);
        }
        if let Some(body) = &record.body
            && Digest::of(body) != record.body_sha256
        {
            return broken(record.seq, record.body_sha256, Digest::of(body));
        }
        let expected = record.chained();
        if expected != record.hash {
            return broken(record.seq, expected, record.hash);
        }
        let last = self.streams.entry(record.stream).or_default();
        if record.stream_seq != *last + 1 || record.at_us < self.at_us {
            return broken(record.seq, expected, record.hash);
        }
        *last += 1;
        (self.seq, self.hash, self.at_us) = (record.seq, record.hash, record.at_us);
        Ok(())
    }

    /// Where it stands.
    pub fn end(&self) -> (u64, Digest) {
        (self.seq, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(count: u64) -> Vec<Record> {
        let mut follower = Follower::default();
        let mut records = Vec::new();
        for n in 1..=count {
            let (seq, hash) = follower.end();
            let content = Content {
                actor: Safe::from_static("os:1(a)@h"),
                stream: Ulid(7),
                stream_seq: n,
                kind: Safe::from_static("note.added"),
                body: format!("{{\"text\":\"{n}\"}}").into_bytes(),
            };
            let record = next(seq, hash, 1_000, content);
            follower.take(&record).unwrap();
            records.push(record);
        }
        records
    }

    fn first_break(records: &[Record]) -> Option<u64> {
        let mut follower = Follower::default();
        records.iter().find_map(|record| follower.take(record).err()).map(|broken| broken.seq)
    }

    #[test]
    fn every_change_of_a_record_is_found_where_it_is() {
        assert_eq!(first_break(&log(5)), None);
        let changes: [fn(&mut Record); 8] = [
            |record| record.at_us += 1,
            |record| record.actor = Safe::from_static("os:2(b)@h"),
            |record| record.kind = Safe::from_static("note.other"),
            |record| record.body = Some(b"{}".to_vec()),
            |record| record.body_sha256 = Digest::of(b"{}"),
            |record| record.stream = Ulid(8),
            |record| record.prev = Digest::of(b""),
            |record| record.hash = Digest::of(b""),
        ];
        for change in changes {
            let mut records = log(5);
            change(&mut records[2]);
            assert_eq!(first_break(&records), Some(3));
        }
    }

    #[test]
    fn a_gap_and_a_swap_are_found() {
        let mut gap = log(5);
        gap.remove(2);
        assert_eq!(first_break(&gap), Some(3));
        let mut swapped = log(5);
        swapped.swap(1, 2);
        assert_eq!(first_break(&swapped), Some(2));
    }

    #[test]
    fn a_body_that_was_deleted_for_the_laws_sake_breaks_nothing() {
        let mut records = log(3);
        records[1].body = None;
        assert_eq!(first_break(&records), None);
    }
}
