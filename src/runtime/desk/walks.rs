//! Orders about walks: begun, carried out, decided on, and what lets them act. A walk that is carried out goes on whatever is ordered next;
//! its lease says that nobody else does.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    adapters::store::{self, Journal},
    domain::{
        Truth,
        cluster::ClusterNo,
        digest::Digest,
        journal::{Alias, Draft, Ulid},
        text::Safe,
        workload::Key,
    },
    flow::desk::{News as Word, Order},
    logic::{gate::ARMED_SECONDS, strategy::set},
    ops::analyze::Bench,
    ops::walk::{self, Document, Driver, Error, Given, Pause, Site, Spoken, Walk, Wanted},
    runtime::clock,
};

use super::{
    Sites,
    work::{Say, Work},
};

/// What is in flight gets so long when the console ends.
const LAST: Duration = Duration::from_secs(10);

/// The walks that this console works on.
pub(super) struct Walks {
    sites: Sites,
    arms: Arms,
    halt: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Until when this console may act, and where.
#[derive(Clone, Default)]
struct Arms(Arc<Mutex<Option<Armed>>>);

struct Armed {
    cluster: ClusterNo,
    reason: Safe,
    until: watch::Sender<Option<Timestamp>>,
}

/// What one order is carried out with.
struct Hand {
    journal: Arc<dyn Journal>,
    sites: Sites,
    arms: Arms,
    halt: watch::Receiver<bool>,
    bench: Arc<Bench>,
    say: Say,
}

impl Walks {
    pub fn new(sites: Sites) -> Self {
        Self { sites, arms: Arms::default(), halt: watch::Sender::new(false), tasks: JoinSet::new() }
    }

    /// Whether an order is about walks.
    pub fn takes(order: &Order) -> bool {
        matches!(
            order,
            Order::StartWalk { .. }
                | Order::RunWalk { .. }
                | Order::ReadGate { .. }
                | Order::Approve { .. }
                | Order::Reject { .. }
                | Order::Resolve { .. }
                | Order::StopWalk { .. }
                | Order::Arm { .. }
                | Order::Disarm
        )
    }

    pub fn carry_out(&mut self, work: Work, order: Order) {
        while self.tasks.try_join_next().is_some() {}
        let Work { journal, bench, say, .. } = work;
        let (sites, arms, halt) = (self.sites.clone(), self.arms.clone(), self.halt.subscribe());
        let hand = Hand { journal, sites, arms, halt, bench, say };
        self.tasks.spawn(async move {
            let done = Box::pin(hand.carry_out(order)).await;
            hand.say.word(done.unwrap_or_else(|error| Word::Refused(words(&error)))).await;
        });
    }

    /// Begins nothing any more, and waits for what is in flight.
    pub async fn end(&mut self) {
        self.halt.send_replace(true);
        // What does not end by then is found out by whoever takes the walk next.
        let _ = timeout(LAST, async { while self.tasks.join_next().await.is_some() {} }).await;
    }
}

impl Hand {
    async fn carry_out(&self, order: Order) -> Result<Word, Error> {
        match order {
            Order::StartWalk { strategy, key, parameters, incident } => {
                let given: Vec<_> =
                    parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
                self.start(&strategy, &key, &given, incident).await
            }
            Order::RunWalk { walk } => {
                let (walk, site) = self.open(walk).await?;
                self.drive(&site, walk).await
            }
            Order::ReadGate { walk, request } => self.read_gate(walk, request).await,
            Order::Approve { walk, request, binding_sha256, typed, acknowledged } => {
                let typed = Some(typed.to_string());
                let given = Given { code: Some(Safe::line(&binding_sha256.code())), typed, acknowledged };
                self.approve(walk, (request, binding_sha256), given).await
            }
            Order::Reject { walk, request, binding_sha256, reason } => {
                let (mut walk, site) = self.open(walk).await?;
                is_waiting(&walk, request, binding_sha256)?;
                walk::reject(&*self.journal, &mut walk, (&reason, None), clock::now()).await?;
                self.drive_on(&site, walk).await
            }
            Order::Resolve { walk, answer, reason } => {
                let (mut walk, site) = self.open(walk).await?;
                walk::resolve(&*self.journal, &mut walk, (answer, &reason), clock::now()).await?;
                self.drive_on(&site, walk).await
            }
            Order::StopWalk { walk, reason } => {
                let (mut walk, site) = self.open(walk).await?;
                walk::stop(&*self.journal, &mut walk, &reason, clock::now()).await?;
                self.drive_on(&site, walk).await
            }
            Order::Arm { cluster, reason } => self.arm(cluster, reason).await,
            Order::Disarm => self.disarm().await,
            _ => Ok(Word::Refused(Safe::from_static("that is not about a walk"))),
        }
    }

