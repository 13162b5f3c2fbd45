//! A setting that is never shown.

use std::fmt;

/// A text that prints as nothing but whether it is there.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Option<String>);

impl Secret {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned))
    }

    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// The text itself, for the one that needs it.
    #[must_use]
    pub fn expose(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_set() { "[set]" } else { "[not set]" })
    }
}
