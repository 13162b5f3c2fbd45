//! Carrying out orders: one task for each thing that is worked on, so that nothing is done twice at a time.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::{mpsc, watch};

use crate::{
    adapters::{cluster::Api, store::Journal},
    domain::text::Safe,
    flow::{
        Event,
        desk::{JournalNews, News as Word, Order},
        effect::Ticket,
    },
    ops::analyze::Bench,
    runtime::{news::News, task::Task},
};

use super::{
    Sites, analysis, evidence, fixes,
    follow::{OpenStore, follow},
    records,
    walks::Walks,
    work::{Say, Work},
};

/// What an order works on: a newer order for the same takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Desk {
    Pulling,
    Analysis,
    Reading,
    Patch,
    Verification,
}

/// The store, and whoever carries out orders on it.
pub struct Office {
    bench: Arc<Bench>,
    journal: watch::Receiver<Option<Arc<dyn Journal>>>,
    news: mpsc::Sender<News>,
    work: HashMap<Desk, Task>,
    walks: Walks,
    _follow: Task,
}

impl Office {
    pub fn open(open: OpenStore, bench: Bench, sites: Sites, news: mpsc::Sender<News>) -> Self {
        let (opened, journal) = watch::channel(None);
        let (pinned, walks) = (sites.clone(), Walks::new(sites));
        let (adviser, out) = (analysis::adviser(&bench), news.clone());
        let following = Task::start(async move {
            // The loop has ended if this fails.
            let _ = out.send(News::Event(Event::Journal(JournalNews::Adviser(adviser)))).await;
            follow(open, pinned, opened, out).await;
        });
        Self { bench: Arc::new(bench), journal, news, work: HashMap::new(), walks, _follow: following }
    }

    /// Carries out an order; what comes of it is told.
    pub fn carry_out(&mut self, ticket: Ticket, order: Order, clusters: Vec<Arc<dyn Api>>) {
        let desk = desk(&order);
        let Some(journal) = self.journal.borrow().clone() else {
            return self.say(ticket, Word::Refused(Safe::from_static("the store is not open")));
        };
        if matches!(order, Order::StopAnalysis) {
            self.work.remove(&Desk::Analysis);
            return self.say(ticket, Word::Done(Safe::from_static("stopped")));
        }
        let say = Say::new(ticket, self.news.clone());
        let work = Work { journal, bench: Arc::clone(&self.bench), clusters, say };
        if Walks::takes(&order) {
            return self.walks.carry_out(work, order);
        }
        let carrying = carry_out(work, order);
        match desk {
            Some(desk) => drop(self.work.insert(desk, Task::start(carrying))),
            None => drop(tokio::spawn(carrying)),
        }
    }

    /// Ends what is carried out, and waits for what is in flight.
    pub async fn end(&mut self) {
        self.walks.end().await;
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
        | Order::EditPatch { .. } => fixes::carry_out(&work, order).await,
        Order::Note { .. } | Order::CloseIncident { .. } | Order::Verify => records::carry_out(&work, order).await,
        Order::OpenIncident { .. }
        | Order::Pull { .. }
        | Order::Paste { .. }
        | Order::BringFile { .. }
        | Order::BringRange { .. }
        | Order::Mark { .. }
        | Order::ReadEvidence { .. } => evidence::carry_out(&work, order).await,
        Order::Analyze { .. }
        | Order::AllowCloud { .. }
        | Order::Egress { .. }
        | Order::ProposeFix { .. }
        | Order::ProposeModelFix { .. } => analysis::carry_out(&work, order).await,
        // Carried out before: walks have tasks of their own, and a stop is no task.
        Order::StopAnalysis
        | Order::StartWalk { .. }
        | Order::RunWalk { .. }
        | Order::ReadGate { .. }
        | Order::Approve { .. }
        | Order::Reject { .. }
        | Order::Resolve { .. }
        | Order::StopWalk { .. }
        | Order::Arm { .. }
        | Order::Disarm => return,
    };
    // Errors of operations are whole sentences.
    work.say.word(done.unwrap_or_else(|error| Word::Refused(Safe::line(&error.to_string())))).await;
}

/// `None` for what writes records: it is ended, whatever is ordered next.
fn desk(order: &Order) -> Option<Desk> {
    Some(match order {
        Order::Analyze { .. } | Order::StopAnalysis => Desk::Analysis,
        Order::Pull { .. } | Order::OpenIncident { .. } => Desk::Pulling,
        Order::ReadEvidence { .. } | Order::Egress { .. } => Desk::Reading,
        Order::ReadPatch { .. } => Desk::Patch,
        Order::Verify => Desk::Verification,
        _ => return None,
    })
}
