//! Commands that mean the same everywhere; the rest goes to the dialog on top or to the screen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::SignedDuration;

use crate::{
    domain::{cluster::ClusterNo, text::Safe},
    flow::{
        Command, Effect, Reply,
        reply::{Dialog, Notice, Place, Tone},
    },
    ui::{dialogs::Layer, screens::Input},
};

use super::{Screen, State, actions, calls, drill, incident, leaving, replies, walking};

/// A second ctrl-c within so long is meant as "leave".
const TWICE: SignedDuration = SignedDuration::from_secs(2);

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) -> Vec<Effect> {
    let replies = match command {
        Command::Cancel => return cancel(state),
        Command::Suspend => vec![Reply::Do(Effect::Suspend)],
        Command::Repaint => vec![Reply::Do(Effect::Repaint)],
        _ if !state.dialogs.is_empty() => match state.dialogs.last_mut() {
            Some(dialog) => dialog.command(command),
            None => Vec::new(),
        },
        Command::Palette => vec![Reply::Show(Dialog::Palette)],
        Command::Help => vec![Reply::Show(Dialog::Help)],
        Command::Actions => actions::ask(state),
        Command::Calls => calls::ask(state),
        Command::Identities => vec![Reply::Show(identities(state))],
        Command::BoardScreen => vec![Reply::Go(Place::Board)],
        // What a walk or an incident is about, if one is shown.
        Command::InspectScreen
            if matches!(state.screen, Screen::Walk | Screen::Analyze)
                && let Some(key) = walking::rollout(state) =>
        {
            vec![Reply::Go(Place::Inspect(key))]
        }
        Command::InspectScreen if let Some(inspect) = &state.inspect => {
            vec![Reply::Go(Place::Inspect(inspect.key().clone()))]
        }
        Command::AnalyzeScreen => vec![Reply::Go(Place::Analyze)],
        Command::WalkScreen => vec![Reply::Go(Place::Walk)],
        Command::ReviewScreen => vec![Reply::Go(Place::Review)],
        Command::AuditScreen => vec![Reply::Go(Place::Audit)],
        Command::OpenIncident => incident::open(state),
        Command::Note if state.screen != Screen::Walk => incident::note(state),
        Command::Back if state.notice.is_some() && state.screen == Screen::Board => {
            state.notice = None;
            vec![]
        }
        Command::ChooseWalk => walking::choose(state),
        Command::Refresh if state.screen != Screen::Analyze => refresh(state),
        _ => return replies::screen(state, state.screen, &Input::Command(command)),
    };
    replies::perform(state, replies)
}

/// Leaves what is typed or open; twice, asks whether to leave stanch; while that is asked, leaves.
fn cancel(state: &mut State) -> Vec<Effect> {
    let now = state.model.now;
    let again = state.typed.cancelled.replace(now).is_some_and(|before| now.duration_since(before) <= TWICE);
    state.typed.pending.clear();
    if again && state.dialogs.last().is_some_and(Layer::leaves) {
        return vec![Effect::Quit];
    }
    if again {
        state.dialogs.clear();
        let ask = drill::end(state).unwrap_or_else(|| leaving::question(&leaving::live(state).unwrap_or_default()));
        return replies::perform(state, vec![Reply::Show(ask)]);
    }
    state.say(Notice::new(Tone::Plain, "cancelled; ctrl-c again to leave stanch"));
    if state.dialogs.pop().is_some() {
        return Vec::new();
    }
    let input = if state.has_field() {
        Input::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE))
    } else {
        Input::Command(Command::Cancel)
    };
    replies::screen(state, state.screen, &input)
}

/// Makes every cluster try again; the screen may have more to ask.
fn refresh(state: &mut State) -> Vec<Reply> {
    state.outside.plugins.clear();
    let clusters: Vec<ClusterNo> = state.model.board.sources().iter().map(|(cluster, ..)| cluster.no).collect();
    let mut replies: Vec<Reply> =
        clusters.into_iter().map(|cluster| Reply::Do(Effect::Reconnect { cluster })).collect();
    replies.extend(super::update::input(state, state.screen, &Input::Command(Command::Refresh)));
    replies.push(Reply::Say(Notice::new(Tone::Plain, "asking again")));
    replies
}

/// Every cluster, and who it says that this is.
fn identities(state: &State) -> Dialog {
    let mut lines = vec![Safe::line(&format!("operator      {}", state.model.operator))];
    for (cluster, source, identity) in state.model.board.sources() {
        let user = identity.and_then(|identity| identity.user.clone());
        let user = user.unwrap_or_else(|| Safe::from_static("unknown: the cluster does not say"));
        let id = cluster.id.as_ref();
        let uid = match id.map(|id| &id.uid) {
            Some(Some(uid)) => format!("{uid} (of kube-system)"),
            Some(None) => "unknown: kube-system may not be read".to_owned(),
            None => "unknown until it answers".to_owned(),
        };
        let hash = id.map_or("unknown until it answers", |id| id.endpoint.as_str());
        let skew = source.skew.map_or("unknown".to_owned(), |skew| format!("{} s", skew.0));
        lines.push(Safe::default());
        for line in [
            format!("cluster       {}", cluster.name),
            format!("  context     {} (pinned at start)", cluster.context),
            format!("  server      {}", cluster.server),
            format!("  uid         {uid}"),
            format!("  hash        {hash} (of CA and address)"),
            format!("  you are     {user}"),
            format!("  clock       {skew} ahead of this machine's"),
        ] {
            lines.push(Safe::line(&line));
        }
    }
    Dialog::Text { title: Safe::from_static("WHO AND WHERE"), lines }
}
