//! One key as it is pressed, and how it is written: `g`, `A`, `ctrl-d`, `shift-tab`, `space`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers. The shift of a letter is in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd)]
pub struct Stroke {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const NAMED: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
    ("minus", KeyCode::Char('-')),
];

const MODIFIERS: [(&str, KeyModifiers); 3] =
    [("ctrl-", KeyModifiers::CONTROL), ("alt-", KeyModifiers::ALT), ("shift-", KeyModifiers::SHIFT)];

impl Stroke {
    /// Reads one key as keymap files write it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut modifiers) = (text, KeyModifiers::NONE);
        while let Some((prefix, modifier)) =
            MODIFIERS.into_iter().find(|(prefix, _)| rest.len() > prefix.len() && rest.starts_with(prefix))
        {
            rest = rest.get(prefix.len()..)?;
            modifiers |= modifier;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => match NAMED.into_iter().find(|(name, _)| *name == rest) {
                Some((_, code)) => code,
                None => KeyCode::F(rest.strip_prefix('F')?.parse().ok().filter(|n| (1..=12).contains(n))?),
            },
        };
        let unwritable = matches!(code, KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) && c != ' ');
        (!unwritable).then(|| Self::of(code, modifiers))
    }

    /// Reads a sequence of keys: `g g`.
    #[must_use]
    pub fn sequence(text: &str) -> Option<Vec<Self>> {
        let strokes: Option<Vec<Self>> = text.split_whitespace().map(Self::parse).collect();
        strokes.filter(|strokes| !strokes.is_empty())
    }

    /// Whether it is a letter in lower case, or a chord: neither may ask for a change.
    #[must_use]
    pub fn only_looks(self) -> bool {
        self.modifiers != KeyModifiers::NONE || !matches!(self.code, KeyCode::Char(c) if c.is_uppercase())
    }

    fn of(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let kept = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match code {
            KeyCode::BackTab => Self { code: KeyCode::Tab, modifiers: kept | KeyModifiers::SHIFT },
            KeyCode::Char(c) if kept.contains(KeyModifiers::CONTROL) => {
                Self { code: KeyCode::Char(c.to_ascii_lowercase()), modifiers: kept - KeyModifiers::SHIFT }
            }
            KeyCode::Char(_) => Self { code, modifiers: kept - KeyModifiers::SHIFT },
            _ => Self { code, modifiers: kept },
        }
    }
}

impl From<KeyEvent> for Stroke {
    fn from(key: KeyEvent) -> Self {
        Self::of(key.code, key.modifiers)
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (prefix, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                out.write_str(prefix)?;
            }
        }
        let name = NAMED.into_iter().find(|(_, code)| *code == self.code && *code != KeyCode::Char('-'));
        match (name, self.code) {
            (Some((name, _)), _) => out.write_str(name),
            (None, KeyCode::Char(c)) => write!(out, "{c}"),
            (None, KeyCode::F(n)) => write!(out, "F{n}"),
            (None, _) => out.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        for text in [
            "g",
            "G",
            "@",
            ":",
            "/",
            "?",
            "-",
            "ctrl-d",
            "shift-tab",
            "space",
            "alt-x",
            "F5",
            "page-down",
            "ctrl-alt-x",
        ] {
            assert_eq!(Stroke::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "ctrl-", "gg", "hyper-x", "F13", "shift-a"] {
            assert_eq!(Stroke::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_terminals_ways_of_saying_the_same_key_are_one() {
        let pressed = |code, modifiers| Stroke::from(KeyEvent::new(code, modifiers)).to_string();
        assert_eq!(pressed(KeyCode::Char('G'), KeyModifiers::SHIFT), "G");
        assert_eq!(pressed(KeyCode::BackTab, KeyModifiers::SHIFT), "shift-tab");
        assert_eq!(pressed(KeyCode::Char('D'), KeyModifiers::CONTROL | KeyModifiers::SHIFT), "ctrl-d");
    }

    #[test]
    fn only_a_plain_upper_case_letter_may_change_things() {
        let looks = |text| Stroke::parse(text).unwrap().only_looks();
        assert!(looks("a") && looks("ctrl-d") && looks("enter") && looks("alt-A") && looks("!"));
        assert!(!looks("A"));
    }
}
