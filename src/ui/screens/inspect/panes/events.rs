//! What the cluster said about it, newest first; kept here after the API forgets.

use jiff::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{event::ClusterEvent, text::Safe},
    ui::{
        screens::inspect::{sight::Sight, state::Pane, words},
        theme::{Role, Theme},
        widgets::Phrase,
    },
};

use super::{fold, refusal};

/// How long an API server keeps events, as a rule.
const API_KEEPS: i64 = 3_600;

#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let kept = sight.events.iter().filter(|event| is_kept(event, sight.now)).count();
    let title = Phrase::of(Role::Title, format_args!("EVENTS {}", sight.events.len()));
    if kept == 0 {
        title.say(Role::Muted, "  kept by stanch while it runs")
    } else {
        title.say(Role::Muted, format_args!("  {kept} kept by stanch, the API forgets after ~1h"))
    }
}

fn is_kept(event: &ClusterEvent, now: Timestamp) -> bool {
    event.last.is_some_and(|last| now.as_second() - last.as_second() > API_KEEPS)
}

/// `03:11:52 x42 Warning BackOff  2xkq8/api: restarting failed container`.
#[must_use]
pub fn words(sight: &Sight<'_>, event: &ClusterEvent) -> Vec<(Role, Safe)> {
    let time = event.last.or(event.first).map_or_else(|| "--:--:--".to_owned(), |at| words::clock(at, sight.now));
    let (kind, role) = if event.warning { ("Warning", Role::Warn) } else { ("Normal ", Role::Text) };
    let count = format!("x{}", event.count.max(1));
    let message = event.message.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        (Role::Text, Safe::clean(&format!("{time} {count:<4} "))),
        (role, Safe::clean(&format!("{kind} {:<17} ", event.reason))),
        (Role::Muted, Safe::clean(&subject(sight, event))),
        (Role::Text, Safe::clean(&message)),
    ]
}

/// Which pod and container, as short as it stays clear; nothing for the workload itself.
fn subject(sight: &Sight<'_>, event: &ClusterEvent) -> String {
    if event.about.name == sight.state.key.name {
        return String::new();
    }
    let short = event.about.name.strip_prefix(sight.state.key.name.as_str()).unwrap_or(&event.about.name);
    let short = short.trim_start_matches('-');
    match &event.about.container {
        Some(container) => format!("{short}/{container}: "),
        None => format!("{short}: "),
    }
}

/// The event as one line of text.
#[must_use]
pub fn text(sight: &Sight<'_>, event: &ClusterEvent) -> String {
    words(sight, event).iter().map(|(_, word)| word.as_str()).collect()
}

pub fn draw(sight: &Sight<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if sight.events.is_empty() {
        let gap =
            sight.entry.as_ref().and_then(|entry| entry.unread.iter().find(|gap| gap.resource.as_str() == "events"));
        let lines = match gap {
            Some(gap) => refusal::notice(gap, sight.origin, area.width),
            None => fold::sentence(Role::Muted, "none seen: the API keeps them for about an hour", area.width),
        };
        fold::draw(&lines, None, theme, area, buffer);
        return;
    }
    let mut cursor = sight.state.at(Pane::Events);
    cursor.settle(sight.events.len(), area.height);
    let window = cursor.window(sight.events.len(), area.height);
    let first = window.start;
    for (offset, event) in sight.events.get(window).unwrap_or_default().iter().enumerate() {
        let y = area.y.saturating_add(u16::try_from(offset).unwrap_or(u16::MAX));
        let row = Rect { y, height: 1, ..area }.intersection(buffer.area);
        let stale = sight.is_stale();
        let phrase = words(sight, event)
            .into_iter()
            .fold(Phrase::new(), |phrase, (role, word)| phrase.say(if stale { Role::Stale } else { role }, word));
        phrase.draw(theme, row, buffer);
        if sight.state.focus == Pane::Events && first + offset == cursor.at {
            buffer.set_style(row, theme.style(Role::Selected));
        }
    }
}