    async fn start(
        &self,
        id: &Safe,
        key: &Key,
        given: &[(String, String)],
        incident: Option<Alias>,
    ) -> Result<Word, Error> {
        let Some(site) = self.sites.at(key) else { return Ok(refused("its cluster is not connected any more")) };
        let Some(definition) = self.sites.definition(id.clone()).await else {
            return Ok(refused(&format!("there is no strategy {id} any more")));
        };
        let parameters = match set(&definition.strategy, given) {
            Ok(parameters) => parameters,
            Err(why) => return Ok(refused(&why)),
        };
        let walk = walk::start(&*self.journal, &site, Wanted { definition, parameters, incident }).await?;
        self.say.word(Word::Made(walk.alias)).await;
        self.drive(&site, walk).await
    }

    /// A walk, and where it takes place.
    async fn open(&self, alias: Alias) -> Result<(Walk, Site), Error> {
        let walk = Walk::open(&*self.journal, alias).await?;
        let place = &walk.start()?.target;
        let site = self.sites.of(place).ok_or_else(|| {
            let text =
                format!("{alias} is about context {}, which is not connected: `:ctx {}`", place.context, place.context);
            Error::Refused(text)
        })?;
        Ok((walk, site))
    }

    /// Goes on after a word that is recorded, whoever carries the walk out.
    async fn drive_on(&self, site: &Site, walk: Walk) -> Result<Word, Error> {
        let alias = walk.alias;
        match self.drive(site, walk).await {
            Err(Error::Store(store::Error::Held { .. })) => {
                Ok(Word::Done(Safe::line(&format!("{alias}: recorded; whoever carries it out takes notice"))))
            }
            driven => driven,
        }
    }

    /// Goes on until the next gate, a question, a change that it may not make, or the end.
    async fn drive(&self, site: &Site, walk: Walk) -> Result<Word, Error> {
        let alias = walk.alias;
        if walk.state.ended().is_some() {
            return Ok(Word::Done(Safe::line(&format!("{alias} has ended"))));
        }
        let say = self.say.clone();
        let tell = move |line: &str| say.in_passing(&format!("{alias} {line}"));
        let journal = Arc::clone(&self.journal);
        let mut driver = Driver::take(journal, site, walk, self.halt.clone(), &tell).await?;
        driver.collect_by(Arc::clone(&self.bench));
        // The first look says who the cluster is: policies name it so.
        let glance = site.acquaintance().await;
        let mut refusals = Vec::new();
        if let Some((until, reason)) = self.arms.of(site.key.cluster) {
            let arming = driver.arm_for(&glance, reason).await?;
            if arming.allowed == Truth::Yes {
                driver.while_armed(until);
            }
            refusals = arming.refusals;
        }
        let (walk, pause) = driver.run().await?;
        Ok(Self::paused(&walk, pause, &refusals))
    }

    fn paused(walk: &Walk, pause: Pause, refusals: &[Safe]) -> Word {
        let alias = walk.alias;
        let done = |text: &str| Word::Done(Safe::line(text));
        match pause {
            Pause::Gate => done(&format!("{alias} waits at a gate: enter opens it")),
            Pause::Question => {
                let question = walk.state.question().map_or("", |(_, question)| question.as_str());
                done(&format!("{alias} asks: {question}"))
            }
            Pause::Unarmed if refusals.is_empty() => {
                refused(&format!("{alias}: what is next changes something: `:arm REASON`, then X"))
            }
            Pause::Unarmed => {
                let why: Vec<&str> = refusals.iter().map(Safe::as_str).collect();
                refused(&format!("{alias}: no actions: {}", why.join("; ")))
            }
            Pause::Halted => done(&format!("{alias} stands still")),
            Pause::Ended => done(&format!("{alias} has ended")),
        }
    }

