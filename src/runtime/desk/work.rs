//! One order that is carried out: with what, and to whom it is told what comes of it.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    adapters::{cluster::Api, store::Journal},
    domain::text::Safe,
    flow::{Event, desk::News as Word, effect::Ticket},
    ops::analyze::Bench,
    runtime::news::News,
};

/// What an order is carried out with.
pub(super) struct Work {
    pub journal: Arc<dyn Journal>,
    pub bench: Arc<Bench>,
    pub clusters: Vec<Arc<dyn Api>>,
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
        // The loop has ended if this fails.
        let _ = self.news.send(self.told(word)).await;
    }

    /// What nobody misses where the loop is busy.
    pub fn in_passing(&self, text: &str) {
        let _ = self.news.try_send(self.told(Word::Doing(Safe::line(text))));
    }

    fn told(&self, word: Word) -> News {
        News::Event(Event::Desk { ticket: self.ticket, news: Box::new(word) })
    }
}
