//! What people say to a walk, wherever they sit: it needs no lease.

use jiff::Timestamp;

use crate::{
    adapters::{
        actions::{self, Stop},
        store::{self, Journal},
    },
    domain::{
        action::Refusal,
        approval::{Acknowledgement, Word},
        text::Safe,
        walk::{Answer, Entry},
    },
    logic::{
        gate::{self, Approver, Denial, Request},
        walk::{Event, Moment, step},
    },
};

use super::{Error, append::append, moved::told, read::Walk, site::Site};

/// What somebody gives along with an approval.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub code: Option<Safe>,
    pub typed: Option<String>,
    pub acknowledged: Vec<Acknowledgement>,
}

/// Why an approval was not recorded: the target is not what was shown. The walk has to plan again.
#[derive(Debug)]
pub enum Spoken {
    Recorded,
    Fallen(Safe),
}

/// Approves what waits at the walk's gate, if that is still what is there.
pub async fn approve(journal: &dyn Journal, site: &Site, walk: &mut Walk, given: Given) -> Result<Spoken, Error> {
    let Given { code, typed, acknowledged } = given;
    let by = journal.facts().actor.clone();
    let approver = Approver { by, environment: site.environment(), code, typed, acknowledged };
    let word = |walk: &Walk| {
        let now = walk.now(site.now());
        if is_said(walk, Word::Approve, (&approver.by, approver.code.as_ref()), now)? {
            return Ok(None);
        }
        Ok(Some(gate::approve(waiting(walk)?, &approver, now)?))
    };
    walk.refresh(journal).await?;
    if word(walk)?.is_none() {
        return Ok(Spoken::Recorded);
    }
    site.is_of(walk).await?;
    let request = waiting(walk)?;
    let seen = request.asked().id;
    let fallen = match site.asks_otherwise(walk, request.asked()) {
        None => unchanged(journal, site, walk, request).await?,
        moved => moved,
    };
    if let Some(reason) = fallen {
        return Ok(Spoken::Fallen(reason));
    }
    record(journal, walk, |walk| match walk.state.waiting() {
        // It was looked at, and nothing else was.
        Some(waiting) if waiting.asked().id != seen => {
            Err(Error::refused("another change waits there now: look again"))
        }
        _ => word(walk),
    })
    .await
    .map(|()| Spoken::Recorded)
}

/// Rejects it, with a reason.
pub async fn reject(
    journal: &dyn Journal,
    walk: &mut Walk,
    (reason, code): (&Safe, Option<&Safe>),
    now: Timestamp,
) -> Result<(), Error> {
    let by = &journal.facts().actor;
    walk.refresh(journal).await?;
    record(journal, walk, |walk| {
        let now = walk.now(now);
        if is_said(walk, Word::Reject, (by, code), now)? {
            return Ok(None);
        }
        let request = waiting(walk)?;
        let own = request.binding_sha256().code();
        if let Some(given) = code.filter(|given| !given.eq_ignore_ascii_case(&own)) {
            return Err(Denial::OtherCode { given: given.clone() }.into());
        }
        Ok(Some(gate::reject(request, by.clone(), reason, now)?))
    })
    .await
}

/// Answers what a person was asked.
pub async fn resolve(
    journal: &dyn Journal,
    walk: &mut Walk,
    (answer, reason): (Answer, &Safe),
    now: Timestamp,
) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Denial::NoReason.into());
    }
    record(journal, walk, |walk| {
        let Some((node, question)) = walk.state.question() else {
            return Err(Error::refused(format!("{} asks nobody anything", walk.alias)));
        };
        let event = Event::Answered { node: node.clone(), answer, reason: reason.clone() };
        let unfit = || Error::refused(format!("that is no answer to: {question}"));
        stepped(walk, &event, now).ok_or_else(unfit).map(Some)
    })
    .await
}

/// Asks that it be ended: nothing new is begun, and what is under way is found out first.
pub async fn stop(journal: &dyn Journal, walk: &mut Walk, reason: &Safe, now: Timestamp) -> Result<(), Error> {
    let event = Event::Cancel { reason: reason.clone() };
    record(journal, walk, |walk| Ok(stepped(walk, &event, now))).await
}

/// What a step makes of a person's word.
fn stepped(walk: &Walk, event: &Event, now: Timestamp) -> Option<Entry> {
    step(&walk.state, event, Moment { now: walk.now(now), may_write: false }).entries.pop()
}

/// Records a word, where there is one to record. It is decided on what the walk is then: where somebody else's came in between, it is decided
/// once more.
async fn record(
    journal: &dyn Journal,
    walk: &mut Walk,
    decide: impl Fn(&Walk) -> Result<Option<Entry>, Error>,
) -> Result<(), Error> {
    while let Some(entry) = decide(walk)? {
        match append(journal, walk, None, &[entry]).await {
            Err(Error::Store(store::Error::Moved)) if walk.refresh(journal).await? => {}
            recorded => {
                recorded?;
                walk.refresh(journal).await?;
                return Ok(());
            }
        }
    }
    Ok(())
}

fn waiting(walk: &Walk) -> Result<&Request, Error> {
    let none = || Error::refused(format!("{} waits at no gate", walk.alias));
    walk.state.waiting().ok_or_else(none)
}

/// Whether this person said so already, about what they mean now: the newest request, or the one of this code.
fn is_said(walk: &Walk, word: Word, (by, code): (&Safe, Option<&Safe>), now: Timestamp) -> Result<bool, Denial> {
    let is_meant =
        |request: &&Request| code.is_none_or(|code| request.binding_sha256().code().eq_ignore_ascii_case(code));
    let meant = walk.state.requests().filter(is_meant).last();
    meant.map_or(Ok(false), |request| request.is_said(by, word, now))
}

async fn unchanged(journal: &dyn Journal, site: &Site, walk: &Walk, request: &Request) -> Result<Option<Safe>, Error> {
    let (cluster, plan) = (&walk.start()?.target.cluster, &request.asked().plan);
    match actions::unchanged(&site.scene(cluster), plan).await {
        Ok(()) => Ok(None),
        Err(Stop::Refused(Refusal::Unread { message })) => Err(Error::Unread(message)),
        Err(stop) => told(journal, (site, cluster), plan, stop).await.map(Some),
    }
}
