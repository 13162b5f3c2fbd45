//! Wide characters take two columns, and terminals erase both when one is written over: no frame leaves half of one.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use unicode_width::UnicodeWidthStr;

/// Which columns of the last frame were the second half of a wide character.
#[derive(Debug, Default)]
pub struct Halves {
    width: u16,
    second: Vec<bool>,
}

impl Halves {
    /// Makes a frame whole before it is compared with the last one.
    ///
    /// A wide character that something else was drawn over gives way. And a column that was a second half and is none now
    /// is written anew: ratatui takes it for unchanged, but it went with the first half.
    pub fn mend(&mut self, frame: &mut Buffer) {
        let width = frame.area.width;
        let before = std::mem::take(&mut self.second);
        let is_comparable = self.width == width;
        self.second.reserve(frame.content.len());
        for row in frame.content.chunks_mut(usize::from(width.max(1))) {
            let mut cells = row.iter_mut().peekable();
            while let Some(first) = cells.next() {
                if !is_wide(first) {
                    self.second.push(false);
                    continue;
                }
                if cells.next_if(|second| is_blank(second)).is_some() {
                    self.second.extend([false, true]);
                } else {
                    first.set_symbol(" ");
                    self.second.push(false);
                }
            }
        }
        self.width = width;
        if is_comparable {
            for ((cell, was), is) in frame.content.iter_mut().zip(before).zip(&self.second) {
                if was && !is {
                    cell.set_diff_option(CellDiffOption::AlwaysUpdate);
                }
            }
        }
    }
}

fn is_wide(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    symbol.len() > 1 && symbol.width() > 1
}

fn is_blank(cell: &Cell) -> bool {
    matches!(cell.symbol(), "" | " ")
}
