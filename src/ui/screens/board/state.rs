//! What the board remembers between two keys.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::{
    domain::{rollout::Rollout, text::Safe, workload::Key},
    flow::Model,
    ui::widgets::{Cursor, Field, Panel},
};

use super::{
    filter::Filter,
    layout, needs,
    news::News,
    rows::{Line, Order, Rows, Wish},
};

/// The board's cursor, filter, order and marks.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) rows: Rows,
    pub(super) wish: Wish,
    pub(super) news: News,
    pub(super) cursor: Cursor,
    /// The line that the cursor stays with when lines move; `None`: the worst, whichever it is.
    pub(super) chosen: Option<Line>,
    /// The filter while it is typed.
    pub(super) typing: Option<Field>,
    pub(super) filter: Safe,
    pub(super) area: (u16, u16),
    pub(super) copied: bool,
    /// Where one is in what needs somebody; `None` while the rows have the keys.
    pub(super) needs: Option<Cursor>,
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        self.typing.is_some()
    }

    /// The rollout under the cursor.
    #[must_use]
    pub fn selected<'a>(&self, model: &'a Model) -> Option<&'a Rollout> {
        match self.rows.lines.get(self.cursor.at)? {
            Line::Rollout(key) => model.board.rollout(key),
            _ => None,
        }
    }

    /// The line under the cursor.
    #[must_use]
    pub fn line(&self) -> Option<&Line> {
        self.rows.lines.get(self.cursor.at)
    }

    pub(super) fn visible_lines(&self, model: &Model) -> &[Line] {
        let height = self.list_height(model);
        self.rows.lines.get(self.cursor.window(self.rows.lines.len(), height)).unwrap_or_default()
    }

    /// The rollouts that are on the screen, those behind the line of a cause too.
    #[must_use]
    pub fn visible<'a>(&'a self, model: &'a Model) -> Vec<&'a Key> {
        let behind = |cause| {
            let rollouts = model.board.rollouts().into_iter();
            rollouts.filter(move |rollout| rollout.verdict.cause.as_ref() == Some(cause)).map(|rollout| &rollout.key)
        };
        let mut keys = Vec::new();
        for line in self.visible_lines(model) {
            match line {
                Line::Rollout(key) => keys.push(key),
                Line::Group(cause) => keys.extend(behind(cause)),
                Line::Source(_) | Line::Gap(..) => {}
            }
        }
        keys
    }

    /// Follows what is known now: lines anew, the cursor on the line that it was on.
    pub fn settle(&mut self, model: &Model) {
        if !self.news.has_begun() && model.board.is_settled() {
            self.news.look_at_all(model.board.rollouts());
        }
        self.rows = Rows::find(model, &self.wish, &self.news);
        let needs = needs::needs(model).len();
        if let Some(cursor) = self.needs.as_mut().filter(|_| needs > 0) {
            cursor.settle(needs, needs::shown(needs));
        } else {
            self.needs = None;
        }
        let at = self.chosen.as_ref().and_then(|line| self.rows.position(line));
        let at = at.unwrap_or(if self.chosen.is_none() { 0 } else { self.cursor.at });
        let (len, height) = (self.rows.lines.len(), self.list_height(model));
        self.cursor.go(at, len, height);
    }

    /// Shows only these namespaces; none: all of them.
    pub fn only(&mut self, namespaces: BTreeSet<Safe>, model: &Model) {
        self.wish.namespaces = namespaces;
        self.settle(model);
    }

    pub fn sort(&mut self, order: Order, model: &Model) {
        self.wish.order = order;
        self.chosen = None;
        self.settle(model);
    }

    #[must_use]
    pub fn order(&self) -> Order {
        self.wish.order
    }

    /// Filters by these words; none: everything passes.
    pub fn filter(&mut self, text: &Safe, model: &Model) {
        self.filter = text.clone();
        self.wish.filter = Filter::new(text);
        self.settle(model);
    }

    /// How many rows of the list are visible.
    #[must_use]
    pub fn list_height(&self, model: &Model) -> u16 {
        let panes = layout::panes(self.room(model), 0);
        Panel::inner(panes.frame, panes.list).height.saturating_sub(self.lines_above(model))
    }

    /// What is left of the area below what needs somebody.
    pub(super) fn room(&self, model: &Model) -> Rect {
        let (width, height) = self.area;
        Rect::new(0, 0, width, height.saturating_sub(needs::height(model, self.area)))
    }

    /// Lines of the list's pane above its rows: nodes that are unwell, the filter, and the names of the columns.
    fn lines_above(&self, model: &Model) -> u16 {
        let nodes = !model.board.unwell_nodes().1.is_empty();
        let filter = self.typing.is_some() || !self.filter.is_empty();
        u16::from(nodes) + u16::from(filter) + 1
    }
}
