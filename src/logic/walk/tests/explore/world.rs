//! The one object, the requests on their way to it, and what really happened to it.

use crate::{
    domain::{action::Sight, journal::Ulid},
    logic::walk::tests::make::safe,
};

/// An intent: `(attempt - 1) * LEASES + (token - 1)`.
pub type Key = u8;
pub const LEASES: u8 = 3;

pub fn key(attempt: u32, token: u8) -> Key {
    (u8::try_from(attempt).unwrap() - 1) * LEASES + token - 1
}

pub fn ulid(key: Key) -> Ulid {
    Ulid(100 + u128::from(key))
}

pub fn key_of(id: Ulid) -> Key {
    u8::try_from(id.0 - 100).unwrap()
}

pub fn bit(key: Key) -> u32 {
    1 << key
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Object {
    pub rv: u8,
    pub generation: u8,
    /// What approvals bind to: moved by whoever changes the object, not by fences and status.
    pub shape: u8,
    pub marker: Option<Key>,
    pub fence: Option<Key>,
    /// Copies on revisions.
    pub marks: u32,
    pub fences: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    Patch,
    Fence,
}

/// A request that was sent and has not arrived, or not for the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Request {
    pub sort: Sort,
    pub key: Key,
    pub rv: u8,
    /// Which console waits for the answer, with which lease; nobody waits for a copy's.
    pub from: Option<(u8, u8)>,
}

/// What somebody else does to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    Status,
    Write,
    /// As `kubectl rollout undo`: the annotations go, and the revisions may have a copy or not.
    Erase {
        copied: bool,
    },
}

impl Object {
    pub fn outside(mut self, what: Outside) -> Self {
        self.rv += 1;
        if what == Outside::Status {
            return self;
        }
        self.generation += 1;
        self.shape += 1;
        if let Outside::Erase { copied } = what {
            if copied {
                self.marks |= self.marker.map_or(0, bit);
                self.fences |= self.fence.map_or(0, bit);
            }
            (self.marker, self.fence) = (None, None);
        }
        self
    }

    pub fn patched(mut self, key: Key) -> Self {
        self.rv += 1;
        self.generation += 1;
        self.shape += 1;
        self.marker = Some(key);
        self
    }

    pub fn fenced(mut self, key: Key) -> Self {
        self.rv += 1;
        self.generation += 1;
        self.fence = Some(key);
        self
    }

    pub fn seen(&self, key: Key) -> Glimpse {
        Glimpse {
            rv: self.rv,
            generation: self.generation,
            marker: self.marker == Some(key),
            fence: self.fence == Some(key) || self.fences & bit(key) != 0,
            marked: self.marks & bit(key) != 0,
        }
    }
}

/// A look at the object, for one intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Glimpse {
    rv: u8,
    generation: u8,
    marker: bool,
    fence: bool,
    marked: bool,
}

impl Glimpse {
    pub fn sight(self, key: Key) -> Sight {
        let own = |is: bool| is.then(|| safe(&ulid(key).to_string()));
        Sight::Object {
            uid: safe("u-1"),
            rv: safe(&self.rv.to_string()),
            generation: i64::from(self.generation),
            marker: own(self.marker),
            fence: own(self.fence),
            marked_revision: self.marked,
            as_desired: false,
            last_writer: None,
        }
    }
}

/// What really happened, whoever knows of it; one bit for each intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Truth {
    pub applied: u32,
    pub twice: bool,
    /// As the journal has it.
    pub begun: u32,
    pub succeeded: u32,
    pub failed: u32,
    /// Attempts that a person approved.
    pub approved: u8,
    /// Whether somebody was told that the walk stops.
    pub stopped: bool,
    /// The first rule that was seen to be broken.
    pub wrong: Option<&'static str>,
}

impl Truth {
    pub fn apply(&mut self, key: Key) {
        self.twice |= self.applied & bit(key) != 0;
        self.applied |= bit(key);
    }

    /// Takes down that a rule was broken.
    pub fn breaks(&mut self, rule: &'static str, broken: bool) {
        if broken {
            self.wrong.get_or_insert(rule);
        }
    }

    /// What must never be.
    pub fn broken(&self) -> Option<&'static str> {
        let rules = [
            (self.applied & self.failed != 0, "the journal says not applied, and it was"),
            (self.succeeded & !self.applied != 0, "the journal says applied, and it was not"),
            (self.twice || self.applied.count_ones() > 1, "the effect happened twice"),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, rule)| rule).or(self.wrong)
    }
}
