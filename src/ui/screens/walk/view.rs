//! How it is drawn.
//!
//! ```text
//! -- WALK W-17 application_recovery v3 --------------- driver op2@bastion1 --
//!  AT A GATE  payments/Deployment/checkout  started 03:05:10 by op2  INC-42
//!  v  3 collect  Save what explains it      ok                       03:06:40
//!  >? 4 GATE     Go back to the earlier one WAITING 0 of 1           03:06:41
//!  -  5 action     approved  Undo
//! -- HERE --------------------------------------------------------------------
//!  a gate waits for people: enter opens it
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{text::Safe, walk::Standing},
    flow::{
        Model,
        desk::{Store, Walk},
    },
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase, clock, end, middle, person, wrap},
    },
};

use super::{
    State,
    advice::{self, advice},
    gate, list, people,
    rooms::{BELOW, is_wide, told_height, tree_height},
    sheet, timeline, tree,
    tree::Row,
    words,
};

/// Draws the screen.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    match (state.walk(model), &state.gate) {
        (Some(walk), Some(gate)) => gate::view(gate, walk, model, theme, area, buffer),
        (Some(walk), None) => one(state, walk, model, theme, area, buffer),
        (None, _) => all(state, model, theme, area, buffer),
    }
}

fn all(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inner = Panel::new(Frame::Rule, Phrase::of(Role::Title, "WALKS")).focused(true).draw(theme, area, buffer);
    let line = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner };
    let say = |role, text: &str| Phrase::of(role, format_args!(" {text}"));
    let walks = list::order(model);
    let instead = match (&model.desk.store, state.opened) {
        (Store::Failed(why), _) => Some(say(Role::Bad, &format!("the store cannot be used: {why}"))),
        (Store::Opening, _) => Some(say(Role::Info, "the store is being opened")),
        (Store::Open(_), Some(alias)) => Some(say(Role::Info, &format!("{alias} is being read"))),
        (Store::Open(_), None) if walks.is_empty() => {
            Some(say(Role::Text, "no walk yet: w on a rollout of the board begins one"))
        }
        _ => None,
    };
    if let Some(instead) = instead {
        instead.draw(theme, line(0), buffer);
        return;
    }
    let window = state.list.window(walks.len(), inner.height);
    for (y, at) in (0..inner.height).zip(window) {
        let Some(walk) = walks.get(at) else { continue };
        let mark = if at == state.list.at { ">" } else { " " };
        Phrase::of(Role::Text, mark).append(list::line(walk, model)).draw(theme, line(y), buffer);
        if at == state.list.at {
            buffer.set_style(line(y).intersection(buffer.area), theme.style(Role::Selected));
        }
    }
}

/// Why nobody carries a walk out.
fn idle(walk: &Walk) -> &'static str {
    match walk.standing() {
        _ if walk.state.ended().is_some() => "it has ended",
        Standing::Running | Standing::Unknown => "nobody carries it out",
        _ => "it waits for an answer",
    }
}

fn one(state: &State, walk: &Walk, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let strategy = walk.state.strategy();
    let title = Phrase::of(Role::Title, format_args!("WALK {}", walk.alias))
        .say(Role::Text, format_args!(" {} v{}", strategy.id, strategy.version));
    let driver = walk.driver.as_ref().map_or_else(
        || Phrase::of(Role::Text, idle(walk)),
        |driver| {
            let whose = if model.desk.drives(walk) { "this console" } else { "you watch" };
            Phrase::of(Role::Text, format_args!("driver {}, {whose}", middle(&person(&driver.by), 24)))
        },
    );
    let inner = Panel::new(Frame::Rule, title).note(driver).focused(true).draw(theme, area, buffer);
    let row = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner };
    summary(walk, theme, row(0), buffer);
    let rows = tree::rows(walk);
    let height = tree_height(state.area);
    let is_wide = is_wide(state.area);
    let width = if is_wide { area.width * 5 / 8 } else { area.width };
    for (y, at) in (1..=height).zip(state.tree.window(rows.len(), height)) {
        let Some(step) = rows.get(at) else { continue };
        let line = Rect { width, ..row(y) };
        draw(step, theme, line, buffer);
        if at == state.tree.at {
            buffer.set_style(line.intersection(buffer.area), theme.style(Role::Selected));
        }
    }
    let selected = rows.get(state.tree.at);
    if let (true, Some(step)) = (is_wide, selected) {
        let room = Rect {
            x: area.x.saturating_add(width).saturating_add(1),
            y: inner.y.saturating_add(1),
            width: area.width.saturating_sub(width).saturating_sub(1),
            height,
        };
        beside(walk, step, model, theme, room, buffer);
    }
    let told = told_height(state.area);
    let bottom = area.bottom().saturating_sub(told);
    let below = Rect { y: bottom.saturating_sub(BELOW), height: BELOW.min(area.height), ..area };
    here(state, (walk, selected), model, theme, below, buffer);
    if told > 0 {
        history(walk, model, theme, Rect { y: bottom, height: told, ..area }, buffer);
    }
}

