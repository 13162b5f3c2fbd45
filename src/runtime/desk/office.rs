//! Carrying out orders: one task for each thing that is worked on, so that nothing is done twice at a time.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::{mpsc, watch};

use crate::{
    adapters::store::Journal,
    domain::text::Safe,
    flow::{
        desk::{News as Word, Order},
        effect::Ticket,
    },
    runtime::{effects::News, task::Task},
};

use super::{
    fixes,
    follow::{OpenStore, follow},
    records,
    work::{Say, Work},
};

/// What an order works on: a newer order for the same takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Desk {
    Analysis,
    Walk,
    Reading,
    Patch,
    Verification,
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
        let work = Work { journal, say: Say::new(ticket, self.news.clone()) };
        let carrying = carry_out(work, order);
        match desk {
            Some(desk) => drop(self.work.insert(desk, Task::start(carrying))),
            None => drop(tokio::spawn(carrying)),
        }
    }

    fn say(&self, ticket: Ticket, word: Word) {
        let say = Say::new(ticket, self.news.clone());
        tokio::spawn(async move { say.word(word).await });
    }
}

async fn carry_out(work: Work, order: Order) {
    let done = match order {
        Order::ReadPatch { .. }
        | Order::ApproveFix { .. }
        | Order::RejectFix { .. }
        | Order::ApplyFix { .. }
        | Order::ProposePatch { .. } => fixes::carry_out(&work, order).await,
        Order::Note { .. } | Order::CloseIncident { .. } | Order::Verify => records::carry_out(&work, order).await,
        _ => Ok(Word::Refused(Safe::from_static("not yet"))),
    };
    // Errors of operations are whole sentences.
    work.say.word(done.unwrap_or_else(|error| Word::Refused(Safe::line(&error.to_string())))).await;
}

/// `None` for what writes records: it is ended, whatever is ordered next.
fn desk(order: &Order) -> Option<Desk> {
    Some(match order {
        Order::Analyze { .. } | Order::StopAnalysis => Desk::Analysis,
        Order::StartWalk { .. } | Order::RunWalk { .. } => Desk::Walk,
        Order::ReadEvidence { .. } | Order::ReadGate { .. } | Order::Egress { .. } => Desk::Reading,
        Order::ReadPatch { .. } => Desk::Patch,
        Order::Verify => Desk::Verification,
        _ => return None,
    })
}
