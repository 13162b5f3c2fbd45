//! What the log pane holds: whose log is read, its lines, where the cursor is and what it keeps to.

use jiff::Timestamp;

use super::Ring;
use crate::{
    domain::{
        cluster::Gap,
        logs::{LogLine, LogNews, LogRequest, LogSource},
        text::Safe,
    },
    flow::effect::Ticket,
    ui::{
        screens::inspect::{
            gap,
            pick::{Pick, Reach, TAIL},
            words,
        },
        widgets::Cursor,
    },
};

/// Lines that a paused pane keeps back before it drops some.
const HELD_LINES: usize = 50_000;

/// Where the cursor goes when lines come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seek {
    /// To the first error line, until somebody moves; without one, to the end.
    #[default]
    FirstError,
    /// To the newest line.
    End,
    /// Nowhere.
    Stay,
}

/// How lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub wrap: bool,
    pub timestamps: bool,
    /// Columns that are scrolled out to the left.
    pub left: usize,
}

/// The log pane.
#[derive(Debug, Clone)]
pub struct LogPane {
    pub ring: Ring,
    pub cursor: Cursor,
    pub look: Look,
    pub seek: Seek,
    pub pick: Option<Pick>,
    /// Whether a person picked it: then nothing else is picked in its place.
    pub by_hand: bool,
    pub reach: Reach,
    request: Option<LogRequest>,
    ticket: Option<Ticket>,
    asked: Timestamp,
    /// For each source, the lines from before it was asked for, and whether it has ended.
    heard: Vec<(u32, bool)>,
    gaps: Vec<Gap>,
    held: Option<Held>,
    /// For each source, when the life ended that its log tells of.
    ends: Vec<Option<Timestamp>>,
    /// A later life has ended meanwhile: its log waits for whoever reads this one.
    pub later: Option<Timestamp>,
}

/// What came while the pane was paused.
#[derive(Debug, Clone, Default)]
struct Held {
    news: Vec<LogNews>,
    lines: usize,
}

impl Default for LogPane {
    fn default() -> Self {
        Self {
            ring: Ring::default(),
            cursor: Cursor::default(),
            look: Look { wrap: false, timestamps: true, left: 0 },
            seek: Seek::default(),
            pick: None,
            by_hand: false,
            reach: Reach::default(),
            request: None,
            ticket: None,
            asked: Timestamp::MIN,
            heard: Vec::new(),
            gaps: Vec::new(),
            held: None,
            ends: Vec::new(),
            later: None,
        }
    }
}

impl LogPane {
    /// Starts over with another request, whose sources' lives ended so. `asked` is the cluster's time.
    pub fn restart(
        &mut self,
        request: Option<LogRequest>,
        ends: Vec<Option<Timestamp>>,
        ticket: Ticket,
        asked: Timestamp,
    ) {
        let follows = request.as_ref().is_some_and(|request| request.sources.iter().all(|source| !source.previous));
        self.seek = if follows { Seek::End } else { Seek::FirstError };
        self.heard = vec![(0, false); request.as_ref().map_or(0, |request| request.sources.len())];
        self.ticket = request.is_some().then_some(ticket);
        self.request = request;
        self.asked = asked;
        self.ring = Ring::default();
        self.cursor = Cursor::default();
        self.look.left = 0;
        self.gaps.clear();
        self.held = None;
        self.ends = ends;
        self.later = None;
    }

    /// When each source's life ended.
    #[must_use]
    pub fn ends(&self) -> &[Option<Timestamp>] {
        &self.ends
    }

    /// When the log was asked for, by the cluster's time.
    #[must_use]
    pub fn asked(&self) -> Timestamp {
        self.asked
    }

    /// Whether somebody has moved in it, or holds it: its lines are not taken away.
    #[must_use]
    pub fn is_being_read(&self) -> bool {
        self.seek == Seek::Stay || self.is_paused()
    }

    #[must_use]
    pub fn request(&self) -> Option<&LogRequest> {
        self.request.as_ref()
    }

    #[must_use]
    pub fn sources(&self) -> &[LogSource] {
        self.request.as_ref().map_or(&[], |request| request.sources.as_slice())
    }

