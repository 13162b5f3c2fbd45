//! One line of JSON for each figure: stanch, the peers, the ratio to the best of them, n, and the commit.

use std::{
    io::{Write, stdout},
    process::Command,
};

use serde_json::{Map, Value, json};

pub struct Report {
    id: &'static str,
    commit: String,
}

/// One figure of stanch, with what others need for the same.
pub struct Figure {
    /// What was measured, with its unit: `cpu_us_per_event`.
    pub what: &'static str,
    /// Under which circumstances.
    pub case: String,
    pub stanch: f64,
    pub peers: Vec<(&'static str, f64)>,
    pub goal: Option<f64>,
    pub n: usize,
}

impl Report {
    pub fn new() -> Self {
        let git = |arguments: &[&str]| {
            let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
            Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let mut commit = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
        if git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty()) {
            commit.push_str("+changes");
        }
        Self { id: "", commit }
    }

    pub fn begin(&mut self, id: &'static str) {
        self.id = id;
    }

    /// Prints a figure.
    pub fn figure(&self, figure: &Figure) -> anyhow::Result<()> {
        let mut line = Map::new();
        line.insert("id".into(), json!(self.id));
        line.insert("what".into(), json!(figure.what));
        line.insert("case".into(), json!(figure.case));
        line.insert("stanch".into(), rounded(figure.stanch));
        line.insert("goal".into(), figure.goal.map_or(Value::Null, rounded));
        let peers: Map<String, Value> =
            figure.peers.iter().map(|(name, value)| ((*name).to_owned(), rounded(*value))).collect();
        let best = figure.peers.iter().map(|(_, value)| *value).min_by(f64::total_cmp);
        line.insert("peers".into(), if peers.is_empty() { json!("none here") } else { Value::Object(peers) });
        let ratio = best.filter(|_| figure.stanch > 0.0).map(|best| best / figure.stanch);
        line.insert("best_peer_over_stanch".into(), ratio.map_or(Value::Null, rounded));
        line.insert("n".into(), json!(figure.n));
        line.insert("commit".into(), json!(self.commit));
        writeln!(stdout(), "{}", Value::Object(line))?;
        Ok(())
    }
}

fn rounded(value: f64) -> Value {
    json!((value * 1000.0).round() / 1000.0)
}
