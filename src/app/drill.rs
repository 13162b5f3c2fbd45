//! What a console says where its cluster is a drill's: in line 1, above the board, on `:drill`, and at the end.
//!
//! ```text
//!  DRILL  The pager, 03:12: checkout answers 503 since its deploy.
//!         enter the worst row  I incident  3 why  w a way back  :drill more
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{text::Safe, workload::Key},
    flow::{
        Command, Drill, Effect, Reply,
        drill::Standing,
        reply::{Dialog, Notice, Tone},
    },
    ui::{
        theme::Role,
        widgets::{Phrase, wrap},
    },
};

use super::{Screen, State, leaving, walking};

/// What stands before the words above the board.
const LABEL: &str = " DRILL  ";
/// Rows that the pager's words get above the board.
const WORDS: usize = 3;
/// What a drill reaches.
const TOUCHES: &str = "This is a drill: its cluster is simulated inside this process, and nothing that you do here reaches a real \
                       one. Its journal and files are its own, and gone when it ends.";

/// What a newcomer presses, in this order.
const KEYS: [(Command, &str); 4] = [
    (Command::Open, "the worst row"),
    (Command::OpenIncident, "incident"),
    (Command::AnalyzeScreen, "why"),
    (Command::ChooseWalk, "a way back"),
];

impl State {
    /// Begins a drill: from now on it is said everywhere that this is one, and at once how to join it.
    pub fn begin_drill(&mut self, drill: Drill) {
        let join = format!("this cluster is simulated; join it with KUBECONFIG={}", drill.kubeconfig);
        self.model.drill = Some(drill);
        if self.notice.is_none() {
            self.say(Notice::new(Tone::Plain, &join));
        }
    }

    /// The rollout that somebody looks into: one that is merely a row of the board does not count.
    #[must_use]
    pub fn attends(&self) -> Option<Key> {
        match self.screen {
            Screen::Inspect | Screen::Analyze => walking::rollout(self),
            Screen::Walk => self.desk.walk.walk(&self.model).and_then(|_| walking::rollout(self)),
            Screen::Board | Screen::Review | Screen::Audit => None,
        }
    }
}

/// `DRILL`, where it is one.
pub(super) fn word(state: &State) -> Phrase {
    match &state.model.drill {
        Some(drill) if drill.speed == 1 => Phrase::of(Role::EnvStaging, "DRILL").say(Role::Text, " "),
        Some(drill) => Phrase::of(Role::EnvStaging, format_args!("DRILL {}x", drill.speed)).say(Role::Text, " "),
        None => Phrase::new(),
    }
}

/// Takes in how it stands. That it is over is said aloud.
pub(super) fn stands(state: &mut State, standing: Standing) {
    let Some(drill) = &mut state.model.drill else { return };
    let new = standing.recovered.clone().filter(|_| drill.standing.recovered.is_none());
    drill.standing = standing;
    if let Some(words) = new {
        state.say(Notice::new(Tone::Warn, &format!("{words}: {}", over(state))));
    }
}

/// Rows above the board that say what this is.
pub(super) fn rows(state: &State, width: u16, screen: Screen) -> u16 {
    let Some(drill) = state.model.drill.as_ref().filter(|_| screen == Screen::Board) else { return 0 };
    u16::try_from(words(drill, width).len() + 1).unwrap_or(0)
}

/// Draws them.
pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(drill) = state.model.drill.as_ref().filter(|_| !area.is_empty()) else { return };
    let theme = &state.settings.theme;
    let line = |y: u16| Rect { y: area.y.saturating_add(y), height: 1, ..area };
    let label = |first: bool| if first { LABEL } else { "        " };
    let words = words(drill, area.width);
    for (at, text) in (0..).zip(&words) {
        let begin = Phrase::of(Role::EnvStaging, label(at == 0));
        begin.say(Role::Text, text).draw(theme, line(at), buffer);
    }
    let role = if words.is_empty() { Role::EnvStaging } else { Role::Text };
    let begin = Phrase::of(role, label(words.is_empty()));
    let last = match &drill.standing.recovered {
        Some(recovered) => begin.say(Role::Title, recovered).say(Role::Text, format_args!(": {}", over(state))),
        None if let Some(awaited) = &drill.standing.awaited => {
            begin.say(Role::Title, "RECOVERED?").say(Role::Text, format_args!(" {awaited}"))
        }
        None => KEYS
            .into_iter()
            .filter_map(|(command, what)| Some((key(state, command)?, what)))
            .fold(begin, |line, (key, what)| {
                line.say(Role::Key, format_args!("{key}")).say(Role::Text, format_args!(" {what}  "))
            })
            .say(Role::Key, ":drill")
            .say(Role::Text, " more"),
    };
    let rows = u16::try_from(words.len()).unwrap_or_default();
    last.draw(theme, line(rows), buffer);
}

