//! The pods: new and old, failing first.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    domain::{
        Truth,
        pod::{Container, Pod, Termination},
        quantity::units,
        text::Safe,
    },
    ui::{
        screens::inspect::{
            known,
            sight::Sight,
            state::Pane,
            trouble::{self, Trouble, trouble},
            words,
        },
        theme::{Role, Theme},
        widgets::{Align, Column, Phrase, Placed, Text, Width, middle, place},
    },
};

use super::{fold, refusal};

const TITLES: [&str; 7] = ["POD", "RS", "STATE", "RST", "LAST EXIT", "MEMORY", "NODE"];

#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let failing = sight.pods.iter().filter(|pod| trouble(pod) == Trouble::Failing).count();
    let title = Phrase::of(Role::Title, format_args!("PODS {}", sight.pods.len()));
    if failing == 0 { title } else { title.say(Role::Bad, format_args!("  {failing} failing")) }
}

/// One pod's cells, in the order of the columns.
#[must_use]
pub fn cells(sight: &Sight<'_>, pod: &Pod) -> [(Role, Safe); 7] {
    let state_role = match trouble(pod) {
        Trouble::Failing => Role::Bad,
        Trouble::NotReady => Role::Warn,
        Trouble::Leaving => Role::Muted,
        Trouble::Fine => Role::Text,
    };
    let generation =
        sight.entry.as_ref().map_or("?", |entry| known::generation(pod, entry.workload, sight.newest).word());
    let restarts: u32 = pod.containers.iter().map(|container| container.restarts).fold(0, u32::saturating_add);
    let node = pod.node.as_deref().unwrap_or("-");
    let unwell = sight.unwell_node(node);
    let fault = unwell.map(|node| if node.ready == Truth::Yes { " ! pressure" } else { " ! not ready" });
    [
        (Role::Text, pod.name.clone()),
        (Role::Text, Safe::clean(generation)),
        (state_role, trouble::state(pod)),
        (Role::Text, Safe::clean(&restarts.to_string())),
        (Role::Text, Safe::clean(&last_exit(sight, pod))),
        (Role::Text, Safe::clean(&memory(sight, pod))),
        (
            if fault.is_some() { Role::Bad } else { Role::Text },
            Safe::clean(&format!("{node}{}", fault.unwrap_or_default())),
        ),
    ]
}

/// `exit 1, 12s ago`, of the container that ended last.
fn last_exit(sight: &Sight<'_>, pod: &Pod) -> String {
    let ends = pod.containers.iter().flat_map(|container| {
        let present = match &container.state {
            crate::domain::pod::ContainerState::Terminated(end) => Some(end),
            _ => None,
        };
        present.into_iter().chain(container.last.as_ref())
    });
    // An init container that completed is no news.
    let told = ends.filter(|end| end.exit_code != 0 || end.reason.as_str() != "Completed");
    let Some(end) = told.max_by_key(|end| end.finished) else { return "-".to_owned() };
    let age = words::age_of(end.finished, sight.now).map(|age| format!(" {age} ago")).unwrap_or_default();
    format!("{}{age}", exit(end))
}

fn exit(end: &Termination) -> String {
    match (end.reason.as_str(), end.signal) {
        ("" | "Error" | "Completed", None) => format!("exit {}", end.exit_code),
        ("" | "Error" | "Completed", Some(signal)) => format!("signal {signal}"),
        (reason, _) => format!("{reason} {}", end.exit_code),
    }
}

/// What the container that is nearest to its limit uses of it: `212Mi/256Mi`, or `unknown`.
fn memory(sight: &Sight<'_>, pod: &Pod) -> String {
    let asked = &sight.state.questions.usage;
    let used = |container: &Container| {
        let usage = asked.known()?.iter().find(|usage| usage.pod == pod.name && usage.container == container.name)?;
        usage.memory
    };
    let limit = |container: &Container| container.memory_limit.as_deref().and_then(units);
    let permille = |container: &Container| match (used(container), limit(container)) {
        (Some(used), Some(limit)) if limit > 0 => u128::from(used) * 1000 / u128::from(limit),
        _ => 0,
    };
    let nearest = pod
        .containers
        .iter()
        .filter(|container| used(container).is_some())
        .max_by_key(|container| (permille(container), used(container)));
    let limited = || pod.containers.iter().find_map(|container| container.memory_limit.as_ref());
    match (nearest.and_then(|container| Some((used(container)?, container))), limited()) {
        (Some((used, container)), _) => {
            let limit = container.memory_limit.as_ref().map_or_else(|| "no limit".to_owned(), ToString::to_string);
            format!("{}/{limit}", words::memory(used))
        }
        (None, Some(limit)) => format!("unknown/{limit}"),
        (None, None) => "unknown".to_owned(),
    }
}

