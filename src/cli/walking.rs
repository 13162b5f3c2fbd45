//! The words of `stanch walk`.

use clap::{Subcommand, ValueEnum};

use crate::{
    domain::{approval::Acknowledgement, journal::Alias, walk::Answer},
    logic::gate::acknowledgement,
    ops::inspect::Target,
};

/// What to do with walks.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a walk and go on until its first gate: nothing is changed
    Start {
        #[arg(value_name = "STRATEGY")]
        strategy: String,
        /// Such as payments/deploy/checkout
        #[arg(long, value_name = "NAMESPACE/KIND/NAME")]
        target: Target,
        /// A parameter of the strategy, such as hold=60s; repeat it for several
        #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
        set: Vec<(String, String)>,
        /// The incident that it belongs to
        #[arg(long, value_name = "INC-1", value_parser = incident)]
        incident: Option<Alias>,
    },
    /// List the walks, the oldest first
    List,
    /// Print a walk: where it stands, and what waits for approval
    Show {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
    },
    /// Approve exactly what the gate shows; `run` then does it
    Approve {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
        /// The short code of what was shown
        #[arg(long, value_name = "4F2A-91C7")]
        code: String,
        /// The target's name; production asks for it
        #[arg(long = "type", value_name = "NAME")]
        typed: Option<String>,
        /// Take note of a guard that does not hold, with a reason; repeat it for several
        #[arg(long, value_name = "GUARD=REASON", value_parser = ack)]
        ack: Vec<Acknowledgement>,
    },
    /// Reject what the gate shows, with a reason
    Reject {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The short code of what was shown
        #[arg(long, value_name = "4F2A-91C7")]
        code: Option<String>,
    },
    /// Go on until the next gate or the end; what was approved is done
    Run {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
    },
    /// Answer what the walk asks a person
    Resolve {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
        /// What is so
        #[arg(long = "as", value_name = "ANSWER")]
        answer: Said,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// End a walk: what is under way is found out, and nothing new begun
    Stop {
        #[arg(value_name = "W-1", value_parser = alias)]
        walk: Alias,
        #[arg(long, value_name = "TEXT", default_value = "stopped by hand")]
        reason: String,
    },
}

impl Command {
    /// The walk that it is about, where that exists already.
    #[must_use]
    pub fn walk(&self) -> Option<Alias> {
        match self {
            Self::Start { .. } | Self::List => None,
            Self::Show { walk }
            | Self::Approve { walk, .. }
            | Self::Reject { walk, .. }
            | Self::Run { walk }
            | Self::Resolve { walk, .. }
            | Self::Stop { walk, .. } => Some(*walk),
        }
    }
}

/// A person's answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Said {
    /// It was done; of a question: yes
    #[value(alias = "yes")]
    Applied,
    /// It was not done; of a question: no
    #[value(alias = "no")]
    NotApplied,
    /// Nobody finds out: the walk goes where its strategy leads, or fails
    Abandon,
}

impl From<Said> for Answer {
    fn from(said: Said) -> Self {
        match said {
            Said::Applied => Self::Applied,
            Said::NotApplied => Self::NotApplied,
            Said::Abandon => Self::Abandon,
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| "write NAME=VALUE".to_owned())
}

fn ack(text: &str) -> Result<Acknowledgement, String> {
    acknowledgement(text).ok_or_else(|| "write GUARD=REASON".to_owned())
}

fn alias(text: &str) -> Result<Alias, String> {
    let is_walk = |alias: &Alias| matches!(alias, Alias::Walk(_));
    Alias::parse(text).filter(is_walk).ok_or_else(|| "write W-1".to_owned())
}

fn incident(text: &str) -> Result<Alias, String> {
    let is_one = |alias: &Alias| matches!(alias, Alias::Incident(_));
    Alias::parse(text).filter(is_one).ok_or_else(|| "write INC-1".to_owned())
}
