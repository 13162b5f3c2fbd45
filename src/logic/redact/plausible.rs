//! Whether what stands behind a sensitive name is a value, or code and prose that only names one.

use super::names::is_sensitive;

/// What stands where a secret would and is none.
const WORDS: [&str; 30] = [
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "required",
    "missing",
    "invalid",
    "expired",
    "empty",
    "unset",
    "string",
    "optional",
    "default",
    "changeme",
    "expected",
    "unauthorized",
    "forbidden",
    "denied",
    "rejected",
    "failed",
    "absent",
    "redacted",
    "provided",
    "present",
    "str",
    "bytes",
    "not",
    "is",
];

/// How a value stands behind its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// `password="…"`
    Quoted,
    /// `password=…`, without spaces: an environment, a query, a connection string.
    Tight,
    /// `password: …` or `password = …`, and nothing behind it on its line.
    Line,
    /// The same in the middle of a sentence or of code.
    Loose,
}

/// Whether the value is one.
pub(super) fn is_value(value: &str, setting: Setting) -> bool {
    let bare = value.trim_matches(|c: char| matches!(c, '"' | '\'' | '\\' | '`' | ',' | ';'));
    if bare.len() < 4 || bare.contains("[secret#") || refers(bare, setting) {
        return false;
    }
    if WORDS.iter().any(|word| word.eq_ignore_ascii_case(bare)) || bare.bytes().all(|b| b == b'*' || b == b'x') {
        return false;
    }
    let letters = bare.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'.' || b == b'-');
    match setting {
        // `os.environ.get(key="STRIPE_API_KEY")` names a variable.
        Setting::Quoted => !(is_sensitive(bare) && is_constant(bare)),
        Setting::Tight | Setting::Line => !(is_sensitive(bare) || letters && is_path(bare)),
        Setting::Loose => !letters && bare.len() >= 8 && bare.bytes().any(|b| b.is_ascii_digit()) && !is_path(bare),
    }
}

/// `${…}`, `$(…)`, `{{ … }}`, `<name>`, `%(…)s`, `*name`, a call or an index: where the value comes from, not the value. Only whole shapes
/// count, or their beginning where the text ends within: people put the same signs into passwords.
fn refers(text: &str, setting: Setting) -> bool {
    if text.starts_with("$(") || text.starts_with("%(") || text.contains("${") || text.contains("{{") {
        return true;
    }
    let bare = text.trim_start_matches(['$', '{', '<', '%', '(', '[', '*', '&', '!']);
    if bare.len() < text.len() {
        let name = bare.trim_end_matches(['}', ')', '>', ']', '%', ':']);
        let mixed = name.bytes().any(|b| b.is_ascii_digit()) && name.bytes().any(|b| b.is_ascii_lowercase());
        return is_name(name) && !mixed;
    }
    is_call(text, setting)
}

/// `os.getenv(…)`, `os.environ[…`: nothing behind it that a call would not have.
fn is_call(text: &str, setting: Setting) -> bool {
    let Some((head, inside)) = text.split_once(['(', '[']) else { return false };
    let behind = inside.rsplit_once([')', ']']).map_or("", |(_, behind)| behind);
    let is_code = setting != Setting::Quoted || !head.bytes().any(|b| b.is_ascii_digit());
    !head.is_empty() && is_name(head) && is_code && (behind.is_empty() || behind.starts_with(['.', '?', '!']))
}

/// A name, or a path of names: `this->password`, `settings.DB`, `your-token`.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'-' | b'>'))
}

fn is_constant(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// `settings.DB`, `self.client`, `process.env.X`: words joined by dots, as code names things.
fn is_path(text: &str) -> bool {
    let mut parts = text.split('.');
    let word = |part: &str| {
        part.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    text.contains('.') && parts.all(word)
}

#[cfg(test)]
mod tests {
    use super::{Setting::*, is_value};

    #[test]
    fn values_are_told_from_code_and_prose() {
        for (value, setting) in [
            ("hunter2", Tight),
            ("swordfish", Tight),
            ("swordfish", Line),
            ("correct horse", Quoted),
            ("a8f3k2m9q1", Loose),
            ("abc(def)123", Tight),
            ("!Summer2024", Quoted),
            ("$ecretVal99", Quoted),
            ("*Zx81kdfj2", Tight),
            ("%kd92KJs81a", Tight),
            ("P@ss(w0rd)99", Quoted),
            ("Passw0rd(1)", Quoted),
            ("a[7]b9", Line),
        ] {
            assert!(is_value(value, setting), "{value}");
        }
        for (value, setting) in [
            ("os.environ[", Line),
            ("process.env.STRIPE_API_KEY", Line),
            ("settings.DB_PASSWORD", Tight),
            ("password", Tight),
            ("${DB_PASSWORD}", Tight),
            ("$DB_PASSWORD_2", Quoted),
            ("$this->password", Line),
            ("<your-token>", Quoted),
            ("[REDACTED]", Line),
            ("&config.Token", Line),
            ("!Ref", Line),
            ("getPassword()", Tight),
            ("b64decode(x", Tight),
            ("tokens[0].value", Line),
            ("%(password)s", Quoted),
            ("{{", Line),
            ("STRIPE_API_KEY", Quoted),
            ("required", Line),
            ("expected", Loose),
        ] {
            assert!(!is_value(value, setting), "{value}");
        }
    }
}
