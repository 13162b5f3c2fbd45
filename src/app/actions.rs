//! What can be done here, and what cannot and why: as a list to choose from, so that nothing depends on remembering a key.

use crate::{
    domain::{
        Truth,
        action::Wish,
        inspection::{Answer, Question, Right},
        strategy::{Does, Strategy, WishTemplate},
        text::Safe,
        workload::Key,
    },
    flow::{
        Command, Effect, Reply,
        effect::Ticket,
        reply::{Choice, Dialog, Notice, Tone},
    },
    ui::screens::walk,
};

use super::{Screen, State, walking};

/// What was asked and offered.
#[derive(Debug, Clone, Default)]
pub(super) struct Actions {
    /// Of the question what may be done to a rollout.
    asked: Option<(Ticket, Key)>,
    /// What each line does; nothing where it cannot be done.
    offered: Vec<Option<Command>>,
}

/// One line: its words, and the command that does it, or why nothing does.
type Line = (String, Result<Command, String>);

/// Shows what can be done here. What the cluster allows is asked first.
pub(super) fn ask(state: &mut State) -> Vec<Reply> {
    let Some(key) = rollout(state) else { return show(state, Safe::from_static("ACTIONS"), own(state)) };
    let ticket = Ticket(state.outside.ticket.0.saturating_add(1));
    state.outside.ticket = ticket;
    state.outside.actions.asked = Some((ticket, key.clone()));
    let cluster = key.cluster;
    vec![
        Reply::Do(Effect::Ask { ticket, cluster, question: Question::Rights(key) }),
        Reply::Say(Notice::new(Tone::Plain, "asking the cluster what you may do there")),
    ]
}

/// Takes the answer to what may be done.
pub(super) fn answered(state: &mut State, ticket: Ticket, answer: &Answer) -> Vec<Reply> {
    let Some((_, key)) = state.outside.actions.asked.take_if(|(asked, _)| *asked == ticket) else { return Vec::new() };
    let (rights, why) = match answer {
        Answer::Rights(rights) => (rights.as_slice(), None),
        Answer::Unreadable(gap) => (&[][..], Some(gap.message.clone())),
        _ => return Vec::new(),
    };
    let mut lines = changes(&key, &state.model.desk.strategies, rights, why.as_ref());
    lines.extend(own(state));
    let title = Safe::line(&format!("ACTIONS on {} {}/{}", key.kind.short(), key.namespace, key.name));
    state.notice = None;
    show(state, title, lines)
}

/// Does what was chosen, or says why it cannot be done.
pub(super) fn chosen(state: &State, at: usize) -> Vec<Reply> {
    match state.outside.actions.offered.get(at) {
        Some(Some(command)) => vec![Reply::Run(*command)],
        _ => vec![Reply::Say(Notice::new(Tone::Warn, "that cannot be done here: its line says why"))],
    }
}

fn show(state: &mut State, title: Safe, lines: Vec<Line>) -> Vec<Reply> {
    let keymap = &state.settings.keymap;
    let section = State::section_of(state.screen);
    let words = |(what, how): &Line| match how {
        Ok(command) => {
            let keys = keymap.keys_of(section, *command);
            Safe::line(&format!("v {:<3} {what}", keys.first().map(ToString::to_string).unwrap_or_default()))
        }
        Err(why) => Safe::line(&format!("-     {what}: {why}")),
    };
    let text = lines.iter().map(words).collect();
    state.outside.actions.offered = lines.into_iter().map(|(_, how)| how.ok()).collect();
    vec![Reply::Show(Dialog::Choose { title, lines: text, then: Choice::Action })]
}

fn rollout(state: &State) -> Option<Key> {
    match state.screen {
        Screen::Board | Screen::Inspect | Screen::Analyze => walking::rollout(state),
        Screen::Walk | Screen::Review | Screen::Audit => None,
    }
}

/// What the strategies can do to a rollout, as far as the cluster lets this user: one line, for one key begins them all, and one for each
/// thing that cannot be done.
fn changes(key: &Key, strategies: &[Strategy], rights: &[Right], unread: Option<&Safe>) -> Vec<Line> {
    let plural = key.kind.plural();
    let missing = |verb: &str, resource: &str| {
        let right = rights.iter().find(|right| (right.verb.as_str(), right.resource.as_str()) == (verb, resource));
        match right.map(|right| (right.allowed, &right.reason)) {
            Some((Truth::Yes, _)) => None,
            Some((Truth::No, reason)) => {
                let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
                Some(format!("you may not {verb} {resource} in {}{reason}", key.namespace))
            }
            Some((Truth::Unknown, _)) | None => {
                let why = unread.map(|why| format!(": {why}")).unwrap_or_default();
                Some(format!("nobody knows whether you may {verb} {resource} in {}{why}", key.namespace))
            }
        }
    };
    let revisions = if plural == "deployments" { "replicasets" } else { "controllerrevisions" };
    let patch = ("patch", plural);
    let needs: [(&str, &[(&str, &str)]); 3] =
        [("roll back", &[patch, ("list", revisions)]), ("restart", &[patch]), ("scale", &[patch])];
    let (mut possible, mut refused) = (Vec::new(), Vec::new());
    for (what, needs) in needs.into_iter().filter(|(what, _)| strategies.iter().any(|one| can(one, what))) {
        match needs.iter().find_map(|(verb, resource)| missing(verb, resource)) {
            None => possible.push(what),
            Some(why) => refused.push((what.to_owned(), Err(why))),
        }
    }
    let what = match possible.as_slice() {
        [] => "look, change nothing".to_owned(),
        [one] => format!("{one}, behind a gate"),
        several => format!("{}, each behind a gate", several.join(" or ")),
    };
    let walk = (format!("walk a recovery: {what}"), Ok(Command::ChooseWalk));
    std::iter::once(walk).chain(refused).collect()
}

/// Whether a strategy has a step that does this.
fn can(strategy: &Strategy, what: &str) -> bool {
    strategy.nodes.iter().any(|node| match &node.does {
        Does::Action { wish: WishTemplate::Scale { .. } | WishTemplate::Fixed(Wish::Scale { .. }), .. } => {
            what == "scale"
        }
        Does::Action { wish: WishTemplate::Fixed(Wish::Undo { .. }), .. } => what == "roll back",
        Does::Action { wish: WishTemplate::Fixed(Wish::Restart), .. } => what == "restart",
        _ => false,
    })
}

/// What the keys of this screen can change.
fn own(state: &State) -> Vec<Line> {
    let can = |command: Command| (command.purpose().to_owned(), Ok(command));
    match state.screen {
        Screen::Board | Screen::Inspect => vec![can(Command::OpenIncident), can(Command::Note)],
        Screen::Analyze => [Command::Intake, Command::Pull, Command::RulesOnly, Command::ProposeFix].map(can).into(),
        Screen::Review => [Command::Approve, Command::Reject, Command::Apply].map(can).into(),
        Screen::Audit => vec![can(Command::Verify)],
        Screen::Walk => {
            let of = |(command, why): (Command, Option<Safe>)| match why {
                None => can(command),
                Some(why) => (command.word().to_owned(), Err(why.to_string())),
            };
            walk::possible(&state.desk.walk, &state.model).into_iter().map(of).collect()
        }
    }
}
