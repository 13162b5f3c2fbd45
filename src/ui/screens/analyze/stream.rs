//! What a model said so far, made readable: its answer is JSON, and not whole yet.

use crate::domain::text::Safe;

/// The names and texts of an answer that is still coming, one line each; what is no JSON comes as it is.
#[must_use]
pub fn readable(answer: &str) -> Vec<(Safe, Safe)> {
    if !answer.trim_start().starts_with(['{', '`']) {
        return answer.lines().map(|line| (Safe::default(), Safe::line(line))).collect();
    }
    let (mut said, mut name) = (Vec::new(), String::new());
    let mut rest = answer;
    while let Some(start) = rest.find('"') {
        let (text, after) = string(rest.get(start + 1..).unwrap_or_default());
        rest = after;
        if rest.trim_start().starts_with(':') {
            name = text;
        } else if !text.trim().is_empty() {
            let shown = std::mem::take(&mut name).replace('_', " ");
            said.push((Safe::line(&shown), Safe::clean(&text)));
        }
    }
    said
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
        let whole = r#"{"summary": "rev 41 \"broke\" it", "root_cause": "a\nb", "claims": [{"text": "c", "evidence": ["E1", "E2"]}]}"#;
        assert_eq!(lines(whole), ["summary|rev 41 \"broke\" it", "root cause|a\nb", "text|c", "evidence|E1", "|E2"]);
        assert_eq!(lines(r#"{"summary": "rev 4"#), ["summary|rev 4"]);
        assert_eq!(lines("noise\nand more"), ["|noise", "|and more"]);
        for end in 0..whole.len() {
            drop(readable(&whole[..end]));
        }
    }

    #[test]
    fn nothing_of_it_reaches_the_terminal_uncleaned() {
        assert_eq!(lines("{\"summary\": \"a\\u001b[31mb\"}"), [format!("summary|{}", Safe::clean("a\u{1b}[31mb"))]);
    }
}
