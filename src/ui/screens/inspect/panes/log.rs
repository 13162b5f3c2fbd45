//! The log: whose, how much of it, and its lines.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::text::Safe,
    ui::{
        screens::inspect::{
            log::{Row, RowKind, Seek, Tone},
            pick::Pick,
            sight::Sight,
            state::Pane,
            trouble, words,
        },
        theme::{Role, Theme},
        widgets::{LogList, LogRow, Phrase},
    },
};

use super::{fold, refusal};

/// `LOG previous  checkout-7f9c-2xkq8/api`.
#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let log = &sight.state.log;
    let title = Phrase::of(Role::Title, "LOG");
    let title = match log.sources() {
        [] => title,
        [source] => {
            let life = if source.previous { " previous " } else { " " };
            title.say(Role::Title, life).say(Role::Title, format_args!("{}/{}", source.pod, source.container))
        }
        sources => {
            let previous = sources.iter().filter(|source| source.previous).count();
            title.say(Role::Title, format_args!(" of {} failing pods merged, {previous} previous", sources.len()))
        }
    };
    let title = match log.later {
        Some(at) => title
            .say(Role::Warn, format_args!("  ended again {}: refresh", words::clock(at, sight.origin.cluster_time()))),
        None => title,
    };
    if log.is_paused() {
        return title.say(Role::Warn, format_args!("  PAUSED +{}", log.held()));
    }
    match (log.is_open(), log.seek) {
        (true, Seek::End) => title.say(Role::Info, "  following"),
        _ => title,
    }
}

/// `L118-123 of 123  drops 0  wrap`.
#[must_use]
pub fn note(sight: &Sight<'_>, height: u16) -> Phrase {
    let log = &sight.state.log;
    let mut cursor = log.cursor;
    cursor.settle(log.ring.len(), height);
    let window = cursor.window(log.ring.len(), height);
    let before = usize::try_from(log.ring.evicted()).unwrap_or(usize::MAX);
    let number = |at: usize| at.saturating_add(before);
    let mut note = Phrase::of(
        Role::Text,
        format_args!("L{}-{} of {}", number(window.start + 1), number(window.end), number(log.ring.len())),
    );
    if log.ring.evicted() > 0 {
        note = note.say(Role::Warn, format_args!("  {} oldest left out", words::grouped(log.ring.evicted())));
    }
    let role = if log.ring.dropped() > 0 { Role::Warn } else { Role::Text };
    note = note.say(role, format_args!("  drops {}", words::grouped(log.ring.dropped())));
    if let Some(since) = log.reach.since {
        note = note.say(Role::Text, format_args!("  since {}", words::age(since.into())));
    }
    if log.look.wrap { note.say(Role::Text, "  wrap") } else { note }
}

pub fn draw(sight: &Sight<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let log = &sight.state.log;
    let refused = !log.gaps().is_empty() && !log.ring.iter().any(Row::is_line);
    if log.ring.is_empty() || refused {
        fold::draw(&absent(sight, area.width), None, theme, area, buffer);
        return;
    }
    let mut cursor = log.cursor;
    cursor.settle(log.ring.len(), area.height);
    let window = cursor.window(log.ring.len(), area.height);
    let focused = sight.state.focus == Pane::Log;
    let digits = log.ring.evicted().saturating_add(u64::try_from(log.ring.len()).unwrap_or(u64::MAX)).to_string().len();
    let rows = log.ring.range(window.start, window.len()).zip(window.clone()).map(|(row, at)| LogRow {
        lead: lead(sight, row, at, digits),
        role: role(row),
        text: row.text.clone(),
        note: note_of(row),
        selected: focused && at == cursor.at,
    });
    let list = LogList {
        rows: rows.collect(),
        wrap: log.look.wrap,
        left: log.look.left,
        search: sight.state.search.word.as_ref(),
    };
    list.draw(theme, area, buffer);
}

