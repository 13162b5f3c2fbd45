//! Formats of secrets that are known by their look.

use regex::{Regex, RegexBuilder};

/// A format; the group `s` is what is secret.
pub(super) struct Format {
    pub regex: Regex,
    pub kind: Kind,
}

/// What a match still has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its look is enough.
    Token,
    /// As a token, and of one length only: it is also looked for where a line break tears it.
    Fixed,
    /// Behind a sensitive name: a value and not code.
    Named,
}

/// Bytes that one compiled format may take.
const SIZE: usize = 4 * 1024 * 1024;

#[rustfmt::skip]
const FORMATS: &[(Kind, &str)] = &[
    (Kind::Token, r"(?s)(?P<s>-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z))"),
    (Kind::Fixed, r"(?P<s>(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b"),
    (Kind::Token, r#"(?i)aws.{0,20}secret.{0,20}?["'\s:=]+(?P<s>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+]|\z)"#),
    (Kind::Fixed, r"(?P<s>gh[pousr]_[A-Za-z0-9]{36})"),
    (Kind::Token, r"(?P<s>gh[pousr]_[A-Za-z0-9]{37,255})"),
    (Kind::Token, r"(?P<s>github_pat_[A-Za-z0-9_]{22,255})"),
    (Kind::Token, r"(?P<s>gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_\-]{20,})"),
    (Kind::Token, r"(?P<s>xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9\-]{10,})"),
    (Kind::Token, r"(?P<s>xapp-\d-[A-Za-z0-9\-]{10,})"),
    (Kind::Token, r"hooks\.slack\.com/(?:services|workflows)/(?P<s>[A-Za-z0-9/]{20,})"),
    (Kind::Token, r"\b(?P<s>(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,})"),
    (Kind::Token, r"\b(?P<s>whsec_[A-Za-z0-9+/=]{20,})"),
    (Kind::Fixed, r"(?P<s>AIza[0-9A-Za-z_\-]{35})"),
    (Kind::Token, r"\b(?P<s>ya29\.[0-9A-Za-z_\-]{20,})"),
    (Kind::Token, r"\b(?P<s>GOCSPX-[0-9A-Za-z_\-]{20,})"),
    (Kind::Token, r"(?P<s>eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{5,})"),
    (Kind::Token, r"\b(?P<s>sk-(?:[A-Za-z0-9]+-)*[A-Za-z0-9_\-]{20,})"),
    (Kind::Token, r"\b(?P<s>gsk_[A-Za-z0-9]{20,})"),
    (Kind::Fixed, r"\b(?P<s>npm_[A-Za-z0-9]{36})"),
    (Kind::Token, r"\b(?P<s>pypi-[A-Za-z0-9_\-]{40,})"),
    (Kind::Token, r"\b(?P<s>SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{32,})"),
    (Kind::Token, r"\b(?P<s>(?:SK|AC)[0-9a-f]{32})\b"),
    (Kind::Token, r"\b(?P<s>do[opr]_v1_[a-f0-9]{64})"),
    (Kind::Token, r"\b(?P<s>hv[sb]\.[A-Za-z0-9_\-]{24,})"),
    (Kind::Token, r"\b(?P<s>hf_[A-Za-z0-9]{30,})"),
    (Kind::Token, r"\b(?P<s>dckr_pat_[A-Za-z0-9_\-]{20,})"),
    (Kind::Token, r"\b(?P<s>dapi[a-f0-9]{32})\b"),
    (Kind::Token, r"\b(?P<s>shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})"),
    (Kind::Token, r"\b(?P<s>gl(?:sa|c)_[A-Za-z0-9_+/=]{20,})"),
    (Kind::Token, r"\b(?P<s>(?:EAAA|sq0atp-|sq0csp-)[A-Za-z0-9_\-]{22,})"),
    (Kind::Token, r"(?i)AccountKey=(?P<s>[A-Za-z0-9+/=]{40,})"),
    // Up to the last `@` before the host's slash; a slash within is a password's where what stands before it is no port.
    (Kind::Token, r#"(?i)\b[a-z][a-z0-9+.\-]*://[^\s:/@"'<>]*:(?P<s>[^\s/"'<>]+)@"#),
    (Kind::Token, r#"(?i)\b[a-z][a-z0-9+.\-]*://[^\s:/@"'<>]*:(?P<s>[^\s/@"'<>]*[^\s/@"'<>0-9][^\s/@"'<>]*/[^\s@"'<>?&=]*)@"#),
    (Kind::Token, r#"(?i)authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest)\s+(?P<s>[^\s"',]{6,})"#),
    (Kind::Token, r"(?i)\bbearer\s+(?P<s>[A-Za-z0-9._~+/=\-]{16,})"),
    (Kind::Token, r#"(?i)\b(?:set-)?cookie["']?:\s*(?P<s>[^\r\n"']{8,})"#),
    (Kind::Token, r#"(?i)"auth":\s*"(?P<s>[A-Za-z0-9+/=]{8,})""#),
    (Kind::Token, r"(?i)\b(?:client-key-data|client-certificate-data|token-data):\s*(?P<s>[A-Za-z0-9+/=]{16,})"),
    // `- name: DB_PASSWORD` and `value: …` on the next line, in a manifest or in a diff of one.
    (Kind::Named, r#"(?im)name:\s*["']?(?P<n>[A-Za-z0-9_.\-]+)["']?[ \t]*\r?\n[ \t+\-]*value:[ \t]*(?P<v>[^\r\n]+?)(?P<end>[ \t]*)$"#),
    // An environment's line: whatever signs the value holds, up to the end.
    (Kind::Named, r#"(?im)^[ \t+\-]*(?:export[ \t]+|env[ \t]+|environment=)?(?P<n>[A-Za-z_][A-Za-z0-9_.\-]*)(?P<g>=)(?P<v>[^\s"']+)(?P<end>[ \t]*(?:$|\r))"#),
    (Kind::Named, r#"(?im)(?P<n>[A-Za-z0-9_.\-]*(?:password|passwd|passphrase|pwd|secret|token|api[_.\-]?key|(?:access|secret|private|signing|encryption|account)[_.\-]?key|credentials?|dsn))(?:\\?["'])?(?P<g>[ \t]*(?:=>|:=|[:=])[ \t]*)(?P<v>\\"[^"\\\r\n]*\\"|"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'`,;&)}\]\\]+)(?P<end>[ \t]*(?:$|\r))?"#),
];

/// Every format, compiled.
pub(super) fn all() -> Result<Vec<Format>, regex::Error> {
    FORMATS.iter().map(|(kind, pattern)| compile(*kind, pattern)).collect()
}

fn compile(kind: Kind, pattern: &str) -> Result<Format, regex::Error> {
    let regex = RegexBuilder::new(pattern).size_limit(SIZE).dfa_size_limit(SIZE).build()?;
    Ok(Format { regex, kind })
}
