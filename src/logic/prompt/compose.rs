//! A prompt, from templates that a team may replace.

use minijinja::{Environment as Jinja, UndefinedBehavior, Value, value::Serde};
use serde::Serialize;

use crate::domain::{
    digest::Digest,
    environment::Environment,
    evidence::{EvidenceNo, Origin, Sort},
    finding::Finding,
    text::Safe,
};

use super::{budget::Budget, schema::schema};

/// The templates that come with stanch.
pub const SYSTEM: &str = include_str!("../../../assets/prompts/system.md");
pub const ANALYZE: &str = include_str!("../../../assets/prompts/analyze.md");

/// Steps that a template may take.
const FUEL: u64 = 200_000;

/// The two texts of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates {
    pub system: String,
    pub analyze: String,
}

/// A piece of evidence as a prompt shows it: redacted before it gets here.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    pub no: EvidenceNo,
    pub sort: Sort,
    pub origin: &'a Origin,
    pub title: &'a Safe,
    pub text: &'a str,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub environment: Environment,
    /// `payments/deployment/checkout`
    pub subject: Option<&'a str>,
    pub findings: &'a [Finding],
    pub sheets: &'a [Sheet<'a>],
    /// Random, and new for each prompt.
    pub nonce: &'a str,
    pub budget: Budget,
}

/// What leaves for a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub system: String,
    pub user: String,
    pub schema: serde_json::Value,
    /// `analyze 4F2A-91C7`: which templates.
    pub name: Safe,
    /// What of the evidence is not in it, in words.
    pub cut: Vec<Safe>,
}

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("prompt template {name} cannot be used: {source}")]
pub struct Fault {
    pub name: &'static str,
    pub source: minijinja::Error,
}

impl Default for Templates {
    fn default() -> Self {
        Self { system: SYSTEM.to_owned(), analyze: ANALYZE.to_owned() }
    }
}

impl Prompt {
    /// The very bytes that are shown before they leave, and whose digest is recorded.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n\n{}", self.system, self.user)
    }
}

/// What a template may use.
#[derive(Serialize)]
struct Values<'a> {
    environment: Environment,
    subject: Option<&'a str>,
    findings: &'a [Finding],
    nonce: &'a str,
    sheets: &'a [Shown],
}

#[derive(Serialize)]
struct Shown {
    no: EvidenceNo,
    words: String,
    text: String,
}

/// Writes a prompt.
pub fn compose(templates: &Templates, question: &Question<'_>) -> Result<Prompt, Fault> {
    let (mut cut, mut left) = (Vec::new(), question.budget.bytes);
    let mut sheets = Vec::new();
    for sheet in question.sheets {
        let piece = question.budget.cut(sheet.sort, sheet.text, &named(question.findings, sheet.no), left);
        left = left.saturating_sub(piece.text.len());
        cut.extend(piece.said.map(|said| Safe::line(&format!("{}: {said}", sheet.no))));
        // A fence that evidence closes by itself would be none.
        let text = Safe::clean(&piece.text).replace(question.nonce, "…").replace("<<<", "‹‹‹");
        sheets.push(Shown { no: sheet.no, words: provenance(sheet), text: text.trim_end().to_owned() });
    }
    let Question { environment, subject, findings, nonce, .. } = *question;
    let values = Value::from(Serde(Values { environment, subject, findings, nonce, sheets: &sheets }));
    let user = render("analyze.md", &templates.analyze, &values)?;
    let system = render("system.md", &templates.system, &values)?;
    let digest = Digest::of(format!("{}\0{}", templates.system, templates.analyze).as_bytes());
    let name = Safe::line(&format!("analyze {}", digest.code()));
    Ok(Prompt { system, user, schema: schema(), name, cut })
}

fn render(name: &'static str, template: &str, values: &Value) -> Result<String, Fault> {
    let mut jinja = Jinja::new();
    jinja.set_undefined_behavior(UndefinedBehavior::Strict);
    jinja.set_fuel(Some(FUEL));
    jinja.render_named_str(name, template, values).map_err(|source| Fault { name, source })
}

/// Lines of a piece of evidence that findings name.
fn named(findings: &[Finding], no: EvidenceNo) -> Vec<u64> {
    let places = findings.iter().flat_map(|finding| finding.change.iter().chain(&finding.symptom));
    places.filter(|place| place.evidence == no).map(|place| place.line).collect()
}

fn provenance(sheet: &Sheet<'_>) -> String {
    let sort = match sheet.sort {
        Sort::Diff => "diff",
        Sort::RevisionDiff => "diff of two revisions",
        Sort::Configuration => "configuration of the pods, without what stands in it",
        Sort::RuntimeLog => "runtime log",
        Sort::PipelineLog => "pipeline log",
        Sort::Events => "events of the cluster",
        Sort::Status => "status of the pods",
        Sort::Manifest => "manifest",
        Sort::Mark => "marked by the operator",
    };
    let origin = match sheet.origin {
        Origin::Pulled { object } => format!("read from the cluster: {object}"),
        Origin::Pasted => "pasted".to_owned(),
        Origin::File { name } => format!("file {name}"),
        Origin::Pipe => "piped".to_owned(),
        Origin::Repository { range } => format!("git diff {range}"),
        Origin::Marked { place } => format!("cut from {place}"),
    };
    Safe::line(&format!("{sort}, {origin}")).replace("<<<", "‹‹‹")
}
