//! Commands of a conversation: kubectl, and stanch itself.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use regex::Regex;
use serde_json::{Value, json};

use super::{ask::Who, talk::Talk};
use crate::cli::run::Home;

/// The words that begin a kubectl command; `None` where `STANCH_TEST_KUBECTL` names none.
pub fn kubectl() -> Option<Vec<String>> {
    let words = std::env::var("STANCH_TEST_KUBECTL").ok().filter(|words| !words.is_empty())?;
    Some(words.split(' ').map(str::to_owned).collect())
}

/// Whether that kubectl gets as far as the cluster of a kubeconfig: one in a network of its own does not get to this machine's loopback.
pub fn reaches(kubeconfig: &Path) -> bool {
    let Some(first) = kubectl() else { return false };
    let mut command = Command::new(&first[0]);
    command.args(&first[1..]).arg("--kubeconfig").arg(kubeconfig).args(["get", "--raw", "/version"]);
    command.output().is_ok_and(|output| output.status.success())
}

impl Talk {
    fn kubectl_command(&self, who: Who, words: &[&str]) -> Command {
        let first = kubectl().expect("a conversation that needs kubectl");
        let mut command = Command::new(&first[0]);
        // Discovery is kept there: it is another cluster each time.
        let cache = self.home.path().join("cache").display().to_string();
        let kubeconfig = self.stand.kubeconfig.display().to_string();
        command.args(&first[1..]).args(["--kubeconfig", &kubeconfig, "--cache-dir", &cache, "-n", &self.namespace]);
        if who == Who::Viewer {
            command.args(["--token", &self.stand.viewer]);
        }
        command.args(words.iter().map(|word| self.fill(word))).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs kubectl as the operator, and keeps what it says under a name.
    pub async fn kubectl(&mut self, step: &str, words: &[&str]) -> String {
        self.kubectl_with(step, words, "").await
    }

    /// The same, with a standard input.
    pub async fn kubectl_with(&mut self, step: &str, words: &[&str], input: &str) -> String {
        let command = self.kubectl_command(Who::Operator, words);
        let output = run(command, self.fill(input)).await;
        self.keep(step, &output)
    }

    pub async fn kubectl_by_viewer(&mut self, step: &str, words: &[&str]) -> String {
        let output = run(self.kubectl_command(Who::Viewer, words), String::new()).await;
        self.keep(step, &output)
    }

    /// The last line of what kubectl says, or of its complaint.
    pub async fn last_line(&self, words: &[&str]) -> String {
        let output = run(self.kubectl_command(Who::Operator, words), String::new()).await;
        let text =
            String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr }).into_owned();
        text.lines().last().unwrap_or_default().to_owned()
    }

    /// The first lines of a command that goes on for ever, with what happens meanwhile.
    pub async fn kubectl_follows(
        &mut self,
        step: &str,
        words: &[&str],
        lines: usize,
        meanwhile: impl Future<Output = ()>,
    ) {
        let mut child = self.kubectl_command(Who::Operator, words).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (began, first) = tokio::sync::oneshot::channel();
        let reading = tokio::task::spawn_blocking(move || {
            let mut read = BufReader::new(out).lines();
            let mut said: Vec<String> = read.by_ref().take(1).map(Result::unwrap).collect();
            // Who waits for it may be gone.
            let _ = began.send(());
            said.extend(read.take(lines - 1).map(Result::unwrap));
            said
        });
        first.await.unwrap();
        meanwhile.await;
        let said = reading.await.unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        self.fact(step, lined(&said.join("\n")));
    }

    fn keep(&mut self, step: &str, output: &Output) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        self.fact(step, json!({ "code": output.status.code(), "out": lined(&out), "err": lined(&err) }));
        out
    }

    /// Runs stanch; its exit code, and what it said as JSON, or its complaint.
    pub async fn stanch(&self, words: &[&str]) -> (i32, Value) {
        let mut command = self.home.command(&["--kubeconfig", &self.stand.kubeconfig.display().to_string()]);
        command.args(words.iter().map(|word| self.fill(word))).stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = run(command, String::new()).await;
        let complaint = || String::from_utf8_lossy(&output.stderr).trim_end().into();
        let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| complaint());
        (output.status.code().unwrap_or(-1), value)
    }
}

/// A home of its own for what commands keep.
pub fn home() -> Home {
    Home::new()
}

async fn run(mut command: Command, input: String) -> Output {
    let running = move || {
        let mut child = command.spawn().expect("the command cannot be run");
        let mut stdin = child.stdin.take();
        if let Some(stdin) = stdin.as_mut() {
            // A command that reads nothing is done before this.
            let _ = std::io::Write::write_all(stdin, input.as_bytes());
        }
        drop(stdin);
        child.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(running).await.unwrap()
}

/// What people see, line by line: how wide a column is, and how old something is, is not compared.
fn lined(text: &str) -> Value {
    static PATTERNS: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| {
        [
            (r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "{time}"),
            (r"\b(\d+d)?(\d+h)?(\d+m)?(\d+s)\b|\b\d+[hm]\b", "{age}"),
            (r"\(x\d+ over \{age\}\)", "(several times)"),
            (r"\{age\} \(several times\)", "{age}"),
            (r"\s{2,}", "  "),
        ]
        .map(|(pattern, with)| (Regex::new(pattern).unwrap(), with))
        .into()
    });
    let line = |line: &str| {
        let line = line.trim_end().to_owned();
        patterns.iter().fold(line, |line, (pattern, with)| pattern.replace_all(&line, *with).into_owned())
    };
    let mut lines: Vec<String> = text.lines().map(line).collect();
    // Events of one second have no order.
    if let Some(events) = lines.iter().position(|line| line.starts_with("Events:")) {
        lines[events..].sort();
    }
    json!(lines)
}
