//! What the console says and asks about acting, whatever screen is shown: a walk for the rollout that is selected, and arming.

use jiff::SignedDuration;

use crate::{
    domain::{cluster::ClusterNo, text::Safe},
    flow::{
        Effect, Reply,
        desk::Order,
        reply::{Dialog, Notice, Question, Then, Tone},
    },
    ui::{screens::walk, theme::Role, widgets::Phrase},
};

use super::{Screen, State};

/// A console at which nobody pressed a key for so long is read-only again.
const IDLE: SignedDuration = SignedDuration::from_mins(5);

/// Offers what can be walked for the rollout that is open or selected.
pub(super) fn choose(state: &mut State) -> Vec<Reply> {
    let key = match (state.screen, &state.inspect) {
        (Screen::Inspect, Some(inspect)) => Some(inspect.key().clone()),
        (Screen::Board, _) => state.board.selected(&state.model).map(|rollout| rollout.key.clone()),
        _ => None,
    };
    match key {
        Some(key) => walk::choose(&mut state.desk.walk, &state.model, &key),
        None => say("a walk is about one rollout: select it on the board first"),
    }
}

/// `:arm [15m] REASON`
#[expect(clippy::unnecessary_wraps, reason = "it is what a verb answers")]
pub(super) fn arm(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    // The time is fixed; who writes it is not wrong about it.
    let words = words.strip_prefix(&["15m"]).unwrap_or(words);
    let Some(cluster) = cluster(state) else {
        return Some(say("arming is for one cluster: open a rollout of it first"));
    };
    let order = Order::Arm { cluster, reason: Safe::line(&words.join(" ")) };
    let ticket = state.outside.ticket;
    if words.is_empty() {
        let then = Then::Order { ticket, order: Box::new(order) };
        let mut question = Question::new("ARM this console for 15 minutes", "reason", then);
        question.text =
            vec![Safe::from_static("What was approved can then be run; it is recorded that you armed, and why.")];
        return Some(vec![Reply::Show(Dialog::Input(question))]);
    }
    Some(vec![Reply::Do(Effect::Desk { ticket, order: Box::new(order) })])
}

pub(super) fn disarm(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    words.is_empty().then(|| vec![Reply::Do(disarming(state))])
}

/// The order that makes this console read-only.
pub(super) fn disarming(state: &State) -> Effect {
    Effect::Desk { ticket: state.outside.ticket, order: Box::new(Order::Disarm) }
}

/// Lets time pass: what was armed runs out, and nobody at the keys disarms.
pub(super) fn tick(state: &mut State) -> Option<Effect> {
    let now = state.model.now;
    let until = state.model.desk.armed?;
    let is_idle = state.typed.pressed.is_some_and(|at| now.duration_since(at) >= IDLE);
    if until > now && !is_idle {
        return None;
    }
    state.model.desk.armed = None;
    let why = if until > now { "nobody pressed a key for 5 minutes" } else { "its 15 minutes are over" };
    state.say(Notice::new(Tone::Warn, &format!("READ-ONLY again: {why}")));
    Some(disarming(state))
}

/// `READ-ONLY`, or `ARMED 14:59`.
pub(super) fn armed(state: &State, wide: bool) -> Phrase {
    let now = state.model.now;
    let left = state.model.desk.armed.map(|until| until.duration_since(now).as_secs()).filter(|left| *left > 0);
    match left {
        None => Phrase::of(Role::Title, "READ-ONLY"),
        Some(left) => {
            let word = if wide { " left" } else { "" };
            Phrase::of(Role::EnvProduction, format_args!("ARMED {:02}:{:02}{word}", left / 60, left % 60))
        }
    }
}

/// The cluster that would be armed: of the rollout that is open, else the only one.
fn cluster(state: &State) -> Option<ClusterNo> {
    if let Some(inspect) = &state.inspect {
        return Some(inspect.key().cluster);
    }
    match state.model.board.sources().as_slice() {
        [(cluster, ..)] => Some(cluster.no),
        _ => None,
    }
}

fn say(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Warn, text))]
}
