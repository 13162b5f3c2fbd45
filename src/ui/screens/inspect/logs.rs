//! What keys do to the log: whose it is, how far back it goes, and how it is shown.

use crate::{
    domain::text::Safe,
    flow::{
        Command, Model, Reply,
        reply::{Choice, Dialog, Notice, Tone},
    },
};

use super::{
    copy,
    log::Seek,
    pick::{self, Pick},
    sight::Sight,
    state::{Pane, State},
    trouble,
};

/// How far back a log may go: words and seconds.
const SINCE: [(&str, Option<u32>); 6] = [
    ("the newest 5,000 lines, however old", None),
    ("the last minute", Some(60)),
    ("the last 5 minutes", Some(300)),
    ("the last 15 minutes", Some(900)),
    ("the last hour", Some(3_600)),
    ("the last 6 hours", Some(21_600)),
];

/// Carries out a command about the log; nothing if it is about something else.
pub fn command(state: &mut State, model: &Model, command: Command) -> Option<Vec<Reply>> {
    match command {
        Command::PreviousLog => return Some(other_life(state, model)),
        Command::PickContainer => return Some(offer(state, model)),
        Command::Since => {
            let lines = SINCE.iter().map(|(words, _)| Safe::clean(words)).collect();
            let title = Safe::clean("how far back");
            return Some(vec![Reply::Show(Dialog::Choose { title, lines, then: Choice::Since })]);
        }
        Command::Timestamps => state.log.look.timestamps = !state.log.look.timestamps,
        Command::Wrap => {
            state.log.look.wrap = !state.log.look.wrap;
            state.log.look.left = 0;
        }
        Command::Follow => return Some(follow(state, model)),
        Command::Pause => state.log.pause(),
        Command::SaveLog => {
            let effect = copy::save(&Sight::of(state, model));
            return Some(effect.map_or_else(|| vec![say("there is no log to save")], |effect| vec![Reply::Do(effect)]));
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn say(text: &'static str) -> Reply {
    Reply::Say(Notice { tone: Tone::Plain, text: Safe::clean(text) })
}

fn read(state: &mut State, model: &Model) -> Vec<Reply> {
    state.read(model).into_iter().map(Reply::Do).collect()
}

/// The log of the container before its last restart, or the present one.
fn other_life(state: &mut State, model: &Model) -> Vec<Reply> {
    let previous = state.log.sources().iter().any(|source| source.previous);
    state.log.reach.previous = Some(!previous);
    state.log.by_hand = true;
    read(state, model)
}

fn offer(state: &mut State, model: &Model) -> Vec<Reply> {
    let offers = pick::offers(&Sight::of(state, model).pods);
    if offers.is_empty() {
        return vec![say("there is no pod to read a log of")];
    }
    let (picks, lines) = offers.into_iter().unzip();
    state.offered = picks;
    vec![Reply::Show(Dialog::Choose { title: Safe::clean("whose log"), lines, then: Choice::Container })]
}

/// A container was chosen from what was offered.
pub fn container(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    match state.offered.get(at).cloned() {
        Some(pick) => take(state, model, pick),
        None => Vec::new(),
    }
}

/// The log of the selected pod's foremost container.
pub fn of_pod(state: &mut State, model: &Model) -> Vec<Reply> {
    let pick = {
        let sight = Sight::of(state, model);
        let pod = sight.pods.get(state.at(Pane::Pods).at);
        pod.and_then(|pod| {
            let container = trouble::foremost(pod)?;
            Some(Pick::One { pod: pod.name.clone(), container: container.name.clone() })
        })
    };
    pick.map_or_else(Vec::new, |pick| take(state, model, pick))
}

fn take(state: &mut State, model: &Model, pick: Pick) -> Vec<Reply> {
    state.log.pick = Some(pick);
    state.log.by_hand = true;
    state.log.reach.previous = None;
    read(state, model)
}

pub fn since(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some((_, since)) = SINCE.get(at) else { return Vec::new() };
    state.log.reach.since = *since;
    read(state, model)
}

/// To the newest line and along with it; from there, back to standing still. What has ended is read anew.
fn follow(state: &mut State, model: &Model) -> Vec<Reply> {
    if state.log.seek == Seek::End && state.log.is_open() {
        state.log.seek = Seek::Stay;
        return Vec::new();
    }
    if state.log.is_paused() {
        state.log.pause();
    }
    if !state.log.is_open() {
        state.log.reach.previous = Some(false);
        state.log.by_hand = true;
        return read(state, model);
    }
    state.log.seek = Seek::End;
    Vec::new()
}
