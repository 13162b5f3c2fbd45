//! What is wrong with a file of a drill, in words.

use serde_saphyr::{
    Error, Location,
    options::{DuplicateKeyPolicy, MergeKeyPolicy, Options},
};

const DEEPEST: usize = 48;

/// Why a file cannot be used, with its line where there is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Mistake {
    pub text: String,
}

impl Mistake {
    #[must_use]
    pub fn at(location: Location, text: impl AsRef<str>) -> Self {
        Self { text: format!("{}, line {}", text.as_ref(), location.line()) }
    }

    fn of(error: &Error) -> Self {
        let error = error.without_snippet();
        let said = match error {
            Error::SerdeUnknownField { field, expected, .. } => {
                format!("unknown field `{field}`, known: {}", expected.join(", "))
            }
            Error::SerdeMissingField { field, .. } => format!("missing field `{field}`"),
            other => other.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        match error.location() {
            Some(location) if !said.contains("line ") => Self::at(location, said),
            _ => Self { text: said },
        }
    }
}

/// A text as a document, strictly: no unknown field, no key twice, no alias, and not without end.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| Mistake::of(&error))
}

/// As strict as strategies and policies are read; said here because a drill needs nothing of the rest of the crate.
fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 400_000,
            max_nodes: 200_000,
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 1,
            max_merge_keys: 0,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}
