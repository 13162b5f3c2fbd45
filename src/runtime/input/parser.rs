//! The parser: bytes and the passing of time in, messages out. It owns no clock and reads nothing.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use vte::Params;

use super::{keys, paste::Paste};
use crate::flow::Message;

/// A lone ESC is the key when nothing follows for so long.
const ESCAPE: Duration = Duration::from_millis(50);
/// A sequence whose rest does not come is dropped.
const SEQUENCE: Duration = Duration::from_millis(500);
/// Even one that keeps coming.
const LONGEST: Duration = Duration::from_secs(2);
/// A paste without an end has ended when it has been silent for so long (B-12), or after ESC.
const PASTE: Duration = Duration::from_secs(2);
const PASTE_ESCAPE: Duration = Duration::from_millis(200);
/// Keys after a paste that are not a person's (B-11, T-5).
const GUARD: Duration = Duration::from_millis(300);

/// Where in the stream of bytes it is.
enum State {
    Ground,
    /// ESC was read; inside of an ignored string it may be its end.
    Escape {
        closing: bool,
    },
    /// `ESC O` was read.
    Ss3,
    /// Inside CSI; whether anything followed it.
    Csi {
        begun: bool,
    },
    /// Inside a string that nobody asked for (OSC, DCS, SOS, PM, APC), which this byte opened; whether anything followed.
    Ignored {
        opener: u8,
        begun: bool,
    },
    /// Bytes that belong to the sequence before them.
    Linux,
    Mouse(u8),
    Paste(Paste),
}

/// Parses what a terminal sends.
pub struct Parser {
    vte: vte::Parser,
    state: State,
    /// When the last byte came, and the sequence began.
    last: Option<Instant>,
    since: Option<Instant>,
    guard: Option<Instant>,
    /// The next key is one with alt.
    alt: bool,
    /// A character has begun and not ended.
    partial: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            vte: vte::Parser::new(),
            state: State::Ground,
            last: None,
            since: None,
            guard: None,
            alt: false,
            partial: false,
        }
    }
}

