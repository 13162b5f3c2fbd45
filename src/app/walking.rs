//! What the console says and asks about acting, whatever screen is shown: a walk for the rollout that is selected, and arming.

use jiff::SignedDuration;

use crate::{
    domain::{
        cluster::{ClusterNo, Link},
        incident::Place,
        text::Safe,
        workload::Key,
    },
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

/// Offers what can be walked for the rollout that is open, selected, or that the incident on the screen is about.
pub(super) fn choose(state: &mut State) -> Vec<Reply> {
    match rollout(state) {
        Some(key) => walk::choose(&mut state.desk.walk, &state.model, &key),
        None => say("a walk is about one rollout: select it on the board first"),
    }
}

/// The rollout that is open, selected, or that what is on the screen is about.
pub(super) fn rollout(state: &State) -> Option<Key> {
    match state.screen {
        Screen::Inspect => state.inspect.as_ref().map(|inspect| inspect.key().clone()),
        Screen::Board => state.board.selected(&state.model).map(|rollout| rollout.key.clone()),
        Screen::Analyze => {
            let desk = &state.model.desk;
            let chosen = state.desk.analyze.chosen().and_then(|alias| desk.incidents.get(&alias));
            let shown = chosen.or_else(|| desk.open_incidents().next_back())?;
            key(state, shown.about.as_ref()?)
        }
        Screen::Walk => {
            if let Some(walk) = state.desk.walk.walk(&state.model) {
                return key(state, &walk.state.started()?.target);
            }
            let board = || state.board.selected(&state.model).map(|rollout| rollout.key.clone());
            state.inspect.as_ref().map(|inspect| inspect.key().clone()).or_else(board)
        }
        Screen::Review | Screen::Audit => None,
    }
}

/// What records call a place, as the board calls it.
fn key(state: &State, place: &Place) -> Option<Key> {
    let sources = state.model.board.sources();
    let (cluster, ..) = sources.iter().find(|(cluster, ..)| walk::is_cluster(cluster, &place.cluster))?;
    let (namespace, kind, name) = (place.namespace.clone(), place.kind, place.name.clone());
    Some(Key { cluster: cluster.no, namespace, kind, name })
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

/// Lets time pass: what was armed runs out, nobody at the keys disarms, and neither stays armed what cannot be seen.
pub(super) fn tick(state: &mut State) -> Option<Effect> {
    let now = state.model.now;
    let until = state.model.desk.armed?;
    let is_idle = state.typed.pressed.is_some_and(|at| now.duration_since(at) >= IDLE);
    let is_gone = state.model.board.sources().iter().any(|(_, source, _)| source.link == Link::Offline);
    let why = match (until <= now, is_idle, is_gone) {
        (true, ..) => "its 15 minutes are over",
        (_, true, _) => "nobody pressed a key for 5 minutes",
        (.., true) => "the cluster does not answer",
        _ => return None,
    };
    disarm_for(state, why)
}

/// Disarms, and says why; nothing where nothing is armed.
pub(super) fn disarm_for(state: &mut State, why: &str) -> Option<Effect> {
    state.model.desk.armed.take()?;
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