/// What happened, and who is there.
fn history(walk: &Walk, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let left = Rect { width: area.width * 5 / 8, ..area };
    let right = Rect { x: left.right(), width: area.width.saturating_sub(left.width), ..area };
    let incident = walk.state.started().and_then(|start| start.incident);
    let of = incident.map(|incident| format!(" {incident}")).unwrap_or_default();
    let most = usize::from(area.height.saturating_sub(2));
    let panes = [
        (left, format!("TIMELINE {}{of}", walk.alias), timeline::lines(walk, model, most)),
        (right, "PEOPLE AND CLOCK".to_owned(), people::lines(walk, model)),
    ];
    for (area, title, lines) in panes {
        let inner = Panel::new(Frame::Box, Phrase::of(Role::Title, format_args!("{title}"))).draw(theme, area, buffer);
        for (y, text) in (inner.y..inner.bottom()).zip(&lines) {
            let row = Rect { x: inner.x.saturating_add(1), y, width: inner.width.saturating_sub(1), height: 1 };
            let text = end(text, usize::from(row.width));
            Phrase::of(Role::Text, format_args!("{text}")).draw(theme, row, buffer);
        }
    }
}

fn summary(walk: &Walk, theme: &Theme, line: Rect, buffer: &mut Buffer) {
    let (word, role) = words::standing(walk);
    let mut phrase = Phrase::of(Role::Text, " ").say(role, word);
    if let Some(start) = walk.state.started() {
        let target = list::target(walk);
        let by = middle(&person(&start.by), 20).into_owned();
        phrase = phrase.say(Role::Text, format_args!("  {target}  started {} by {by}", clock(start.at)));
        if let Some(incident) = start.incident {
            phrase = phrase.say(Role::Text, format_args!("  {incident}"));
        }
    }
    if let Some(phase) = walk.state.current().and_then(|id| tree::node(&walk.state, id)).and_then(|node| node.phase) {
        phrase = phrase.say(Role::Muted, format_args!("  {}", words::phase(phase)));
    }
    phrase.draw(theme, line, buffer);
}

/// Mark, number, kind, title, how it stands, when.
fn draw(step: &Row, theme: &Theme, line: Rect, buffer: &mut Buffer) {
    let here = if step.is_here { ">" } else { " " };
    let begin = Phrase::of(Role::Text, here)
        .say(step.role, format_args!("{:<2}", step.mark))
        .say(Role::Text, format_args!("{:>2} ", step.number))
        .say(Role::Text, format_args!("{:<7} ", step.kind));
    let used = begin.draw(theme, line, buffer);
    let time = step.at.map(clock).unwrap_or_default();
    let end_width = if time.is_empty() { 0 } else { 9 };
    let room = usize::from(line.width.saturating_sub(used).saturating_sub(end_width));
    let rest = Rect { x: line.x.saturating_add(used), width: line.width.saturating_sub(used), ..line };
    let phrase = if step.at.is_none() {
        let indent = " ".repeat(2 * step.depth);
        let branch = if step.branch.is_empty() { String::new() } else { format!("{}: ", step.branch) };
        let role = if step.depth == 0 { Role::Text } else { Role::Muted };
        Phrase::of(role, format_args!("{}", end(&format!("{indent}{branch}{}", step.title), room)))
    } else {
        let title = end(&step.title, room * 9 / 20).into_owned();
        let pad = (room * 9 / 20).saturating_sub(title.chars().count());
        let gap = " ".repeat(pad + 1);
        let left = room.saturating_sub(room * 9 / 20 + 1);
        let word = &*step.word;
        // What was found often begins with the answer itself.
        let more = step.words.strip_prefix(word).unwrap_or(&step.words).trim_start_matches([':', ',', ' ']);
        let found = if more.is_empty() { String::new() } else { format!("  {more}") };
        let word = end(word, left);
        let found = end(&found, left.saturating_sub(word.chars().count())).into_owned();
        Phrase::of(Role::Text, format_args!("{title}"))
            .say(Role::Text, format_args!("{gap}"))
            .say(step.role, format_args!("{word}"))
            .say(Role::Text, format_args!("{found}"))
    };
    phrase.draw(theme, rest, buffer);
    Phrase::of(Role::Text, &time).draw_right(theme, line, buffer);
}

