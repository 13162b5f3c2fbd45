//! Forms of secrets that a patch must not add, in any file.

use regex::Regex;

use crate::domain::text::Safe;

const FORMS: [(&str, &str); 8] = [
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    ("an access key of AWS", r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a token of GitHub", r"\b(gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22})"),
    ("a token of GitLab", r"\bglpat-[0-9A-Za-z_-]{20}"),
    ("a token of Slack", r"\bxox[abprs]-[0-9A-Za-z-]{10}"),
    ("a live key of Stripe", r"\b[rs]k_live_[0-9A-Za-z]{16}"),
    ("a JSON web token", r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\."),
    ("a password in an address", r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s:@$<{*]+@"),
];

/// The form of secret that a text holds, if it holds one. A text of which that cannot be told is taken for a secret.
#[must_use]
pub fn secret(text: &str) -> Option<Safe> {
    let found = FORMS.iter().find(|(_, form)| Regex::new(form).map_or(true, |form| form.is_match(text)));
    found.map(|(name, _)| Safe::from_static(name))
}
