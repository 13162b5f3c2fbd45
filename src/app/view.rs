//! The console as it is drawn.
//!
//! ```text
//! stanch ##PROD## eks-eu1/payments  op1@bastion2 k8s:op1.r  READ-ONLY  LIVE 1s    status, whatever else is shown
//! [1 Board] 2 Inspect                                             03:12:07 UTC    tabs
//! ...                                                                             the screen, and dialogs above it
//! the last event, or the sentence of the selected row                             message
//! enter open  / filter  : cmd  ? help                                             the keys that are valid now
//! ```

use ratatui::{Frame, buffer::Buffer, layout::Rect};

use crate::{
    domain::{fix, text::Safe},
    flow::reply::Tone,
    ui::{
        screens::{
            analyze, audit,
            board::{self, Drawing},
            inspect, review, walk,
        },
        theme::{Role, Theme},
        widgets::{Phrase, clock, wrap},
    },
};

use super::{Screen, State, drill, footer, incident, status};

/// The least that the console needs.
pub const LEAST: (u16, u16) = (80, 24);

/// Whether nothing but that is shown.
pub(super) fn is_too_small((width, height): (u16, u16)) -> bool {
    width < LEAST.0 || height < LEAST.1
}

/// Draws the console.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let theme = &state.settings.theme;
    buffer.set_style(area, theme.style(Role::Text));
    if is_too_small((area.width, area.height)) {
        too_small(theme, area, buffer);
        return;
    }
    let line = |y| Rect { y, height: 1, ..area };
    status::draw(state, line(0), buffer);
    tabs(state, line(1), buffer);
    let told = drill::rows(state, area.width, state.screen);
    let content = content(area, state.screen, told);
    drill::draw(state, Rect { y: 2, height: told, ..area }, buffer);
    screen(state, content, buffer);
    // A dialog is above what is told of a drill, too.
    let above = Rect { y: content.y.saturating_sub(told), height: content.height.saturating_add(told), ..content };
    for dialog in &state.dialogs {
        dialog.draw(theme, above, buffer);
    }
    let below = area.bottom().saturating_sub(content.bottom()).saturating_sub(1);
    message(state, Rect { y: content.bottom(), height: below, ..area }, buffer);
    footer::hints(state, area.width).draw(theme, line(area.bottom().saturating_sub(1)), buffer);
}

/// What the screen gets of the whole, below so many rows that are told before it. A narrow board leaves a second line to its sentences.
pub fn content(area: Rect, screen: Screen, told: u16) -> Rect {
    let message = if screen == Screen::Board && area.width < 120 { 2 } else { 1 };
    let above = 2 + told;
    Rect { y: area.y.saturating_add(above), height: area.height.saturating_sub(above + 1 + message), ..area }
}

fn screen(state: &State, area: Rect, buffer: &mut Buffer) {
    let settings = &state.settings;
    let (model, theme, desk) = (&state.model, &settings.theme, &state.desk);
    match (state.screen, state.opened()) {
        (Screen::Analyze, _) => analyze::view(&desk.analyze, model, theme, area, buffer),
        (Screen::Walk, _) => walk::view(&desk.walk, model, theme, area, buffer),
        (Screen::Review, _) => review::view(&desk.review, model, theme, area, buffer),
        (Screen::Audit, _) => audit::view(&desk.audit, model, theme, area, buffer),
        (_, Some(inspect)) => inspect::view(inspect, model, theme, area, buffer),
        (_, None) => {
            let with = Drawing { theme, response: &settings.response, scope: &settings.scope };
            board::view(&state.board, model, &with, area, buffer);
        }
    }
}

