//! What is read at a gate, as one text or beside each other.

use crate::{
    domain::{approval::Binding, text::Safe},
    flow::{Model, desk::Walk},
    logic::gate::Request,
    ui::{theme::Role, widgets::DiffView},
};

use super::{
    Gate,
    facts::{asked, facts},
    paper::{Line, count},
};

/// From here on change and facts stand beside each other.
const WIDE: u16 = 120;
/// Rows above the text and below it: what is done, and the word that does it.
const AROUND: u16 = 4;

/// What is shown of a gate.
pub struct Document {
    /// The action and its target as the binding's bytes have them; why not, where they cannot be read.
    pub bound: Result<Binding, Safe>,
    /// What is scrolled.
    pub text: Vec<Line>,
    /// What stands beside it, whole.
    pub beside: Vec<Line>,
    pub width: u16,
    pub height: u16,
}

/// What is shown of a gate in a room.
pub fn document(gate: &Gate, walk: &Walk, request: &Request, model: &Model, (width, height): (u16, u16)) -> Document {
    let height = height.saturating_sub(AROUND);
    let bound = Binding::read(&request.asked().binding).map_err(|error| Safe::line(&error.to_string()));
    let change = change(gate);
    let opening = bound.as_ref().map(|bound| asked(walk, request, bound)).unwrap_or_default();
    let facts = bound.as_ref().map(|bound| facts(request, bound, &gate.acknowledged, model)).unwrap_or_default();
    let (left, right) = halves(width);
    let whole: Vec<Line> = opening.iter().chain(&facts).cloned().collect();
    if width >= WIDE && count(&whole, right) <= usize::from(height) {
        return Document { bound, text: change, beside: whole, width: left, height };
    }
    let heading = Line { label: Some("CHANGE"), role: Role::Text, text: Safe::from_static("server dry-run, accepted") };
    let text = opening.into_iter().chain([heading]).chain(change).chain(facts).collect();
    Document { bound, text, beside: Vec::new(), width: width.saturating_sub(2), height }
}

/// How wide change and facts are beside each other, without their frames.
pub fn halves(width: u16) -> (u16, u16) {
    let left = width * 3 / 5;
    (left.saturating_sub(2), width.saturating_sub(left).saturating_sub(3))
}

fn change(gate: &Gate) -> Vec<Line> {
    let plain = |role: Role, text: Safe| Line { label: None, role, text };
    match &gate.change {
        None => vec![plain(Role::Info, Safe::from_static("the change is being read"))],
        Some(Err(why)) => vec![plain(Role::Bad, Safe::line(&format!("the change cannot be read: {why}")))],
        Some(Ok(lines)) if lines.is_empty() => {
            vec![plain(Role::Warn, Safe::from_static("the server's dry-run changes nothing"))]
        }
        Some(Ok(lines)) => lines.iter().map(|line| plain(DiffView::role(line), line.clone())).collect(),
    }
}
