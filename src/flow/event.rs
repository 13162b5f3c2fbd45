//! What happened outside.

use serde::Serialize;

use crate::domain::{
    cluster::ClusterNo,
    inspection::{Answer, Question},
    logs::LogNews,
    text::Safe,
    watch::Batch,
};

use super::{
    desk::{JournalNews, News},
    drill::Standing,
    effect::Ticket,
};

/// Something that happened outside of the console's value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Event {
    /// A cluster's watches said something.
    Cluster(Batch),
    /// A question was answered.
    Answered { ticket: Ticket, cluster: ClusterNo, question: Question, answer: Answer },
    /// A log reader said something.
    Log { ticket: Ticket, news: LogNews },
    /// Text was copied: to the terminal's clipboard if it could be, and to this file.
    Copied { lines: usize, clipboard: Clipboard, file: Safe },
    /// The store said something by itself.
    Journal(JournalNews),
    /// Something came of an order.
    Desk { ticket: Ticket, news: Box<News> },
    /// The picture has been on the screen for long enough: what is typed from now on is meant for it.
    Settled { ticket: Ticket },
    /// Somebody's editor came to an end: what they wrote, or why that is not known.
    Edited { ticket: Ticket, edited: Result<Edited, Safe> },
    /// Something was saved.
    Saved { file: Safe },
    /// An effect failed; the text fits after "failed to".
    Failed(Safe),
    /// Another context was opened (`:ctx`), or could not be.
    Opened(Result<crate::domain::cluster::Cluster, Safe>),
    /// How the drill stands that this console is part of.
    Drill(Standing),
    /// The console came back from being suspended.
    Resumed,
}

/// What somebody wrote in their editor, and the file that it stays in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    pub text: String,
    pub file: Safe,
}

/// What became of a copy to the terminal's clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Clipboard {
    Sent,
    TooLong,
    /// The terminal is GNU screen, which swallows it.
    Swallowed,
}
