//! A real model that was never trained, served by llama-cpp-python: whatever it says, the rules' result stands.
//!
//! It runs where `STANCH_TEST_LLAMA` names a Python that has llama-cpp-python and gguf.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::{DIFF, LOG};
use crate::cli::run::Home;

/// The server, which ends with this.
struct Tiny {
    child: Child,
    url: String,
}

impl Tiny {
    fn start(python: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/tiny_model.py");
        let mut child = Command::new(python).arg(script).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "the server did not start: {url}");
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        // Its own signal: it ends the server that it started.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

#[test]
fn noise_is_told_as_noise() {
    let Ok(python) = std::env::var("STANCH_TEST_LLAMA") else {
        // Not `eprintln!`: the harness keeps what a test that passes prints.
        let line = b"SKIPPED noise_is_told_as_noise: STANCH_TEST_LLAMA names no Python with llama-cpp-python\n";
        return std::io::stderr().write_all(line).unwrap();
    };
    let (tiny, home) = (Tiny::start(&python), Home::new());
    let (diff, log) = (home.write("change.diff", DIFF), home.write("app.log", LOG));
    let files = ["analyze", "--json", "--diff", diff.to_str().unwrap(), "--runtime", log.to_str().unwrap()];
    let ended = home.run_with(&files, &[("STANCH_MODEL_URL", &tiny.url), ("STANCH_MODEL", "tiny")]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let said: Value = serde_json::from_str(&ended.out).unwrap();
    let rules: Value = serde_json::from_str(&home.run(&[&files[..], &["--no-model"]].concat()).out).unwrap();
    for same in ["summary", "root_cause", "affected_file", "affected_line", "findings", "suggested_fix"] {
        assert_eq!(said[same], rules[same], "{same}");
    }
    // Either it is no answer at all, or nothing that it claims is there.
    let verified = said["claims"].as_array().unwrap().iter().filter(|claim| claim["verdict"] == "verified").count();
    assert_eq!(verified, 0, "{said}");
    if said["fallback_mode"] == true {
        assert!(said["ai_error"].as_str().is_some_and(|why| !why.is_empty()), "{said}");
    }
    let hidden = |c: char| c.is_control() && c != '\n';
    assert!(!ended.out.contains(hidden) && !ended.err.contains(hidden), "{ended:?}");
}
