//! Credential plugins (F11): run by stanch itself, without a terminal, on an allow-list and with a time limit.
//! The protocol: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.

use std::{path::Path, process::Stdio, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use kube::config::{AuthInfo, ExecConfig};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Command,
    time::timeout,
};

use crate::domain::text::Safe;

use super::Error;

/// A plugin that takes longer is killed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A plugin prints a token, not a book.
const LONGEST: u64 = 1 << 20;

#[derive(Deserialize)]
struct Credential {
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
    expiration_timestamp: Option<Timestamp>,
}

/// Runs the plugin and puts what it printed in its place; returns when that expires.
pub(super) async fn log_in(info: &mut AuthInfo, allowed: &[String]) -> Result<Option<Timestamp>, Error> {
    let Some(exec) = info.exec.take() else { return Ok(None) };
    let command = exec.command.clone().unwrap_or_default();
    if !is_allowed(&exec, allowed) {
        return Err(Error::Refused(refusal(&exec)));
    }
    let failed = |text: &str| Error::Credentials(Safe::clean(&format!("credential plugin `{command}`: {text}")));
    let output = timeout(PATIENCE, run(&exec)).await.map_err(|_| failed("no answer within 30 s; it was killed"))?;
    let output = output.map_err(|reason| failed(&hint(&reason.to_string(), &exec)))?;
    let credential: Credential =
        serde_json::from_slice(&output).map_err(|_| failed("it did not print an ExecCredential"))?;
    let status = credential.status;
    if status.token.is_none() && status.client_certificate_data.is_none() {
        return Err(failed("it printed neither a token nor a certificate"));
    }
    info.token = status.token.map(Into::into);
    info.client_certificate_data = status.client_certificate_data.map(|pem| BASE64_STANDARD.encode(pem));
    info.client_key_data = status.client_key_data.map(|pem| BASE64_STANDARD.encode(pem).into());
    Ok(status.expiration_timestamp)
}

fn hint(reason: &str, exec: &ExecConfig) -> String {
    match &exec.install_hint {
        Some(hint) => format!("{reason}. {hint}"),
        None => reason.to_owned(),
    }
}

fn is_allowed(exec: &ExecConfig, allowed: &[String]) -> bool {
    let command = exec.command.as_deref().unwrap_or_default();
    // A bare name is found in PATH; a path is allowed by its whole name only, whatever its last part is called.
    allowed.iter().any(|entry| *entry == command || *entry == fingerprint(exec))
}

/// The program and its arguments, hashed: what one entry of the allow-list stands for.
fn fingerprint(exec: &ExecConfig) -> String {
    let mut hash = Sha256::new();
    hash.update(exec.command.as_deref().unwrap_or_default());
    for argument in exec.args.iter().flatten() {
        hash.update([0]);
        hash.update(argument);
    }
    format!("sha256:{}", hex::encode(hash.finalize()))
}

fn refusal(exec: &ExecConfig) -> Safe {
    let command = exec.command.as_deref().unwrap_or_default();
    let arguments = exec.args.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    Safe::clean(&format!(
        "credential plugin `{command}` is not allowed and was not run: `{command} {arguments}`. If you trust it, add \
         credential_plugins = [\"{}\"] to the configuration",
        fingerprint(exec)
    ))
}

async fn run(exec: &ExecConfig) -> std::io::Result<Vec<u8>> {
    let program = exec.command.as_deref().unwrap_or_default();
    let mut command = Command::new(Path::new(program));
    command.args(exec.args.iter().flatten()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true).process_group(0).env("KUBERNETES_EXEC_INFO", information(exec));
    for variable in exec.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            command.env(name, value);
        }
    }
    for name in exec.drop_env.iter().flatten() {
        command.env_remove(name);
    }
    let mut child = command.spawn()?;
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    let (output, complaint) = tokio::try_join!(read(out), read(errors))?;
    let status = child.wait().await?;
    if status.success() {
        return Ok(output);
    }
    let complaint = String::from_utf8_lossy(&complaint);
    Err(std::io::Error::other(format!("{status}: {}", complaint.trim())))
}

async fn read(pipe: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(LONGEST).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

fn information(exec: &ExecConfig) -> String {
    let version = exec.api_version.as_deref().unwrap_or("client.authentication.k8s.io/v1");
    let mut spec = serde_json::json!({ "interactive": false });
    if let (Some(cluster), Some(fields)) = (exec.cluster.as_ref(), spec.as_object_mut()) {
        fields.insert("cluster".to_owned(), serde_json::to_value(cluster).unwrap_or_default());
    }
    serde_json::json!({ "apiVersion": version, "kind": "ExecCredential", "spec": spec }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(command: &str, arguments: &[&str]) -> AuthInfo {
        let exec = serde_json::json!({ "apiVersion": "client.authentication.k8s.io/v1", "command": command, "args": arguments, "interactiveMode": "Always" });
        serde_json::from_value(serde_json::json!({ "exec": exec })).unwrap()
    }

    #[tokio::test]
    async fn a_plugin_that_nobody_allowed_is_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let marker = folder.path().join("marker");
        let path = marker.display().to_string();
        let refused = log_in(&mut info("touch", &[&path]), &[]).await.unwrap_err();
        assert!(refused.to_string().contains("`touch` is not allowed"), "{refused}");
        assert!(!marker.exists());
        // The entry that the refusal names lets exactly this call through, and no other.
        let text = refused.to_string();
        let entry = text.split('"').nth(1).unwrap().to_owned();
        let ran = log_in(&mut info("touch", &[&path]), std::slice::from_ref(&entry)).await.unwrap_err();
        assert!(ran.to_string().contains("did not print an ExecCredential"), "{ran}");
        assert!(marker.exists());
        assert!(matches!(log_in(&mut info("touch", &["other"]), &[entry]).await, Err(Error::Refused(_))));
    }

    #[test]
    fn a_name_allows_that_name_alone_and_no_path_that_ends_in_it() {
        let allows = |command: &str, list: &[&str]| {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            is_allowed(info(command, &[]).exec.as_ref().unwrap(), &list)
        };
        assert!(allows("aws", &["aws"]) && allows("/opt/aws", &["/opt/aws"]));
        assert!(!allows("/tmp/aws", &["aws"]) && !allows("aws", &["/opt/aws"]) && !allows("aws", &[]));
    }

    #[tokio::test]
    async fn its_token_and_expiry_are_taken() {
        let json = r#"{"kind":"ExecCredential","status":{"token":"abc","expirationTimestamp":"2030-01-01T00:00:00Z"}}"#;
        let mut user = info("sh", &["-c", &format!("cat >/dev/null; echo '{json}'; echo noise >&2")]);
        let expiry = log_in(&mut user, &["sh".to_owned()]).await.unwrap();
        assert_eq!(expiry, Some("2030-01-01T00:00:00Z".parse().unwrap()));
        assert!(user.token.is_some() && user.exec.is_none());
    }

    #[tokio::test]
    async fn its_complaint_is_told_cleanly() {
        let mut user = info("sh", &["-c", "printf 'no \\033[31msession' >&2; exit 3"]);
        let error = log_in(&mut user, &["sh".to_owned()]).await.unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.contains("no ") && !error.contains('\u{1b}'), "{error}");
    }
}
