//! Carrying out orders: one task for each thing that is worked on, so that nothing is done twice at a time.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::{mpsc, watch};

use crate::{
    adapters::store::Journal,
    domain::text::Safe,
    flow::{
        Event,
        desk::{News as Word, Order},
        effect::Ticket,
    },
    runtime::{news::News, task::Task},
};

use super::follow::{OpenStore, follow};

/// What an order works on: a newer order for the same takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Desk {
    /// Records that are written at once.
    Records,
    Analysis,
    Walk,
    Reading,
}

/// The store, and whoever carries out orders on it.
pub struct Office {
    journal: watch::Receiver<Option<Arc<dyn Journal>>>,
    news: mpsc::Sender<News>,
    work: HashMap<Desk, Task>,
    _follow: Task,
}

impl Office {
    pub fn open(open: OpenStore, news: mpsc::Sender<News>) -> Self {
        let (opened, journal) = watch::channel(None);
        let following = Task::start(follow(open, opened, news.clone()));
        Self { journal, news, work: HashMap::new(), _follow: following }
    }

    /// Carries out an order; what comes of it is told.
    pub fn carry_out(&mut self, ticket: Ticket, order: Order) {
        let desk = desk(&order);
        let Some(journal) = self.journal.borrow().clone() else {
            return self.say(ticket, Word::Refused(Safe::from_static("the store is not open")));
        };
        if matches!(order, Order::StopAnalysis) {
            self.work.remove(&Desk::Analysis);
            return self.say(ticket, Word::Done(Safe::from_static("stopped")));
        }
        let news = self.news.clone();
        let task = Task::start(async move {
            drop((journal, order));
            // The loop has ended if this fails.
            let _ = news.send(told(ticket, Word::Refused(Safe::from_static("not yet")))).await;
        });
        self.work.insert(desk, task);
    }

    fn say(&self, ticket: Ticket, word: Word) {
        let news = self.news.clone();
        tokio::spawn(async move {
            // The loop has ended if this fails.
            let _ = news.send(told(ticket, word)).await;
        });
    }
}

fn told(ticket: Ticket, word: Word) -> News {
    News::Event(Event::Desk { ticket, news: Box::new(word) })
}

fn desk(order: &Order) -> Desk {
    match order {
        Order::Analyze { .. } | Order::StopAnalysis => Desk::Analysis,
        Order::StartWalk { .. } | Order::RunWalk { .. } => Desk::Walk,
        Order::ReadEvidence { .. } | Order::ReadPatch { .. } | Order::ReadGate { .. } | Order::Egress { .. } => {
            Desk::Reading
        }
        _ => Desk::Records,
    }
}
