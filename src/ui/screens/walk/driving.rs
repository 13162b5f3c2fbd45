//! Carrying a walk out, as far as keys ask for it: run, take over, stop, and the answers to what it asks.

use crate::{
    domain::{
        approval::Binding, cluster::ClusterNo, environment::Environment, strategy::Does, text::Safe, walk::Answer,
    },
    flow::{
        Effect, Model, Reply,
        desk::{Order, Walk},
        reply::{Choice, Confirmation, Dialog, Notice, Question, Then, Tone},
    },
    ui::widgets::{clock, person},
};

use super::{State, choosing, gate, tree, words};

/// The answers that a person may give to an unknown outcome, in the order in which they are offered.
const ANSWERS: [Answer; 3] = [Answer::Applied, Answer::NotApplied, Answer::Abandon];

/// Goes on with a walk that nobody carries out.
pub fn run(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    match &walk.driver {
        Some(_) if model.desk.drives(walk) => say(Tone::Plain, "this console carries it out already"),
        Some(driver) => {
            let (by, since) = (person(&driver.by), clock(driver.since));
            say(Tone::Warn, &format!("{by} carries it out since {since}; T takes it over where that process has ended"))
        }
        None => go_on(state, model, walk),
    }
}

/// Goes on with it whoever carried it out: the store refuses that as long as the lease of somebody else holds.
pub fn take_over(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    if model.desk.drives(walk) {
        return say(Tone::Plain, "this console carries it out already");
    }
    go_on(state, model, walk)
}

fn go_on(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    if walk.state.ended().is_some() {
        return say(Tone::Plain, "it has ended already");
    }
    if let Some(why) = choosing::unusable(model) {
        return say(Tone::Bad, &why);
    }
    let ticket = state.next_ticket();
    let run = Effect::Desk { ticket, order: Box::new(Order::RunWalk { walk: walk.alias }) };
    let approved = walk.state.waiting().filter(|request| request.approved_at().is_some());
    match approved.filter(|request| request.until() > model.now) {
        None => vec![Reply::Do(run)],
        Some(_) if model.desk.armed.is_none_or(|until| until <= model.now) => arm(state, model, walk),
        Some(request) => match Binding::read(&request.asked().binding) {
            Ok(bound) if let Some(why) = choosing::too_old(model, &bound.cluster) => say(Tone::Bad, &why),
            Ok(bound) => {
                let environment = gate::environment(request, model);
                let code = request.binding_sha256().code();
                vec![Reply::Show(Dialog::Confirm(confirmation(walk, &bound, &code, environment, run)))]
            }
            Err(why) => say(Tone::Bad, &format!("what was approved cannot be read: {why}")),
        },
    }
}

/// What is approved changes something: a word is typed before it is done, in production the object's name.
fn confirmation(walk: &Walk, bound: &Binding, code: &str, environment: Environment, run: Effect) -> Confirmation {
    let alias = walk.alias;
    let text = vec![
        words::headline(&bound.action, &bound.target),
        Safe::line(&format!("in namespace {}, as it was approved with code {code}", bound.target.namespace)),
        Safe::from_static("It is done once, and only where everything still is as it was approved."),
    ];
    let word = match environment {
        Environment::Production => bound.target.name.clone(),
        Environment::Staging => Safe::from_static("yes"),
        Environment::Development => Safe::from_static("y"),
    };
    let no = Notice::new(Tone::Plain, &format!("{alias}: nothing was done"));
    Confirmation { title: Safe::line(&format!("RUN {alias}")), text, word, yes: run, no }
}

