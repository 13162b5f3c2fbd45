//! All walks, those that need somebody first.

use crate::{
    domain::{journal::Alias, text::Safe, walk::Standing},
    flow::{Model, desk::Walk},
    ui::widgets::{Phrase, age},
};

use super::words;
use crate::ui::theme::Role;

/// An unknown outcome first, then what waits for people, what goes on, and what has ended; the newest first.
pub fn order(model: &Model) -> Vec<&Walk> {
    let mut walks: Vec<&Walk> = model.desk.walks.values().rev().collect();
    walks.sort_by_key(|walk| match walk.standing() {
        Standing::Unknown => 0,
        Standing::Waiting => 1,
        Standing::Running => 2,
        Standing::Done | Standing::Failed => 3,
    });
    walks
}

/// The walk that is opened without being asked for: the only one that has not ended.
pub fn only_live(model: &Model) -> Option<Alias> {
    let mut live = model.desk.walks.values().filter(|walk| walk.state.ended().is_none());
    let only = live.next()?;
    live.next().is_none().then_some(only.alias)
}

/// One line of the list.
pub fn line(walk: &Walk, model: &Model) -> Phrase {
    let (word, role) = words::standing(walk);
    let state = &walk.state;
    let strategy = &state.strategy().id;
    let (target, began) = state.started().map_or_else(Default::default, |start| (target(walk), Some(start.at)));
    Phrase::of(Role::Text, format_args!("{:<6} ", walk.alias.to_string()))
        .say(role, format_args!("{word:<15}  "))
        .say(Role::Text, format_args!("{:>4}  {target}  ", age(began, model.now)))
        .say(Role::Muted, strategy)
}

/// `payments/Deployment/checkout`
pub fn target(walk: &Walk) -> Safe {
    let place = walk.state.started().map(|start| &start.target);
    place.map_or_else(Safe::default, |place| {
        Safe::line(&format!("{}/{}/{}", place.namespace, place.kind.name(), place.name))
    })
}
