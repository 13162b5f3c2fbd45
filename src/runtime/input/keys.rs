//! Characters, control bytes and CSI sequences as keys, named as crossterm names them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use vte::Params;

/// The key of a printable character.
pub(super) fn character(c: char) -> KeyEvent {
    match c {
        '\u{7f}' => plain(KeyCode::Backspace),
        c if c.is_uppercase() => KeyEvent::new(KeyCode::Char(c), KeyModifiers::SHIFT),
        c => plain(KeyCode::Char(c)),
    }
}

/// The key of a control byte.
pub(super) fn control(byte: u8) -> Option<KeyEvent> {
    let code = match byte {
        b'\r' => return Some(plain(KeyCode::Enter)),
        b'\t' => return Some(plain(KeyCode::Tab)),
        0x00 => ' ',
        0x01..=0x1a => char::from(byte - 0x01 + b'a'),
        0x1c..=0x1f => char::from(byte - 0x1c + b'4'),
        _ => return None,
    };
    Some(KeyEvent::new(KeyCode::Char(code), KeyModifiers::CONTROL))
}

/// The key of `ESC O` and a letter.
pub(super) fn ss3(letter: u8) -> Option<KeyEvent> {
    let code = match letter {
        b'M' => KeyCode::Enter,
        b'R' => KeyCode::F(3),
        b'j'..=b'y' => KeyCode::Char(char::from(letter - 0x40)), // the numeric keypad
        letter => cursor(char::from(letter))?,
    };
    Some(plain(code))
}

/// The key of the Linux console's `ESC [ [` and a letter.
pub(super) fn linux(letter: u8) -> Option<KeyEvent> {
    matches!(letter, b'A'..=b'E').then(|| plain(KeyCode::F(letter - b'A' + 1)))
}

/// The key of a CSI sequence, or nothing for whatever is not a key.
pub(super) fn csi(params: &Params, action: char) -> Option<KeyEvent> {
    let mut params = params.iter();
    let first = params.next().and_then(<[u16]>::first).copied().unwrap_or(0);
    let second = params.next().unwrap_or(&[]);
    let modifiers = modifiers(second.first().copied().unwrap_or(1));
    if second.get(1) == Some(&3) {
        return None; // a release
    }
    let third = params.next().and_then(<[u16]>::first).copied();
    match (action, first) {
        ('Z', _) => Some(KeyEvent::new(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)),
        ('u', code) => coded(code.into(), modifiers),
        // modifyOtherKeys of xterm
        ('~', 27) => coded(third?.into(), modifiers),
        ('~', number) => Some(KeyEvent::new(numbered(number)?, modifiers)),
        // A row and a column are the cursor's position: an answer, not a key.
        (_, 0 | 1) => Some(KeyEvent::new(cursor(action)?, modifiers)),
        _ => None,
    }
}

/// A key by its code point (CSI u).
fn coded(code: u32, modifiers: KeyModifiers) -> Option<KeyEvent> {
    let code = match code {
        9 if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        57344..=63743 => return None, // keys that no keyboard of ours has
        code => {
            let c = char::from_u32(code).filter(|c| !c.is_control())?;
            let upper = modifiers.contains(KeyModifiers::SHIFT).then(|| c.to_uppercase().next()).flatten();
            KeyCode::Char(upper.unwrap_or(c))
        }
    };
    Some(KeyEvent::new(code, modifiers))
}

fn cursor(letter: char) -> Option<KeyCode> {
    Some(match letter {
        'A' => KeyCode::Up,
        'B' => KeyCode::Down,
        'C' => KeyCode::Right,
        'D' => KeyCode::Left,
        'F' => KeyCode::End,
        'H' => KeyCode::Home,
        'P' => KeyCode::F(1),
        'Q' => KeyCode::F(2),
        'S' => KeyCode::F(4),
        _ => return None,
    })
}

fn numbered(number: u16) -> Option<KeyCode> {
    let f = |from: u16, key: u8| Some(KeyCode::F(u8::try_from(number - from).ok()? + key));
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(11, 1),
        17..=21 => f(17, 6),
        23..=24 => f(23, 11),
        _ => None,
    }
}

fn modifiers(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ]
    .into_iter()
    .filter(|(bit, _)| bits & bit != 0)
    .fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}
