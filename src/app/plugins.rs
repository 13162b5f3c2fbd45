//! Programs that clusters want to run for a login (T-14): each is asked about once, when nothing else is being typed.

use crate::{
    domain::{
        cluster::{Cluster, Plugin},
        shell::quoted,
        text::Safe,
    },
    flow::{
        Effect,
        reply::{Confirmation, Dialog, Notice, Tone},
    },
};

use super::{State, replies};

/// Asks about the first program that waits and was not asked about yet. What somebody types goes on.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    if !state.dialogs.is_empty() || state.has_field() {
        return Vec::new();
    }
    let sources = state.model.board.sources();
    let waiting = sources.into_iter().filter_map(|(cluster, source, _)| Some((cluster, source.plugin.as_ref()?)));
    let mut new = waiting.filter(|(_, plugin)| !state.outside.plugins.contains(&plugin.call));
    let Some((call, question)) = new.next().map(|(cluster, plugin)| (plugin.call.clone(), question(cluster, plugin)))
    else {
        return Vec::new();
    };
    state.outside.plugins.insert(call);
    replies::perform(state, vec![crate::flow::Reply::Show(Dialog::Confirm(question))])
}

fn question(cluster: &Cluster, plugin: &Plugin) -> Confirmation {
    let context = &cluster.context;
    let first = if plugin.changed {
        format!(
            "To log in to {context}, a program has to run that is NOT THE ONE you allowed before: it, its arguments or variables are different now."
        )
    } else {
        format!("To log in to {context}, its kubeconfig names a program to run that you have not allowed yet.")
    };
    let mut text = vec![Safe::line(&first), Safe::default()];
    let mut say = |name: &str, value: &str| text.push(Safe::line(&format!("{name:<10} {value}")));
    say("program", &plugin.path);
    say("sha256", &plugin.sha256);
    let arguments: Vec<_> = plugin.arguments.iter().map(|argument| quoted(argument)).collect();
    let line = arguments.join(" ");
    say("arguments", if arguments.is_empty() { "none" } else { &line });
    for (at, variable) in plugin.variables.iter().enumerate() {
        say(if at == 0 { "variables" } else { "" }, variable);
    }
    text.push(Safe::default());
    text.push(Safe::from_static(
        "It runs as you, without this terminal, for 30 seconds at most. Your answer is kept; if any of this changes, you are asked again.",
    ));
    Confirmation {
        title: Safe::line(&format!("RUN A PROGRAM FOR {context}?")),
        text,
        word: Safe::from_static("yes"),
        yes: Effect::AllowPlugin { cluster: cluster.no, call: plugin.call.clone() },
        no: Notice::new(Tone::Warn, &format!("{} was not run: no login to {context} (r asks again)", plugin.command)),
    }
}
