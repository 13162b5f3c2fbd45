//! The evidence itself, at the place that is looked at.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{evidence::Origin, text::Safe},
    ui::{
        screens::analyze::{row::Row, sight::Sight, state::Pane, words},
        theme::{Role, Theme},
        widgets::{Cursor, Phrase},
    },
};

/// `EVIDENCE E7  runtime log  log of pod checkout-7f9c/api  taken 03:12:29  sha256 51ab17fe`
#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let title = Phrase::of(Role::Title, "EVIDENCE");
    let Some((spot, evidence)) = sight.spot() else { return title };
    let by = match &evidence.origin {
        Origin::Pulled { .. } => "pulled",
        Origin::Pasted => "pasted",
        Origin::File { .. } => "from a file",
        Origin::Pipe => "from a pipe",
        Origin::Repository { .. } => "from a repository",
        Origin::Marked { .. } => "marked",
    };
    let sha = evidence.sha256.to_string();
    let sha = sha.get(..8).unwrap_or_default();
    title
        .say(Role::Title, format_args!(" {}", spot.no))
        .say(Role::Text, format_args!("  {}: {}", words::sort(evidence.sort), evidence.title))
        .say(Role::Muted, format_args!("  {by} {} sha256 {sha}", evidence.taken.strftime("%H:%M:%S")))
}

/// One line of it, where there is room for no more: `E7 L119  KeyError: 'STRIPE_API_KEY'`.
#[must_use]
pub fn line(sight: &Sight<'_>) -> Row {
    let Some((spot, evidence)) = sight.spot() else { return Row::default() };
    let at = spot.line.map(|line| format!(" L{line}")).unwrap_or_default();
    let text = spot.text.as_ref().map_or_else(|| evidence.title.to_string(), |text| text.trim().to_owned());
    Row::of(Role::Header, &format!("{}{at}  ", spot.no)).say(Role::Text, &text)
}

/// How many lines it has, as far as they were read.
#[must_use]
pub fn len(sight: &Sight<'_>) -> usize {
    sight.lines().map_or(1, <[Safe]>::len)
}

/// Draws the lines around the cursor; the place that is looked at is marked.
pub fn draw(sight: &Sight<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let row = |y: u16| Rect { y: area.y.saturating_add(y), height: 1, ..area };
    if area.height <= 1 {
        line(sight).phrase().draw(theme, area, buffer);
        return;
    }
    let (Some((spot, _)), Some(lines)) = (sight.spot(), sight.lines()) else {
        let text = if sight.spot().is_some() { "reading it" } else { "none yet" };
        Phrase::of(Role::Muted, text).draw(theme, row(0), buffer);
        return;
    };
    let mut cursor: Cursor = sight.state.at(Pane::Evidence);
    cursor.settle(lines.len(), area.height);
    let marked = spot.find(lines);
    let focused = sight.state.focus == Pane::Evidence;
    for (y, at) in (0..area.height).zip(cursor.window(lines.len(), area.height)) {
        let Some(text) = lines.get(at) else { continue };
        let place = row(y);
        let role = match text.as_bytes().first() {
            _ if Some(at) == marked => Role::Match,
            Some(b'+') => Role::DiffAdded,
            Some(b'-') => Role::DiffRemoved,
            _ => Role::Text,
        };
        let sign = if Some(at) == marked { '>' } else { ' ' };
        Phrase::of(Role::Muted, format_args!("{sign}{:>5} ", at + 1)).say(role, text).draw(theme, place, buffer);
        if focused && at == cursor.at {
            buffer.set_style(place, theme.style(Role::Selected));
        }
    }
}
