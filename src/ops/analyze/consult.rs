//! A model is asked, and what it says is checked. Whatever fails, what rules said stands (A11).

use futures::StreamExt;

use crate::{
    adapters::llm::{self, Analyst, Piece as Heard, Request, Residence},
    domain::{
        analysis::{Analysis, Explanation, ModelUse},
        digest::Digest,
        text::Safe,
    },
    logic::{
        prompt::{ANSWER_CAP, Answer, Budget, Fault, Prompt, Question, Sheet, Templates, compose, read},
        redact::Refused,
        verify::{Answered, Dossier, Exhibit, Targets, confidence, explain},
    },
};

use super::intake::{Case, Desk, Piece};

/// Who is asked, and whether it may be.
pub struct Consultation<'a> {
    pub analyst: &'a dyn Analyst,
    /// Whether evidence of this case may leave this host.
    pub allowed: bool,
    pub prompt: Prompt,
}

impl Consultation<'_> {
    /// Whether it may be asked at all.
    #[must_use]
    pub fn may(&self) -> bool {
        self.allowed || *self.analyst.residence() == Residence::Local
    }

    /// What would leave, and where to.
    #[must_use]
    pub fn egress(&self) -> Egress {
        let text = self.prompt.text();
        let to = match self.analyst.residence() {
            Residence::Local => Safe::line(&format!("{} on this host", self.analyst.name())),
            Residence::Cloud(host) => Safe::line(&format!("{} at {host}", self.analyst.name())),
        };
        Egress { to, bytes: text.len() as u64, sha256: Digest::of(text.as_bytes()) }
    }
}

/// Characters that are kept of an answer which cannot be used.
const PARTIAL: usize = 8_000;

/// What left this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Egress {
    pub to: Safe,
    pub bytes: u64,
    /// Of the very bytes of the prompt.
    pub sha256: Digest,
}

/// What happens while a model answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Said before the first byte leaves.
    Leaves(Egress),
    /// It is alive, and has said nothing yet.
    Thinks,
    Text(Safe),
    Usage {
        read: Option<u32>,
        written: Option<u32>,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consulted {
    pub analysis: Analysis,
    /// The patch that it proposes, byte for byte.
    pub patch: Option<String>,
}

/// Why no prompt can be made.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    #[error(transparent)]
    Template(#[from] Fault),
    #[error("nothing is sent: {0}")]
    Door(#[from] Refused),
}

/// Why an answer is not used.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Model(#[from] llm::Error),
    #[error(transparent)]
    Unusable(#[from] crate::logic::prompt::Unusable),
}

/// The very bytes that would be sent, after the door. They can be shown before anything is allowed.
pub fn prepare(case: &Case, analysis: &Analysis, templates: &Templates, desk: &mut Desk) -> Result<Prompt, Unasked> {
    let sheets: Vec<Sheet<'_>> = case.pieces.iter().map(sheet).collect();
    let nonce = desk.nonce(case);
    let subject = case.subject();
    let question = Question {
        environment: case.environment,
        subject: subject.as_deref(),
        findings: &analysis.findings,
        sheets: &sheets,
        nonce: &nonce,
        budget: Budget::default(),
    };
    let prompt = compose(templates, &question)?;
    let (system, user) = (desk.mask(&prompt.system)?.text, desk.mask(&prompt.user)?.text);
    Ok(Prompt { system, user, ..prompt })
}

fn sheet(piece: &Piece) -> Sheet<'_> {
    let header = &piece.header;
    Sheet { no: header.no, sort: header.sort, origin: &header.origin, title: &header.title, text: &piece.text }
}

/// Asks, and checks the answer against the case. Dropping the future stops the model.
pub async fn consult(
    case: &Case,
    analysis: Analysis,
    ask: Consultation<'_>,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Consulted {
    let name = ask.analyst.name().clone();
    if !ask.may() {
        let analysis = Analysis { model: ModelUse::NotAllowed { name }, ..analysis };
        return Consulted { analysis, patch: None };
    }
    told(Progress::Leaves(ask.egress()));
    let mut text = String::new();
    match answer(&ask, &mut text, told).await {
        Ok(answer) => {
            let explanation = checked(case, &analysis, &answer);
            let confidence = confidence(&analysis.findings, Answered::Claims(&explanation.claims));
            let model = ModelUse::Used { name, prompt: ask.prompt.name.clone() };
            let analysis = Analysis { model, confidence, explanation: Some(explanation), ..analysis };
            Consulted { analysis, patch: answer.patch }
        }
        Err(lost) => {
            let mut analysis = fall_back(analysis, name, &lost.to_string());
            if let ModelUse::Failed { partial, .. } = &mut analysis.model {
                *partial = (!text.trim().is_empty()).then(|| kept(&text));
            }
            Consulted { analysis, patch: None }
        }
    }
}

/// What stands when a model was wanted and nothing of it can be used.
#[must_use]
pub fn fall_back(analysis: Analysis, name: Safe, why: &str) -> Analysis {
    let confidence = confidence(&analysis.findings, Answered::Failed);
    Analysis { model: ModelUse::Failed { name, why: Safe::line(why), partial: None }, confidence, ..analysis }
}

/// What is kept of an answer that cannot be used (B-42): as text, and not all of it.
fn kept(text: &str) -> Safe {
    let end = text.char_indices().nth(PARTIAL).map_or(text.len(), |(at, _)| at);
    Safe::clean(text.get(..end).unwrap_or_default())
}

async fn answer(
    ask: &Consultation<'_>,
    text: &mut String,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<Answer, Lost> {
    let Prompt { system, user, schema, .. } = ask.prompt.clone();
    let mut answering = ask.analyst.ask(&Request { system, user, schema }).await?;
    let mut thinks = false;
    while let Some(heard) = answering.next().await {
        match heard? {
            Heard::Delta(more) => {
                told(Progress::Text(Safe::clean(&more)));
                text.push_str(&more);
            }
            Heard::Thinks if !thinks => {
                thinks = true;
                told(Progress::Thinks);
            }
            Heard::Thinks => {}
            Heard::Usage { read, written } => told(Progress::Usage { read, written }),
            Heard::Done => return Ok(read(text)?),
        }
        if text.len() > ANSWER_CAP {
            // The rest is not waited for.
            return Ok(read(text)?);
        }
    }
    Err(llm::Error::Truncated.into())
}

fn checked(case: &Case, analysis: &Analysis, answer: &Answer) -> Explanation {
    let exhibits: Vec<Exhibit<'_>> =
        case.pieces.iter().map(|piece| Exhibit { material: piece.read(), text: &piece.text }).collect();
    let targets = Targets::of(case.about.as_ref(), &exhibits);
    explain(answer, &Dossier { exhibits: &exhibits, findings: &analysis.findings }, &targets)
}
