//! The name that somebody types before something dangerous is done.

use std::fmt;

/// Where what was typed parts from the name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("does not match `{name}`: {at}")]
pub struct Mismatch {
    name: String,
    at: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Counted from 1.
    Character(usize, char),
    Ends(usize),
    Missing,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => out.write_str("nothing was typed"),
            Self::Ends(count) => write!(out, "it ends after character {count}"),
            Self::Character(at, letter) if letter.is_ascii_graphic() => write!(out, "character {at} is `{letter}`"),
            Self::Character(at, letter) => write!(out, "character {at} is U+{:04X}", u32::from(*letter)),
        }
    }
}

/// Whether `typed` is exactly `name`: no case, space or look-alike is forgiven (B-47).
pub fn typed(name: &str, typed: &str) -> Result<(), Mismatch> {
    if name == typed {
        return Ok(());
    }
    let mut expected = name.chars();
    let different = typed.chars().enumerate().find(|(_, letter)| expected.next() != Some(*letter));
    let at = match different {
        Some((index, letter)) => Place::Character(index + 1, letter),
        None if typed.is_empty() => Place::Missing,
        None => Place::Ends(typed.chars().count()),
    };
    Err(Mismatch { name: name.to_owned(), at })
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn a_look_alike_is_named_by_its_code_point() {
        let said = |word: &str| typed("prod", word).map_err(|mismatch| mismatch.to_string());
        assert_eq!(said("prod"), Ok(()));
        assert_eq!(said("\u{440}rod"), Err("does not match `prod`: character 1 is U+0440".to_owned()));
        assert_eq!(said("pr\u{200b}od"), Err("does not match `prod`: character 3 is U+200B".to_owned()));
        assert_eq!(said("Prod"), Err("does not match `prod`: character 1 is `P`".to_owned()));
        assert_eq!(said("prod "), Err("does not match `prod`: character 5 is U+0020".to_owned()));
        assert_eq!(said("pro"), Err("does not match `prod`: it ends after character 3".to_owned()));
        assert_eq!(said(""), Err("does not match `prod`: nothing was typed".to_owned()));
    }
}