/// `118 E 03:11:50 2xkq8 `.
fn lead(sight: &Sight<'_>, row: &Row, at: usize, digits: usize) -> Phrase {
    let log = &sight.state.log;
    let number = log.ring.evicted().saturating_add(u64::try_from(at).unwrap_or(u64::MAX)).saturating_add(1);
    let lead = Phrase::of(Role::Muted, format_args!("{number:>digits$} "));
    let RowKind::Line { source, at, tone, .. } = &row.kind else { return lead };
    let mark = match tone {
        Tone::Error => "E ",
        Tone::Warning => "W ",
        Tone::Plain => "  ",
    };
    let mut lead = lead.say(role(row), mark);
    if let (true, Some(at)) = (log.look.timestamps, at) {
        lead = lead.say(Role::Muted, format_args!("{} ", at.strftime("%H:%M:%S")));
    }
    match log.source_label(*source) {
        Some(label) => lead.say(Role::Info, label).say(Role::Text, " "),
        None => lead,
    }
}

fn role(row: &Row) -> Role {
    match &row.kind {
        RowKind::Line { tone: Tone::Error, .. } => Role::Bad,
        RowKind::Line { tone: Tone::Warning, .. } | RowKind::Dropped(_) => Role::Warn,
        RowKind::Line { .. } => Role::Text,
        RowKind::Remark => Role::Info,
    }
}

/// What was left out of a line (B-5).
fn note_of(row: &Row) -> Option<Safe> {
    match row.kind {
        RowKind::Line { cut: cut @ 1.., at, .. } => {
            let more = words::memory(cut);
            Some(Safe::clean(&match at {
                Some(_) => format!(".. {more} more, enter opens it"),
                None => format!(".. {more} more were cut"),
            }))
        }
        _ => None,
    }
}

/// One row as text, for copying and saving.
#[must_use]
pub fn text(sight: &Sight<'_>, row: &Row) -> String {
    let RowKind::Line { source, at, .. } = &row.kind else { return row.text.to_string() };
    let time = at.map(|at| format!("{at} ")).unwrap_or_default();
    let label = sight.state.log.source_label(*source).map(|label| format!("{label} ")).unwrap_or_default();
    let note = note_of(row).map(|note| format!(" {note}")).unwrap_or_default();
    format!("{time}{label}{}{note}", row.text)
}

/// Why there is no line to show.
fn absent(sight: &Sight<'_>, width: u16) -> Vec<super::Line> {
    let log = &sight.state.log;
    if !log.gaps().is_empty() {
        return log.gaps().iter().flat_map(|gap| refusal::notice(gap, sight.origin, width)).collect();
    }
    let text = match (log.request(), &log.pick) {
        (Some(_), _) if log.is_open() => "no line yet".to_owned(),
        (Some(_), _) => "the log is empty".to_owned(),
        (None, Some(Pick::One { pod, container })) => {
            format!("no log: {pod}/{container} {}", silence(sight, pod, container))
        }
        (None, Some(Pick::Failing)) => "no log: none of the failing containers has started".to_owned(),
        (None, None) => "no log: no pod is known".to_owned(),
    };
    fold::sentence(Role::Muted, &text, width)
}

/// Why a container has written nothing.
fn silence(sight: &Sight<'_>, pod: &Safe, container: &Safe) -> String {
    let found = sight.pods.iter().find(|found| found.name == *pod);
    let container = found.and_then(|pod| pod.containers.iter().find(|found| found.name == *container));
    match container.map(|container| &container.state) {
        Some(crate::domain::pod::ContainerState::Waiting { reason, message }) => {
            let message = message.as_ref().map(|message| format!(", {message}")).unwrap_or_default();
            format!("has not started: {reason}{message}")
        }
        Some(_) => found.map_or_else(String::new, |pod| format!("has not started: {}", trouble::state(pod))),
        None => "is gone".to_owned(),
    }
}
