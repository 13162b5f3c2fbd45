//! The real API server that `STANCH_TEST_KUBECONFIG` names.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

/// The kubeconfig of its administrator, or a visible line that there is none.
pub fn kubeconfig(test: &str) -> Option<PathBuf> {
    let file = std::env::var_os("STANCH_TEST_KUBECONFIG").map(PathBuf::from);
    if file.is_none() {
        // Not `eprintln!`: the harness keeps what a test that passes prints.
        let line = format!("SKIPPED {test}: STANCH_TEST_KUBECONFIG names no cluster\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    file
}

/// What kubectl says as the administrator; `input` is its standard input. It has to succeed.
pub fn kubectl(arguments: &[&str], input: &str) -> String {
    let kubectl = std::env::var("STANCH_TEST_KUBECTL").unwrap_or_else(|_| "kubectl".to_owned());
    let kubeconfig = std::env::var("STANCH_TEST_KUBECONFIG").unwrap();
    let mut words = kubectl.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(["--kubeconfig", &kubeconfig]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("kubectl (STANCH_TEST_KUBECTL) cannot be run");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "kubectl {arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// An image with a shell that the cluster can pull.
pub fn image() -> String {
    std::env::var("STANCH_TEST_IMAGE").unwrap_or_else(|_| "busybox:1".to_owned())
}
