//! The table of rollouts: which columns there are, and the rows that are visible.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        cluster::{ClusterNo, Link},
        rollout::Rollout,
        text::Safe,
        verdict::{Cause, State as Condition},
    },
    flow::Model,
    ui::{
        theme::{Role, Theme, shape},
        widgets::{Align, Panel, Phrase, Placed, place},
    },
};

use super::{
    State,
    cells::{Cell, Facts, columns},
    layout,
    rows::Line,
    words::{cause_sentence, gap_sentence, source_sentence},
};

/// Columns left of the table: the mark of the selected row.
const GUTTER: u16 = 1;

/// The table of one frame.
pub struct Table<'a> {
    state: &'a State,
    model: &'a Model,
    columns: Vec<Place>,
}

/// A column that is shown.
struct Place {
    cell: Cell,
    title: &'static str,
    align: Align,
    placed: Placed,
}

impl<'a> Table<'a> {
    #[must_use]
    pub fn of(state: &'a State, model: &'a Model) -> Self {
        let clusters = model.board.sources().len();
        let panes = layout::panes(state.room(model), clusters);
        let width = Panel::inner(panes.frame, panes.list).width.saturating_sub(GUTTER);
        let columns = columns(state.rows.widths, clusters, state.order(), width);
        let plain: Vec<_> = columns.iter().map(|(_, column)| *column).collect();
        let places = place(&plain, width).into_iter().filter_map(|placed| {
            let (cell, column) = columns.get(placed.column)?;
            Some(Place { cell: *cell, title: column.title, align: column.align, placed })
        });
        Self { state, model, columns: places.collect() }
    }

    /// How wide a column is; 0 where it is not shown.
    #[must_use]
    pub fn width(&self, cell: Cell) -> u16 {
        self.columns.iter().find(|place| place.cell == cell).map_or(0, |place| place.placed.width)
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        for column in &self.columns {
            column.draw(&Phrase::of(Role::Header, column.title), theme, area, buffer);
        }
        let rows = layout::below(area);
        let window = self.state.cursor.window(self.state.rows.lines.len(), rows.height);
        let lines = self.state.rows.lines.get(window.clone()).unwrap_or_default();
        for ((y, at), line) in (rows.y..).zip(window).zip(lines) {
            let row = Rect { y, height: 1, ..rows };
            self.line(line, theme, row, buffer);
            if at == self.state.cursor.at {
                Phrase::of(Role::Text, ">").draw(theme, Rect { width: row.width.min(1), ..row }, buffer);
                buffer.set_style(row.intersection(buffer.area), theme.style(Role::Selected));
            }
        }
    }

    fn line(&self, line: &Line, theme: &Theme, row: Rect, buffer: &mut Buffer) {
        let words = match line {
            Line::Rollout(key) => {
                if let Some(rollout) = self.model.board.rollout(key) {
                    self.rollout(rollout, theme, row, buffer);
                }
                return;
            }
            Line::Group(cause) => {
                self.group(cause, theme, row, buffer);
                return;
            }
            Line::Source(no) => unknown(source_sentence(self.model, *no)),
            Line::Gap(no, place) => unknown(gap_sentence(self.model, *no, *place)),
        };
        words.draw(theme, beside_gutter(row), buffer);
    }

    fn rollout(&self, rollout: &Rollout, theme: &Theme, row: Rect, buffer: &mut Buffer) {
        let facts = self.facts(rollout);
        for column in &self.columns {
            let (role, text) = facts.cell(column.cell, column.placed.width);
            column.draw(&Phrase::of(role, text), theme, row, buffer);
        }
        if facts.stale {
            buffer.set_style(row.intersection(buffer.area), theme.style(Role::Stale));
        }
    }

    /// What the cells of a rollout are made of.
    fn facts<'b>(&'b self, rollout: &'b Rollout) -> Facts<'b> {
        let source = self.model.board.sources().into_iter().find(|(cluster, ..)| cluster.no == rollout.key.cluster);
        Facts {
            rollout,
            source: source.map(|(cluster, source, _)| (cluster, source)),
            now: self.model.now,
            order: self.state.order(),
            new: self.state.news.is_new(rollout),
            muted: self.state.news.is_muted(rollout),
            stale: source.is_none_or(|(_, source, _)| source.link != Link::Live),
        }
    }

    /// A cause and what it stands for: `23 rollouts: registry.example.com does not answer`. One that is not live makes the
    /// count old.
    fn group(&self, cause: &Cause, theme: &Theme, row: Rect, buffer: &mut Buffer) {
        let rollouts = self.model.board.rollouts().into_iter();
        let members: Vec<&Rollout> = rollouts.filter(|rollout| rollout.verdict.cause.as_ref() == Some(cause)).collect();
        let shape = shape(members.first().map_or(Condition::Unknown, |rollout| rollout.verdict.state));
        let sources = self.model.board.sources().into_iter();
        let live: Vec<ClusterNo> =
            sources.filter(|(_, source, _)| source.link == Link::Live).map(|(cluster, ..)| cluster.no).collect();
        let stale = members.iter().any(|rollout| !live.contains(&rollout.key.cluster));
        let count = self.state.rows.causes.get(cause).copied().unwrap_or_default();
        let open = if self.state.wish.open_causes.contains(cause) { "v" } else { "+" };
        let mark = if stale { "~" } else { "" };
        Phrase::of(shape.role, format_args!("{:<6}{open}{mark} ", shape.text))
            .say(Role::Title, format_args!("{count} rollouts: "))
            .say(Role::Text, cause_sentence(cause))
            .draw(theme, beside_gutter(row), buffer);
        if stale {
            buffer.set_style(row.intersection(buffer.area), theme.style(Role::Stale));
        }
    }
}

fn beside_gutter(row: Rect) -> Rect {
    Rect { x: row.x.saturating_add(GUTTER), width: row.width.saturating_sub(GUTTER), ..row }
}

impl Place {
    fn draw(&self, words: &Phrase, theme: &Theme, row: Rect, buffer: &mut Buffer) {
        let x = row.x.saturating_add(GUTTER).saturating_add(self.placed.x);
        let width = self.placed.width.min(row.right().saturating_sub(x));
        let area = Rect { x, width, height: row.height.min(1), ..row };
        match self.align {
            Align::Left => words.draw(theme, area, buffer),
            Align::Right => words.draw_right(theme, area, buffer),
        };
    }
}

fn unknown(sentence: Safe) -> Phrase {
    let shape = shape(Condition::Unknown);
    Phrase::of(shape.role, format_args!("{:<7} ", shape.text)).say(Role::Text, sentence)
}
