//! Somebody is not let in.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "authentication",
    severity: Severity::High,
    title: "access is denied",
    impact: "What needs the other side fails.",
    remedy: "Give the right user, password or token, or the right that is missing.",
    changes,
    signs: &[Sign::new(
        &[
            "authentication failed",
            "Access denied for user",
            "invalid credentials",
            "invalid api key",
            "invalid token",
            "401",
            "403",
            "Unauthorized",
            "forbidden",
            "WRONGPASS",
            "NOAUTH",
        ],
        r"(?i)(password|scram|sasl)?\s*authentication failed|access denied for user|invalid (credentials|api key|token|password|access key)|\b401\b.{0,12}unauthorized|unauthorized.{0,12}\b401\b|forbidden: User|is forbidden: User|\bWRONGPASS\b|\bNOAUTH\b|InvalidAccessKeyId|SignatureDoesNotMatch|token (is|has) expired|jwt expired|AccessDenied",
        About::Named("credentials"),
        Where::Program,
    )],
    consequence: false,
};

/// Users, passwords, tokens, accounts and roles that were changed.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    const WORDS: [&str; 9] =
        ["password", "token", "secret", "api_key", "apikey", "serviceaccount", "username", "credential", "db_user"];
    // Where something stands in its place now, that is the place to look at.
    let settings = changes.settings_now().filter(|setting| {
        let name = format!("{} {}", setting.key, setting.item.as_deref().unwrap_or_default()).to_lowercase();
        WORDS.iter().any(|word| name.contains(word))
            // `redis://:secret@redis:6379`
            || setting.value.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
            || setting.path.iter().any(|key| key == "secretKeyRef" || key == "rules")
    });
    settings
        .map(|setting| Hint {
            matters: vec![Matter::Key(Safe::from_static("credentials"))],
            spot: setting.spot.clone(),
            what: format!("{} was changed", setting.item.as_deref().unwrap_or(&setting.key)),
            silent: true,
        })
        .collect()
}
