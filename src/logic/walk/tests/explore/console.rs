//! A console: what it knows, what it is at, and what it has heard.

use crate::{
    domain::{
        action::{Intent, Reply},
        digest::Digest,
        journal::Ulid,
    },
    logic::{
        gate::tests::make::{ground, rule},
        walk::{
            Event, Round, WalkState,
            tests::{
                explore::{
                    journal::WalkNo,
                    world::{Glimpse, Key, key, ulid},
                },
                make::{at, evaluated, intent, safe, the_plan},
            },
        },
    },
};

/// A console is gone, or has taken the lease at some time and believes to have it still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Console {
    Gone,
    Here { token: u8, view: WalkNo, doing: Doing },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doing {
    Idle,
    /// Something has happened, and it has not taken notice yet.
    Heard(Happening),
    /// Ordered, its entries are recorded, and it is not done yet.
    Must(Deed),
    Sent(Key),
    Fencing {
        key: Key,
        round: u8,
    },
    /// Of the variant that records too late: done, and not recorded yet.
    Late(Happening, Key),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deed {
    Observe,
    Plan,
    Begin,
    Send { key: Key, rv: u8 },
    Look { key: Key, round: u8 },
    Fence { key: Key, rv: u8, round: u8 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    Applied,
    Conflict,
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Happening {
    Resumed,
    Tick,
    Observed,
    Planned { shape: u8 },
    Ready { token: u8, rv: u8, generation: u8 },
    Drifted,
    Replied { key: Key, answer: Answer },
    Seen { key: Key, round: u8, glimpse: Glimpse },
    FenceReplied { key: Key, round: u8, answer: Answer },
}

impl Happening {
    pub fn event(self, walk: &WalkState) -> Event {
        let attempt = |id: &str| walk.cell(&safe(id)).map_or(0, |cell| cell.attempt);
        let waiting = || walk.waiting().map_or(Ulid(0), |request| request.asked().id);
        match self {
            Self::Resumed => Event::Resumed,
            Self::Tick => Event::Tick,
            Self::Observed => evaluated("again", attempt("again"), crate::domain::Truth::No),
            Self::Planned { shape } => {
                let mut plan = the_plan();
                plan.projection_sha256 = projection(shape);
                let attempt = attempt("act");
                let request = Ulid(u128::from(attempt));
                Event::Planned {
                    node: safe("act"),
                    attempt,
                    request,
                    plan,
                    rule: rule(1, true),
                    ground: Box::new(ground()),
                }
            }
            Self::Ready { token, rv, generation } => {
                let id = ulid(key(attempt("act"), token));
                let (rv, generation) = (safe(&rv.to_string()), i64::from(generation));
                Event::Ready { request: waiting(), intent: Intent { id, rv, generation, ..intent(0) } }
            }
            Self::Drifted => Event::Drifted { request: waiting(), reason: safe("target changed since it was shown") },
            Self::Replied { key, answer } => Event::Replied { intent: ulid(key), reply: answer.reply() },
            Self::Seen { key, round, glimpse } => {
                Event::Seen { intent: ulid(key), round: of(round), sight: glimpse.sight(key) }
            }
            Self::FenceReplied { key, round, answer } => {
                Event::FenceReplied { intent: ulid(key), round: of(round), reply: answer.reply() }
            }
        }
    }
}

impl Answer {
    fn reply(self) -> Reply {
        match self {
            Self::Applied => Reply::Applied { rv: safe(""), generation: 0 },
            Self::Conflict => Reply::Conflict,
            Self::Lost => Reply::Lost { message: safe("timed out") },
        }
    }
}

pub fn projection(shape: u8) -> Digest {
    Digest::of(&[shape])
}

fn of(number: u8) -> Round {
    Round { number, since: at(0) }
}
