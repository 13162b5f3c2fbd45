//! Help: the keys of the screen, from the keymap, and what the shapes mean.

use crate::{
    domain::{text::Safe, verdict},
    flow::Command,
    ui::{keymap::Section, theme::shape},
};

use super::{Screen, State, lines};

pub(super) fn title(state: &State) -> Safe {
    Safe::from_static(match state.screen {
        Screen::Board => "HELP: BOARD",
        Screen::Inspect => "HELP: INSPECT",
        Screen::Analyze => "HELP: ANALYZE",
        Screen::Walk => "HELP: WALK",
        Screen::Review => "HELP: REVIEW",
        Screen::Audit => "HELP: AUDIT",
    })
}

/// The keys of the screen, those of all screens, the palette's lines, the shapes.
pub(super) fn lines(state: &State) -> Vec<Safe> {
    let section = State::section_of(state.screen);
    let keymap = &state.settings.keymap;
    let everywhere = keymap.bindings(Section::Global);
    let own: Vec<_> = keymap.bindings(section).into_iter().filter(|binding| !everywhere.contains(binding)).collect();
    let (here, rest): (Vec<Command>, Vec<Command>) =
        Command::ALL.into_iter().partition(|command| own.iter().any(|(_, bound)| bound == command));
    let mut help = vec![Safe::from_static("ON THIS SCREEN")];
    let line = |command: &Command| {
        let keys = keymap.keys_of(section, *command).join(", ");
        (!keys.is_empty()).then(|| Safe::line(&format!("  {keys:<22} {:<16} {}", command.name(), command.purpose())))
    };
    help.extend(here.iter().filter_map(line));
    help.extend([Safe::default(), Safe::from_static("EVERYWHERE")]);
    help.extend(rest.iter().filter_map(line));
    help.extend([Safe::default(), Safe::from_static("IN THE PALETTE, BESIDES EVERY NAME ABOVE")]);
    help.extend(lines::VERBS.iter().map(|verb| Safe::line(&format!("  {:<22} {}", verb.usage, verb.purpose))));
    help.extend([Safe::default(), Safe::from_static("SHAPES")]);
    help.extend(verdict::State::ALL.iter().map(|state| {
        let shape = shape(*state);
        Safe::line(&format!("  {:<7} {:<12} {}", shape.text, shape.word, meaning(*state)))
    }));
    help.extend(
        ["  *       new since you looked", "  ~       as it was when its cluster last answered", "  m       muted"]
            .map(Safe::from_static),
    );
    help
}

fn meaning(state: verdict::State) -> &'static str {
    match state {
        verdict::State::Failed => "the new revision does not run, or its rollout gave up",
        verdict::State::Degraded => "a pod that was ready is not, or is missing",
        verdict::State::Unknown => "it could not be read: not the same as well",
        verdict::State::Slow => "it goes on for longer than its grace",
        verdict::State::Progressing => "new pods are on their way",
        verdict::State::Paused => "somebody has paused it",
        verdict::State::Ok => "all that was asked for is ready",
    }
}
