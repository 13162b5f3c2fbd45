//! Carries a walk out: a pure step, its entries in one durable append, and only then its orders.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{sync::watch, time::sleep};

use crate::{
    adapters::{
        actions::Ready,
        store::{self, Class, Journal},
    },
    domain::{
        Truth,
        action::Refusal,
        approval::Arming,
        journal::Ulid,
        text::Safe,
        walk::{Entry, Standing},
    },
    logic::walk::{Event, Moment, Order, Status, Step, step},
    ops::analyze::Bench,
};

use super::{
    Error,
    append::append,
    arm::{arm, unarmed},
    evaluator::Evaluator,
    read::Walk,
    site::{Glance, Site},
    tenure::Tenure,
};

/// Seconds that an effect may take, and that its lease has to hold when it begins.
const MARGIN: Duration = Duration::from_secs(15);
/// Waits for a journal that does not answer begin with this and end with that.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Why a walk stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// People are to decide at a gate.
    Gate,
    /// A person is asked something.
    Question,
    /// What is next is a write, and this process may not.
    Unarmed,
    Ended,
    /// This process was told to end.
    Halted,
}

/// What happens to an order.
pub(super) enum Then {
    Event(Event),
    Pause(Pause),
}

/// One walk in the hands of one process.
pub struct Driver<'a> {
    pub(super) journal: Arc<dyn Journal>,
    pub(super) site: &'a Site,
    pub walk: Walk,
    pub(super) arming: Arming,
    pub(super) tenure: Tenure,
    pub(super) evaluator: Evaluator,
    /// An effect that is ready to be sent, until its intent is recorded.
    pub(super) ready: Option<Ready>,
    /// Requests whose target was looked at by this process.
    pub(super) looked_at: BTreeSet<Ulid>,
    /// Whether this process was told to end: nothing is begun any more.
    halt: watch::Receiver<bool>,
    tell: &'a (dyn Fn(&str) + Sync),
    /// Until when a console is armed that carries this out; none where this process acts until it ends.
    armed: Option<watch::Receiver<Option<Timestamp>>>,
    /// What was said last of the node that the walk is at.
    told: Safe,
    /// Whether it stops as soon as no plan is to be made.
    plans_only: bool,
    /// How evidence is taken in; without it a collect keeps what conditions read, and nothing else.
    pub(super) bench: Option<Arc<Bench>>,
}

impl<'a> Driver<'a> {
    /// Takes a walk that nobody carries out, on the cluster that it began on.
    pub async fn take(
        journal: Arc<dyn Journal>,
        site: &'a Site,
        walk: Walk,
        halt: watch::Receiver<bool>,
        tell: &'a (dyn Fn(&str) + Sync),
    ) -> Result<Self, Error> {
        site.is_of(&walk).await?;
        let tenure = Tenure::take(Arc::clone(&journal), walk.id).await?;
        Ok(Self {
            journal,
            site,
            walk,
            arming: unarmed(),
            tenure,
            evaluator: Evaluator::start(),
            ready: None,
            looked_at: BTreeSet::new(),
            halt,
            tell,
            armed: None,
            told: Safe::default(),
            plans_only: false,
            bench: None,
        })
    }

    /// Arms this process, if nothing speaks against it, and says what does.
    pub async fn arm(&mut self, glance: &Glance) -> Result<Arming, Error> {
        self.arm_for(glance, Safe::from_static("stanch walk run: this process only, until it ends")).await
    }

    /// The same with the reason that somebody gave.
    pub async fn arm_for(&mut self, glance: &Glance, reason: Safe) -> Result<Arming, Error> {
        self.arming = arm(&*self.journal, self.site, &self.walk, glance, reason).await?;
        Ok(self.arming.clone())
    }

    /// It may act only while its console is armed.
    pub fn while_armed(&mut self, until: watch::Receiver<Option<Timestamp>>) {
        self.armed = Some(until);
    }

    /// What it collects becomes evidence of the walk's incident.
    pub fn collect_by(&mut self, bench: Arc<Bench>) {
        self.bench = Some(bench);
    }

    /// Goes on until the next gate, a question or the end, and gives the lease back.
    pub async fn run(mut self) -> Result<(Walk, Pause), Error> {
        let paused = self.go_on().await;
        // Where it was fenced there is nothing left to give back.
        self.tenure.release().await;
        Ok((self.walk, paused?))
    }

    /// Makes a new plan where an approval fell, and nothing else.
    pub async fn plan_again(mut self) -> Result<(Walk, Pause), Error> {
        self.plans_only = true;
        self.run().await
    }

