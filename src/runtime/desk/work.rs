//! What an order is carried out with.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    adapters::store::Journal,
    flow::{Event, desk::News as Word, effect::Ticket},
    runtime::effects::News,
};

/// What an order is carried out with.
pub(super) struct Work {
    pub journal: Arc<dyn Journal>,
    pub say: Say,
}

/// Tells what comes of one order.
#[derive(Clone)]
pub(super) struct Say {
    ticket: Ticket,
    news: mpsc::Sender<News>,
}

impl Say {
    pub fn new(ticket: Ticket, news: mpsc::Sender<News>) -> Self {
        Self { ticket, news }
    }

    pub async fn word(&self, word: Word) {
        let event = Event::Desk { ticket: self.ticket, news: Box::new(word) };
        // The loop has ended if this fails.
        let _ = self.news.send(News::Event(event)).await;
    }
}