pub fn draw(sight: &Sight<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if sight.pods.is_empty() {
        fold::draw(&absent(sight, area.width), None, theme, area, buffer);
        return;
    }
    let header = u16::from(area.height > 1);
    let body = Rect { y: area.y + header, height: area.height.saturating_sub(header), ..area };
    let mut cursor = sight.state.at(Pane::Pods);
    cursor.settle(sight.pods.len(), body.height);
    let window = cursor.window(sight.pods.len(), body.height);
    let first = window.start;
    let shown: Vec<&Pod> = sight.pods.get(window).unwrap_or_default().to_vec();
    let rows: Vec<[(Role, Safe); 7]> = shown.iter().map(|pod| cells(sight, pod)).collect();
    let columns = columns(&rows, theme);
    let table = Table { placed: place(&columns, area.width.saturating_sub(1)), columns, theme };
    if header > 0 {
        let titles = TITLES.map(|title| (Role::Header, Text::from(title)));
        table.draw(" ", &titles, area, buffer);
    }
    for (offset, row) in rows.iter().enumerate() {
        let y = body.y.saturating_add(u16::try_from(offset).unwrap_or(u16::MAX));
        let line = Rect { y, height: 1, ..body }.intersection(buffer.area);
        let selected = first + offset == cursor.at;
        let stale = sight.is_stale();
        let mark = if selected {
            ">"
        } else if stale {
            "~"
        } else {
            " "
        };
        let row = row.clone().map(|(role, text)| (if stale { Role::Stale } else { role }, Text::from(text)));
        table.draw(mark, &row, line, buffer);
        if selected && sight.state.focus == Pane::Pods {
            buffer.set_style(line, theme.style(Role::Selected));
        }
    }
}

/// Columns that found their places.
struct Table<'a> {
    columns: Vec<Column>,
    placed: Vec<Placed>,
    theme: &'a Theme,
}

impl Table<'_> {
    /// Draws one row: a mark, then its cells, cut in the middle where they are too long.
    fn draw(&self, mark: &'static str, cells: &[(Role, Text); 7], area: Rect, buffer: &mut Buffer) {
        Phrase::of(Role::Text, mark).draw(self.theme, area, buffer);
        for spot in &self.placed {
            let Some((role, text)) = cells.get(spot.column) else { continue };
            let cell = Rect { x: area.x + 1 + spot.x, width: spot.width, height: 1, ..area };
            let drawn = self.theme.drawn(text);
            let phrase = Phrase::of(*role, Safe::clean(&middle(&drawn, usize::from(spot.width))));
            if self.columns.get(spot.column).is_some_and(|column| column.align == Align::Right) {
                phrase.draw_right(self.theme, cell, buffer);
            } else {
                phrase.draw(self.theme, cell, buffer);
            }
        }
    }
}

/// Each column as wide as what is visible of it wants.
fn columns(rows: &[[(Role, Safe); 7]], theme: &Theme) -> Vec<Column> {
    let wish = |column: usize, title: &str| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|(_, text)| theme.drawn(text).width());
        u16::try_from(cells.fold(title.len(), usize::max)).unwrap_or(u16::MAX)
    };
    TITLES
        .into_iter()
        .enumerate()
        .map(|(at, title)| {
            let wish = wish(at, title);
            let (least, priority) = match at {
                0 => (14, None),
                2 => (10, None),
                3 => (wish, Some(4)),
                1 => (wish, Some(5)),
                4 => (wish, Some(3)),
                5 => (wish, Some(1)),
                _ => (wish, Some(2)),
            };
            let align = if at == 3 { Align::Right } else { Align::Left };
            Column { title, width: Width::Fit { least, wish: wish.min(60) }, align, priority }
        })
        .collect()
}

/// Why there is no pod to show.
fn absent(sight: &Sight<'_>, width: u16) -> Vec<super::Line> {
    let Some(entry) = &sight.entry else {
        return fold::sentence(Role::Muted, "no pods are known", width);
    };
    let refused: Vec<_> = entry.unread.iter().filter(|gap| gap.resource.as_str() == "pods").collect();
    if !refused.is_empty() {
        return refused.into_iter().flat_map(|gap| refusal::notice(gap, sight.origin, width)).collect();
    }
    let text = if entry.workload.desired == 0 && entry.workload.counts.total == 0 {
        "no pods: it is scaled to zero"
    } else if entry.workload.counts.total > 0 {
        "reading its pods"
    } else {
        "no pods exist: the reason above says why"
    };
    fold::sentence(Role::Muted, text, width)
}