impl Parser {
    /// Takes in bytes that came at `now`.
    pub fn feed(&mut self, bytes: &[u8], now: Instant, out: &mut Vec<Message>) {
        self.expire(now, out);
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            self.last = Some(now);
            if let State::Paste(paste) = &mut self.state {
                let (taken, ended) = paste.feed(rest);
                rest = rest.get(taken..).unwrap_or_default();
                if ended {
                    self.end_paste(now, out);
                }
                continue;
            }
            self.byte(byte, now, out);
            rest = after;
        }
    }

    /// Lets time pass: a lone ESC becomes a key, what never ended is dropped.
    pub fn expire(&mut self, now: Instant, out: &mut Vec<Message>) {
        if self.deadline().is_none_or(|at| now < at) {
            return;
        }
        let alt = |c| Some(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT));
        let key = match &self.state {
            State::Paste(_) => return self.end_paste(now, out),
            State::Escape { .. } => Some(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)),
            State::Ss3 => alt('O'),
            State::Csi { begun: false } => alt('['),
            State::Ignored { opener, begun: false } => alt(char::from(*opener)),
            _ => None,
        };
        self.ground();
        self.key(key, now, out);
    }

    /// When `expire` has something to do, if no byte comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let wait = match &self.state {
            State::Ground => return self.last.filter(|_| self.partial).map(|at| at + SEQUENCE),
            State::Paste(paste) if paste.is_leaving() => PASTE_ESCAPE,
            State::Paste(_) => PASTE,
            State::Csi { begun: true } | State::Ignored { begun: true, .. } => SEQUENCE,
            _ => ESCAPE,
        };
        let silent = self.last? + wait;
        match self.state {
            State::Paste(_) => Some(silent),
            _ => Some(silent.min(self.since? + LONGEST)),
        }
    }

    fn byte(&mut self, byte: u8, now: Instant, out: &mut Vec<Message>) {
        match (&mut self.state, byte) {
            (State::Escape { .. }, 0x1b) => {
                let key = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
                self.key(Some(key), now, out);
            }
            (before, 0x1b) => {
                let closing = matches!(before, State::Ignored { .. });
                self.ground();
                self.since = Some(now);
                self.state = State::Escape { closing };
            }
            (State::Ground, _) => self.plain(byte, now, out),
            (State::Csi { begun }, _) => {
                *begun = true;
                self.sequence(byte, now, out);
            }
            // BEL ends an OSC, CAN and SUB end anything, ESC \ ends it too.
            (State::Ignored { .. }, 0x07 | 0x18 | 0x1a) | (State::Escape { closing: true }, b'\\') => self.ground(),
            (State::Escape { .. }, _) => self.escaped(byte, now, out),
            (State::Ignored { begun, .. }, _) => *begun = true,
            (State::Ss3, _) => self.end(keys::ss3(byte), now, out),
            (State::Linux, _) => self.end(keys::linux(byte), now, out),
            (State::Mouse(left), _) => {
                *left -= 1;
                if *left == 0 {
                    self.ground();
                }
            }
            // `feed` keeps those to itself.
            (State::Paste(_), _) => {}
        }
    }

    fn plain(&mut self, byte: u8, now: Instant, out: &mut Vec<Message>) {
        let mut found = Found::default();
        self.vte.advance(&mut found, &[byte]);
        self.key(found.key, now, out);
        self.partial = !found.whole;
        self.alt &= self.partial;
    }

    fn escaped(&mut self, byte: u8, now: Instant, out: &mut Vec<Message>) {
        match byte {
            b'[' => {
                self.vte.advance(&mut Found::default(), b"\x1b[");
                self.state = State::Csi { begun: false };
            }
            b'O' => self.state = State::Ss3,
            b'P' | b'X' | b']' | b'^' | b'_' => self.state = State::Ignored { opener: byte, begun: false },
            _ => {
                self.ground();
                self.alt = true;
                self.plain(byte, now, out);
            }
        }
    }

    fn sequence(&mut self, byte: u8, now: Instant, out: &mut Vec<Message>) {
        let mut found = Found::default();
        self.vte.advance(&mut found, &[byte]);
        // A control byte inside of a sequence is nobody's key; the last byte of a sequence is a letter or one of @[\]^_`{|}~.
        match (byte, found.end) {
            (_, Some(End::Paste)) => {
                self.ground();
                self.state = State::Paste(Paste::default());
            }
            (_, Some(End::Linux)) => self.state = State::Linux,
            (_, Some(End::Mouse)) => self.state = State::Mouse(3),
            (0x40..=0x7e, None) => self.end(found.key, now, out),
            (0x18 | 0x1a, None) => self.ground(),
            _ => {}
        }
    }

    fn end(&mut self, key: Option<KeyEvent>, now: Instant, out: &mut Vec<Message>) {
        self.ground();
        self.key(key, now, out);
    }

    fn ground(&mut self) {
        self.vte = vte::Parser::new();
        self.state = State::Ground;
        self.since = None;
        self.alt = false;
        self.partial = false;
    }

    fn key(&mut self, key: Option<KeyEvent>, now: Instant, out: &mut Vec<Message>) {
        let Some(mut key) = key else { return };
        if std::mem::take(&mut self.alt) {
            key.modifiers |= KeyModifiers::ALT;
        }
        if self.guard.is_none_or(|until| now >= until) {
            out.push(Message::Key(key));
        }
    }

    fn end_paste(&mut self, now: Instant, out: &mut Vec<Message>) {
        let state = std::mem::replace(&mut self.state, State::Ground);
        self.ground();
        if let State::Paste(paste) = state {
            let (text, cut) = paste.finish();
            out.push(Message::Paste { text, cut });
            self.guard = Some(now + GUARD);
        }
    }
}

/// What one byte completed.
#[derive(Default)]
struct Found {
    key: Option<KeyEvent>,
    end: Option<End>,
    /// A character is complete, whether it is a key or not.
    whole: bool,
}

/// A sequence that more bytes belong to.
#[derive(Clone, Copy)]
enum End {
    Paste,
    Linux,
    Mouse,
}

impl vte::Perform for Found {
    fn print(&mut self, c: char) {
        self.whole = true;
        // What is not UTF-8 is nobody's key.
        if c != char::REPLACEMENT_CHARACTER {
            self.key = Some(keys::character(c));
        }
    }

    fn execute(&mut self, byte: u8) {
        self.whole = true;
        self.key = keys::control(byte);
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        // Private and intermediate bytes mark answers and mouse reports, never keys.
        if ignore || !intermediates.is_empty() {
            return;
        }
        let first = params.iter().next().and_then(<[u16]>::first).copied().unwrap_or(0);
        match (action, first) {
            ('~', 200) => self.end = Some(End::Paste),
            ('[', _) => self.end = Some(End::Linux),
            ('M', _) => self.end = Some(End::Mouse),
            _ => self.key = keys::csi(params, action),
        }
    }
}

#[cfg(test)]
mod tests;
