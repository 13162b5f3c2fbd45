//! Secrets that this process holds itself: they never leave, in whatever form they stand in evidence.

use std::path::PathBuf;

use crate::logic::redact::is_sensitive;

/// Keys of a kubeconfig whose values are secrets.
const KEYS: [&str; 6] = ["token:", "password:", "client-key-data:", "id-token:", "refresh-token:", "access-token:"];

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

/// `postgres://shop:PASSWORD@db/shop`
fn password(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let (credentials, _) = rest.split(['/', '?']).next()?.rsplit_once('@')?;
    credentials.split_once(':').map(|(_, password)| password)
}

/// Values of the secret keys of kubeconfig files, wherever in them they stand. What cannot be read holds nothing that is used.
#[must_use]
pub fn of_kubeconfig(files: &[PathBuf]) -> Vec<String> {
    let texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    texts.flat_map(|text| text.lines().filter_map(value).collect::<Vec<_>>()).collect()
}

fn value(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches("- ");
    let rest = KEYS.iter().find_map(|key| line.strip_prefix(key))?;
    let bare = rest.trim().trim_matches(['"', '\'']);
    (!bare.is_empty()).then(|| bare.to_owned())
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
        ];
        assert_eq!(of_variables(variables.into_iter()), ["t0ken-1", "s3cret"]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        std::fs::write(&file, "users:\n- name: a\n  user:\n    token: abc.def\n    client-key-data: \"TUlJ\"\n")
            .unwrap();
        assert_eq!(of_kubeconfig(&[file, folder.path().join("absent")]), ["abc.def", "TUlJ"]);
    }
}