/// `:drill`
#[expect(clippy::unnecessary_wraps, reason = "it is what a verb answers")]
pub(super) fn tell(state: &mut State, _: &[&str]) -> Option<Vec<Reply>> {
    let Some(drill) = &state.model.drill else {
        return Some(vec![Reply::Say(Notice::new(Tone::Plain, "this is no drill: `stanch drill` begins one"))]);
    };
    let title = Safe::line(&format!("DRILL: {}", drill.title));
    Some(vec![Reply::Show(Dialog::Text { title, lines: lines(drill) })])
}

/// The summary, above everything else: whoever has read it leaves. `None` where this is no drill.
pub(super) fn end(state: &State) -> Option<Dialog> {
    let drill = state.model.drill.as_ref()?;
    let mut lines = drill.standing.so_far.clone();
    // Who goes on is not to know it yet.
    match drill.standing.recovered {
        Some(_) => {
            lines.push(Safe::default());
            lines.extend(drill.standing.answer.iter().cloned());
        }
        None => {
            lines.push(Safe::from_static("what it was                 is said once you have left, or recovered it"));
        }
    }
    lines.extend(leaving::live(state).map(|what| Safe::line(&format!("! {what}"))));
    lines.extend(["", "enter leaves stanch, and the cluster is gone; esc goes on."].map(Safe::from_static));
    Some(Dialog::End { title: Safe::from_static("THE DRILL ENDS"), lines })
}

/// Leaves, if there is nothing to read.
pub(super) fn leave(state: &State) -> Option<Reply> {
    let dialog = end(state)?;
    Some(if state.model.drill.as_ref()?.standing.so_far.is_empty() {
        Reply::Do(Effect::Quit)
    } else {
        Reply::Show(dialog)
    })
}

fn lines(drill: &Drill) -> Vec<Safe> {
    let mut lines = drill.story.clone();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let mut say = |text: &str| lines.push(Safe::line(text));
    say("");
    say(TOUCHES);
    say("");
    say("JOIN IT from another terminal, with kubectl or anything else:");
    say(&format!("  export KUBECONFIG={}", drill.kubeconfig));
    if let Some(change) = &drill.change {
        say("");
        say(&format!("THE CHANGE that went out to {}/{}/{}:", change.namespace, change.kind.short(), change.name));
        say(&format!("  {}", change.file));
        say("  I brings it along with an incident; in Analyze, i and f bring it by hand");
    }
    say("");
    say("HOW IT STANDS");
    lines.extend(drill.standing.so_far.iter().map(|line| Safe::line(&format!("  {line}"))));
    lines
}

/// What the pager said, over so many rows at the most, until it is over.
fn words(drill: &Drill, width: u16) -> Vec<Safe> {
    let Some(first) = drill.story.first().filter(|_| drill.standing.recovered.is_none()) else { return Vec::new() };
    let room = width.saturating_sub(u16::try_from(LABEL.len()).unwrap_or_default()).max(1);
    let parts = wrap(first, room);
    let last = |at: usize| at + 1 == WORDS;
    // What does not fit any more is cut where it is drawn, so that one sees it.
    let rows = parts.iter().take(WORDS).enumerate();
    let text = |(at, part): (usize, &std::ops::Range<usize>)| {
        first.get(part.start..if last(at) { first.len() } else { part.end })
    };
    rows.map(|row| Safe::line(text(row).unwrap_or_default().trim())).collect()
}

fn over(state: &State) -> String {
    let key = key(state, Command::Quit).unwrap_or_else(|| ":q".to_owned());
    match leaving::driven(state) {
        Some(walks) => format!("{walks} still sees whether it stays so (4); then {key} on the board ends the drill"),
        None => format!("{key} on the board ends the drill, with a summary"),
    }
}

fn key(state: &State, command: Command) -> Option<String> {
    state.settings.keymap.keys_of(State::section_of(Screen::Board), command).first().map(ToString::to_string)
}
