//! How a gate is drawn.
//!
//! ```text
//!  ROLL BACK Deployment/checkout to revision 40               W-17  code 4F2A-91C7
//! -- CHANGE server dry-run, accepted ------------------------------- 1-12 of 31 --
//!  -  image: checkout:2.9.1
//!  +  image: checkout:2.9.0
//!  BLAST    6 pods replaced or moved, 1 ready now; Service checkout 1 ready
//!  GUARDS   v rights: patch deployments is allowed
//! -------------------------------------------------------------------------------
//!  A, then the name checkout, approves it; R rejects it; esc leaves
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{approval::Binding, text::Safe},
    flow::{Model, desk::Walk},
    logic::gate::Request,
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase, clock, person, wrap},
    },
};

use super::{
    Gate,
    document::{Document, document, halves},
    paper::{LABEL, Line},
    state::Hindrance,
};

/// Draws a gate.
pub fn view(gate: &Gate, walk: &Walk, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(request) = gate.asked(walk) else { return };
    let shown = document(gate, walk, request, model, (area.width, area.height));
    let row = |y: u16| Rect { y: area.y.saturating_add(y), height: 1, ..area };
    head(&shown, walk, request, theme, row(0), buffer);
    let body = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(3), ..area };
    let left = super::super::words::left(request.until(), model.now);
    let left = left.map_or_else(|| "expired".to_owned(), |left| format!("{left} left"));
    let note = Phrase::of(Role::Warn, format_args!("{left}  ")).say(Role::Text, gate.paper.place());
    if shown.beside.is_empty() {
        let title = Phrase::of(Role::Title, "GATE").say(Role::Text, " all of it has to be read");
        let inner = Panel::new(Frame::Rule, title).note(note).focused(true).draw(theme, body, buffer);
        text(gate, theme, indented(inner), buffer);
    } else {
        let title = Phrase::of(Role::Title, "CHANGE").say(Role::Text, " server dry-run, accepted");
        let (left, _) = halves(area.width);
        let left = Rect { width: left.saturating_add(2), ..body };
        let right = Rect { x: body.x.saturating_add(left.width), width: body.width.saturating_sub(left.width), ..body };
        let inner = Panel::new(Frame::Rule, title).note(note).focused(true).draw(theme, left, buffer);
        text(gate, theme, indented(inner), buffer);
        let title = Phrase::of(Role::Title, "BLAST, GUARDS, APPROVALS");
        let inner = Panel::new(Frame::Rule, title).draw(theme, right, buffer);
        beside(&shown.beside, theme, indented(inner), buffer);
    }
    let last = area.height.saturating_sub(1);
    let rule = Panel::new(Frame::Rule, Phrase::new());
    rule.draw(theme, row(last.saturating_sub(1)), buffer);
    word(gate, request, &shown.bound, model, (theme, row(last)), buffer);
}

fn indented(area: Rect) -> Rect {
    Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(1), ..area }
}

fn head(shown: &Document, walk: &Walk, request: &Request, theme: &Theme, line: Rect, buffer: &mut Buffer) {
    let what = match &shown.bound {
        Ok(bound) => Phrase::of(Role::Title, super::super::words::headline(&bound.action, &bound.target)),
        Err(why) => Phrase::of(Role::Bad, format_args!("what is to be approved cannot be read: {why}")),
    };
    let used = Phrase::of(Role::Text, " ").append(what).draw(theme, line, buffer);
    // What is cut or left out here stands in the text, whole.
    let code = format!("{}  code {} ", walk.alias, request.binding_sha256().code());
    let at = super::super::words::here_since(&walk.state).map(clock).unwrap_or_default();
    let asked = format!("asked by {} {at}  {code}", person(request.by()));
    for end in [asked, code] {
        let end = Phrase::of(Role::Text, format_args!("{end}"));
        if used.saturating_add(end.width(theme)).saturating_add(2) <= line.width {
            end.draw_right(theme, line, buffer);
            return;
        }
    }
}

fn text(gate: &Gate, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    for (y, (line, part, begins)) in (area.y..area.bottom()).zip(gate.paper.shown()) {
        draw(line, part, begins, theme, Rect { y, height: 1, ..area }, buffer);
    }
}

fn beside(lines: &[Line], theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut y = area.y;
    for line in lines {
        let room = if line.label.is_some() { area.width.saturating_sub(LABEL) } else { area.width };
        for range in wrap(&line.text, room) {
            if y >= area.bottom() {
                return;
            }
            let part = line.text.get(range.clone()).unwrap_or_default();
            draw(line, part, range.start == 0, theme, Rect { y, height: 1, ..area }, buffer);
            y = y.saturating_add(1);
        }
    }
}

fn draw(line: &Line, part: &str, begins: bool, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let label = line.label.filter(|_| begins).unwrap_or_default();
    let text = Phrase::of(line.role, format_args!("{part}"));
    if line.label.is_none() {
        text.draw(theme, row, buffer);
        return;
    }
    Phrase::of(Role::Header, label).draw(theme, row, buffer);
    let rest = Rect { x: row.x.saturating_add(LABEL), width: row.width.saturating_sub(LABEL), ..row };
    text.draw(theme, rest, buffer);
}

fn run(model: &Model) -> &'static str {
    if model.desk.armed.is_some_and(|until| until > model.now) { "X runs it" } else { "X arms, X again runs it" }
}

/// The last line: the field, or what is missing.
fn word(
    gate: &Gate,
    request: &Request,
    bound: &Result<Binding, Safe>,
    model: &Model,
    (theme, line): (&Theme, Rect),
    buffer: &mut Buffer,
) {
    let name = bound.as_ref().map(|bound| bound.target.name.clone()).unwrap_or_default();
    if let Some(field) = &gate.typing {
        let prompt = Phrase::of(Role::Text, " type ")
            .say(Role::Key, &name)
            .say(Role::Text, " to approve, or ")
            .say(Role::Key, "esc")
            .say(Role::Text, " to leave: > ");
        field.draw(&prompt, theme, line, buffer);
        return;
    }
    let say = |role: Role, text: &Safe| Phrase::of(Role::Text, " ").say(role, text);
    let phrase = match gate.hindrance(request, model) {
        Some(Hindrance::Closed(why)) => say(Role::Bad, &why),
        Some(Hindrance::Approved(what)) => {
            say(Role::Good, &what).say(Role::Text, format_args!(", not done: {}", run(model)))
        }
        Some(Hindrance::Unread(why)) => say(Role::Warn, &why),
        Some(Hindrance::Guarded(reasons)) => {
            let reasons: Vec<&str> = reasons.iter().map(Safe::as_str).collect();
            let text = Safe::line(&format!("guards speak against it: {}", reasons.join("; ")));
            Phrase::of(Role::Text, " ").say(Role::Key, "K").say(Role::Text, " acknowledges; ").say(Role::Warn, text)
        }
        None => Phrase::of(Role::Text, " ")
            .say(Role::Key, "A")
            .say(Role::Text, format_args!(", then typing {name}, approves and runs nothing; "))
            .say(Role::Key, "R")
            .say(Role::Text, " rejects; ")
            .say(Role::Key, "esc")
            .say(Role::Text, " leaves"),
    };
    phrase.draw(theme, line, buffer);
}
