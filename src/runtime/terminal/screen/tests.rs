use std::{
    io::{self, Write},
    num::NonZero,
};

use proptest::prelude::*;
use ratatui::{
    Terminal,
    buffer::Buffer,
    layout::{Position, Size},
    style::{Color, Modifier, Style},
};
use unicode_width::UnicodeWidthStr;

use super::Screen;
use crate::runtime::terminal::Halves;

/// Keeps each write apart.
#[derive(Debug, Default)]
struct Writes(Vec<Vec<u8>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal as the console's loop draws on it.
struct Desk {
    terminal: Terminal<Screen<Writes>>,
    halves: Halves,
}

fn terminal(width: u16, height: u16) -> Desk {
    let terminal = Terminal::new(Screen::new(Writes::default(), Size { width, height })).unwrap();
    Desk { terminal, halves: Halves::default() }
}

/// The writes of a frame with these words, each at its place, and the frame.
fn frame(desk: &mut Desk, words: &[(u16, u16, &str, Style)], cursor: Option<Position>) -> (Vec<Vec<u8>>, Buffer) {
    let Desk { terminal, halves } = desk;
    let before = terminal.backend().written().0.len();
    let drawn = terminal.draw(|frame| {
        for (x, y, word, style) in words {
            frame.buffer_mut().set_string(*x, *y, word, *style);
        }
        halves.mend(frame.buffer_mut());
        if let Some(at) = cursor {
            frame.set_cursor_position(at);
        }
    });
    let shown = drawn.unwrap().buffer.clone();
    (terminal.backend().written().0[before..].to_vec(), shown)
}

fn draw(desk: &mut Desk, words: &[(u16, u16, &str, Style)], cursor: Option<Position>) -> Vec<Vec<u8>> {
    frame(desk, words, cursor).0
}

#[test]
fn a_frame_like_the_last_writes_nothing() {
    let mut terminal = terminal(80, 24);
    let words = [(0, 0, "stanch", Style::new().bold()), (3, 7, "日本 ok", Style::new().fg(Color::Red))];
    for cursor in [None, Some(Position { x: 5, y: 5 })] {
        assert_eq!(draw(&mut terminal, &words, cursor).len(), 1);
        assert_eq!(draw(&mut terminal, &words, cursor), Vec::<Vec<u8>>::new());
    }
}

#[test]
fn what_is_drawn_over_half_of_a_wide_character_is_seen() {
    let mut terminal = terminal(10, 1);
    let plain = Style::new();
    let (_, shown) = frame(&mut terminal, &[(0, 0, "a日b", plain), (2, 0, "|", plain)], None);
    assert_eq!(shown.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end(), "a |b");
    let (_, shown) = frame(&mut terminal, &[(0, 0, "a日b", plain), (1, 0, "|", plain)], None);
    assert_eq!(shown.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end(), "a| b");
}

#[test]
fn what_changed_is_one_small_write() {
    let mut terminal = terminal(200, 60);
    draw(&mut terminal, &[(0, 0, "LIVE 1s", Style::new())], None);
    let writes = draw(&mut terminal, &[(0, 0, "LIVE 2s", Style::new())], None);
    assert_eq!(writes, [b"\x1b[1;6H2".to_vec()]);
}

#[test]
fn a_control_character_in_a_cell_stops_here() {
    let mut terminal = terminal(20, 2);
    terminal
        .terminal
        .draw(|frame| {
            frame.buffer_mut()[(0, 0)].set_symbol("\u{9b}");
        })
        .unwrap();
    assert_eq!(terminal.terminal.backend().written().0, [b"\x1b[H?".to_vec()]);
}

#[test]
fn a_big_frame_is_synchronised() {
    let mut terminal = terminal(200, 60);
    let line = "x".repeat(200);
    let words: Vec<_> = (0..60).map(|y| (0, y, line.as_str(), Style::new())).collect();
    let writes = draw(&mut terminal, &words, None);
    assert_eq!(writes.len(), 1);
    assert!(writes[0].starts_with(b"\x1b[?2026h") && writes[0].ends_with(b"\x1b[?2026l"));
}

fn colour() -> impl Strategy<Value = Color> {
    prop::sample::select(vec![
        Color::Reset,
        Color::Red,
        Color::Gray,
        Color::LightBlue,
        Color::Indexed(200),
        Color::Rgb(1, 2, 3),
    ])
}

fn style() -> impl Strategy<Value = Style> {
    let modifier = (0u16..0x200).prop_map(Modifier::from_bits_truncate);
    (colour(), colour(), modifier).prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

fn vt_colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::Gray => vt100::Color::Idx(7),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        _ => vt100::Color::Default,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// A terminal that was given only the changes shows what was drawn, styles and cursor too.
    #[test]
    fn the_terminal_shows_the_frame(
        frames in prop::collection::vec(
            prop::collection::vec((0u16..20, 0u16..6, "[a-z é─日本🚀\u{301}]{1,6}", style()), 0..6), 1..6),
    ) {
        let mut terminal = terminal(20, 6);
        let (rows, columns) = (NonZero::new(6).unwrap(), NonZero::new(20).unwrap());
        let mut oracle = vt100::Parser::new(rows, columns, 0);
        for drawn in &frames {
            let words: Vec<_> = drawn.iter().map(|(x, y, word, style)| (*x, *y, word.as_str(), *style)).collect();
            let (writes, shown) = frame(&mut terminal, &words, Some(Position { x: 3, y: 2 }));
            for write in writes {
                oracle.process(&write);
            }
            prop_assert_eq!(oracle.screen().cursor_position(), (2, 3));
            for y in 0..6 {
                for x in 0..20 {
                    let (want, got) = (&shown[(x, y)], oracle.screen().cell(y, x).unwrap());
                    // What a wide character covers is its own, and nothing else is half of one.
                    let covered = x > 0 && shown[(x - 1, y)].symbol().width() == 2;
                    prop_assert_eq!(got.is_wide_continuation(), covered, "half a character at {},{}", x, y);
                    if covered {
                        continue;
                    }
                    prop_assert_eq!(got.is_wide(), want.symbol().width() == 2);
                    let text = if got.has_contents() { got.contents() } else { " " };
                    prop_assert_eq!(text, want.symbol(), "at {},{}", x, y);
                    prop_assert_eq!(got.fgcolor(), vt_colour(want.fg));
                    prop_assert_eq!(got.bgcolor(), vt_colour(want.bg));
                    // Of bold and dim the oracle knows only one at a time.
                    if !want.modifier.contains(Modifier::BOLD | Modifier::DIM) {
                        prop_assert_eq!(got.bold(), want.modifier.contains(Modifier::BOLD));
                        prop_assert_eq!(got.dim(), want.modifier.contains(Modifier::DIM));
                    }
                    prop_assert_eq!(got.italic(), want.modifier.contains(Modifier::ITALIC));
                    prop_assert_eq!(got.underline(), want.modifier.contains(Modifier::UNDERLINED));
                    prop_assert_eq!(got.inverse(), want.modifier.contains(Modifier::REVERSED));
                }
            }
        }
    }
}
