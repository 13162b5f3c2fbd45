//! Containers that live as long as the program and only ever grow: caches without a bound, lists of everything that was seen.

use crate::logic::evidence::{Language, Side};

use super::{changes::Changes, mention::contains, spot::Spot};

/// Where such a container is declared, for each that a change adds.
pub(super) fn all<'c, 'a>(changes: &'c Changes<'a>) -> impl Iterator<Item = &'c Spot<'a>> {
    let added = changes.lines.iter().filter(|spot| spot.line.side == Side::Added && spot.file.language.has_grammar());
    added.filter(|spot| {
        let Some(name) = declared(spot.line.text, spot.file.language) else { return false };
        let here = || spot.file.lines().filter(|line| line.side != Side::Removed && contains(line.text, name));
        let named = name.to_ascii_lowercase().contains("cache");
        // One that is filled already, or that is called what it is.
        let filled = here().any(|line| line.side == Side::Added && fills(line.text, name));
        (named || filled) && !here().any(|line| empties(line.text, name))
    })
}

/// `CACHE = {}`, `const seen = new Map<string, object>();`, `var cache = make(map[string]int)`, at the top of a file.
fn declared(text: &str, language: Language) -> Option<&str> {
    if text.starts_with([' ', '\t']) {
        return None;
    }
    let (name, value) = text.split_once('=')?;
    let words = ["export ", "const ", "let ", "var "];
    let name = words.iter().fold(name, |name, word| name.strip_prefix(word).unwrap_or(name));
    let name = name.trim_end_matches(':').split([':', ' ']).next()?.trim();
    let value = value.trim().trim_end_matches(';').trim_end();
    let made = |made: &str| value.starts_with(made) && value.ends_with(')');
    let empty = match language {
        Language::Python => {
            matches!(value, "{}" | "[]" | "dict()" | "list()" | "set()" | "OrderedDict()") || made("defaultdict(")
        }
        Language::Go => made("make(map[") || value.starts_with("map[") && value.ends_with("{}"),
        _ => matches!(value, "{}" | "[]") || made("new Map") || made("new Set"),
    };
    (empty && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$')))
        .then_some(name)
}

fn fills(text: &str, name: &str) -> bool {
    let method = [".set(", ".add(", ".append(", ".push(", ".setdefault(", ".unshift("];
    let element = |text: &str| text.split_once(&format!("{name}[")).is_some_and(|(_, rest)| is_assigned(rest));
    element(text)
        || method.iter().any(|method| text.contains(&format!("{name}{method}")))
        || text.contains(&format!("append({name}"))
}

/// `key] = value`, and no comparison.
fn is_assigned(rest: &str) -> bool {
    let mut depth = 1_i32;
    for (at, byte) in rest.bytes().enumerate() {
        depth += match byte {
            b'[' => 1,
            b']' => -1,
            _ => 0,
        };
        if depth == 0 {
            let after = rest.get(at + 1..).unwrap_or_default().trim_start();
            return after.starts_with('=') && !after.starts_with("==");
        }
    }
    false
}

/// Something is taken out, or somebody looks at how much is in it.
fn empties(text: &str, name: &str) -> bool {
    let method = [
        ".delete(",
        ".pop(",
        ".popitem(",
        ".clear(",
        ".shift(",
        ".splice(",
        ".remove(",
        ".discard(",
        ".size",
        ".length",
    ];
    let outer = [
        format!("del {name}["),
        format!("delete({name},"),
        format!("delete {name}["),
        format!("len({name})"),
        format!("clear({name})"),
    ];
    method.iter().any(|method| text.contains(&format!("{name}{method}")))
        || outer.iter().any(|form| text.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Go, Python, TypeScript};

    #[test]
    fn declarations_are_known_by_what_they_hold() {
        let cases = [
            ("_PRICE_CACHE: dict[int, Decimal] = {}", Python, Some("_PRICE_CACHE")),
            ("const seen = new Map<string, object>();", TypeScript, Some("seen")),
            ("export const carts: Record<string, Cart> = {};", TypeScript, Some("carts")),
            ("var statementCache = make(map[string][]store.Account)", Go, Some("statementCache")),
            ("RATES = {\"de\": 1}", Python, None),
            ("    seen = {}", Python, None),
            ("const rates = load();", TypeScript, None),
        ];
        for (text, language, name) in cases {
            assert_eq!(declared(text, language), name, "{text}");
        }
    }

    #[test]
    fn what_fills_and_what_empties_are_told_apart() {
        for text in ["seen[key] = 1", "seen[f[0]] = x", "seen.set(a, b);", "seen.push(a)", "seen = append(seen, x)"] {
            assert!(fills(text, "seen") && !empties(text, "seen"), "{text}");
        }
        for text in
            ["if (seen.size > 100) {", "seen.delete(key);", "del seen[key]", "delete(seen, key)", "if len(seen) > 9:"]
        {
            assert!(empties(text, "seen") && !fills(text, "seen"), "{text}");
        }
        assert!(!fills("if seen[key] == 1:", "seen"));
    }
}
