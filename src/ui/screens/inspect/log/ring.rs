//! The newest lines of a log, merged by their times, within caps of lines and bytes.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::tone::{Tone, tone};
use crate::domain::{logs::LogLine, text::Safe};

/// What a row weighs beside its text.
const ROW_BYTES: usize = 64;

/// A line of a log, or a remark of stanch about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the row is sorted by: the kubelet's timestamp, or that of the row before it.
    at: Timestamp,
    pub kind: RowKind,
    pub text: Safe,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq)]
pub enum RowKind {
    Line {
        /// Index into the request's sources.
        source: u16,
        at: Option<Timestamp>,
        /// Bytes of the line that were left out.
        cut: u64,
        tone: Tone,
    },
    /// `-- stream ended …`: stanch says it, not the container.
    Remark,
    /// So many lines were left out here.
    Dropped(u64),
}

impl Row {
    /// Whether the container wrote it.
    #[must_use]
    pub fn is_line(&self) -> bool {
        matches!(self.kind, RowKind::Line { .. })
    }

    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(self.kind, RowKind::Line { tone: Tone::Error, .. })
    }

    fn weight(&self) -> usize {
        self.text.len() + ROW_BYTES
    }
}

/// The newest rows. A cursor that is handed in stays on its row whatever comes or goes.
#[derive(Debug, Clone)]
pub struct Ring {
    rows: VecDeque<Row>,
    bytes: usize,
    max_rows: usize,
    max_bytes: usize,
    evicted: u64,
    dropped: u64,
}

impl Default for Ring {
    fn default() -> Self {
        Self::new(50_000, 50 * 1024 * 1024)
    }
}