    async fn go_on(&mut self) -> Result<Pause, Error> {
        let mut event = Event::Resumed;
        let mut wait = FIRST_WAIT;
        loop {
            if self.is_halted() && !is_an_end(&event) {
                return Ok(Pause::Halted);
            }
            let recorded = self.advance(&event).await;
            let step = match recorded {
                Ok(step) => step,
                Err(Error::Store(error)) if error.class() == Class::Unavailable && !self.tenure.left().is_zero() => {
                    // What could not be appended may have been: the same event is taken again on what is there now.
                    (self.tell)(&error.to_string());
                    sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                    continue;
                }
                Err(error) => match too_large(&event, &error) {
                    Some(refused) => {
                        event = refused;
                        continue;
                    }
                    None => return Err(error),
                },
            };
            wait = FIRST_WAIT;
            if step.entries.is_empty() && step.orders.is_empty() && matches!(event, Event::Tick | Event::Resumed) {
                return self.standstill();
            }
            if self.plans_only && self.status() != Some(Status::AwaitingApproval) {
                return Ok(Pause::Unarmed);
            }
            event = match self.carry_out(step.orders).await? {
                Then::Event(event) => event,
                Then::Pause(pause) => return Ok(pause),
            };
        }
    }

    /// Reads what others recorded, steps, and records that. Where it fails nothing was ordered.
    async fn advance(&mut self, event: &Event) -> Result<Step, Error> {
        self.walk.refresh(&*self.journal).await?;
        loop {
            let step = step(&self.walk.state, event, self.moment());
            if step.entries.is_empty() {
                return Ok(step);
            }
            match append(&*self.journal, &self.walk, Some(&self.tenure.lease), &step.entries).await {
                // Somebody's word came in between: the same event is taken on what is there now.
                Err(Error::Store(store::Error::Moved)) if self.walk.refresh(&*self.journal).await? => {}
                recorded => {
                    recorded?;
                    self.walk.refresh(&*self.journal).await?;
                    if step.entries.iter().any(|entry| matches!(entry, Entry::Captured { .. })) {
                        self.walk.recall(&*self.journal).await?;
                    }
                    self.report(&step.entries);
                    return Ok(step);
                }
            }
        }
    }

    pub(super) fn moment(&self) -> Moment {
        let may_write = self.is_armed() && self.tenure.left() >= MARGIN;
        Moment { now: self.walk.now(self.site.now()), may_write }
    }

    /// Whether this process may act, however much of its lease is left.
    pub(super) fn is_armed(&self) -> bool {
        let is_in_time = |until: Timestamp| self.site.now() < until;
        let console = self.armed.as_ref().is_none_or(|armed| armed.borrow().is_some_and(is_in_time));
        self.arming.allowed == Truth::Yes && console
    }

    pub(super) fn may_write(&self) -> bool {
        self.moment().may_write
    }

    pub(super) fn is_halted(&self) -> bool {
        *self.halt.borrow()
    }

    /// Until this process is told to end.
    pub(super) async fn halted(&self) {
        let mut halt = self.halt.clone();
        if halt.wait_for(|told| *told).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    async fn carry_out(&mut self, orders: Vec<Order>) -> Result<Then, Error> {
        match orders.into_iter().next() {
            None => Ok(Then::Event(Event::Tick)),
            Some(order) => self.perform(order).await,
        }
    }

    fn standstill(&self) -> Result<Pause, Error> {
        if let Some(violation) = self.walk.state.violation() {
            return Err(violation.clone().into());
        }
        Ok(match (self.walk.state.standing(), self.status()) {
            (Standing::Done | Standing::Failed, _) => Pause::Ended,
            (_, Some(Status::AwaitingApproval)) => Pause::Gate,
            _ => Pause::Question,
        })
    }

    fn status(&self) -> Option<Status> {
        let state = &self.walk.state;
        state.current().and_then(|node| state.cell(node)).map(|cell| cell.status)
    }

    /// Says on the way what is worth it.
    fn report(&mut self, entries: &[Entry]) {
        for entry in entries {
            let line = match entry {
                Entry::Reached { node, .. } => self.title(node),
                Entry::Stale { reason, .. } => format!("the approval fell: {reason}"),
                Entry::Expired { .. } => "the approval ran out".to_owned(),
                _ => continue,
            };
            (self.tell)(&line);
        }
        let words = self.walk.state.path().last().map(|trace| trace.words.clone()).unwrap_or_default();
        if !words.is_empty() && words != self.told {
            (self.tell)(&format!("  {words}"));
            self.told = words;
        }
    }

    fn title(&self, id: &str) -> String {
        let nodes = &self.walk.state.strategy().nodes;
        let title =
            nodes.iter().find(|node| node.id.as_str() == id).map(|node| node.title.as_str()).unwrap_or_default();
        format!("{id}: {title}")
    }
}

/// What becomes of a plan that no record can hold.
fn too_large(event: &Event, error: &Error) -> Option<Event> {
    let (Event::Planned { node, attempt, .. }, Error::Store(store::Error::TooLarge { .. })) = (event, error) else {
        return None;
    };
    let refusal = Refusal::Impossible { message: Safe::line(&format!("its plan is too large to be kept: {error}")) };
    Some(Event::PlanRefused { node: node.clone(), attempt: *attempt, refusal })
}

/// Whether an event says how something ended that cannot be asked again: it is recorded before this process ends.
fn is_an_end(event: &Event) -> bool {
    matches!(event, Event::Replied { .. } | Event::FenceReplied { .. } | Event::Seen { .. })
}
