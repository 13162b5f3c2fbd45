//! What commands order of the store.

use crate::{
    domain::{journal::Alias, text::Safe},
    flow::{
        Effect, Model, Reply,
        desk::{Adviser, Order},
        reply::{Blank, Choice, Dialog, Notice, Question, Then, Tone},
    },
};

use super::{State, fixes::offers, intake::Intake, sight::Sight, state::Work};

/// Says something.
pub fn say(tone: Tone, text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(tone, text))]
}

/// The incident that may still be added to.
fn open(state: &State, model: &Model) -> Result<Alias, Vec<Reply>> {
    match Sight::of(state, model).incident {
        Some(incident) if incident.closed.is_none() => Ok(incident.alias),
        Some(incident) => Err(say(Tone::Warn, &format!("{} is closed; open a new one", incident.alias))),
        None => Err(say(Tone::Warn, "no incident is open")),
    }
}

/// Analyses the incident that is shown.
pub fn analyze(state: &mut State, model: &Model, with_model: bool) -> Vec<Reply> {
    let incident = match open(state, model) {
        Ok(incident) => incident,
        Err(said) => return said,
    };
    let around = Sight::of(state, model).around();
    let (ticket, effect) = state.order(Order::Analyze { incident, model: with_model, around });
    let doing = Safe::from_static("rules first");
    let since = model.now;
    state.work =
        Some(Work { ticket, incident, since, doing, rules: None, text: String::new(), is_over: false, stopped: None });
    vec![Reply::Do(effect)]
}

/// Whether the model may be asked without asking a person first.
pub fn may_ask(state: &State, model: &Model) -> bool {
    match &model.desk.adviser {
        Adviser::Local { .. } => true,
        Adviser::Cloud { .. } => Sight::of(state, model).incident.is_some_and(|incident| incident.cloud_allowed),
        Adviser::Nobody | Adviser::Wrong { .. } => false,
    }
}

/// Stops the model; what rules said stands.
pub fn stop(state: &mut State, model: &Model) -> Vec<Reply> {
    if let Some(work) = &mut state.work {
        work.is_over = true;
        work.stopped = Some(model.now);
    }
    let (_, effect) = state.order(Order::StopAnalysis);
    vec![Reply::Do(effect)]
}

pub fn egress(state: &mut State, model: &Model) -> Vec<Reply> {
    let incident = match open(state, model) {
        Ok(incident) => incident,
        Err(said) => return said,
    };
    let (ticket, effect) = state.order(Order::Egress { incident });
    state.egress = Some(ticket);
    vec![Reply::Do(effect)]
}

/// Asks a person, once for each incident (ux 4).
pub fn allow_cloud(state: &mut State, model: &Model) -> Vec<Reply> {
    let incident = match open(state, model) {
        Ok(incident) => incident,
        Err(said) => return said,
    };
    match &model.desk.adviser {
        Adviser::Nobody => say(Tone::Plain, "nothing to allow: no model is configured"),
        Adviser::Wrong { why } => say(Tone::Warn, &format!("the model cannot be used: {why}")),
        Adviser::Local { name } => say(Tone::Plain, &format!("nothing to allow: {name} is on this host")),
        Adviser::Cloud { .. } if may_ask(state, model) => say(Tone::Plain, "it is allowed already; r asks the model"),
        Adviser::Cloud { name, host } => {
            let text = Safe::line(&format!("Send redacted evidence of {incident} to {name} at {host}?"));
            let (_, then) = state.order(Order::AllowCloud { incident });
            state.allowing = Some(incident);
            vec![Reply::Show(Dialog::Ask { title: Safe::from_static("LEAVES THIS HOST (recorded)"), text, then })]
        }
    }
}

/// Reads the rollout's evidence anew.
pub fn pull(state: &mut State, model: &Model) -> Vec<Reply> {
    let incident = match open(state, model) {
        Ok(incident) => incident,
        Err(said) => return said,
    };
    let sight = Sight::of(state, model);
    let about = sight.incident.and_then(|incident| incident.about.as_ref());
    let key = match (sight.key(), about) {
        (Some(key), _) => key,
        (None, Some(about)) => {
            return say(Tone::Warn, &format!("{about} is in {}: this console is not connected to it", about.context));
        }
        (None, None) => return say(Tone::Plain, "this incident is about no rollout: i takes a paste"),
    };
    let (ticket, effect) = state.order(Order::Pull { incident, key });
    state.feeding = Some((ticket, incident));
    vec![Reply::Do(effect)]
}

pub fn intake(state: &mut State, model: &Model) -> Vec<Reply> {
    match open(state, model) {
        Ok(incident) => {
            state.intake = Some(Intake::new(incident));
            Vec::new()
        }
        Err(said) => said,
    }
}