impl Ring {
    #[must_use]
    pub fn new(max_rows: usize, max_bytes: usize) -> Self {
        Self { rows: VecDeque::new(), bytes: 0, max_rows, max_bytes, evicted: 0, dropped: 0 }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Row> + ExactSizeIterator {
        self.rows.iter()
    }

    /// The rows from `first` on, without walking to them.
    pub fn range(&self, first: usize, count: usize) -> impl Iterator<Item = &Row> {
        let first = first.min(self.rows.len());
        self.rows.range(first..first.saturating_add(count).min(self.rows.len()))
    }

    /// Rows that had to go, oldest first, because of the caps.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Lines that were left out on the way.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes in lines of any sources, each where its time puts it.
    pub fn merge(&mut self, lines: Vec<LogLine>, cursor: &mut usize) {
        let mut last = self.rows.back().map_or(Timestamp::MIN, |row| row.at);
        let mut fresh: Vec<Row> = Vec::with_capacity(lines.len());
        for line in lines {
            let at = line.at.unwrap_or(last);
            last = at;
            let kind = RowKind::Line { source: line.source, at: line.at, cut: line.cut, tone: tone(&line.text) };
            fresh.push(Row { at, kind, text: line.text });
        }
        fresh.sort_by_key(|row| row.at);
        let Some(first) = fresh.first().map(|row| row.at) else { return };
        self.bytes += fresh.iter().map(Row::weight).sum::<usize>();
        let from = self.rows.partition_point(|row| row.at <= first);
        let newer = self.rows.split_off(from);
        self.interleave(newer, fresh, cursor);
        self.evict(cursor);
    }

    /// Appends both, the older row first; at equal times what was there before.
    fn interleave(&mut self, newer: VecDeque<Row>, fresh: Vec<Row>, cursor: &mut usize) {
        let from = self.rows.len();
        let held = *cursor;
        let mut fresh = fresh.into_iter().peekable();
        for (offset, row) in newer.into_iter().enumerate() {
            while let Some(earlier) = fresh.next_if(|next| next.at < row.at) {
                self.rows.push_back(earlier);
            }
            if from + offset == held {
                *cursor = self.rows.len();
            }
            self.rows.push_back(row);
        }
        self.rows.extend(fresh);
    }

    /// Says something about the log at its end.
    pub fn remark(&mut self, text: Safe, cursor: &mut usize) {
        self.append(RowKind::Remark, text, cursor);
    }

    /// Says something about what is not there before the first row.
    pub fn preface(&mut self, text: Safe, cursor: &mut usize) {
        let row = Row { at: Timestamp::MIN, kind: RowKind::Remark, text };
        self.bytes += row.weight();
        self.rows.push_front(row);
        *cursor += 1;
        self.evict(cursor);
    }

    /// Says that so many lines were left out here; neighbouring gaps become one.
    pub fn gap(&mut self, lines: u64, cursor: &mut usize) {
        self.dropped = self.dropped.saturating_add(lines);
        let mut total = lines;
        if let Some(Row { kind: RowKind::Dropped(before), .. }) = self.rows.back() {
            total = total.saturating_add(*before);
            if let Some(row) = self.rows.pop_back() {
                self.bytes = self.bytes.saturating_sub(row.weight());
            }
        }
        let lines = if total == 1 { "line" } else { "lines" };
        let text = Safe::clean(&format!("-- {total} {lines} dropped --"));
        self.append(RowKind::Dropped(total), text, cursor);
    }

    fn append(&mut self, kind: RowKind, text: Safe, cursor: &mut usize) {
        let at = self.rows.back().map_or(Timestamp::MIN, |row| row.at);
        let row = Row { at, kind, text };
        self.bytes += row.weight();
        self.rows.push_back(row);
        self.evict(cursor);
    }

    fn evict(&mut self, cursor: &mut usize) {
        while self.rows.len() > self.max_rows || self.bytes > self.max_bytes {
            let Some(row) = self.rows.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(row.weight());
            self.evicted += 1;
            *cursor = cursor.saturating_sub(1);
        }
    }

    #[must_use]
    pub fn first_error(&self) -> Option<usize> {
        self.rows.iter().position(Row::is_error)
    }

    /// The next row after `from` that fits, going round at the end; `backwards` the other way.
    #[must_use]
    pub fn find(&self, from: usize, backwards: bool, fits: impl Fn(&Row) -> bool) -> Option<usize> {
        let count = self.rows.len();
        (1..=count)
            .map(|step| if backwards { (from + count - step % count) % count } else { (from + step) % count })
            .find(|at| self.rows.get(*at).is_some_and(&fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(source: u16, second: i64, text: &str) -> LogLine {
        let at = Some(Timestamp::from_second(second).expect("a time"));
        LogLine { source, at, text: Safe::clean(text), cut: 0 }
    }

    fn texts(ring: &Ring) -> Vec<&str> {
        ring.iter().map(|row| row.text.as_str()).collect()
    }

    #[test]
    fn sources_are_merged_by_time_and_the_cursor_stays_on_its_line() {
        let mut ring = Ring::default();
        let mut cursor = 0;
        ring.merge(vec![line(0, 10, "a10"), line(0, 20, "a20"), line(0, 30, "a30")], &mut cursor);
        cursor = 1;
        ring.merge(vec![line(1, 25, "b25"), line(1, 5, "b5"), line(1, 20, "b20")], &mut cursor);
        assert_eq!(texts(&ring), ["b5", "a10", "a20", "b20", "b25", "a30"]);
        assert_eq!(ring.get(cursor).map(|row| row.text.as_str()), Some("a20"));
    }

    #[test]
    fn a_line_without_a_time_stays_behind_the_one_before_it() {
        let mut ring = Ring::default();
        let bare = LogLine { source: 0, at: None, text: Safe::clean("bare"), cut: 0 };
        ring.merge(vec![line(0, 10, "ten"), bare, line(0, 30, "thirty")], &mut 0);
        ring.merge(vec![line(1, 20, "twenty")], &mut 0);
        assert_eq!(texts(&ring), ["ten", "bare", "twenty", "thirty"]);
    }

    #[test]
    fn caps_of_lines_and_bytes_take_the_oldest_and_count_them() {
        let mut ring = Ring::new(3, 10_000);
        let mut cursor = 4;
        ring.merge((0..5).map(|n| line(0, n, &n.to_string())).collect(), &mut cursor);
        assert_eq!(texts(&ring), ["2", "3", "4"]);
        assert_eq!((ring.evicted(), cursor), (2, 2));

        let mut ring = Ring::new(1000, 3 * (ROW_BYTES + 100));
        ring.merge((0..5).map(|n| line(0, n, &"x".repeat(100))).collect(), &mut 0);
        assert_eq!((ring.len(), ring.evicted()), (3, 2));
    }

    #[test]
    fn neighbouring_gaps_are_one() {
        let mut ring = Ring::default();
        ring.merge(vec![line(0, 1, "a")], &mut 0);
        ring.gap(200, &mut 0);
        ring.gap(14, &mut 0);
        ring.merge(vec![line(0, 2, "b")], &mut 0);
        ring.gap(1, &mut 0);
        assert_eq!(texts(&ring), ["a", "-- 214 lines dropped --", "b", "-- 1 line dropped --"]);
        assert_eq!(ring.dropped(), 215);
    }

    #[test]
    fn finding_goes_round() {
        let mut ring = Ring::default();
        ring.merge(vec![line(0, 1, "KeyError: a"), line(0, 2, "fine"), line(0, 3, "KeyError: b")], &mut 0);
        assert_eq!(ring.first_error(), Some(0));
        assert_eq!(ring.find(0, false, Row::is_error), Some(2));
        assert_eq!(ring.find(2, false, Row::is_error), Some(0));
        assert_eq!(ring.find(0, true, Row::is_error), Some(2));
        assert_eq!(ring.find(7, true, |row| row.text.as_str() == "fine"), Some(1));
        assert_eq!(Ring::default().find(0, false, |_| true), None);
        assert_eq!(Ring::default().first_error(), None);
    }
}