fn beside(walk: &Walk, step: &Row, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let title = Phrase::of(Role::Title, format_args!("STEP {} {}", step.number, step.kind));
    let inner = Panel::new(Frame::Box, title).draw(theme, area, buffer);
    let mut y = inner.y;
    for text in sheet::lines(walk, step, model) {
        for range in wrap(&text, inner.width.saturating_sub(1)) {
            if y >= inner.bottom() {
                return;
            }
            let part = text.get(range).unwrap_or_default();
            let row = Rect { x: inner.x.saturating_add(1), y, width: inner.width.saturating_sub(1), height: 1 };
            Phrase::of(Role::Text, format_args!("{part}")).draw(theme, row, buffer);
            y = y.saturating_add(1);
        }
    }
}

/// What can be done, what was found at the selected step, and the newest note.
fn here(
    state: &State,
    (walk, selected): (&Walk, Option<&Row>),
    model: &Model,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let inner = Panel::new(Frame::Rule, Phrase::of(Role::Title, "HERE")).draw(theme, area, buffer);
    let (role, text) = advice(walk, model);
    let mut rows = wrapped(role, &text, inner.width, 2);
    rows.extend(advice::keys(walk, model).iter().flat_map(|keys| wrapped(Role::Key, keys, inner.width, 1)));
    let found = selected.filter(|row| !row.words.is_empty() && row.words.as_str() != text.as_str());
    if let Some(row) = found {
        rows.extend(wrapped(Role::Text, &Safe::line(&format!("step {}: {}", row.number, row.words)), inner.width, 1));
    }
    if let Some((at, by, note)) = walk.notes.last() {
        let at = jiff::Timestamp::from_microsecond(*at).map(clock).unwrap_or_default();
        let by = middle(&person(by), 20).into_owned();
        let more = if walk.notes.len() > 1 { format!(" ({} more)", walk.notes.len() - 1) } else { String::new() };
        rows.extend(wrapped(Role::Notice, &Safe::line(&format!("NOTE {at} {by}: {note}{more}")), inner.width, 1));
    }
    // What happened last, where nothing else tells of it.
    if told_height(state.area) == 0 {
        let left = usize::from(inner.height).saturating_sub(rows.len());
        let last = timeline::lines(walk, model, left);
        rows.extend(last.iter().flat_map(|line| wrapped(Role::Muted, line, inner.width, left)));
    }
    for (y, phrase) in (inner.y..inner.bottom()).zip(rows) {
        phrase.draw(theme, Rect { y, height: 1, ..inner }, buffer);
    }
}

/// So many rows of a text, the last one cut.
fn wrapped(role: Role, text: &Safe, width: u16, most: usize) -> Vec<Phrase> {
    let ranges = wrap(text, width.saturating_sub(1));
    let last = ranges.len().min(most);
    let row = |(at, range): (usize, std::ops::Range<usize>)| {
        let range = if at + 1 == last { range.start..text.len() } else { range };
        Phrase::of(Role::Text, " ").say(role, format_args!("{}", text.get(range).unwrap_or_default().trim()))
    };
    ranges.into_iter().take(most).enumerate().map(row).collect()
}
