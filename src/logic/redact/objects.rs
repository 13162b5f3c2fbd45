//! The data of Secret objects, wherever a manifest or a diff of one was brought: all of it is secret, whatever it is called.

use base64::{Engine, engine::general_purpose::STANDARD};

/// A value that is looked for in everything that comes later has to be as long as this, and to look like one.
const TELLING: usize = 8;

/// Where the values stand.
pub(super) fn find(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for document in documents(text) {
        if document.lines().any(says_secret) {
            values(document, from, &mut found);
        }
        from += document.len();
    }
    found
}

/// What the values say, as a program would print it: out of base64 where they are in it.
pub(super) fn plain(text: &str) -> Vec<String> {
    let values = find(text).into_iter().filter_map(|(start, end)| text.get(start..end));
    let plain = values.flat_map(|value| [value.to_owned(), decoded(value)]);
    plain.map(|value| value.trim().to_owned()).filter(|value| is_telling(value)).collect()
}

/// Out of base64, where it is text in it.
pub(super) fn decoded(value: &str) -> String {
    let plain = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    plain.unwrap_or_else(|| value.to_owned())
}

/// Not a word that stands everywhere, such as `production`.
fn is_telling(value: &str) -> bool {
    let has = |one: fn(&u8) -> bool| value.as_bytes().iter().any(one);
    value.len() >= TELLING && (has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) || has(u8::is_ascii_punctuation))
}

/// The text in pieces: one for each document of YAML and each file of a diff.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if end > 0 && is_border(line) {
                break;
            }
            end += line.len();
        }
        let (document, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(document)
    })
}

fn is_border(line: &str) -> bool {
    line.starts_with("diff --git ")
        || line.starts_with("--- a/")
        || line.trim_end() == "---"
        || line.trim_end() == "+---"
}

/// Without the sign of a diff, where it is one.
fn bare(line: &str, signed: bool) -> &str {
    line.strip_prefix(['+', '-', ' ']).filter(|_| signed).unwrap_or(line)
}

/// `kind: Secret`, or a file of this name: a hunk shows three lines around a change, and the kind is seldom among them.
fn says_secret(line: &str) -> bool {
    let named = line.strip_prefix("+++ ").or_else(|| line.strip_prefix("--- "));
    if let Some(name) = named {
        let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        return name.contains("secret") && (name.contains(".yaml") || name.contains(".yml"));
    }
    let body = line.trim_start_matches(['+', '-', ' ']).trim_end();
    body == "kind: Secret" || body == "kind: \"Secret\"" || body.contains("\"kind\":\"Secret\"")
}

/// The values below `data:` and `stringData:`; of a hunk that shows neither, those of everything that looks like them.
fn values(document: &str, from: usize, found: &mut Vec<(usize, usize)>) {
    let mut within: Option<usize> = None;
    let mut at = from;
    let signed = document.lines().any(|line| line.starts_with("@@ "));
    for line in document.split_inclusive('\n') {
        let body = bare(line, signed);
        let start = at + line.len() - body.len();
        at += line.len();
        let text = body.trim();
        let indent = body.len() - body.trim_start().len();
        if text.is_empty() {
            continue;
        }
        if line.starts_with("@@ ") {
            // What stands above the hunk is not shown: its lines count as within, if they are indented.
            within = Some(0);
            continue;
        }
        if text == "data:" || text == "stringData:" {
            within = Some(indent);
            continue;
        }
        let Some(outer) = within else { continue };
        if indent <= outer {
            within = None;
            continue;
        }
        let value = value(text);
        if let Some(offset) = body.rfind(value).filter(|_| !value.is_empty()) {
            found.push((start + offset, start + offset + value.len()));
        }
    }
}

/// Behind `key: `; a line without a key continues a value. What only opens a block has none.
fn value(text: &str) -> &str {
    if text.ends_with(':') {
        return "";
    }
    let value = text.split_once(": ").map_or(text, |(_, value)| value).trim();
    let value = value.trim_matches(['"', '\'']);
    if matches!(value, "|" | "|-" | "|+" | ">" | ">-" | ">+") || value.contains("[secret#") { "" } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn data_of_secrets_is_found_and_nothing_else() {
        let cases: [(&str, &[&str]); 5] = [
            (
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  url: postgres-main\ntype: Opaque\n",
                &["postgres-main"],
            ),
            ("apiVersion: v1\ndata:\n  url: cG9zdGdyZXM=\nkind: Secret\n", &["cG9zdGdyZXM="]),
            ("kind: ConfigMap\ndata:\n  level: info\n---\nkind: Secret\ndata:\n  a: Yg==\n", &["Yg=="]),
            ("kind: Secret\nstringData:\n  ca.pem: |\n    AAAA\n    BBBB\nmetadata:\n  name: x\n", &["AAAA", "BBBB"]),
            (
                "--- a/deploy/cart-secret.yaml\n+++ b/deploy/cart-secret.yaml\n@@ -5,3 +5,3 @@ metadata:\n   name: cart\n   user: cart\n-  url: one-two\n+  url: one-three\n",
                &["cart", "cart", "one-two", "one-three"],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_program_would_print_is_known() {
        let text = "kind: Secret\ndata:\n  url: aHVudGVyLTItaHVudGVy\n  env: cHJvZHVjdGlvbg==\n";
        assert!(plain(text).contains(&"hunter-2-hunter".to_owned()), "{:?}", plain(text));
        assert!(!plain(text).contains(&"production".to_owned()));
    }
}