/// Takes in what was pasted.
pub fn paste(state: &mut State) -> Vec<Reply> {
    let Some(Intake { incident, text, cut, .. }) = state.intake.take() else { return Vec::new() };
    let (ticket, effect) = state.order(Order::Paste { incident, text, cut });
    state.feeding = Some((ticket, incident));
    vec![Reply::Do(effect)]
}

/// Asks for what else is to be brought.
pub fn ask(state: &mut State, blank: Blank) -> Vec<Reply> {
    let Some(intake) = state.intake.take() else { return Vec::new() };
    let title = format!("EVIDENCE FOR {}", intake.incident);
    let (hint, begin, text) = match blank {
        Blank::Range => {
            ("folder and range", ". HEAD~1..HEAD", "What changed in a local repository, such as /src/shop v1..v2.")
        }
        _ => ("file", "", "A diff, a log or a manifest, by its path on this machine."),
    };
    let (text, begin) = (vec![Safe::from_static(text)], Safe::from_static(begin));
    let question = Question::new(&title, hint, Then::Screen(blank));
    vec![Reply::Show(Dialog::Input(Question { text, begin, ..question }))]
}

/// Brings the diff of the deploy that a drill is about, once, as a pipeline would hand it over.
pub fn bring_change(state: &mut State, model: &Model, incident: Alias) -> Option<Vec<Reply>> {
    let change = model.drill.as_ref()?.change.as_ref()?;
    let about = model.desk.incidents.get(&incident)?.about.as_ref()?;
    if !change.is_of(about) || !state.brought.insert(incident) {
        return None;
    }
    let (ticket, effect) = state.order(Order::BringFile { incident, file: change.file.clone() });
    state.feeding = Some((ticket, incident));
    Some(vec![Reply::Do(effect)])
}

/// Brings what was named.
pub fn bring(state: &mut State, model: &Model, blank: &Blank, text: &Safe) -> Vec<Reply> {
    let incident = match open(state, model) {
        Ok(incident) => incident,
        Err(said) => return said,
    };
    let (ticket, effect) = state.order(match blank {
        Blank::Range => Order::BringRange { incident, range: text.clone() },
        _ => Order::BringFile { incident, file: text.clone() },
    });
    state.feeding = Some((ticket, incident));
    vec![Reply::Do(effect)]
}

/// Offers what may be proposed as a fix.
pub fn fix(state: &mut State, model: &Model) -> Vec<Reply> {
    let sight = Sight::of(state, model);
    let (Some(incident), Some(analysis)) = (sight.incident, sight.analysis) else {
        return say(Tone::Plain, "nothing is analysed yet: r");
    };
    let offers = offers(incident, analysis);
    if offers.is_empty() {
        return say(Tone::Plain, "no fix: that takes a STRONG finding, and the diff of its file (i)");
    }
    let lines = offers.iter().map(super::fixes::Offer::words).collect();
    state.offers = offers;
    vec![Reply::Show(Dialog::Choose {
        title: Safe::from_static("PROPOSE AS A FIX, FOR REVIEW"),
        lines,
        then: Choice::Fix,
    })]
}

/// Proposes what was chosen.
pub fn propose(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(incident) = Sight::of(state, model).incident.map(|incident| incident.alias) else { return Vec::new() };
    let Some(offer) = state.offers.get(at).cloned() else { return Vec::new() };
    let (_, effect) = state.order(offer.order(incident));
    vec![Reply::Do(effect)]
}

/// Offers the incidents, the newest first.
pub fn incidents(state: &mut State, model: &Model) -> Vec<Reply> {
    let all: Vec<_> = model.desk.incidents.values().rev().collect();
    let line = |incident: &&crate::domain::incident::Incident| {
        let closed = if incident.closed.is_some() { "  closed" } else { "" };
        Safe::line(&format!("{}  {}{closed}", incident.alias, incident.title))
    };
    let lines = all.iter().map(line).collect();
    state.incidents = all.iter().map(|incident| incident.alias).collect();
    if state.incidents.is_empty() {
        return say(Tone::Plain, "there is no incident");
    }
    vec![Reply::Show(Dialog::Choose { title: Safe::from_static("INCIDENTS"), lines, then: Choice::Incident })]
}

/// Reads the evidence that is looked at, where its lines are not there yet.
pub fn read(state: &mut State, model: &Model) -> Option<Effect> {
    let (incident, no) = {
        let sight = Sight::of(state, model);
        let (spot, _) = sight.spot()?;
        (sight.incident?.alias, spot.no)
    };
    if state.read.contains_key(&(incident, no)) || state.reading == Some((incident, no)) {
        return None;
    }
    state.reading = Some((incident, no));
    Some(state.order(Order::ReadEvidence { incident, no }).1)
}
