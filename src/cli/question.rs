//! What `stanch audit` is asked.

use std::path::PathBuf;

use clap::Subcommand;

use crate::domain::journal::Alias;

/// What is asked of the journal.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// List the records, the oldest first
    List {
        /// Of one walk, incident or fix only
        #[arg(long, value_name = "W-1", value_parser = alias)]
        stream: Option<Alias>,
    },
    /// Print one record, or all of a walk, incident or fix, with what they say
    Show {
        #[arg(value_name = "SEQ|W-1", value_parser = which)]
        which: Which,
    },
    /// Check every record against its chain, and the newest against the head that this console knows
    Verify {
        /// Check against this head as well: what `audit verify --json` printed before
        #[arg(long, value_name = "FILE")]
        from_head: Option<PathBuf>,
    },
}

/// One record, or a stream.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    Seq(u64),
    Stream(Alias),
}

fn alias(text: &str) -> Result<Alias, String> {
    Alias::parse(text).ok_or_else(|| "write W-1, INC-1 or F-1".to_owned())
}

fn which(text: &str) -> Result<Which, String> {
    let seq = text.parse().ok().filter(|seq| *seq > 0).map(Which::Seq);
    seq.or_else(|| Alias::parse(text).map(Which::Stream)).ok_or_else(|| "write 12, W-1, INC-1 or F-1".to_owned())
}
