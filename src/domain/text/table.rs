//! Which characters a terminal would act upon, or a reader would not see.

use unicode_width::UnicodeWidthChar;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Drawn as it is.
    Plain,
    /// Ends a line.
    Newline,
    Tab,
    /// Goes back to the start of the line, over what was there.
    Return,
    Escape,
    /// C0, DEL and C1: drawn as a byte in hexadecimal.
    Control,
    /// Invisible, or it changes what is around it: drawn as its code point.
    Hidden,
    /// Drawn on top of the character before it.
    Mark,
    /// U+FE0F, which only asks for the coloured form of a symbol.
    Emoji,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        match c {
            // Most of what there is, before the tables: Latin, Greek, Cyrillic, Chinese, Korean.
            ' '..='~'
            | '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{2ff}'
            | '\u{370}'..='\u{482}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}' => Self::Plain,
            '\n' => Self::Newline,
            '\t' => Self::Tab,
            '\r' => Self::Return,
            '\u{1b}' => Self::Escape,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Self::Control,
            '\u{fe0f}' => Self::Emoji,
            _ if is_hidden(c) => Self::Hidden,
            _ if c.width() == Some(0) => Self::Mark,
            _ => Self::Plain,
        }
    }
}

/// Format characters (Cf), fillers, selectors, odd spaces, private and unassignable code points.
fn is_hidden(c: char) -> bool {
    matches!(u32::from(c),
        0xA0 | 0xAD | 0x34F | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x890..=0x891 | 0x8E2
        | 0x115F..=0x1160 | 0x1680 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x2000..=0x200F | 0x2028..=0x202F | 0x205F..=0x206F
        | 0x3164 | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xFE00..=0xFE0E
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFC
        | 0x110BD | 0x110CD | 0x13430..=0x1345F | 0x16FE4 | 0x1BCA0..=0x1BCA3 | 0x1D159 | 0x1D173..=0x1D17A
        | 0xE_0000..=0xE_0FFF | 0xF_0000..)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Symbols that have a coloured form.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}' | '\u{2934}'..='\u{2935}'
        | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}
