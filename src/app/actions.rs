//! What can be done here, and what cannot and why: as a list to choose from, so that nothing depends on remembering a key.

use crate::{
    domain::{
        Truth,
        inspection::{Answer, Question, Right},
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
    let mut lines = changes(&key, rights, why.as_ref());
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

/// What walks can do to a rollout, as far as the cluster lets this user.
fn changes(key: &Key, rights: &[Right], unread: Option<&Safe>) -> Vec<Line> {
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
    let line = |what: &str, needs: &[(&str, &str)]| {
        let missing = needs.iter().find_map(|(verb, resource)| missing(verb, resource));
        let how = if missing.is_some() { "" } else { ", behind the gate of a walk" };
        (format!("{what}{how}"), missing.map_or(Ok(Command::ChooseWalk), Err))
    };
    vec![
        line("roll back", &[("patch", plural), ("list", revisions)]),
        line("restart", &[("patch", plural)]),
        line("scale", &[("patch", plural)]),
    ]
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
