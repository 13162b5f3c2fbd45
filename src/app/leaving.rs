//! Leaving stanch. Where something goes on here, it is asked whether that is meant.

use crate::{
    domain::text::Safe,
    flow::{Effect, Reply, reply::Dialog},
};

use super::{State, drill, replies};

/// Leaves, or asks.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    let reply = drill::leave(state).unwrap_or_else(|| match live(state) {
        None => Reply::Do(Effect::Quit),
        Some(what) => Reply::Show(question(&what)),
    });
    replies::perform(state, vec![reply])
}

/// The question whether to leave, with what would end.
pub(super) fn question(what: &str) -> Dialog {
    let text = if what.is_empty() { "Leave stanch?".to_owned() } else { format!("{what}. Leave?") };
    Dialog::Ask { title: Safe::from_static("QUIT"), text: Safe::line(&text), then: Effect::Quit }
}

/// The walks that this console carries out.
pub(super) fn driven(state: &State) -> Option<String> {
    let desk = &state.model.desk;
    let walks: Vec<String> =
        desk.walks.values().filter(|walk| desk.drives(walk)).map(|walk| walk.alias.to_string()).collect();
    (!walks.is_empty()).then(|| walks.join(", "))
}

/// What goes on here and would not go on without it.
pub(super) fn live(state: &State) -> Option<String> {
    let desk = &state.model.desk;
    let walks = driven(state).map(|walks| format!("{walks} is carried out here and would stand still"));
    let armed = desk.armed.filter(|until| *until > state.model.now).map(|_| "this console is ARMED".to_owned());
    let live: Vec<String> = [walks, armed].into_iter().flatten().collect();
    (!live.is_empty()).then(|| live.join("; "))
}
