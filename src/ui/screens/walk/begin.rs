//! Beginning a walk: the strategies that fit a rollout, the closest first, and the walks of it that go on already.

use std::collections::BTreeMap;

use crate::{
    domain::{incident::Place as Spot, text::Safe, workload::Key},
    flow::{
        Effect, Model, Reply,
        desk::Order,
        reply::{Choice, Dialog, Notice, Place, Tone},
    },
    logic::strategy::{Choice as Fit, Failure, choose as fitting},
};

use super::{
    State,
    choosing::{Choosing, Item, is_place, unusable},
};

/// Offers what can be walked for a rollout.
pub fn choose(state: &mut State, model: &Model, key: &Key) -> Vec<Reply> {
    if let Some(why) = unusable(model) {
        return say(&why);
    }
    let sources = model.board.sources();
    let Some((cluster, ..)) = sources.iter().find(|(cluster, ..)| cluster.no == key.cluster) else {
        return say("its cluster is not on this board any more");
    };
    let is_here = |place: &Spot| is_place(cluster, place, key);
    let incident = model.desk.open_incidents().rev().find(|incident| incident.about.as_ref().is_some_and(is_here));
    let classified = incident.and_then(|incident| incident.analysis.as_ref()).map(|analysis| &analysis.classification);
    let failure = Failure {
        category: classified.and_then(|classified| classified.category),
        severity: incident.map(|incident| incident.severity),
        kind: key.kind,
        environment: model.board.environment(cluster, &key.namespace),
    };
    let live = model.desk.walks.values().rev().filter(|walk| {
        let is_about = walk.state.started().is_some_and(|start| is_here(&start.target));
        is_about && walk.state.ended().is_none()
    });
    let (mut items, mut lines) = (Vec::new(), Vec::new());
    for walk in live {
        items.push(Item::Open(walk.alias));
        lines.push(Safe::line(&format!("{} goes on already: open it", walk.alias)));
    }
    for fit in fitting(&model.desk.strategies, failure) {
        lines.push(offered(model, &fit));
        items.push(Item::Start(fit.id));
    }
    if items.is_empty() {
        return say(&format!("no strategy is for a {} here", key.kind.name()));
    }
    let title = Safe::line(&format!(
        "WALK {}/{}: it reads by itself, and changes nothing before a gate",
        key.namespace, key.name
    ));
    state.choosing = Some(Choosing { key: key.clone(), incident: incident.map(|incident| incident.alias), items });
    vec![Reply::Show(Dialog::Choose { title, lines, then: Choice::Strategy })]
}

/// Takes the line that was chosen.
pub fn chosen(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(Choosing { key, incident, items }) = state.choosing.take() else { return Vec::new() };
    match items.get(at) {
        Some(Item::Open(alias)) => {
            state.open(*alias, model);
            vec![Reply::Go(Place::Walk)]
        }
        Some(Item::Start(id)) => {
            let order = Order::StartWalk { strategy: id.clone(), key, parameters: BTreeMap::new(), incident };
            let ticket = state.next_ticket();
            let start = Effect::Desk { ticket, order: Box::new(order) };
            vec![Reply::Go(Place::Walk), Reply::Do(start)]
        }
        None => Vec::new(),
    }
}

fn offered(model: &Model, fit: &Fit) -> Safe {
    let strategy = model.desk.strategies.iter().find(|strategy| strategy.id == fit.id);
    let title = strategy.map_or("", |strategy| strategy.title.as_str());
    Safe::line(&format!("{}  {title}  ({})", fit.id, fit.why))
}

fn say(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Warn, text))]
}
