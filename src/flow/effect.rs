//! What the runtime must do, as plain data.

use serde::Serialize;

use crate::domain::{cluster::ClusterNo, inspection::Question, logs::LogRequest, text::Safe, watch::Wanted};

use super::desk::Order;

/// Tells the answers of one request from those of an older one: late ones are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
pub struct Ticket(pub u64);

impl Ticket {
    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Something that the runtime must do. It owns one task per key (cluster, pane): a new one replaces the old.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Effect {
    /// Follow these rollouts' details from now on.
    Want {
        cluster: ClusterNo,
        wanted: Wanted,
    },
    Ask {
        ticket: Ticket,
        cluster: ClusterNo,
        question: Question,
    },
    /// Read logs; replaces whatever logs were being read.
    Tail {
        ticket: Ticket,
        cluster: ClusterNo,
        request: LogRequest,
    },
    StopTail,
    /// To the terminal's clipboard (OSC 52) and to a file beside it.
    Copy {
        text: Safe,
    },
    /// To a file of this name under the state directory.
    Save {
        name: Safe,
        text: Safe,
    },
    /// Let somebody edit this in their own editor, which gets the terminal meanwhile.
    Edit {
        ticket: Ticket,
        name: Safe,
        text: String,
    },
    /// Pin another context (`:ctx`), in place of the present ones.
    OpenContext {
        name: Safe,
    },
    /// Let this call of a credential plugin run from now on, and log in with it.
    AllowPlugin {
        cluster: ClusterNo,
        call: Safe,
    },
    /// Heartbeat and watches at once, without waiting for a backoff.
    Reconnect {
        cluster: ClusterNo,
    },
    /// Something of the store, or of what rests on it.
    Desk {
        ticket: Ticket,
        order: Box<Order>,
    },
    /// Tell when what is on the screen now has been there for so long that somebody can have seen it.
    Settle {
        ticket: Ticket,
    },
    Bell,
    /// Draw everything again.
    Repaint,
    Suspend,
    Quit,
}
