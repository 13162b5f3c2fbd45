//! Which rows a filter lets through.

use crate::{
    domain::{rollout::Rollout, text::Safe},
    ui::theme::shape,
};

/// Words that all have to stand somewhere in a row, whatever their case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    words: Vec<String>,
}

impl Filter {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { words: text.split_whitespace().map(str::to_ascii_lowercase).collect() }
    }

    /// Whether a row passes.
    #[must_use]
    pub fn passes(&self, rollout: &Rollout, cluster: &str) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let image = rollout.image.as_ref().map_or("", Safe::as_str);
        let cells = [
            cluster,
            rollout.key.namespace.as_str(),
            rollout.key.kind.short(),
            rollout.key.name.as_str(),
            image,
            rollout.verdict.why.as_str(),
            rollout.owner.word(),
        ];
        // A state's word has to begin so: `led` means a ledger, not all that has failed.
        let state = shape(rollout.verdict.state).word.to_ascii_lowercase();
        self.words.iter().all(|word| state.starts_with(word.as_str()) || cells.iter().any(|cell| contains(cell, word)))
    }
}

/// Whether a text holds a word in lower case.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}
