//! What keys do to the log: whose it is, how far back it goes, and how it is shown.

use jiff::Timestamp;

use crate::{
    domain::{inspection::Question, text::Safe},
    flow::{
        Command, Effect, Model, Reply,
        reply::{Choice, Dialog, Notice, Tone},
    },
};

use super::{
    copy, known,
    log::{RowKind, Seek},
    pick::{self, Pick},
    sight::Sight,
    state::{Pane, State},
    trouble, words,
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

/// Of many containers that keep ending, the logs are not read anew more often than this, in seconds.
const PATIENCE: i64 = 10;

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

/// Reads the log of a container that ended again, and says so; where somebody is reading, only says so.
pub fn again(state: &mut State, model: &Model) -> Vec<Reply> {
    let later = state.later(model);
    let Some(newest) = later.iter().max_by_key(|later| later.ended) else { return Vec::new() };
    let what = match later.as_slice() {
        [one] => format!("{}/{}", one.source.pod, one.source.container),
        several => words::count(several.len() as u64, "container"),
    };
    let at = words::clock(newest.ended, known::origin(model, &state.key).cluster_time());
    let tell = |what: &str| Reply::Say(Notice::new(Tone::Plain, what));
    if state.log.is_being_read() || state.search.field.is_some() {
        let told = state.log.later.replace(newest.ended) == Some(newest.ended);
        let sentence = format!("{what} ended again {at}: refresh reads the newer log");
        return if told { Vec::new() } else { vec![tell(&sentence)] };
    }
    if seconds_since(state.log.asked(), model, state) < PATIENCE {
        return Vec::new();
    }
    let mut replies = read(state, model);
    replies.push(tell(&format!("{what} ended again {at}: this is the newer log")));
    replies
}

fn seconds_since(asked: Timestamp, model: &Model, state: &State) -> i64 {
    known::origin(model, &state.key).cluster_time().as_second().saturating_sub(asked.as_second())
}

/// What ended again while somebody was reading is read when they ask for everything anew.
pub fn refresh(state: &mut State, model: &Model) -> Option<Effect> {
    state.log.later.is_some().then(|| state.read(model)).flatten()
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

/// The question for the rest of the selected line, where that was cut and can be found again.
pub fn long_line(state: &State) -> Option<Question> {
    let RowKind::Line { source, at: Some(at), cut: 1.., .. } = state.log.ring.get(state.log.cursor.at)?.kind else {
        return None;
    };
    let source = state.log.sources().get(usize::from(source))?.clone();
    Some(Question::LongLine { source, at })
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
