//! What this screen remembers.

use std::collections::BTreeSet;

use crate::{
    domain::journal::{Alias, Ulid},
    flow::{Command, Model, desk::Walk, effect::Ticket},
    ui::widgets::Cursor,
};

use super::{choosing::Choosing, gate::Gate, hints, list, rooms::tree_height, tree};

/// Where one is.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) list: Cursor,
    /// The walk that is shown; none, all of them.
    pub(super) opened: Option<Alias>,
    pub(super) tree: Cursor,
    /// Whether one has moved away from where the walk is.
    pub(super) strayed: bool,
    pub(super) gate: Option<Gate>,
    pub(super) choosing: Option<Choosing>,
    /// Gates that were rung for.
    pub(super) rung: BTreeSet<Ulid>,
    /// Of the last order or wait.
    pub(super) ticket: Ticket,
    pub(super) area: (u16, u16),
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        self.gate.as_ref().is_some_and(Gate::has_field)
    }

    /// Whether a gate is open.
    #[must_use]
    pub fn is_at_gate(&self) -> bool {
        self.gate.is_some()
    }

    /// The commands that the line of keys names here, the most wanted first.
    #[must_use]
    pub fn hints(&self, model: &Model) -> &'static [Command] {
        hints::of(self.walk(model), self.gate.as_ref(), model)
    }

    /// The walk that is shown.
    #[must_use]
    pub fn walk<'m>(&self, model: &'m Model) -> Option<&'m Walk> {
        model.desk.walks.get(&self.opened?)
    }

    /// Shows a walk.
    pub(super) fn open(&mut self, alias: Alias, model: &Model) {
        (self.opened, self.gate, self.strayed) = (Some(alias), None, false);
        self.settle(model);
    }

    /// A new ticket.
    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.ticket = Ticket(self.ticket.0.saturating_add(1));
        self.ticket
    }

    /// Keeps the cursors in their lists, and that of a walk where the walk is.
    pub(super) fn settle(&mut self, model: &Model) {
        self.list.settle(list::order(model).len(), self.area.1.saturating_sub(2));
        let Some(walk) = self.walk(model) else { return };
        let rows = tree::rows(walk);
        let height = tree_height(self.area);
        if !self.strayed {
            self.tree.at = tree::here(&rows);
        }
        self.tree.settle(rows.len(), height);
    }
}