    /// What could not be read.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Whether lines may still come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.heard.iter().any(|(_, ended)| !ended)
    }

    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.held.is_some()
    }

    /// Lines that wait until the pause is over.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.as_ref().map_or(0, |held| held.lines)
    }

    /// Pauses, or goes on with everything that came meanwhile.
    pub fn pause(&mut self) {
        match self.held.take() {
            None => self.held = Some(Held::default()),
            Some(held) => {
                for news in held.news {
                    self.absorb(news);
                }
            }
        }
    }

    /// Takes in what a reader said, unless it is late; returns whether the pane changed.
    pub fn take(&mut self, ticket: Ticket, news: &LogNews) -> bool {
        if self.ticket != Some(ticket) {
            return false;
        }
        match &mut self.held {
            Some(held) => held.keep(news.clone()),
            None => self.absorb(news.clone()),
        }
        true
    }

    fn absorb(&mut self, news: LogNews) {
        let before = self.cursor.at;
        let cursor = &mut self.cursor.at;
        match news {
            LogNews::Lines(lines) => {
                let capped = count_old(&mut self.heard, self.asked, &lines);
                self.ring.merge(lines, cursor);
                for source in capped {
                    let name = label(self.request.as_ref(), source);
                    let text = format!("-- {name}cut: {} line cap --", words::grouped(u64::from(TAIL)));
                    self.ring.preface(Safe::clean(&text), cursor);
                }
            }
            LogNews::Dropped(lines) => self.ring.gap(lines, cursor),
            LogNews::Ended { source, at, why } => {
                let name = label(self.request.as_ref(), source);
                let time = at.strftime("%H:%M:%S");
                self.ring.remark(Safe::clean(&format!("-- {name}stream ended {time}: {why} --")), cursor);
                self.end(source);
            }
            LogNews::Failed { source, gap: missing } => {
                let name = label(self.request.as_ref(), source);
                self.ring.remark(Safe::clean(&format!("-- {name}not readable: {} --", gap::said(&missing))), cursor);
                self.end(source);
                if !self.gaps.contains(&missing) {
                    self.gaps.push(missing);
                }
            }
        }
        // The window moves with the cursor's row.
        let now = self.cursor.at;
        self.cursor.top = if now >= before {
            self.cursor.top.saturating_add(now - before)
        } else {
            self.cursor.top.saturating_sub(before - now)
        };
    }

    fn end(&mut self, source: u16) {
        if let Some((_, ended)) = self.heard.get_mut(usize::from(source)) {
            *ended = true;
        }
    }

    /// Puts the cursor where it is kept, in a window of this height.
    pub fn settle(&mut self, height: u16) {
        let length = self.ring.len();
        match self.seek {
            Seek::End => self.cursor.go(length, length, height),
            Seek::FirstError => {
                let at = self.ring.first_error().unwrap_or(length.saturating_sub(1));
                self.cursor.top = at.saturating_sub(usize::from(height) / 3);
                self.cursor.go(at, length, height);
            }
            Seek::Stay => self.cursor.settle(length, height),
        }
    }

    /// What tells this row's container from the others, where there are several.
    #[must_use]
    pub fn source_label(&self, source: u16) -> Option<Safe> {
        let sources = self.sources();
        if sources.len() < 2 {
            return None;
        }
        let found = sources.get(usize::from(source))?;
        let pod = found.pod.rsplit('-').next().unwrap_or_default();
        let alike = sources.iter().all(|other| other.container == found.container);
        Some(if alike { Safe::clean(pod) } else { Safe::clean(&format!("{pod}/{}", found.container)) })
    }
}

/// Goes to a row; what was not in view comes with a third of the window before it.
pub fn jump(cursor: &mut Cursor, at: usize, length: usize, height: u16) {
    if !cursor.window(length, height).contains(&at) {
        cursor.top = at.saturating_sub(usize::from(height) / 3);
    }
    cursor.go(at, length, height);
}

impl Held {
    fn keep(&mut self, news: LogNews) {
        let LogNews::Lines(lines) = news else {
            self.news.push(news);
            return;
        };
        if self.lines + lines.len() <= HELD_LINES {
            self.lines += lines.len();
            self.news.push(LogNews::Lines(lines));
            return;
        }
        let more = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        match self.news.last_mut() {
            Some(LogNews::Dropped(dropped)) => *dropped = dropped.saturating_add(more),
            _ => self.news.push(LogNews::Dropped(more)),
        }
    }
}

/// Counts lines from before the request; returns the sources that now have as many as were asked for.
fn count_old(heard: &mut [(u32, bool)], asked: Timestamp, lines: &[LogLine]) -> Vec<u16> {
    let mut capped = Vec::new();
    for line in lines.iter().filter(|line| line.at.is_none_or(|at| at <= asked)) {
        let Some((count, _)) = heard.get_mut(usize::from(line.source)) else { continue };
        *count = count.saturating_add(1);
        if *count == TAIL {
            capped.push(line.source);
        }
    }
    capped
}

/// `checkout-7f9c-2xkq8/api: ` where several are merged, else nothing.
fn label(request: Option<&LogRequest>, source: u16) -> String {
    let sources = request.map_or(&[][..], |request| request.sources.as_slice());
    match sources.get(usize::from(source)) {
        Some(found) if sources.len() > 1 => format!("{}/{}: ", found.pod, found.container),
        _ => String::new(),
    }
}