/// Asks why this console is to be armed for the cluster of a walk.
fn arm(state: &mut State, model: &Model, walk: &Walk) -> Vec<Reply> {
    let Some(cluster) = cluster(model, walk) else {
        let context = walk.state.started().map(|start| start.target.context.clone()).unwrap_or_default();
        return say(Tone::Warn, &format!("{} is about context {context}: `:ctx {context}`", walk.alias));
    };
    let order = Order::Arm { cluster, reason: Safe::default() };
    let then = Then::Order { ticket: state.next_ticket(), order: Box::new(order) };
    let mut question = Question::new("ARM this console for 15 minutes", "reason", then);
    question.text = vec![
        Safe::line(&format!("{}: what is next changes something, and this console is READ-ONLY.", walk.alias)),
        Safe::from_static("It is recorded that you armed, and why. X then runs what was approved."),
    ];
    vec![Reply::Show(Dialog::Input(question))]
}

/// The cluster of a walk, where it is pinned.
fn cluster(model: &Model, walk: &Walk) -> Option<ClusterNo> {
    let recorded = &walk.state.started()?.target.cluster;
    let sources = model.board.sources();
    sources.iter().find(|(cluster, ..)| choosing::is_cluster(cluster, recorded)).map(|(cluster, ..)| cluster.no)
}

/// Asks why a walk is to be stopped.
pub fn stop(state: &mut State, walk: &Walk) -> Vec<Reply> {
    if walk.state.ended().is_some() {
        return say(Tone::Plain, "it has ended already");
    }
    let title = format!("STOP {}: nothing new is begun, what was done stays done", walk.alias);
    ask(state, &title, "why", Order::StopWalk { walk: walk.alias, reason: Safe::default() })
}

/// Offers the answers that the question takes.
pub fn answer(walk: &Walk) -> Vec<Reply> {
    let Some((_, question)) = walk.state.question() else { return say(Tone::Plain, "it asks nobody anything") };
    let lines = answers(walk).into_iter().map(|(_, words)| Safe::from_static(words)).collect();
    vec![Reply::Show(Dialog::Choose { title: question.clone(), lines, then: Choice::Answer })]
}

/// What may be answered, in words: about an action whether it was applied, else yes or no.
fn answers(walk: &Walk) -> Vec<(Answer, &'static str)> {
    let does = walk.state.question().and_then(|(node, _)| tree::node(&walk.state, node)).map(|node| &node.does);
    let word = |answer: Answer| match (does, answer) {
        (Some(Does::Action { .. } | Does::Gate { .. }), Answer::Applied) => {
            Some("applied: I have seen that it was done")
        }
        (Some(Does::Action { .. } | Does::Gate { .. }), Answer::NotApplied) => {
            Some("not applied: I have seen that it was not done, and it cannot be any more")
        }
        (Some(Does::Route { .. }), Answer::Applied) | (Some(Does::Wait { .. }), Answer::NotApplied) => None,
        (Some(Does::Route { .. }), Answer::NotApplied) => Some("go the other way"),
        (Some(Does::Wait { .. }), Answer::Applied) => Some("go on"),
        (_, Answer::Applied) => Some("yes"),
        (_, Answer::NotApplied) => Some("no"),
        (_, Answer::Abandon) => Some("abandon: nobody knows, and the walk goes on without it"),
    };
    ANSWERS.into_iter().filter_map(|answer| Some((answer, word(answer)?))).collect()
}

/// Asks for the reason of an answer.
pub fn reason(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    let Some(walk) = state.walk(model) else { return Vec::new() };
    let Some((answer, words)) = answers(walk).into_iter().nth(at) else { return Vec::new() };
    let alias = walk.alias;
    let order = Order::Resolve { walk: alias, answer, reason: Safe::default() };
    ask(state, &format!("{alias}: {words}"), "how you know", order)
}

/// Asks for a line that becomes the words of an order.
pub fn ask(state: &mut State, title: &str, hint: &'static str, order: Order) -> Vec<Reply> {
    let then = Then::Order { ticket: state.next_ticket(), order: Box::new(order) };
    vec![Reply::Show(Dialog::Input(Question::new(title, hint, then)))]
}

pub fn say(tone: Tone, text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(tone, text))]
}
