//! Evidence that claims are held against.

use crate::{
    domain::evidence::EvidenceNo,
    logic::evidence::{Content, FileChange, Material},
};

use super::mentions::has_word;

/// A piece of evidence, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit<'a> {
    pub material: Material<'a>,
    pub text: &'a str,
}

impl Exhibit<'_> {
    #[must_use]
    pub fn no(&self) -> EvidenceNo {
        self.material.header.no
    }
}

impl Exhibit<'_> {
    /// Whether it has a name, as a word or in its header.
    pub(super) fn has(&self, name: &str) -> bool {
        let header = self.material.header;
        has_word(self.text, name)
            || header.pod.as_ref().is_some_and(|pod| pod.as_str() == name)
            || header.container.as_ref().is_some_and(|container| container.as_str() == name)
    }

    /// Whether a number stands in the text, or is the number of one of its lines.
    pub(super) fn counts(&self, number: &str) -> bool {
        let numbered = |file: &FileChange<'_>| {
            number.parse::<u64>().is_ok_and(|n| file.lines().any(|line| line.new == Some(n) || line.old == Some(n)))
        };
        let in_diff = match &self.material.content {
            Content::Changes(patch) => patch.files.iter().any(numbered),
            _ => false,
        };
        in_diff
            || self.text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|part| part.trim_matches('.') == number)
    }

    /// The file of a diff by its name, or by the end of it.
    pub(super) fn file(&self, name: &str) -> Option<&FileChange<'_>> {
        let Content::Changes(patch) = &self.material.content else { return None };
        patch.files.iter().find(|file| {
            let known = file.path();
            known == name || known.ends_with(&format!("/{name}")) || name.ends_with(&format!("/{known}"))
        })
    }
}
