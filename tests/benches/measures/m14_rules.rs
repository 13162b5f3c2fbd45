//! M14: how long the rules take for a large diff and a long log, and that they still see the one thing that is wrong in them.

use std::fmt::Write;

use anyhow::Context;
use jiff::Timestamp;
use stanch::{
    domain::{
        digest::Digest,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        finding::Strength,
        text::Safe,
    },
    logic::{detect::detect, evidence::Material},
};

use super::{
    note,
    process::cpu,
    report::{Figure, Report},
};

const ROUNDS: usize = 50;
const DIFF_LINES: usize = 5_000;
const LOG_LINES: usize = 20_000;

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    let cases = [("large", DIFF_LINES, LOG_LINES, 200.0), ("usual", 120, 400, 10.0)];
    for (case, diff_lines, log_lines, goal) in cases {
        let (diff, log) = (diff(diff_lines)?, log(log_lines)?);
        note(&format!("M14: {case}: {diff_lines} lines of a diff, {log_lines} of a log, {ROUNDS} rounds"));
        let headers = [header(1, Sort::Diff, &diff), header(2, Sort::RuntimeLog, &log)];
        let before = cpu(std::process::id())?;
        for _ in 0..ROUNDS {
            let [first, second] = &headers;
            let found = detect(&[Material::read(first, &diff), Material::read(second, &log)]);
            let best = found.findings.first().context("nothing was found")?;
            anyhow::ensure!(
                best.strength == Strength::Strong && best.rule.as_str() == "missing_env_var",
                "the first finding is {}: {}",
                best.rule,
                best.summary
            );
        }
        // Processor time: what else the machine does at the moment is not the rules' affair.
        let rounds = f64::from(u32::try_from(ROUNDS)?);
        let stanch = cpu(std::process::id())?.saturating_sub(before).as_secs_f64() * 1e3 / rounds;
        let case = format!("{case}: {diff_lines} lines of a diff, {log_lines} of a log");
        report.figure(&Figure {
            what: "rules_cpu_ms",
            case,
            stanch,
            peers: Vec::new(),
            goal: Some(goal),
            n: ROUNDS,
        })?;
    }
    Ok(())
}

fn header(no: u32, sort: Sort, text: &str) -> Evidence {
    Evidence {
        no: EvidenceNo(no),
        sort,
        origin: Origin::Pasted,
        title: Safe::from_static("made"),
        sha256: Digest::of(text.as_bytes()),
        lines: 0,
        cut: Vec::new(),
        taken: Timestamp::UNIX_EPOCH,
        pod: None,
        container: None,
    }
}

/// Files of four languages in turn, with hunks of twenty lines, and one entry of env that is gone.
fn diff(lines: usize) -> anyhow::Result<String> {
    let mut text = String::from(
        "--- a/k/api.yaml\n+++ b/k/api.yaml\n@@ -1,3 +1,1 @@\n env:\n-- name: STRIPE_API_KEY\n-  value: x\n",
    );
    let kinds = [
        ("py", "    value = client.get(\"key_{n}\", default=load(items[{n}]))"),
        ("ts", "  const value{n} = await store.read({ key: 'key_{n}', items: items.slice({n}) });"),
        ("go", "\tvalue{n}, err := store.Read(ctx, \"key_{n}\", items[{n}:])"),
        ("yaml", "  key_{n}: value-{n}"),
    ];
    let mut count = 6;
    for number in 0.. {
        if count >= lines {
            break;
        }
        let (ending, form) = kinds.get(number % kinds.len()).context("a kind")?;
        write!(text, "--- a/src/file{number}.{ending}\n+++ b/src/file{number}.{ending}\n@@ -10,10 +10,20 @@\n")?;
        for row in 0..20 {
            let sign = if row % 2 == 0 { ' ' } else { '+' };
            writeln!(text, "{sign}{}", form.replace("{n}", &row.to_string()))?;
        }
        count += 23;
    }
    Ok(text)
}

/// Plain lines and JSON, words that signs look for among them, and one traceback at the end.
fn log(lines: usize) -> anyhow::Result<String> {
    let mut text = String::new();
    for number in 0..lines.saturating_sub(4) {
        match number % 5 {
            0 => writeln!(
                text,
                "{{\"level\":\"info\",\"msg\":\"request completed\",\"path\":\"/orders/{number}\",\"duration_ms\":{}}}",
                number % 90
            )?,
            1 => writeln!(
                text,
                "2026-11-21T03:11:02.{:03}Z WARN pool: 3 of 20 connections in use, timeout=30s retry=0",
                number % 1000
            )?,
            _ => writeln!(
                text,
                "2026-11-21T03:11:02.{:03}Z INFO request GET /orders/{number} 200 took 12ms",
                number % 1000
            )?,
        }
    }
    text.push_str("Traceback (most recent call last):\n  File \"/app/s.py\", line 3, in <module>\n    KEY = os.environ['STRIPE_API_KEY']\nKeyError: 'STRIPE_API_KEY'\n");
    Ok(text)
}