fn tabs(state: &State, line: Rect, buffer: &mut Buffer) {
    let theme = &state.settings.theme;
    // Where the names are long, the gaps between them give way.
    let is_tight = line.width < 120 && state.screen == Screen::Walk && state.desk.walk.is_at_gate();
    let phrase = Screen::ALL.into_iter().zip(1..).fold(Phrase::new(), |phrase, (screen, number)| {
        let (role, left, right) = match (screen == state.screen, is_tight) {
            (true, false) => (Role::TabActive, "[", "]"),
            (true, true) => (Role::TabActive, "[", "] "),
            (false, false) => (Role::Tab, " ", " "),
            (false, true) => (Role::Tab, "", " "),
        };
        let tab = format_args!("{left}{number} {}{right}", name(state, screen)).to_string();
        phrase.say(role, format_args!("{tab}"))
    });
    phrase.draw(theme, line, buffer);
    let now = clock(state.model.now);
    let right = match incident::current(state) {
        None => Phrase::of(Role::Text, format_args!("{now} UTC")),
        Some(open) => {
            let more = match state.model.desk.open_incidents().count().saturating_sub(1) {
                0 => String::new(),
                more => format!("+{more}"),
            };
            let gap = if line.width < 120 { "" } else { "     " };
            Phrase::of(Role::Title, format_args!(" {}{more}", open.alias)).say(Role::Text, format_args!(" {gap}{now}Z"))
        }
    };
    right.draw_right(theme, line, buffer);
}

/// The screen's name, with how much of it waits for somebody.
fn name(state: &State, screen: Screen) -> String {
    let waiting = match screen {
        Screen::Review => state.model.desk.fixes.values().filter(|fix| fix.state == fix::State::Pending).count(),
        _ => 0,
    };
    let word = match screen {
        Screen::Board => "Board",
        Screen::Inspect => "Inspect",
        Screen::Analyze => "Analyze",
        Screen::Walk if screen == state.screen && state.desk.walk.is_at_gate() => "Walk > Gate",
        Screen::Walk => "Walk",
        Screen::Review => "Review",
        Screen::Audit => "Audit",
    };
    if waiting == 0 { word.to_owned() } else { format!("{word}({waiting})") }
}

/// A notice, the beginning of a sequence of keys, or what the screen has to say.
fn message(state: &State, area: Rect, buffer: &mut Buffer) {
    let (role, text) = if !state.typed.pending.is_empty() {
        let keys: Vec<String> = state.typed.pending.iter().map(ToString::to_string).collect();
        (Role::Key, Safe::line(&format!("{} -", keys.join(" "))))
    } else if let Some(wait) = state.opened().and_then(|inspect| inspect.waits_for(state.model.now)) {
        (Role::Notice, wait)
    } else if let Some((notice, _)) = &state.notice {
        match notice.tone {
            Tone::Plain => (Role::Notice, notice.text.clone()),
            Tone::Warn => (Role::Warn, Safe::line(&format!("! {}", notice.text))),
            Tone::Bad => (Role::Bad, Safe::line(&format!("! {}", notice.text))),
        }
    } else {
        let text = match state.screen {
            Screen::Board => board::message(&state.board, &state.model),
            _ => board::sources_line(&state.model),
        };
        (Role::Text, text)
    };
    let area = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(1), ..area };
    rows(role, &text, &state.settings.theme, area, buffer);
}

/// Draws a text over as many rows as there are; the last one is cut.
fn rows(role: Role, text: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut parts = wrap(text, area.width).into_iter();
    for y in area.y..area.bottom() {
        let Some(part) = parts.next() else { return };
        let last = y + 1 == area.bottom();
        let part = if last { part.start..text.len() } else { part };
        let part = text.get(part).unwrap_or_default().trim_start();
        Phrase::of(role, format_args!("{part}")).draw(theme, Rect { y, height: 1, ..area }, buffer);
    }
}

fn too_small(theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let (width, height) = LEAST;
    let text = format!(
        "needs {width}x{height}, have {}x{}; resize or `stanch board --plain`; until then keys do nothing, ctrl-c thrice leaves",
        area.width, area.height
    );
    rows(Role::Text, &text, theme, area, buffer);
}
