//! The secrets that kubeconfigs hold, for whoever must not let them out.

use std::{fs, path::Path};

use kube::config::Kubeconfig;
use serde_json::Value;

/// Keys of a user whose values are secrets.
const VALUES: [&str; 3] = ["token", "password", "client-key-data"];
/// Keys of a user that name a file which holds one.
const FILES: [&str; 2] = ["tokenFile", "client-key"];

/// Every secret in these files and in the files that they name. What cannot be read holds nothing that is used.
#[must_use]
pub fn secrets<P: AsRef<Path>>(files: &[P]) -> Vec<String> {
    let configs = files.iter().filter_map(|file| Kubeconfig::read_from(file).ok());
    let users = configs.flat_map(|config| config.auth_infos).filter_map(|user| user.auth_info);
    users.filter_map(|user| serde_json::to_value(user).ok()).flat_map(|user| of_user(&user)).collect()
}

fn of_user(user: &Value) -> Vec<String> {
    let text = |key: &str| user.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut found: Vec<String> = VALUES.iter().filter_map(|key| text(key)).collect();
    found.extend(FILES.iter().filter_map(|key| fs::read_to_string(text(key)?).ok()).map(|held| held.trim().to_owned()));
    let provider = user.pointer("/auth-provider/config").and_then(Value::as_object).into_iter().flatten();
    found.extend(
        provider.filter(|(key, _)| key.ends_with("token")).filter_map(|(_, value)| Some(value.as_str()?.to_owned())),
    );
    let plugin = user.pointer("/exec/env").and_then(Value::as_array).into_iter().flatten();
    found.extend(plugin.filter_map(|pair| Some(pair.get("value")?.as_str()?.to_owned())));
    found.retain(|secret| !secret.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found_however_the_file_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::write(&file, text).unwrap();
            file
        };
        let key = write("key.pem", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n");
        let block = format!(
            "users:\n- name: a\n  user:\n    token: abc.def\n    client-key-data: \"TUlJ\"\n    client-key: {}\n",
            key.display()
        );
        let flow = "{apiVersion: v1, users: [{name: a, user: {token: flow.token, password: 'p w'}}]}";
        let json = r#"{"users":[{"name":"a","user":{"token":"json.token","auth-provider":{"name":"oidc","config":{"id-token":"idt","client-id":"me"}}}}]}"#;
        let files = [write("block", &block), write("flow", flow), write("json", json), folder.path().join("absent")];
        let expected = [
            "abc.def",
            "TUlJ",
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
            "flow.token",
            "p w",
            "json.token",
            "idt",
        ];
        assert_eq!(secrets(&files), expected);
    }
}
