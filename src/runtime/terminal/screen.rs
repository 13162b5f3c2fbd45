//! The backend of ratatui: a frame is one write of what changed, and no write at all when nothing did (M11).

use std::io::{self, Write};

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use unicode_width::UnicodeWidthStr;

use super::sgr::Pen;

/// Frames of at least so many bytes are worth telling the terminal where they begin and end (mode 2026).
const SYNCHRONISED: usize = 4096;
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Encodes frames for a terminal behind `W`.
#[derive(Debug)]
pub struct Screen<W> {
    out: W,
    size: Size,
    /// What the next flush writes.
    frame: Vec<u8>,
    pen: Pen,
    /// Where the terminal's cursor is, if that is sure.
    at: Option<Position>,
    cursor: bool,
}

impl<W: Write> Screen<W> {
    /// A screen that was just entered: nothing is known of it, and its cursor is hidden.
    pub fn new(out: W, size: Size) -> Self {
        Self { out, size, frame: Vec::with_capacity(64 * 1024), pen: Pen::default(), at: None, cursor: false }
    }

    /// What `size` says from now on: it is asked once, by who hears of a change.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Forgets what the terminal was told, after somebody else has drawn on it.
    pub fn forget(&mut self) {
        self.frame.clear();
        self.frame.extend_from_slice(b"\x1b[m");
        self.pen = Pen::default();
        self.at = None;
        self.cursor = false;
    }

    /// Writes a sequence that draws nothing (the bell, the clipboard), after the frame.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.frame.extend_from_slice(sequence);
        self.flush()
    }

    #[cfg(test)]
    pub(super) fn written(&self) -> &W {
        &self.out
    }

    fn go(&mut self, to: Position) {
        let Position { x, y } = to;
        // Writing to a vector cannot fail.
        let _ = match self.at {
            Some(at) if at == to => Ok(()),
            Some(at) if at.y == y && x > at.x => match x - at.x {
                1 => write!(self.frame, "\x1b[C"),
                step => write!(self.frame, "\x1b[{step}C"),
            },
            Some(at) if x == 0 && at.y.checked_add(1) == Some(y) => write!(self.frame, "\r\n"),
            _ if x == 0 && y == 0 => write!(self.frame, "\x1b[H"),
            _ if x == 0 => write!(self.frame, "\x1b[{}H", u32::from(y) + 1),
            _ => write!(self.frame, "\x1b[{};{}H", u32::from(y) + 1, u32::from(x) + 1),
        };
        self.at = Some(to);
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        self.go(Position { x, y });
        self.pen.change(Pen::of(cell), &mut self.frame);
        let symbol = match cell.symbol() {
            "" => " ",
            // Nothing of the kind comes this far; if it does, it stops here.
            symbol if symbol.contains(char::is_control) => "?",
            symbol => symbol,
        };
        self.frame.extend_from_slice(symbol.as_bytes());
        let width = u16::try_from(symbol.width()).unwrap_or(1);
        let next = x.saturating_add(width);
        // At the edge the cursor hangs; and terminals differ about the width of what is not in every font.
        self.at = (next < self.size.width && symbol.chars().all(is_narrow)).then_some(Position { x: next, y });
    }
}

/// Whether every terminal agrees that it takes one column.
fn is_narrow(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{2500}'..='\u{259f}' | '…' | '‹' | '›')
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            self.put(x, y, cell);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.cursor, false) {
            self.frame.extend_from_slice(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.cursor, true) {
            self.frame.extend_from_slice(b"\x1b[?25h");
        }
        Ok(())
    }

    /// Never asked of the terminal: its answer would be input.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.pen.change(Pen::default(), &mut self.frame);
        self.frame.extend_from_slice(b"\x1b[2J");
        self.at = None;
        Ok(())
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.pen.change(Pen::default(), &mut self.frame);
        self.frame.extend_from_slice(match region {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[0J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[0K",
        });
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        if self.frame.len() >= SYNCHRONISED {
            self.frame.splice(0..0, BEGIN.iter().copied());
            self.frame.extend_from_slice(END);
        }
        let result = self.out.write_all(&self.frame);
        self.frame.clear();
        result.and_then(|()| self.out.flush())
    }
}

#[cfg(test)]
mod tests;
