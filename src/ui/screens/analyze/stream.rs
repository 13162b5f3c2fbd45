//! What a model said so far, made readable: its answer is JSON, and not whole yet.

use crate::domain::text::Safe;

/// What the fields of an answer are called on screen; what a claim cites and a patch holds is shown when it was checked.
const NAMES: [(&str, Option<&str>); 12] = [
    ("summary", Some("Summary")),
    ("cause", Some("Cause")),
    ("impact", Some("Impact")),
    ("suggested_fix", Some("Fix")),
    ("alternatives", Some("Or")),
    ("next_steps", Some("Next")),
    ("technical_details", Some("Details")),
    ("text", Some("Claim")),
    ("evidence", None),
    ("quotes", None),
    ("patch", None),
    ("confidence", None),
];

/// The names and texts of an answer that is still coming; what is no JSON comes as it is.
#[must_use]
pub fn readable(answer: &str) -> Vec<(Safe, Safe)> {
    let answer = answer.rsplit_once("</think>").map_or(answer, |(_, answer)| answer);
    if !answer.trim_start().starts_with(['{', '`']) {
        return answer.lines().map(|line| (Safe::default(), Safe::line(line))).collect();
    }
    let (mut said, mut name, mut within) = (Vec::new(), String::new(), Vec::new());
    let mut rest = answer;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match (c, within.last_mut()) {
            ('{', _) => within.push(Within::Object { key: true }),
            ('[', _) => within.push(Within::Array),
            ('}' | ']', _) => drop(within.pop()),
            (':', Some(Within::Object { key })) => *key = false,
            (',', Some(Within::Object { key })) => *key = true,
            ('"', top) => {
                let (text, after) = string(rest);
                rest = after;
                if matches!(top, Some(Within::Object { key: true })) {
                    name = text;
                } else if !text.trim().is_empty() {
                    said.extend(label(&name).map(|label| (label, Safe::clean(&text))));
                }
            }
            _ => {}
        }
    }
    said
}

/// Where one is in the JSON, and whether a key comes next.
enum Within {
    Object { key: bool },
    Array,
}

fn label(name: &str) -> Option<Safe> {
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, label)) => label.map(Safe::from_static),
        None => Some(Safe::line(&name.replace('_', " "))),
    }
}

/// A JSON string behind its quote, as far as it goes, and what follows.
fn string(text: &str) -> (String, &str) {
    let (mut out, mut chars) = (String::new(), text.char_indices());
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, text.get(at + 1..).unwrap_or_default()),
            '\\' => match chars.next().map(|(_, escaped)| escaped) {
                Some('n') => out.push('\n'),
                Some('t') => out.push(' '),
                Some('u') => {
                    let code: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    let found = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                    out.push(found.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    (out, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(answer: &str) -> Vec<String> {
        readable(answer).into_iter().map(|(name, text)| format!("{name}|{text}")).collect()
    }

    #[test]
    fn an_answer_is_read_while_it_comes() {
        let whole = r#"{"summary": "rev 41 \"broke\" it", "root_cause": "a\nb", "next_steps": ["x", "y"], "claims": [{"text": "c", "evidence": ["E1", "E2"]}]}"#;
        let said = ["Summary|rev 41 \"broke\" it", "root cause|a\nb", "Next|x", "Next|y", "Claim|c"];
        assert_eq!(lines(whole), said);
        assert_eq!(lines(r#"{"summary": "rev 4"#), ["Summary|rev 4"]);
        assert_eq!(lines("noise\nand more"), ["|noise", "|and more"]);
        assert_eq!(lines("<think>hm {\"summary\": \"no\"}</think>{\"summary\": \"yes\""), ["Summary|yes"]);
        // Half a key is no text, wherever the answer is cut.
        for end in 0..whole.len() {
            let texts = lines(&whole[..end]);
            assert!(texts.iter().zip(said).all(|(text, whole)| whole.starts_with(text.as_str())), "{texts:?}");
        }
    }

    #[test]
    fn nothing_of_it_reaches_the_terminal_uncleaned() {
        assert_eq!(lines("{\"summary\": \"a\\u001b[31mb\"}"), [format!("Summary|{}", Safe::clean("a\u{1b}[31mb"))]);
    }
}
