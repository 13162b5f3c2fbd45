//! Names whose values are secret.

/// What a name of a secret ends with, in lower case and without separators.
const ENDINGS: [&str; 16] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "accountkey",
    "credential",
    "credentials",
    "dsn",
];

/// Whether the value of a variable or field of this name is a secret: `STRIPE_API_KEY`, `db.password`, `clientSecret`.
#[must_use]
pub fn is_sensitive(name: &str) -> bool {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    ENDINGS.iter().any(|ending| bare.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::is_sensitive;

    #[test]
    fn names_are_known_by_their_ends() {
        for name in ["STRIPE_API_KEY", "db.password", "clientSecret", "AWS_SECRET_ACCESS_KEY", "SENTRY_DSN"] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in ["PATH", "secretName", "max_tokens", "primary_key", "TOKENIZERS_PARALLELISM", "key"] {
            assert!(!is_sensitive(name), "{name}");
        }
    }
}
