//! Running a credential plugin (F11): by stanch itself, without a terminal, and with a time limit.
//! The protocol: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.

use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use kube::config::{AuthInfo, ExecConfig};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Command,
    time::timeout,
};

use crate::{adapters::cluster::Error, domain::text::Safe};

use super::Trust;

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

/// Runs the plugin, if it may be run, and puts what it printed in its place; returns when that expires.
pub(in crate::adapters::cluster) async fn log_in(
    info: &mut AuthInfo,
    trust: &Arc<Trust>,
) -> Result<Option<Timestamp>, Error> {
    let Some(exec) = info.exec.take() else { return Ok(None) };
    let command = exec.command.clone().unwrap_or_default();
    let failed = |text: &str| Error::Credentials(Safe::clean(&format!("credential plugin `{command}`: {text}")));
    let (judge, call) = (Arc::clone(trust), exec.clone());
    // It reads the program's file, which may be large and far away.
    let judged = tokio::task::spawn_blocking(move || judge.admit(&call)).await;
    let program = judged.map_err(|_| failed("it could not be examined"))??;
    let output = timeout(PATIENCE, run(&program.path, &exec))
        .await
        .map_err(|_| failed("no answer within 30 s; it was killed"))?;
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

async fn run(program: &Path, exec: &ExecConfig) -> std::io::Result<Vec<u8>> {
    let mut command = Command::new(program);
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
    let family = Family(child.id().and_then(|id| Pid::from_raw(id.cast_signed())));
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    let (output, complaint) = tokio::try_join!(read(out), read(errors))?;
    let status = child.wait().await?;
    family.leave();
    if status.success() {
        return Ok(output);
    }
    let complaint = String::from_utf8_lossy(&complaint);
    Err(std::io::Error::other(format!("{status}: {}", complaint.trim())))
}

/// A running plugin's process group: what it started ends with it when nobody waits any more.
struct Family(Option<Pid>);

impl Family {
    /// The plugin has ended by itself: its number may soon be somebody else's.
    fn leave(mut self) {
        self.0 = None;
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // There may be nobody left.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
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
    use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

    use super::*;
    use crate::adapters::cluster::plugin::Settings;

    /// A program of this text, and a trust that allows it.
    fn plugin(text: &str) -> (tempfile::TempDir, PathBuf, Arc<Trust>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("login");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let settings = Settings { allowed: vec![path.display().to_string()], ..Settings::default() };
        (folder, path, Arc::new(Trust::new(settings)))
    }

    fn info(command: &Path, arguments: &[&str]) -> AuthInfo {
        let exec = serde_json::json!({ "apiVersion": "client.authentication.k8s.io/v1", "command": command, "args": arguments, "interactiveMode": "Always" });
        serde_json::from_value(serde_json::json!({ "exec": exec })).unwrap()
    }

    #[tokio::test]
    async fn a_plugin_that_nobody_allowed_is_not_run() {
        let (folder, path, trust) = plugin("touch \"$1\"");
        let marker = folder.path().join("marker");
        let arguments = [marker.to_str().unwrap()];
        let nobody = Arc::new(Trust::new(Settings::default()));
        let refused = log_in(&mut info(&path, &arguments), &nobody).await.unwrap_err();
        assert!(matches!(refused, Error::Plugin(_)) && !marker.exists(), "{refused}");
        let ran = log_in(&mut info(&path, &arguments), &trust).await.unwrap_err();
        assert!(ran.to_string().contains("did not print an ExecCredential"), "{ran}");
        assert!(marker.exists());
    }

    #[tokio::test]
    async fn its_token_and_expiry_are_taken() {
        let json = r#"{"kind":"ExecCredential","status":{"token":"abc","expirationTimestamp":"2030-01-01T00:00:00Z"}}"#;
        let (_folder, path, trust) = plugin(&format!("cat >/dev/null; echo '{json}'; echo noise >&2"));
        let mut user = info(&path, &[]);
        let expiry = log_in(&mut user, &trust).await.unwrap();
        assert_eq!(expiry, Some("2030-01-01T00:00:00Z".parse().unwrap()));
        assert!(user.token.is_some() && user.exec.is_none());
    }

    #[tokio::test]
    async fn whatever_it_started_ends_with_it() {
        let (folder, path, _) = plugin("");
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        fs::write(&path, format!("#!/bin/sh\nexec 3> {}\nsleep 1000 &\necho up >&3\nwait\n", pipe.display())).unwrap();
        let exec = info(&path, &[]).exec.unwrap();
        let running = tokio::spawn(async move { run(&path, &exec).await });
        let (up, mut ended) = tokio::task::spawn_blocking(move || {
            let mut pipe = std::io::BufReader::new(fs::File::open(pipe).unwrap());
            let mut line = String::new();
            std::io::BufRead::read_line(&mut pipe, &mut line).unwrap();
            (line, pipe)
        })
        .await
        .unwrap();
        assert_eq!(up, "up\n");
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        // The pipe ends when the last one who holds it does. A thread of its own: no runtime waits for it to end.
        let (to, heard) = std::sync::mpsc::channel();
        std::thread::spawn(move || to.send(std::io::Read::read_to_string(&mut ended, &mut String::new()).unwrap()));
        assert_eq!(heard.recv_timeout(Duration::from_secs(10)), Ok(0));
    }

    #[tokio::test]
    async fn its_complaint_is_told_cleanly() {
        let (_folder, path, trust) = plugin("printf 'no \\033[31msession' >&2; exit 3");
        let error = log_in(&mut info(&path, &[]), &trust).await.unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.contains("no ") && !error.contains('\u{1b}'), "{error}");
    }
}
