//! Text that is safe to draw, to copy and to export: the one place that cleans what comes from outside.

use std::{fmt, ops::Deref, sync::Arc};

/// Text without anything that a terminal would act upon or hide (T-1, T-2). Cheap to clone and to share.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Safe(Arc<str>);

impl Safe {
    /// Cleans untrusted text. Cleaning twice changes nothing, so sentences may be built out of clean parts.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        Self(Arc::from(text.replace(|c: char| c.is_control(), "?").as_str()))
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
