//! The lines of the palette: every command by its name, and a few verbs that take words.

use std::collections::BTreeSet;

use crate::{
    domain::{fault::nearest, text::Safe},
    flow::{
        Command, Effect, Reply,
        reply::{Notice, Place, Tone},
    },
    ui::{dialogs::Entry, screens::board::Order},
};

use super::{State, commands, drill, incident, replies, walking};

/// A verb that takes words.
pub(super) struct Verb {
    pub(super) name: &'static str,
    pub(super) usage: &'static str,
    pub(super) purpose: &'static str,
    /// `None` where the words are not those that it takes.
    run: fn(&mut State, &[&str]) -> Option<Vec<Reply>>,
}

/// The verbs. One that is a command's name too is the command where no word follows.
pub(super) const VERBS: [Verb; 10] = [
    Verb { name: "ctx", usage: "ctx NAME", purpose: "pin another context, in place of the present ones", run: context },
    Verb { name: "ns", usage: "ns [NAME ...]", purpose: "only these namespaces; none: all of them", run: namespaces },
    Verb { name: "sort", usage: "sort severity|change", purpose: "the worst first, or the latest change", run: sort },
    Verb { name: "filter", usage: "filter [WORD ...]", purpose: "only rows with all of these words", run: filter },
    Verb {
        name: "arm",
        usage: "arm REASON",
        purpose: "let this console change a cluster, for 15 minutes",
        run: walking::arm,
    },
    Verb { name: "disarm", usage: "disarm", purpose: "read only again", run: walking::disarm },
    Verb { name: "close", usage: "close [REASON]", purpose: "close the incident, with a reason", run: incident::close },
    Verb { name: "audit", usage: "audit [verify]", purpose: "the record, or: check its whole chain", run: audit },
    Verb {
        name: "drill",
        usage: "drill",
        purpose: "what this drill is, how to join it, how it stands",
        run: drill::tell,
    },
    Verb { name: "q", usage: "q", purpose: "leave stanch", run: quit },
];

/// Runs a line.
pub(super) fn run(state: &mut State, line: &str) -> Vec<Effect> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some((name, arguments)) = words.split_first() else { return Vec::new() };
    if arguments.is_empty()
        && let Some(command) = Command::parse(name)
    {
        return commands::run(state, command);
    }
    let replies = if let Some(verb) = VERBS.iter().find(|verb| verb.name == *name) {
        (verb.run)(state, arguments).unwrap_or_else(|| complain(&format!("it is `{}`", verb.usage)))
    } else if Command::parse(name).is_some() {
        complain(&format!("`{name}` takes no words: it asks"))
    } else {
        let known = Command::ALL.map(Command::name).into_iter().chain(VERBS.iter().map(|verb| verb.name));
        let meant = nearest(name, known).map(|meant| format!(", did you mean `{meant}`?")).unwrap_or_default();
        complain(&format!("unknown command `{name}`{meant}"))
    };
    replies::perform(state, replies)
}

/// Everything that the palette can complete.
pub(super) fn entries(state: &State) -> Vec<Entry> {
    let keymap = &state.settings.keymap;
    let section = state.section();
    let mut entries: Vec<Entry> = Command::ALL
        .into_iter()
        .map(|command| Entry {
            line: Safe::from_static(command.name()),
            purpose: command.purpose().into(),
            keys: Safe::line(&keymap.keys_of(section, command).join(", ")),
        })
        .collect();
    let entry = |line: &str, purpose: &'static str| Entry {
        line: Safe::line(line),
        purpose: purpose.into(),
        keys: Safe::default(),
    };
    entries.extend(["sort severity", "sort change"].map(|line| entry(line, "the order of the board")));
    entries.push(entry("arm", "let this console change a cluster, for 15 minutes"));
    entries.push(entry("disarm", "read only again"));
    entries.push(entry("close", "close the incident, with a reason"));
    entries.push(entry("audit verify", "check the chain of every record"));
    if state.model.drill.is_some() {
        entries.push(entry("drill", "what this drill is, how to join it, how it stands"));
    }
    entries.push(entry("q", "leave stanch"));
    entries.push(entry("ns", "all namespaces"));
    let namespaces: BTreeSet<&Safe> =
        state.model.board.rollouts().iter().map(|rollout| &rollout.key.namespace).collect();
    entries.extend(namespaces.into_iter().map(|name| entry(&format!("ns {name}"), "only this namespace")));
    entries.extend(state.settings.contexts.iter().map(|name| entry(&format!("ctx {name}"), "pin this context")));
    entries
}

fn complain(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Warn, text))]
}

fn context(_: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    let [name] = words else { return None };
    Some(vec![Reply::Do(Effect::OpenContext { name: Safe::line(name) })])
}

fn namespaces(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    state.board.only(words.iter().map(|word| Safe::line(word)).collect(), &state.model);
    to_board()
}

fn sort(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    let order = match words {
        ["severity"] => Order::Severity,
        ["change" | "changed" | "latest"] => Order::Change,
        _ => return None,
    };
    state.board.sort(order, &state.model);
    to_board()
}

fn filter(state: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    state.board.filter(&Safe::line(&words.join(" ")), &state.model);
    to_board()
}

fn audit(_: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    match words {
        [] => Some(vec![Reply::Go(Place::Audit)]),
        ["verify"] => Some(vec![Reply::Go(Place::Audit), Reply::Run(Command::Verify)]),
        _ => None,
    }
}

fn quit(_: &mut State, words: &[&str]) -> Option<Vec<Reply>> {
    words.is_empty().then(|| vec![Reply::Leave])
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a verb answers")]
fn to_board() -> Option<Vec<Reply>> {
    Some(vec![Reply::Go(Place::Board)])
}
