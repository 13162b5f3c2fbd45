//! Styles as SGR sequences: only what differs from the style before.

use std::io::Write;

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

/// The style that the terminal draws with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

/// Each modifier, the code that sets it, and the one that takes it away. Nothing is drawn hidden.
const MODIFIERS: [(Modifier, u8, u8); 8] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier - Modifier::HIDDEN,
        }
    }

    /// Writes what makes the terminal draw with `next` from now on.
    pub(super) fn change(&mut self, next: Self, out: &mut Vec<u8>) {
        if *self == next {
            return;
        }
        let before = std::mem::replace(self, next);
        if next == Self::default() {
            out.extend_from_slice(b"\x1b[m");
            return;
        }
        let mut codes = Codes::begin(out);
        // Bold and dim, and both blinks, go together: what goes with the other is set again.
        let gone = before.modifier - next.modifier;
        let mut kept = before.modifier & next.modifier;
        for (modifier, _, off) in MODIFIERS {
            if gone.contains(modifier) {
                codes.put(off);
                kept -= MODIFIERS.iter().filter(|(_, _, other)| *other == off).map(|(other, ..)| *other).collect();
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if (next.modifier - kept).contains(modifier) {
                codes.put(on);
            }
        }
        if before.foreground != next.foreground {
            codes.colour(next.foreground, 30);
        }
        if before.background != next.background {
            codes.colour(next.background, 40);
        }
        if before.underline != next.underline {
            codes.underline(next.underline);
        }
        codes.end();
    }
}

/// One SGR sequence while it is written.
struct Codes<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl<'a> Codes<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"\x1b[");
        Self { out, first: true }
    }

    fn put(&mut self, code: u8) {
        if !std::mem::take(&mut self.first) {
            self.out.push(b';');
        }
        // Writing to a vector cannot fail.
        let _ = write!(self.out, "{code}");
    }

    /// `base` is 30 for the foreground, 40 for the background.
    fn colour(&mut self, colour: Color, base: u8) {
        let bright = base + 60;
        match colour {
            Color::Reset => self.put(base + 9),
            Color::Black => self.put(base),
            Color::Red => self.put(base + 1),
            Color::Green => self.put(base + 2),
            Color::Yellow => self.put(base + 3),
            Color::Blue => self.put(base + 4),
            Color::Magenta => self.put(base + 5),
            Color::Cyan => self.put(base + 6),
            Color::Gray => self.put(base + 7),
            Color::DarkGray => self.put(bright),
            Color::LightRed => self.put(bright + 1),
            Color::LightGreen => self.put(bright + 2),
            Color::LightYellow => self.put(bright + 3),
            Color::LightBlue => self.put(bright + 4),
            Color::LightMagenta => self.put(bright + 5),
            Color::LightCyan => self.put(bright + 6),
            Color::White => self.put(bright + 7),
            Color::Indexed(index) => [base + 8, 5, index].into_iter().for_each(|code| self.put(code)),
            Color::Rgb(r, g, b) => [base + 8, 2, r, g, b].into_iter().for_each(|code| self.put(code)),
        }
    }

    /// The underline has no short forms: the sixteen colours are indexes there.
    fn underline(&mut self, colour: Color) {
        let index = match colour {
            Color::Indexed(_) | Color::Rgb(..) | Color::Reset => return self.colour(colour, 50),
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        self.colour(Color::Indexed(index), 50);
    }

    fn end(self) {
        self.out.push(b'm');
    }
}
