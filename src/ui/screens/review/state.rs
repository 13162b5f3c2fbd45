//! What this screen remembers.

use ratatui::layout::Rect;

use crate::{
    domain::{fix::Fix, journal::Alias, text::Safe},
    flow::{Effect, Model, Reply, desk::Order, effect::Ticket},
    ui::widgets::Cursor,
};

use super::{
    facts,
    layout::{Panes, panes},
    queue,
    sheet::Sheet,
};

/// Tickets of this screen begin here, so that a word to another screen is never taken for one to this.
const FIRST: Ticket = Ticket(5 << 32);

/// Where one is.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) queue: Cursor,
    /// The fix that the cursor stays with when rows move; `None`: the first, whichever it is.
    pub(super) chosen: Option<Alias>,
    pub(super) pane: Pane,
    pub(super) reading: Reading,
    /// Whether the patch has the whole screen.
    pub(super) whole: bool,
    /// A patch that somebody has in their editor, or wrote there: the fix, and the file.
    pub(super) editing: Option<Editing>,
    pub(super) facts: Cursor,
    /// The fix that is being asked how it leaves.
    pub(super) leaving: Option<Alias>,
    pub(super) ticket: Ticket,
    pub(super) area: (u16, u16),
}

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    #[default]
    Queue,
    Patch,
    Facts,
}

/// An edit that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    pub fix: Alias,
    pub ticket: Ticket,
    /// Where what was written stays, once the editor has ended.
    pub file: Option<Safe>,
}

/// The selected fix's patch, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    #[default]
    Nothing,
    Asked(Alias, Ticket),
    Read {
        fix: Alias,
        sheet: Box<Sheet>,
        /// As it is, for an editor.
        text: String,
    },
    Refused(Alias, Safe),
}

impl Default for State {
    fn default() -> Self {
        Self {
            queue: Cursor::default(),
            chosen: None,
            pane: Pane::default(),
            reading: Reading::default(),
            whole: false,
            editing: None,
            facts: Cursor::default(),
            leaving: None,
            ticket: FIRST,
            area: (0, 0),
        }
    }
}

impl Reading {
    /// Whose patch it is.
    pub fn of(&self) -> Option<Alias> {
        match self {
            Self::Nothing => None,
            Self::Asked(fix, _) | Self::Read { fix, .. } | Self::Refused(fix, _) => Some(*fix),
        }
    }

    /// The patch, where it was read.
    pub fn sheet(&self) -> Option<&Sheet> {
        match self {
            Self::Read { sheet, .. } => Some(sheet),
            Self::Nothing | Self::Asked(..) | Self::Refused(..) => None,
        }
    }
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        false
    }

    /// Puts the cursor on a fix.
    pub fn select(&mut self, fix: Alias, model: &Model) {
        (self.chosen, self.pane) = (Some(fix), Pane::Queue);
        self.settle(model);
    }

    /// The fix under the cursor.
    #[must_use]
    pub fn selected<'m>(&self, model: &'m Model) -> Option<&'m Fix> {
        queue::order(model).get(self.queue.at).copied()
    }

    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.ticket = self.ticket.next();
        self.ticket
    }

    pub(super) fn panes(&self, model: &Model) -> Panes {
        let (width, height) = self.area;
        panes(Rect::new(0, 0, width, height), model.desk.fixes.len(), self.whole)
    }

    /// Keeps the cursor with its fix.
    pub(super) fn settle(&mut self, model: &Model) {
        let fixes = queue::order(model);
        let at = self.chosen.and_then(|alias| fixes.iter().position(|fix| fix.alias == alias)).unwrap_or_default();
        let panes = self.panes(model);
        self.queue.go(at, fixes.len(), panes.inner(panes.queue).height.saturating_sub(1));
        let patch = panes.inner(panes.patch);
        if let Reading::Read { sheet, .. } = &mut self.reading {
            sheet.lay(patch.width, patch.height);
        }
        let facts = panes.inner(panes.facts);
        let lines = fixes.get(at).map_or(0, |fix| facts::lines(fix, model, facts.width).len());
        self.facts.top = self.facts.top.min(lines.saturating_sub(usize::from(facts.height)));
    }

    /// Asks for the selected fix's patch, where that is not the one that is known.
    pub(super) fn read(&mut self, model: &Model) -> Vec<Reply> {
        let Some(fix) = self.selected(model).map(|fix| fix.alias) else { return Vec::new() };
        if self.reading.of() == Some(fix) {
            return Vec::new();
        }
        let ticket = self.next_ticket();
        (self.reading, self.facts) = (Reading::Asked(fix, ticket), Cursor::default());
        vec![Reply::Do(Effect::Desk { ticket, order: Box::new(Order::ReadPatch { fix }) })]
    }
}
