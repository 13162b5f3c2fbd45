//! The API server of the measures as a process of its own, so that its time and memory are nobody else's.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context;
use tempfile::TempDir;

use super::process;

/// A running server, and a kubeconfig for it in a home of its own.
pub struct Loopback {
    child: Child,
    address: String,
    home: TempDir,
}

impl Loopback {
    /// `tables`: whether it prints rows for who asks for them.
    pub fn start(pods: usize, tables: bool) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &pods.to_string(), if tables { "rows" } else { "objects" }])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().context("no pipe")?).read_line(&mut address)?;
        let (address, home) = (address.trim().to_owned(), tempfile::tempdir()?);
        write_kubeconfig(&home.path().join("kubeconfig"), &format!("http://{address}"))?;
        Ok(Self { child, address, home })
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn kubeconfig(&self) -> PathBuf {
        self.home.path().join("kubeconfig")
    }

    /// Waits until somebody watches the pods.
    pub fn watched(&self) -> anyhow::Result<()> {
        process::until("watch of the pods", Duration::from_mins(1), || {
            self.ask("/measure/watchers").is_ok_and(|count| count.trim() != "0")
        })?;
        Ok(())
    }

    /// Changes pods one after the other, so many a second; returns when all changes were taken.
    pub fn churn(&self, count: usize, rate: usize) -> anyhow::Result<()> {
        self.ask(&format!("/measure/churn?count={count}&rate={rate}"))?;
        Ok(())
    }

    fn ask(&self, path: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        anyhow::ensure!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        Ok(answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A kubeconfig for an address and nobody in particular.
pub fn write_kubeconfig(file: &Path, server: &str) -> anyhow::Result<()> {
    let text = format!(
        "apiVersion: v1\nkind: Config\nclusters: [{{name: loopback, cluster: {{server: \"{server}\"}}}}]\n\
         users: [{{name: nobody, user: {{token: none}}}}]\n\
         contexts: [{{name: loopback, context: {{cluster: loopback, user: nobody}}}}]\ncurrent-context: loopback\n"
    );
    fs::write(file, text)?;
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}
