//! The part of a message that says something: of logs, of the kubelet and of the container runtime.

/// Characters of a message that a sentence can bear.
const ROOM: usize = 200;

/// Words by which a line tells what went wrong.
const TELLING: [&str; 20] = [
    "error",
    "exception",
    "panic",
    "fatal",
    "fail",
    "denied",
    "refused",
    "not found",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "missing",
    "no such",
    "unable",
    "invalid",
    "timed out",
    "timeout",
    "required",
    "undefined",
];

/// Beginnings of lines that belong to a stack trace or merely say that it is over.
const NOISE: [&str; 14] = [
    "at ",
    "File \"",
    "goroutine ",
    "exit status",
    "exit code",
    "exit=",
    "created by ",
    "... ",
    "npm ERR! A complete log",
    "Traceback",
    "node.js v",
    "note: run with",
    "stack backtrace",
    "During handling of",
];

/// What the names of errors end with, in the languages that name them.
const ERRORS: [&str; 3] = ["Error", "Exception", "Failure"];

/// The last line of a log that says something: of the errors themselves, as the end of a trace names them, else of the lines that tell of
/// one (`Worker failed to boot`), else of all but stack frames.
#[must_use]
pub fn telling_line(text: &str) -> Option<&str> {
    let lines = || text.lines().rev().map(str::trim).filter(|line| says_something(line));
    let telling = lines().find(|line| names_error(line)).or_else(|| lines().find(|line| tells(line)));
    telling.or_else(|| lines().next()).map(|line| cut(line, ROOM))
}

/// Whether the line begins with an error's own name: `KeyError: 'X'`, `java.io.IOException: refused`, `panic: no db`.
fn names_error(line: &str) -> bool {
    let line = line.strip_prefix("Caused by: ").unwrap_or(line);
    let Some((name, said)) = line.split_once(": ") else { return false };
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || "._$".contains(letter));
    is_name
        && !said.is_empty()
        && (name == "panic" || name.len() > "Error".len() && ERRORS.iter().any(|end| name.ends_with(end)))
}

fn says_something(line: &str) -> bool {
    let noise = |start: &str| line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    line.chars().any(char::is_alphanumeric) && !NOISE.iter().any(|start| noise(start))
}

fn tells(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    TELLING.iter().any(|word| lower.contains(word))
}

/// Phrases that the layers of a container runtime put before an error as they pass it on.
const WRAPPERS: [&str; 9] = [
    "failed to create containerd task: ",
    "failed to create shim task: ",
    "OCI runtime create failed: ",
    "runc create failed: ",
    "unable to start container process: ",
    "failed to do request: ",
    "ErrImagePull: ",
    "Failed to create pod sandbox: ",
    "Error: ",
];

/// Phrases that end with a quoted image, which may hold colons itself.
const QUOTING: [&str; 3] =
    ["failed to pull and unpack image \"", "failed to resolve reference \"", "Back-off pulling image \""];

/// What a container runtime says in the end.
pub(super) fn innermost(message: &str) -> &str {
    let mut rest = message.trim();
    while let Some(inner) = unwrapped(rest) {
        rest = inner;
    }
    rest.strip_suffix(": unknown").unwrap_or(rest)
}

fn unwrapped(message: &str) -> Option<&str> {
    if message.starts_with("rpc error: code = ") {
        return message.split_once(" desc = ").map(|(_, inner)| inner);
    }
    if QUOTING.iter().any(|phrase| message.starts_with(phrase)) {
        return message.split_once("\": ").map(|(_, inner)| inner);
    }
    WRAPPERS.iter().find_map(|phrase| message.strip_prefix(phrase))
}

/// A message of a controller without what only machines need: ids of pods, lists of preemption.
pub(super) fn plain(message: &str) -> String {
    let message = innermost(message.trim());
    let message = message.split(" (pod: \"").next().unwrap_or(message);
    let line = message.lines().next().unwrap_or(message).trim_end_matches([':', ' ', ',']);
    let kept = cut(line, ROOM);
    if kept.len() < line.len() { format!("{kept} ..") } else { kept.to_owned() }
}

/// Cut to at most `room` characters, at a space where there is one near.
pub(super) fn cut(text: &str, room: usize) -> &str {
    match text.char_indices().nth(room) {
        None => text,
        Some((end, _)) => text.get(..end).map_or(text, |head| head.rsplit_once(' ').map_or(head, |(head, _)| head)),
    }
}

/// What is between the first two quotation marks.
pub(super) fn quoted(message: &str) -> Option<&str> {
    message.split('"').nth(1).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_tells_is_found_in_the_traces_of_many_languages() {
        let cases = [
            (
                "boot\nTraceback (most recent call last):\n  File \"a.py\", line 3, in b\nKeyError: 'X'\n",
                "KeyError: 'X'",
            ),
            ("panic: no db\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:3\nexit status 2", "panic: no db"),
            (
                "Exception in thread \"main\" java.lang.X: a\n\tat b.C(D.java:3)\nCaused by: java.io.Y: refused\n\tat e",
                "Caused by: java.io.Y: refused",
            ),
            ("Error: Cannot find module 'x'\n    at f (a.js:1)\n\nNode.js v20.1.0", "Error: Cannot find module 'x'"),
            ("starting\nlock held\n}\n", "lock held"),
            ("KeyError: 'X'\n12:00 INFO Worker exiting\n12:00 ERROR Reason: Worker failed to boot.", "KeyError: 'X'"),
            ("Error: connect refused\nERROR gave up: no connection", "ERROR gave up: no connection"),
        ];
        for (log, line) in cases {
            assert_eq!(telling_line(log), Some(line));
        }
        assert_eq!(telling_line(" \n}\n--\n"), None);
    }

    #[test]
    fn only_the_innermost_error_is_left() {
        let pull = "Back-off pulling image \"h:5/a:1\": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack \
                    image \"h:5/a:1\": failed to resolve reference \"h:5/a:1\": h:5/a:1: not found";
        assert_eq!(innermost(pull), "h:5/a:1: not found");
        let start = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: \
                     unable to start container process: exec: \"/a\": stat /a: no such file or directory: unknown";
        assert_eq!(innermost(start), "exec: \"/a\": stat /a: no such file or directory");
    }

    #[test]
    fn a_cut_leaves_whole_words_and_whole_characters() {
        assert_eq!(cut("eins zwei drei", 11), "eins zwei");
        assert_eq!(cut("äöüäöü", 3), "äöü");
    }
}
