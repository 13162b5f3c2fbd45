//! How it is drawn.
//!
//! ```text
//! -- AUDIT 1204 records  chain ok, 1204 records, head 7c1e..9f (03:12:07) --
//!  filter: alice_            12 of 1204 pass, esc clears
//!     SEQ TIME UTC    WHO            OF     WHAT             SAYS
//! >  1204 03:12:00    alice@bastion2 F-3    fix.approved     looks right
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::{Model, desk::Store},
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase, clock},
    },
};

use super::{State, state::Check, table};

/// Draws the screen.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let panel = Panel::new(frame(area.width), title(state, model)).focused(true);
    let mut left = panel.draw(theme, area, buffer);
    for line in above(state, model) {
        line.draw(theme, Rect { height: left.height.min(1), ..left }, buffer);
        left = Rect { y: left.y + 1, height: left.height.saturating_sub(1), ..left };
    }
    if let Some(field) = &state.typing {
        let line = Rect { y: left.y.saturating_sub(1), height: 1, width: left.width / 2, ..left };
        field.draw(&Phrase::of(Role::Key, " filter: "), theme, line, buffer);
    }
    if state.found.len() > 0 {
        table::draw(state, model, theme, left, buffer);
        return;
    }
    let nothing = match &model.desk.store {
        Store::Opening => " the store is being opened",
        Store::Failed(_) => " no record was read",
        Store::Open(_) if model.desk.records.is_empty() => " nothing was recorded yet",
        Store::Open(_) => " no record passes",
    };
    Phrase::of(Role::Text, nothing).draw(theme, left, buffer);
}

/// How many rows of records are visible.
pub fn height(state: &State, model: &Model) -> u16 {
    let (width, height) = state.area;
    let above = u16::try_from(above(state, model).len()).unwrap_or(u16::MAX);
    let inner = Panel::inner(frame(width), Rect::new(0, 0, width, height));
    inner.height.saturating_sub(above + 1)
}

fn frame(width: u16) -> Frame {
    if width < 120 { Frame::Rule } else { Frame::Box }
}

fn title(state: &State, model: &Model) -> Phrase {
    let records = model.desk.records.len();
    let title = Phrase::of(Role::Title, "AUDIT").say(Role::Text, format_args!(" {records} records  "));
    match &state.check {
        Check::Never => title.say(Role::Unknown, "chain not checked by this console"),
        Check::Running { since } => {
            let seconds = model.now.duration_since(*since).as_secs();
            title.say(Role::Info, format_args!("chain is being checked, {seconds}s"))
        }
        Check::Whole { at, words } => title.say(Role::Good, format_args!("chain {words} ({})", clock(*at))),
        Check::Bad { at, words } => title.say(Role::Bad, format_args!("! {words} ({})", clock(*at))),
    }
}

/// Lines above the table: what is wrong with the store or with records, and the filter.
fn above(state: &State, model: &Model) -> Vec<Phrase> {
    let mut lines = Vec::new();
    match &model.desk.store {
        Store::Failed(why) => {
            let text = format_args!(" ! the store cannot be used, what is shown is old: {why}");
            lines.push(Phrase::of(Role::Bad, text));
        }
        Store::Open(store) => {
            let why = store.read_only.iter().chain(&store.refusals);
            lines.extend(why.map(|why| Phrase::of(Role::Warn, format_args!(" ! {why}"))));
        }
        Store::Opening => {}
    }
    if let Some(first) = model.desk.faults.first() {
        let count = model.desk.faults.len();
        let text = format_args!(" ! {count} of the records cannot be read, and count for nothing: {first}");
        lines.push(Phrase::of(Role::Warn, text));
    }
    if state.typing.is_some() || !state.filter.is_empty() {
        let filter = Phrase::of(Role::Key, " filter: ").say(Role::Text, &state.filter);
        let (found, all) = (state.found.len(), model.desk.records.len());
        lines.push(filter.say(Role::Text, format_args!("   {found} of {all} pass, esc clears")));
    }
    lines
}
