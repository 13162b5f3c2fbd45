//! What somebody pasted, piped or named: told in words before anything is done with it.

use crate::domain::{evidence::Sort, text::Safe};

use super::{Level, kubectl, patch::Patch, prefix};

/// What brought text seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// `None` where nothing says.
    pub sort: Option<Sort>,
    /// `a unified diff of 3 files`
    pub words: Safe,
}

/// What only a pipeline writes.
const PIPELINE: [&str; 9] = [
    "##[group]",
    "##[error]",
    "##[endgroup]",
    "section_start:",
    "[Pipeline]",
    "##vso[",
    "::error",
    "Job succeeded",
    "Running with gitlab-runner",
];

/// Says what a text is: as text that [`super::take_in`] made.
#[must_use]
pub fn detect_sort(text: &str) -> Guess {
    let guess = |sort, words: String| Guess { sort, words: Safe::line(&words) };
    let patch = Patch::read(text);
    if patch.files.iter().any(|file| !file.hunks.is_empty()) || (!patch.files.is_empty() && text.starts_with("diff ")) {
        let unread = patch.unread.first().map(|unread| format!(", {unread}")).unwrap_or_default();
        return guess(Some(Sort::Diff), format!("a unified diff of {}{unread}", counted(patch.files.len(), "file")));
    }
    if let Some(bad) = patch.bad_hunk() {
        return guess(None, format!("plain text: {bad}"));
    }
    let lines = || text.lines().take(400);
    let count = text.lines().count();
    if lines().any(|line| PIPELINE.iter().any(|sign| line.contains(sign))) {
        return guess(Some(Sort::PipelineLog), format!("a pipeline's log of {}", counted(count, "line")));
    }
    if lines().any(|line| line.starts_with("apiVersion:")) && lines().any(|line| line.starts_with("kind:")) {
        return guess(Some(Sort::Manifest), format!("a manifest of {}", counted(count, "line")));
    }
    if text.bytes().filter(|b| *b == 0).count() * 20 > text.len() {
        return guess(None, format!("no text: {} with bytes of a binary file", counted(count, "line")));
    }
    let seen = lines().filter(|line| !line.trim().is_empty()).count();
    let told = |kind| lines().filter(|line| kubectl::read(line).is_some_and(|told| told.kind == kind)).count();
    if lines().any(|line| kubectl::described(line).is_some()) && lines().any(|line| line.trim_end() == "Containers:") {
        return guess(Some(Sort::Status), format!("the description of a pod in {}", counted(count, "line")));
    }
    let (events, status) = (told(kubectl::Kind::Event), told(kubectl::Kind::Status));
    if events > 0 && (events + 1) * 2 >= seen {
        return guess(Some(Sort::Events), format!("{} of the cluster", counted(events, "event")));
    }
    if status > 0 && (status + 1) * 2 >= seen {
        return guess(Some(Sort::Status), format!("the status of {}", counted(status, "pod")));
    }
    let (seen, logged) = lines()
        .filter(|line| !line.trim().is_empty())
        .fold((0_u32, 0_u32), |(seen, logged), line| (seen + 1, logged + u32::from(is_logged(line))));
    if logged > 0 && logged * 5 >= seen {
        return guess(Some(Sort::RuntimeLog), format!("a log of {}", counted(count, "line")));
    }
    guess(None, format!("plain text of {}: no diff, log or manifest", counted(count, "line")))
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn is_logged(line: &str) -> bool {
    let bare = prefix::strip(line);
    let text = bare.text.trim_start();
    bare.dated
        || text.starts_with("{\"")
        || prefix::level(prefix::Bare { text, ..bare }) != Level::Unsaid
        || ["Traceback (most", "File \"", "at ", "panic: ", "goroutine "].iter().any(|sign| text.starts_with(sign))
        || text.split(':').next().is_some_and(|name| name.ends_with("Error") || name.ends_with("Exception"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sort_is_told_in_words() {
        let cases = [
            ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", Some(Sort::Diff), "a unified diff of 1 file"),
            ("2026-11-21T03:11:02Z hello\n2026-11-21T03:11:03Z bye\n", Some(Sort::RuntimeLog), "a log of 2 lines"),
            ("##[group]Run tests\nFAIL x\n", Some(Sort::PipelineLog), "a pipeline's log of 2 lines"),
            ("apiVersion: v1\nkind: Pod\n", Some(Sort::Manifest), "a manifest of 2 lines"),
            ("Dear all,\nit is broken - again.\n", None, "plain text of 2 lines: no diff, log or manifest"),
            ("@@ -1,99999999999 +1 @@\n-a\n", None, "plain text: bad hunk at line 1"),
            (
                "LAST SEEN   TYPE   REASON   OBJECT   MESSAGE\n58s   Warning   Failed   pod/a-1   Error: ErrImagePull\n",
                Some(Sort::Events),
                "1 event of the cluster",
            ),
            (
                "NAME    READY   STATUS      RESTARTS   AGE\na-1     0/1     OOMKilled   4          3m\n",
                Some(Sort::Status),
                "the status of 1 pod",
            ),
            ("Name:             a-1\nContainers:\n  api:\n", Some(Sort::Status), "the description of a pod in 3 lines"),
            ("ELF\0\0\0\n", None, "no text: 1 line with bytes of a binary file"),
            ("KeyError: 'X'\n", Some(Sort::RuntimeLog), "a log of 1 line"),
        ];
        for (text, sort, words) in cases {
            let guess = detect_sort(text);
            assert_eq!((guess.sort, guess.words.as_str()), (sort, words), "{text}");
        }
    }
}
