//! What the orders of a step ask for, done.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::{
    adapters::{
        actions::{self, Planned, Stop},
        store,
    },
    domain::{
        action::{ActionSpec, Intent, Plan, Refusal, Reply, Wish},
        digest::Digest,
        journal::Ulid,
        strategy::{Expression, NodeId},
        text::Safe,
    },
    logic::{
        gate::{Approved, Ground},
        strategy::Said,
        walk::{Event, Look, Order, Reading, Round},
    },
};

use super::{
    Error,
    driver::{Driver, Pause, Then},
    failpoint::failpoint,
    moved::told,
    observe::observe,
};

/// Until something that could not be found out is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// The longest that other people's words are not looked for.
const TICK: Duration = Duration::from_secs(1);

impl Driver<'_> {
    pub(super) async fn perform(&mut self, order: Order) -> Result<Then, Error> {
        Ok(match order {
            Order::Send { intent, approved } => Then::Event(self.send(&intent, &approved).await),
            Order::Fence { intent, round } => Then::Event(self.fence(intent, round).await?),
            Order::AskApproval { request } => match self.drift(request).await? {
                Some(event) => Then::Event(event),
                None => Then::Pause(Pause::Gate),
            },
            // Armed, with too little of the lease left: it is being renewed, or is lost.
            Order::AskToArm if self.is_armed() && self.tenure.left().is_zero() => {
                return Err(store::Error::Fenced.into());
            }
            Order::AskToArm if self.is_armed() => Then::Event(self.wait(Timestamp::MAX).await),
            Order::AskToArm => Then::Pause(Pause::Unarmed),
            Order::AskPerson { .. } => Then::Pause(Pause::Question),
            Order::WaitUntil { at } => Then::Event(self.wait(at).await),
            // What only looks is dropped when this process is told to end.
            order => tokio::select! {
                biased;
                () = self.halted() => Then::Pause(Pause::Halted),
                event = self.look_around(order) => {
                    let (event, ready) = event?;
                    self.ready = ready;
                    Then::Event(event)
                }
            },
        })
    }

    async fn look_around(&self, order: Order) -> Result<(Event, Option<actions::Ready>), Error> {
        let event = match order {
            Order::Observe { node, attempt, expression, look, timeout_s } => {
                self.observe((node, attempt), &expression, look, timeout_s).await?
            }
            Order::Collect { node, attempt, timeout_s } => Box::pin(self.collect(node, attempt, timeout_s)).await?,
            Order::Plan { node, attempt, wish, timeout_s } => self.plan(node, attempt, &wish, timeout_s).await?,
            Order::Begin { request } => return self.begin(request).await,
            Order::Look { intent, round } => self.look(intent, round).await?,
            // Done by `perform` itself.
            _ => Event::Tick,
        };
        Ok((event, None))
    }

    /// Waits, a second at most: somebody may have said something.
    async fn wait(&self, at: Timestamp) -> Event {
        let left = at.duration_since(self.site.now());
        let left = Duration::try_from(left).unwrap_or_default().clamp(Duration::from_millis(50), TICK);
        tokio::select! {
            () = self.halted() => {}
            () = sleep(left) => {}
        }
        Event::Tick
    }

    async fn observe(
        &self,
        (node, attempt): (NodeId, u32),
        expression: &Expression,
        look: Look,
        timeout_s: u64,
    ) -> Result<Event, Error> {
        let observed = timeout(Duration::from_secs(timeout_s), observe(self.site, &self.walk)).await;
        // What was not seen in time is unknown, and so is what another cluster has.
        let observations = observed.ok().and_then(Result::ok).unwrap_or_else(|| json!({}));
        let observations_sha256 = self.keep(&observations).await?;
        let evaluation = self.evaluator.evaluate(expression, &observations).await;
        let reading = Reading { observations_sha256, inputs: evaluation.inputs.clone() };
        Ok(match (look, evaluation.said) {
            (Look::Truth, said) => Event::Evaluated { node, attempt, holds: said.truth(), reading },
            (Look::Text, Said::Text(value)) => Event::Routed { node, attempt, value: Some(value), reading },
            (Look::Text, _) => Event::Routed { node, attempt, value: None, reading },
        })
    }

    pub(super) async fn keep(&self, document: &serde_json::Value) -> Result<Digest, Error> {
        Ok(self.journal.put_blob(document.to_string().as_bytes()).await?)
    }

    async fn plan(&self, node: NodeId, attempt: u32, wish: &Wish, timeout_s: u64) -> Result<Event, Error> {
        if let Some(refusal) = self.done_by_others(&node).await {
            return Ok(Event::PlanRefused { node, attempt, refusal });
        }
        let start = self.walk.start()?;
        let scene = self.site.scene(&start.target.cluster);
        let planned = match timeout(Duration::from_secs(timeout_s), actions::plan(&scene, wish)).await {
            Ok(Ok(planned)) => planned,
            Ok(Err(refusal)) => return Ok(Event::PlanRefused { node, attempt, refusal }),
            Err(_) => {
                let message = Safe::line(&format!("no plan within {timeout_s} s"));
                return Ok(Event::PlanRefused { node, attempt, refusal: Refusal::Unread { message } });
            }
        };
        self.journal.put_blob(&planned.before).await?;
        self.journal.put_blob(&planned.after).await?;
        let facts = self.journal.facts();
        let ground = Ground {
            walk: self.walk.id,
            db_id: facts.db_id,
            def_sha256: start.def_sha256,
            cluster: start.target.cluster.clone(),
            api_server: self.site.api.cluster().server,
            // A file belongs to one user: nobody proves a second person to it.
            proves_people: false,
        };
        let rule = self.site.rule(planned.plan.spec.name());
        let (plan, ground) = (Box::new(planned.plan), Box::new(ground));
        Ok(Event::Planned { node, attempt, request: Ulid::new(), plan, rule, ground })
    }

    /// Whether somebody else did what the fallen request asked for: going back once more would take it away again.
    async fn done_by_others(&self, node: &NodeId) -> Option<Refusal> {
        let fallen = self.walk.fallen(node)?;
        let object = self.site.effects.get(&self.site.key).await.ok()??;
        let text = "somebody else did it while it waited for approval: nothing to do";
        actions::kind(&fallen).is_done(&object).then(|| Refusal::NoChange { message: Safe::from_static(text) })
    }

    /// Looks once whether what people are asked to approve is still what is there.
    async fn drift(&mut self, id: Ulid) -> Result<Option<Event>, Error> {
        if !self.looked_at.insert(id) {
            return Ok(None);
        }
        let Some(request) = self.walk.state.request(id) else { return Ok(None) };
        if let Some(reason) = self.site.asks_otherwise(&self.walk, request.asked()) {
            return Ok(Some(Event::Drifted { request: id, reason }));
        }
        let plan = std::sync::Arc::clone(&request.asked().plan);
        let cluster = &self.walk.start()?.target.cluster;
        let reason = match actions::unchanged(&self.site.scene(cluster), &plan).await {
            // What cannot be told now is told when it is begun.
            Ok(()) | Err(Stop::Refused(Refusal::Unread { .. } | Refusal::Denied { .. })) => return Ok(None),
            Err(stop) => told(&*self.journal, (self.site, cluster), &plan, stop).await?,
        };
        Ok(Some(Event::Drifted { request: id, reason }))
    }

    async fn begin(&self, id: Ulid) -> Result<(Event, Option<actions::Ready>), Error> {
        let Some(request) = self.walk.state.request(id) else { return Ok((Event::Tick, None)) };
        if let Some(reason) = self.site.asks_otherwise(&self.walk, request.asked()) {
            return Ok((Event::Drifted { request: id, reason }, None));
        }
        // The step finds out by itself what has run out.
        let Ok(approved) = request.permit(self.walk.now(self.site.now())) else { return Ok((Event::Tick, None)) };
        let plan = std::sync::Arc::clone(&request.asked().plan);
        let planned = self.shown(&plan).await?;
        let start = self.walk.start()?;
        let scene = self.site.scene(&start.target.cluster);
        let reason = match actions::begin(&scene, approved, &planned, Ulid::new()).await {
            Ok(ready) => {
                for blob in ready.blobs() {
                    self.journal.put_blob(blob).await?;
                }
                let intent = ready.intent().clone();
                return Ok((Event::Ready { request: id, intent }, Some(ready)));
            }
            Err(Stop::Refused(Refusal::Unread { .. })) => {
                sleep(AGAIN).await;
                return Ok((Event::Tick, None));
            }
            Err(stop) => told(&*self.journal, (self.site, &start.target.cluster), &plan, stop).await?,
        };
        Ok((Event::Drifted { request: id, reason }, None))
    }

    /// A plan with the change that people were shown.
    async fn shown(&self, plan: &Plan) -> Result<Planned, Error> {
        let (before, after) =
            (self.journal.blob(plan.before_sha256).await?, self.journal.blob(plan.after_sha256).await?);
        Ok(Planned { plan: plan.clone(), before, after })
    }

    /// Sends what was recorded, once. It was approved, recorded, and is this very intent, or nothing is sent.
    async fn send(&mut self, intent: &Intent, approved: &Approved<ActionSpec>) -> Event {
        let id = intent.id;
        let nothing = |why: &'static str| Event::Replied {
            intent: id,
            reply: Reply::NotSent { message: Safe::from_static(why) },
        };
        let Some(ready) = self.ready.take().filter(|ready| ready.intent() == intent) else {
            return nothing("it is not what was made ready");
        };
        let is_in_time = || self.walk.now(self.site.now()) < approved.until();
        if !is_in_time() {
            return nothing("the approval ran out");
        }
        if !self.may_write() {
            return nothing("too little of the lease is left");
        }
        failpoint("before", "send");
        let may_still = || is_in_time() && self.may_write() && !self.is_halted();
        let reply = actions::send(&*self.site.effects, ready, &may_still).await;
        failpoint("after", "send");
        Event::Replied { intent: id, reply }
    }

    async fn look(&self, intent: Ulid, round: Round) -> Result<Event, Error> {
        let Some(spec) = self.open_spec(intent) else { return Ok(Event::Tick) };
        if round.number > 1 {
            sleep(AGAIN.min(TICK * u32::from(round.number))).await;
        }
        let start = self.walk.start()?;
        let seen = actions::look(&self.site.scene(&start.target.cluster), &spec, intent).await;
        if let Some(live) = &seen.live {
            self.journal.put_blob(live).await?;
        }
        Ok(Event::Seen { intent, round, sight: seen.sight })
    }

    async fn fence(&self, id: Ulid, round: Round) -> Result<Event, Error> {
        let Some(open) = self.walk.state.open().filter(|open| open.intent.id == id) else { return Ok(Event::Tick) };
        let start = self.walk.start()?;
        failpoint("before", "fence");
        let reply = if self.may_write() {
            let may_still = || self.may_write() && !self.is_halted();
            actions::fence(&self.site.scene(&start.target.cluster), &open.intent, &may_still).await
        } else {
            Reply::NotSent { message: Safe::from_static("too little of the lease is left") }
        };
        failpoint("after", "fence");
        Ok(Event::FenceReplied { intent: id, round, reply })
    }

    fn open_spec(&self, intent: Ulid) -> Option<ActionSpec> {
        let open = self.walk.state.open().filter(|open| open.intent.id == intent)?;
        Some(self.walk.state.effect(open)?.spec.clone())
    }
}
