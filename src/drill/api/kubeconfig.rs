//! The file with which any client joins.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::role::{Role, Tokens};

/// What the cluster is called there.
pub const CLUSTER: &str = "drill";

/// Writes it, readable by its owner only. JSON is YAML, so every client reads it.
pub fn write(path: &Path, url: &str, authority: &str, tokens: &Tokens) -> io::Result<()> {
    let context = |role: Role| {
        let (name, namespace) = (role.user(), "default");
        json!({ "name": name, "context": { "cluster": CLUSTER, "user": name, "namespace": namespace } })
    };
    let user = |role: Role| json!({ "name": role.user(), "user": { "token": tokens.of(role) } });
    let roles = [Role::Operator, Role::Viewer];
    let (contexts, users) = (roles.map(context), roles.map(user));
    let told = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{
            "name": CLUSTER,
            "cluster": { "server": url, "certificate-authority-data": STANDARD.encode(authority) },
        }],
        "contexts": contexts,
        "users": users,
        "current-context": Role::Operator.user(),
    });
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(format!("{told:#}\n").as_bytes())
}
