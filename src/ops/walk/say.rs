//! What people say to a walk, wherever they sit: it needs no lease.

use crate::{
    adapters::{
        actions::{self, Stop},
        store::Journal,
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
    if is_said(journal, walk, Word::Approve, given.code.as_ref()) {
        return Ok(Spoken::Recorded);
    }
    site.is_of(walk).await?;
    let request = waiting(walk)?;
    let by = journal.facts().actor.clone();
    let Given { code, typed, acknowledged } = given;
    let approver = Approver { by, environment: site.environment(), code, typed, acknowledged };
    let entry = gate::approve(request, &approver, site.now())?;
    match unchanged(journal, site, walk, request).await? {
        Some(reason) => Ok(Spoken::Fallen(reason)),
        None => record(journal, walk, entry).await.map(|()| Spoken::Recorded),
    }
}

/// Rejects it, with a reason.
pub async fn reject(
    journal: &dyn Journal,
    walk: &mut Walk,
    (reason, code): (&Safe, Option<&Safe>),
    now: jiff::Timestamp,
) -> Result<(), Error> {
    if is_said(journal, walk, Word::Reject, code) {
        return Ok(());
    }
    let request = waiting(walk)?;
    let own = request.binding_sha256().code();
    if let Some(given) = code.filter(|given| !given.eq_ignore_ascii_case(&own)) {
        return Err(Denial::OtherCode { given: given.clone() }.into());
    }
    let entry = gate::reject(request, journal.facts().actor.clone(), reason, now)?;
    record(journal, walk, entry).await
}

/// Answers what a person was asked.
pub async fn resolve(
    journal: &dyn Journal,
    walk: &mut Walk,
    (answer, reason): (Answer, &Safe),
    now: jiff::Timestamp,
) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Denial::NoReason.into());
    }
    let Some((node, question)) = walk.state.question() else {
        return Err(Error::refused(format!("{} asks nobody anything", walk.alias)));
    };
    let event = Event::Answered { node: node.clone(), answer, reason: reason.clone() };
    let step = step(&walk.state, &event, Moment { now, may_write: false });
    if step.entries.is_empty() {
        return Err(Error::refused(format!("that is no answer to: {question}")));
    }
    append(journal, walk.id, None, &step.entries).await?;
    walk.refresh(journal).await?;
    Ok(())
}

/// Asks that it be ended: nothing new is begun, and what is under way is found out first.
pub async fn stop(journal: &dyn Journal, walk: &mut Walk, reason: Safe) -> Result<(), Error> {
    if walk.state.ended().is_some() || walk.state.cancelling().is_some() {
        return Ok(());
    }
    record(journal, walk, Entry::CancelRequested { reason }).await
}

async fn record(journal: &dyn Journal, walk: &mut Walk, entry: Entry) -> Result<(), Error> {
    append(journal, walk.id, None, &[entry]).await?;
    walk.refresh(journal).await?;
    Ok(())
}

fn waiting(walk: &Walk) -> Result<&Request, Error> {
    let none = || Error::refused(format!("{} waits at no gate", walk.alias));
    walk.state.waiting().ok_or_else(none)
}

/// Whether this person said so already, about what they mean now: the newest request, or the one of this code.
fn is_said(journal: &dyn Journal, walk: &Walk, word: Word, code: Option<&Safe>) -> bool {
    let by = &journal.facts().actor;
    let newest = walk.state.requests().last().map(|request| request.asked().id);
    let meant = |request: &&Request| match code {
        Some(code) => request.binding_sha256().code().eq_ignore_ascii_case(code),
        None => Some(request.asked().id) == newest,
    };
    let said = |request: &Request| request.decisions().iter().any(|said| said.by == *by && said.word == word);
    walk.state.requests().filter(meant).any(said)
}

async fn unchanged(journal: &dyn Journal, site: &Site, walk: &Walk, request: &Request) -> Result<Option<Safe>, Error> {
    let (cluster, plan) = (&walk.start()?.target.cluster, &request.asked().plan);
    match actions::unchanged(&site.scene(cluster), plan).await {
        Ok(()) => Ok(None),
        Err(Stop::Refused(Refusal::Unread { message })) => Err(Error::Unread(message)),
        Err(stop) => told(journal, (site, cluster), plan, stop).await.map(Some),
    }
}
