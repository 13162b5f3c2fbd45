//! Beginning a walk: the strategies that fit a rollout, the closest first, and the walks of it that go on already.

use std::collections::BTreeMap;

use crate::{
    domain::{
        incident::Place as Spot,
        strategy::{Origin, Strategy, Value},
        text::Safe,
        workload::Key,
    },
    flow::{
        Effect, Model, Reply,
        desk::Order,
        reply::{Blank, Choice, Dialog, Notice, Place, Question, Then, Tone},
    },
    logic::strategy::{Choice as Fit, Failure, choose as fitting, set as check},
    ui::widgets::span,
};

use super::{
    State,
    choosing::{Choosing, Draft, Item, is_place, unusable},
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
        origin: model.origin(key),
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
    let note = match failure.origin {
        Some(Origin::Outside) => "no revision explains it (one was brought back)",
        Some(Origin::Revision) | None => "it reads by itself, and changes nothing before a gate",
    };
    let title = Safe::line(&format!("WALK {}/{}: {note}", key.namespace, key.name));
    state.choosing =
        Some(Choosing { key: key.clone(), incident: incident.map(|incident| incident.alias), items, draft: None });
    vec![Reply::Show(Dialog::Choose { title, lines, then: Choice::Strategy })]
}

/// Takes the line that was chosen.
pub fn chosen(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(choosing) = &mut state.choosing else { return Vec::new() };
    match choosing.items.get(at).cloned() {
        Some(Item::Open(alias)) => vec![Reply::Go(Place::Gate(alias))],
        Some(Item::Start(strategy)) => {
            choosing.draft = Some(Draft { strategy, parameters: BTreeMap::new() });
            prepare(state, model)
        }
        None => Vec::new(),
    }
}

/// Offers to begin, or to set a parameter first. Where there is none to set, it begins.
fn prepare(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some((choosing, strategy)) = drafting(state, model) else { return Vec::new() };
    if strategy.parameters.is_empty() {
        return begin(state);
    }
    let (key, id) = (&choosing.key, &strategy.id);
    let title = Safe::line(&format!("START {id} on {}/{}", key.namespace, key.name));
    let mut lines = vec![Safe::from_static("begin: it reads by itself until a gate")];
    let given = choosing.draft.as_ref().map(|draft| &draft.parameters);
    lines.extend(strategy.parameters.iter().map(|(name, parameter)| {
        let set = given.and_then(|given| given.get(name)).map(Safe::to_string);
        let value = set.or_else(|| parameter.default.as_ref().map(written)).unwrap_or_else(|| "?".to_owned());
        Safe::line(&format!("{name} = {value}  {}", parameter.description))
    }));
    vec![Reply::Show(Dialog::Choose { title, lines, then: Choice::Start })]
}

/// Begins, or asks for the value of a parameter.
pub fn drafted(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(at) = at.checked_sub(1) else { return begin(state) };
    let Some((choosing, strategy)) = drafting(state, model) else { return Vec::new() };
    let Some((name, parameter)) = strategy.parameters.iter().nth(at) else { return Vec::new() };
    let mut question =
        Question::new(&format!("{}: {name}", strategy.id), "value", Then::Screen(Blank::Parameter(name.clone())));
    question.text = vec![parameter.description.clone()];
    let given = choosing.draft.as_ref().and_then(|draft| draft.parameters.get(name));
    question.begin = given
        .cloned()
        .or_else(|| parameter.default.as_ref().map(|value| Safe::line(&written(value))))
        .unwrap_or_default();
    vec![Reply::Show(Dialog::Input(question))]
}

/// Takes the value of a parameter; what it cannot be is said, and the old one stays.
pub fn set(state: &mut State, model: &Model, name: &Safe, value: &Safe) -> Vec<Reply> {
    let Some((_, strategy)) = drafting(state, model) else { return Vec::new() };
    // Others may have no default yet.
    let alone = Strategy {
        parameters: strategy
            .parameters
            .iter()
            .filter(|(known, _)| *known == name)
            .map(|(name, parameter)| (name.clone(), parameter.clone()))
            .collect(),
        ..strategy.clone()
    };
    let mut replies = Vec::new();
    match check(&alone, &[(name.to_string(), value.to_string())]) {
        Ok(_) => {
            if let Some(draft) = state.choosing.as_mut().and_then(|choosing| choosing.draft.as_mut()) {
                draft.parameters.insert(name.clone(), value.clone());
            }
        }
        Err(why) => replies.extend(say(&why)),
    }
    replies.extend(prepare(state, model));
    replies
}

fn begin(state: &mut State) -> Vec<Reply> {
    let Some(Choosing { key, incident, draft: Some(Draft { strategy, parameters }), .. }) = state.choosing.take()
    else {
        return Vec::new();
    };
    let order = Order::StartWalk { strategy, key, parameters, incident };
    let ticket = state.next_ticket();
    vec![Reply::Go(Place::Walk), Reply::Do(Effect::Desk { ticket, order: Box::new(order) })]
}

fn drafting<'a>(state: &'a State, model: &'a Model) -> Option<(&'a Choosing, &'a Strategy)> {
    let choosing = state.choosing.as_ref()?;
    let id = &choosing.draft.as_ref()?.strategy;
    Some((choosing, model.desk.strategies.iter().find(|strategy| strategy.id == *id)?))
}

/// A value as one writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Duration(seconds) => span(*seconds),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Boolean(is) => is.to_string(),
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
