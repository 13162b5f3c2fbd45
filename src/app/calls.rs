//! Every API call that the console made, on request.

use std::collections::BTreeSet;

use crate::{
    domain::{
        cluster::ClusterNo,
        inspection::{Answer, Call, Question},
        text::Safe,
    },
    flow::{
        Effect, Reply,
        effect::Ticket,
        reply::{Dialog, Notice, Tone},
    },
    ui::widgets::clock,
};

use super::State;

/// What the clusters have answered so far.
#[derive(Debug, Clone)]
pub(super) struct Calls {
    ticket: Ticket,
    waiting: BTreeSet<ClusterNo>,
    made: Vec<(Safe, Call)>,
}

/// Asks every cluster.
pub(super) fn ask(state: &mut State) -> Vec<Reply> {
    let ticket = Ticket(state.outside.ticket.0 + 1);
    state.outside.ticket = ticket;
    let waiting: BTreeSet<ClusterNo> = state.model.board.sources().iter().map(|(cluster, ..)| cluster.no).collect();
    if waiting.is_empty() {
        return vec![Reply::Say(Notice::new(Tone::Plain, "no cluster: no call was made"))];
    }
    let ask = |cluster: &ClusterNo| Reply::Do(Effect::Ask { ticket, cluster: *cluster, question: Question::Calls });
    let replies = waiting.iter().map(ask).collect();
    state.outside.calls = Some(Calls { ticket, waiting, made: Vec::new() });
    replies
}

/// Takes an answer; shows the calls when all have answered.
pub(super) fn answered(state: &mut State, ticket: Ticket, cluster: ClusterNo, answer: &Answer) -> Vec<Reply> {
    let name = state
        .model
        .board
        .sources()
        .iter()
        .find(|(known, ..)| known.no == cluster)
        .map(|(known, ..)| known.name.clone());
    let Some(calls) = state.outside.calls.as_mut().filter(|calls| calls.ticket == ticket) else { return Vec::new() };
    let Answer::Calls(made) = answer else { return Vec::new() };
    let name = name.unwrap_or_default();
    calls.made.extend(made.iter().map(|call| (name.clone(), call.clone())));
    calls.waiting.remove(&cluster);
    if !calls.waiting.is_empty() {
        return Vec::new();
    }
    calls.made.sort_by_key(|(_, call)| std::cmp::Reverse(call.at));
    let mut lines = vec![Safe::from_static("TIME      STATUS     MS  CLUSTER       CALL (the newest first)")];
    lines.extend(calls.made.iter().map(|(cluster, call)| {
        let status = call.status.map_or("none".to_owned(), |status| status.to_string());
        Safe::line(&format!(
            "{}  {status:>6} {:>6}  {cluster:<12}  {} {}",
            clock(call.at),
            call.ms,
            call.verb,
            call.path
        ))
    }));
    state.outside.calls = None;
    vec![Reply::Show(Dialog::Text { title: Safe::from_static("API CALLS"), lines })]
}
