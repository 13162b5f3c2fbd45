//! Secrets that this process holds itself: they never leave, in whatever form they stand in evidence.

use crate::logic::redact::is_sensitive;

/// Values of variables whose names say that they are secret, and passwords within their addresses.
pub fn of_variables<'a>(variables: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in variables {
        let path = value.starts_with('/') || value.starts_with('~');
        if is_sensitive(name) && !path {
            found.push(value.to_owned());
        }
        if let Some(password) = password(value) {
            found.push(password.to_owned());
        }
    }
    found
}

/// `postgres://shop:PASSWORD@db/shop`, even if a slash stands in it.
fn password(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?']).next()?;
    let (credentials, _) = host.rsplit_once('@').or_else(|| rest.split_once('@'))?;
    credentials.split_once(':').map(|(_, password)| password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_secrets_are_known() {
        let variables = [
            ("HOME", "/root"),
            ("API_TOKEN", "t0ken-1"),
            ("DATABASE_URL", "postgres://a:s3cret@db/x"),
            ("TOKEN", "/run/t"),
            ("CACHE_URL", "redis://:a/b9@cache/0"),
        ];
        assert_eq!(of_variables(variables.into_iter()), ["t0ken-1", "s3cret", "a/b9"]);
    }
}
