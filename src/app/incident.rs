//! Incidents from wherever a rollout is selected: one is opened about it, or a note is added to the open one.

use crate::{
    domain::{
        cluster::ClusterId, fix::State as Condition, incident::Incident, journal::Alias, severity::Severity,
        text::Safe, workload::Key,
    },
    flow::{
        Effect, Reply,
        desk::Order,
        reply::{Dialog, Notice, Question, Then, Tone},
    },
    ui::screens::analyze,
};

use super::{Screen, State, walking};

/// Asks for a title, and opens an incident about the selected rollout; about none where none is selected.
pub(super) fn open(state: &mut State) -> Vec<Reply> {
    let key = selected(state);
    if key.is_none() && state.screen == Screen::Board && !state.model.board.is_settled() {
        return vec![Reply::Say(Notice::new(
            Tone::Plain,
            "the board is being read: an incident is about one of its rows",
        ))];
    }
    let rollout = key.as_ref().and_then(|key| state.model.board.rollout(key));
    let severity = rollout.map_or(Severity::Medium, |rollout| rollout.severity);
    let mut text = vec![Safe::line(&match &key {
        Some(key) => format!("about {} {}/{}, severity {}", key.kind.name(), key.namespace, key.name, severity.word()),
        None => "about no rollout: none is selected".to_owned(),
    })];
    let begin = rollout.map(|rollout| match rollout.verdict.brief.as_str() {
        "" => rollout.key.name.clone(),
        brief => Safe::line(&format!("{}: {brief}", rollout.key.name)),
    });
    if let Some(known) = key.as_ref().and_then(|key| open_about(state, key)) {
        text.push(Safe::line(&format!("! {} about it is open already: {}", known.alias, known.title)));
    }
    let order = Order::OpenIncident { title: Safe::default(), severity, about: key };
    let question = question(state, "OPEN AN INCIDENT", "title", order);
    vec![Reply::Show(Dialog::Input(Question { text, begin: begin.unwrap_or_default(), ..question }))]
}

/// Asks for a note on the open incident about the selected rollout, else on the newest that is open.
pub(super) fn note(state: &mut State) -> Vec<Reply> {
    let about = match state.screen {
        Screen::Analyze => analyze::shown(&state.desk.analyze, &state.model).map(|incident| incident.alias),
        Screen::Review => state.desk.review.selected(&state.model).and_then(|fix| fix.incident),
        _ => selected(state).and_then(|key| open_about(state, &key).map(|incident| incident.alias)),
    };
    let Some(alias) = about.or_else(|| current(state).map(|incident| incident.alias)) else {
        return vec![Reply::Say(Notice::new(Tone::Plain, "no incident is open: a note has nowhere to go"))];
    };
    let title = state.model.desk.incidents.get(&alias).map(|incident| incident.title.clone());
    let order = Order::Note { alias, text: Safe::default() };
    let question = question(state, &format!("NOTE ON {alias}"), "note", order);
    vec![Reply::Show(Dialog::Input(Question { text: title.into_iter().collect(), ..question }))]
}

/// `:close REASON`: closes the incident that is shown in Analyze, elsewhere the one that line 2 names.
#[expect(clippy::unnecessary_wraps, reason = "it is what a verb answers")]
pub(super) fn close(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    let shown = analyze::shown(&state.desk.analyze, &state.model).filter(|_| state.screen == Screen::Analyze);
    let Some(incident) = shown.or_else(|| current(state)).filter(|incident| incident.closed.is_none()) else {
        return Some(vec![Reply::Say(Notice::new(Tone::Plain, "no incident is open"))]);
    };
    let alias = incident.alias;
    let mut text = vec![incident.title.clone()];
    text.extend(goes_on(state, incident).map(|what| Safe::line(&format!("! {what}"))));
    if state.model.desk.armed.is_some() {
        text.push(Safe::from_static("! this console is armed: it will be read-only again"));
    }
    let order = Order::CloseIncident { incident: alias, reason: Safe::default() };
    let question = question(state, &format!("CLOSE {alias}"), "reason", order);
    let begin = Safe::line(&words.join(" "));
    Some(vec![Reply::Show(Dialog::Input(Question { text, begin, ..question }))])
}

/// What of an incident has not ended, in words.
fn goes_on(state: &State, incident: &Incident) -> Option<String> {
    let desk = &state.model.desk;
    let open = incident.linked.iter().filter(|alias| {
        let walk = desk.walks.get(alias).is_some_and(|walk| walk.state.ended().is_none());
        let fix =
            desk.fixes.get(alias).is_some_and(|fix| matches!(fix.state, Condition::Pending | Condition::Applying));
        walk || fix
    });
    let names: Vec<String> = open.map(ToString::to_string).collect();
    (!names.is_empty()).then(|| format!("{} of it goes on: closing does not end that", names.join(" ")))
}

/// Whoever closed an incident, this console is read-only again (ux 1).
pub(super) fn closed(state: &mut State, before: &[Alias]) -> Option<Effect> {
    state.model.desk.armed?;
    let closed = before.iter().find_map(|alias| {
        let incident = state.model.desk.incidents.get(alias)?;
        incident.closed.is_some().then_some(incident.alias)
    })?;
    state.model.desk.armed = None;
    state.say(Notice::new(Tone::Warn, &format!("READ-ONLY again: {closed} was closed")));
    Some(walking::disarming(state))
}

/// The incident that line 2 names: the newest that is open.
pub(super) fn current(state: &State) -> Option<&Incident> {
    state.model.desk.open_incidents().next_back()
}

fn question(state: &mut State, title: &str, hint: &'static str, order: Order) -> Question {
    state.outside.ticket = state.outside.ticket.next();
    Question::new(title, hint, Then::Order { ticket: state.outside.ticket, order: Box::new(order) })
}

fn selected(state: &State) -> Option<Key> {
    match state.screen {
        Screen::Board => state.board.selected(&state.model).map(|rollout| rollout.key.clone()),
        Screen::Inspect => state.inspect.as_ref().map(|inspect| inspect.key().clone()),
        // Whoever finds no incident there came from a rollout.
        Screen::Analyze => match &state.inspect {
            Some(inspect) => Some(inspect.key().clone()),
            None => state.board.selected(&state.model).map(|rollout| rollout.key.clone()),
        },
        Screen::Walk | Screen::Review | Screen::Audit => None,
    }
}

/// The newest open incident about a rollout.
fn open_about<'a>(state: &'a State, key: &Key) -> Option<&'a Incident> {
    let sources = state.model.board.sources();
    let id = sources.iter().find(|(cluster, ..)| cluster.no == key.cluster)?.0.id.as_ref()?;
    state.model.desk.open_incidents().rfind(|incident| {
        let about = incident.about.as_ref();
        about.is_some_and(|about| {
            (about.kind, &about.namespace, &about.name) == (key.kind, &key.namespace, &key.name)
                && is_it(id, &about.cluster)
        })
    })
}

/// Whether records name a cluster so: by the uid of kube-system, or by the hash of CA and address.
fn is_it(id: &ClusterId, recorded: &Safe) -> bool {
    id.uid.as_ref() == Some(recorded) || recorded.strip_prefix("sha256:") == Some(id.endpoint.as_str())
}