    /// The change that a request is about, by the bytes that its binding names.
    async fn read_gate(&self, alias: Alias, request: Ulid) -> Result<Word, Error> {
        let walk = Walk::open(&*self.journal, alias).await?;
        let document = Document::of(&*self.journal, &walk).await?;
        let Some(gate) = document.gate.filter(|gate| gate.request == request) else {
            return Ok(refused(&format!("{alias} does not wait there any more")));
        };
        let diff = gate.change.lines().map(Safe::line).collect();
        Ok(Word::Gate { walk: alias, request, diff })
    }

    async fn approve(&self, alias: Alias, (request, binding): (Ulid, Digest), given: Given) -> Result<Word, Error> {
        let (mut walk, site) = self.open(alias).await?;
        is_waiting(&walk, request, binding)?;
        match walk::approve(&*self.journal, &site, &mut walk, given).await? {
            Spoken::Recorded => {
                Ok(Word::Done(Safe::line(&format!("{alias}: approved; nothing is done before X runs it"))))
            }
            Spoken::Fallen(reason) => {
                self.say.word(Word::Refused(Safe::line(&format!("{alias}: not approved: {reason}")))).await;
                self.drive(&site, walk).await
            }
        }
    }

    async fn arm(&self, cluster: ClusterNo, reason: Safe) -> Result<Word, Error> {
        let Some(site) = self.sites.cluster(cluster) else {
            return Ok(refused("that cluster is not connected any more"));
        };
        self.say.word(Word::Doing(Safe::from_static("finding out whether this console may be armed"))).await;
        let arming = walk::arm_console(&*self.journal, &site, &reason).await?;
        if arming.allowed != Truth::Yes {
            let why: Vec<&str> = arming.refusals.iter().map(Safe::as_str).collect();
            return Ok(refused(&format!("not armed: {}", why.join("; "))));
        }
        let seconds = i64::try_from(ARMED_SECONDS).unwrap_or_default();
        let until = clock::now().saturating_add(SignedDuration::from_secs(seconds)).unwrap_or_default();
        self.arms.take(Armed { cluster, reason, until: watch::Sender::new(Some(until)) });
        let context = site.api.cluster().context;
        let words =
            Safe::line(&format!("ARMED for 15 minutes on {context}: what was approved can be run; :disarm ends it"));
        Ok(Word::Armed { until: Some(until), words })
    }

    async fn disarm(&self) -> Result<Word, Error> {
        if self.arms.give_up() {
            let draft = Draft { kind: Safe::from_static("disarmed"), body: b"{}".to_vec() };
            self.journal.append(self.journal.facts().db_id, None, &[draft]).await?;
        }
        Ok(Word::Armed { until: None, words: Safe::from_static("READ-ONLY") })
    }
}

impl Arms {
    /// Until when this console may act on a cluster, and why it was armed.
    fn of(&self, cluster: ClusterNo) -> Option<(watch::Receiver<Option<Timestamp>>, Safe)> {
        let armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let armed = armed.as_ref().filter(|armed| armed.cluster == cluster)?;
        let is_over = armed.until.borrow().is_none_or(|until| clock::now() >= until);
        (!is_over).then(|| (armed.until.subscribe(), armed.reason.clone()))
    }

    fn take(&self, armed: Armed) {
        self.give_up();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(armed);
    }

    /// Whoever acts because of it acts no more; says whether there was anything to give up.
    fn give_up(&self) -> bool {
        let armed = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        armed.is_some_and(|armed| {
            armed.until.send_replace(None);
            true
        })
    }
}

/// An error in words: those of operations are whole sentences, but who holds a lease is written for machines.
fn words(error: &Error) -> Safe {
    let Error::Store(store::Error::Held { holder, until }) = error else { return Safe::line(&error.to_string()) };
    let process = holder.split('/').nth(1).map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    let until = until.strftime("%H:%M:%S");
    Safe::line(&format!("{process} carries it out, its lease holds until {until} and is renewed while it lives"))
}

/// Whether a word is about what the walk waits for now.
fn is_waiting(walk: &Walk, request: Ulid, binding: Digest) -> Result<(), Error> {
    let waiting = walk.state.waiting();
    if waiting.is_some_and(|waiting| waiting.asked().id == request && waiting.binding_sha256() == binding) {
        return Ok(());
    }
    Err(Error::Refused(format!("{} does not wait for that any more: look at its gate again", walk.alias)))
}

fn refused(text: &str) -> Word {
    Word::Refused(Safe::line(text))
}
