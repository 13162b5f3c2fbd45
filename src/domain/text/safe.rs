//! The type that widgets take.

use std::{borrow::Borrow, fmt, ops::Deref, sync::Arc};

use super::clean::{Lines, clean};

/// Bytes of one line that are kept (B-5).
pub const LINE_CAP: usize = 16 * 1024;

/// Text without anything that a terminal would act upon or hide (T-1, T-2). Cheap to clone and to share.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Safe(Arc<str>);

impl Safe {
    /// Cleans untrusted text. Cleaning twice changes nothing, so sentences may be built out of clean parts.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        Self(Arc::from(&*clean(text, Lines::Many)))
    }

    /// Cleans untrusted text that has to stay on one line: a line break becomes visible.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self(Arc::from(&*clean(text, Lines::One)))
    }

    /// Cleans one line of a log, without its line break, up to `LINE_CAP`; also returns how many bytes were left out.
    #[must_use]
    pub fn capped_line(bytes: &[u8]) -> (Self, u64) {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let (kept, cut) = bytes.split_at_checked(LINE_CAP).map_or((bytes, 0), |(kept, cut)| {
            let whole = whole_characters(kept);
            (kept.get(..whole).unwrap_or(kept), cut.len() + kept.len() - whole)
        });
        (Self::line(&String::from_utf8_lossy(kept)), u64::try_from(cut).unwrap_or(u64::MAX))
    }

    /// Words of stanch's own.
    #[must_use]
    pub fn from_static(text: &'static str) -> Self {
        Self::clean(text)
    }

    /// Cleans untrusted bytes; what is not UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn clean_bytes(bytes: &[u8]) -> Self {
        Self::clean(&String::from_utf8_lossy(bytes))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many bytes are left when a character that is cut at the end is taken away.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        // Bad bytes before the end say nothing about the end; at most three belong to a cut character.
        Err(_) => bytes.len() - bytes.iter().rev().take(3).position(|b| *b >= 0xC0).map_or(0, |at| at + 1),
        Ok(_) => bytes.len(),
    }
}

impl Default for Safe {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

impl Deref for Safe {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Safe {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Safe {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, out)
    }
}

impl serde::Serialize for Safe {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Safe {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Cleaning;
        impl serde::de::Visitor<'_> for Cleaning {
            type Value = Safe;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Safe, E> {
                Ok(Safe::clean(text))
            }
        }
        from.deserialize_str(Cleaning)
    }
}
