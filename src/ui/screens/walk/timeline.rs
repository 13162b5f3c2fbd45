//! What happened so far to a walk and to its incident, the newest first, as the record has it.

use crate::{
    domain::{
        Truth,
        action::Refusal,
        incident,
        journal::Record,
        strategy::NodeId,
        text::Safe,
        walk::{Answer, Entry, Failure, Proof},
    },
    flow::{Model, desk::Walk},
    ui::widgets::{clock, person},
};

use super::{tree, words};

/// So many lines, the newest first.
pub fn lines(walk: &Walk, model: &Model, most: usize) -> Vec<Safe> {
    let incident = walk.state.started().and_then(|start| start.incident);
    let of_incident = incident.map(|alias| model.desk.records_of(alias)).unwrap_or_default();
    let mut records: Vec<&Record> = model.desk.records_of(walk.alias).iter().chain(of_incident).collect();
    records.sort_by_key(|record| std::cmp::Reverse(record.seq));
    let line = |record: &Record| {
        let said = said(record, walk)?;
        Some(Safe::line(&format!("{}  {:<14} {said}", clock(record.at()), person(&record.actor))))
    };
    records.into_iter().filter_map(line).take(most).collect()
}

fn said(record: &Record, walk: &Walk) -> Option<String> {
    if let Ok(entry) = record.entry::<Entry>() {
        return of_walk(&entry, walk);
    }
    match record.entry::<incident::Entry>().ok()? {
        incident::Entry::Opened { title, .. } => Some(format!("opened the incident: {title}")),
        incident::Entry::Note { text } => Some(format!("noted: {text}")),
        incident::Entry::Analysed { .. } => Some("analysed the incident".to_owned()),
        incident::Entry::Closed { reason } => Some(format!("closed the incident: {reason}")),
        _ => None,
    }
}

fn of_walk(entry: &Entry, walk: &Walk) -> Option<String> {
    Some(match entry {
        Entry::Started { strategy, .. } => format!("started {} {strategy}", walk.alias),
        Entry::CancelRequested { reason } => format!("stops the walk: {reason}"),
        Entry::Cancelled => "the walk was stopped".to_owned(),
        Entry::Completed { say, .. } => say.to_string(),
        Entry::Failed { node, reason } => format!("the walk failed at {node}: {reason}"),
        Entry::LeaseTaken { .. } => "took the wheel".to_owned(),
        Entry::Armed { reason } => format!("armed the console: {reason}"),
        Entry::NodeFailed { node, reason, .. } => format!("{}: {reason}", title(walk, node)),
        Entry::Captured { words, .. } => format!("saved what was seen: {words}"),
        Entry::Evaluated { node, settled: Some(settled), .. } => format!("{} {}", title(walk, node), truth(*settled)),
        Entry::Requested { plan, .. } => format!("asks: {}", words::headline(&plan.spec, &plan.target)),
        Entry::Approve { self_approved: true, .. } => "approved it: SELF-APPROVED".to_owned(),
        Entry::Approve { .. } => "approved it".to_owned(),
        Entry::Reject { reason, .. } => format!("rejected it: {reason}"),
        Entry::Expired { .. } => "nobody decided in time".to_owned(),
        Entry::Stale { reason, .. } => format!("the approval falls: {reason}"),
        Entry::PlanRefused { refusal, .. } => refused(refusal),
        Entry::IntentStarted { .. } => "the intent is recorded".to_owned(),
        Entry::IntentSent { .. } => "the change is sent, once".to_owned(),
        Entry::IntentSucceeded { how, .. } => proof(how).to_owned(),
        Entry::IntentFailed { how, .. } => failure(how),
        Entry::IntentUnknown { reason, .. } => format!("OUTCOME UNKNOWN: {reason}"),
        Entry::IntentFenced { .. } => "fenced: the lost change can never be applied any more".to_owned(),
        Entry::Resolved { answer, reason, .. } => format!("answered {}: {reason}", answered(*answer)),
        Entry::Note { text } => format!("noted: {text}"),
        _ => return None,
    })
}

fn title(walk: &Walk, node: &NodeId) -> Safe {
    tree::node(&walk.state, node).map_or_else(|| node.clone(), |node| node.title.clone())
}

fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}

fn proof(how: &Proof) -> &'static str {
    match how {
        Proof::Replied => "done: the API server said so",
        Proof::Marker => "done: its marker was found",
    }
}

fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoChange { message } => format!("nothing is to be changed: {message}"),
        Refusal::Impossible { message } | Refusal::Denied { message, .. } | Refusal::Unread { message } => {
            format!("cannot be planned: {message}")
        }
    }
}

fn failure(how: &Failure) -> String {
    match how {
        Failure::Refused { status, message } => format!("refused ({status}): {message}"),
        Failure::NotSent { message } => format!("not sent: {message}"),
        Failure::NotApplied { message } => format!("not applied: {message}"),
    }
}

fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Applied => "applied",
        Answer::NotApplied => "not applied",
        Answer::Abandon => "abandon",
    }
}
