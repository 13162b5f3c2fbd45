//! What the store says, and what comes of orders.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{
    Truth,
    analysis::Analysis,
    digest::Digest,
    evidence::EvidenceNo,
    journal::{Alias, Record, Ulid},
    strategy::{Definition, Strategy},
    text::Safe,
};

/// What the store says by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum JournalNews {
    /// It is open.
    Opened { db_id: Ulid, place: Safe, actor: Safe, durable: Truth, read_only: Option<Safe>, refusals: Vec<Safe> },
    /// It cannot be opened, or does not answer now.
    Failed(Safe),
    /// What a walk that comes next was started with.
    Definition { sha256: Digest, strategy: Box<Strategy> },
    /// What an incident's record that comes next names.
    Analysis { sha256: Digest, analysis: Box<Analysis> },
    /// New records, in order, without gaps.
    Records(Vec<Record>),
    /// The strategies that there are.
    Strategies(Vec<Strategy>),
    /// The model that may be asked.
    Adviser(Adviser),
    /// This process, as leases name it.
    Holder(Safe),
    /// Processes that took leases and have certainly ended: what they carried out, nobody carries out.
    Ended(Vec<Safe>),
}

/// The model that analyses may ask, as it is configured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub enum Adviser {
    /// None is configured.
    #[default]
    Nobody,
    /// On this host: nothing leaves.
    Local { name: Safe },
    /// Elsewhere: it is asked only where somebody allowed that.
    Cloud { name: Safe, host: Safe },
    /// What is configured cannot be used.
    Wrong { why: Safe },
}

/// What comes of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum News {
    /// It goes on: what it does now.
    Doing(Safe),
    /// What rules alone say of an incident: it stands whatever comes of the model.
    Found {
        incident: Alias,
        analysis: Box<Analysis>,
    },
    /// A piece of a model's answer, as it comes.
    Token(Safe),
    /// It is done, in words.
    Done(Safe),
    /// An incident, fix or walk was opened by it.
    Made(Alias),
    /// It was refused or failed: why, and what to do.
    Refused(Safe),
    Evidence {
        incident: Alias,
        no: EvidenceNo,
        lines: Vec<Safe>,
    },
    Patch {
        fix: Alias,
        lines: Vec<Safe>,
        /// As it is: for an editor, and never for the screen.
        text: String,
    },
    /// The difference that a request is about, as unified YAML.
    Gate {
        walk: Alias,
        request: Ulid,
        diff: Vec<Safe>,
    },
    /// Exactly what would leave this host, and where to.
    Egress {
        to: Safe,
        lines: Vec<Safe>,
    },
    /// Until when this console may act on a cluster; `None` when it may not.
    Armed {
        until: Option<Timestamp>,
        words: Safe,
    },
}

impl From<&Definition> for JournalNews {
    fn from(definition: &Definition) -> Self {
        Self::Definition { sha256: definition.sha256, strategy: Box::new(definition.strategy.clone()) }
    }
}
