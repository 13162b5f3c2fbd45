//! Others that do the same, where the machine has them.

use std::{path::Path, process::Command};

/// `kubectl`, if it is there.
pub fn kubectl(kubeconfig: &Path, arguments: &[&str]) -> Option<Command> {
    let there =
        Command::new("kubectl").args(["version", "--client"]).output().is_ok_and(|output| output.status.success());
    there.then(|| {
        let mut command = Command::new("kubectl");
        command.arg("--kubeconfig").arg(kubeconfig).args(arguments);
        command
    })
}
