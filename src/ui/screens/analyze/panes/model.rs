//! What the model says: as it comes, and what is left of it when it was read and checked.

use jiff::Timestamp;

use crate::{
    domain::{
        analysis::{Explanation, ModelUse},
        claim::Standing,
    },
    flow::desk::Adviser,
    ui::{
        screens::analyze::{
            row::{Row, paragraph},
            sight::Sight,
            state::Work,
            stream::readable,
        },
        theme::Role,
        widgets::Phrase,
    },
};

/// Columns of the labels.
const LABEL: usize = 12;

/// `MODEL llama3.3  streaming 6 s, 412 characters  esc stops it`
#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let title = Phrase::of(Role::Title, "MODEL");
    let title = match (&sight.model.desk.adviser, sight.analysis.map(|analysis| &analysis.model)) {
        (_, Some(ModelUse::Used { name, .. } | ModelUse::Failed { name, .. } | ModelUse::NotAllowed { name }))
        | (Adviser::Local { name } | Adviser::Cloud { name, .. }, _) => title.say(Role::Text, format_args!(" {name}")),
        _ => title,
    };
    match (sight.work, sight.stopped, sight.analysis) {
        (Some(work), ..) => {
            let (role, said) = (Role::Info, progress(work, sight.model.now));
            title.say(role, format_args!("  {said}")).say(Role::Key, "  esc").say(Role::Text, " stops it")
        }
        (None, Some(work), _) => {
            let seconds = seconds(work, work.stopped.unwrap_or(work.since));
            title.say(Role::Warn, format_args!("  STOPPED after {seconds} s: the rules' result stands"))
        }
        (None, None, Some(analysis)) => match &analysis.model {
            ModelUse::Used { prompt, .. } => title.say(Role::Text, format_args!("  answered ({prompt})")),
            ModelUse::Failed { .. } => title.say(Role::Warn, "  FAILED: the rules' result stands"),
            ModelUse::NotAllowed { .. } => title.say(Role::Warn, "  not asked"),
            ModelUse::Off => title.say(Role::Text, "  not asked: rules only"),
        },
        (None, None, None) => title,
    }
}

fn seconds(work: &Work, until: Timestamp) -> i64 {
    until.duration_since(work.since).as_secs().max(0)
}

fn progress(work: &Work, now: Timestamp) -> String {
    let seconds = seconds(work, now);
    match work.text.chars().count() {
        0 => format!("working {seconds} s"),
        said => format!("streaming {seconds} s, {said} characters"),
    }
}

#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Row> {
    if let Some(work) = sight.work {
        return streaming(work, width);
    }
    if let Some(work) = sight.stopped {
        return unused("somebody stopped it; r asks again", &work.text, width);
    }
    let Some(analysis) = sight.analysis else { return Vec::new() };
    if let Some(said) = &analysis.explanation {
        return explained(said, width);
    }
    if let ModelUse::Failed { why, partial, .. } = &analysis.model {
        let why = format!("model failed: {why}. The rules' result stands.");
        return unused(&why, partial.as_deref().unwrap_or_default(), width);
    }
    let text = match (&analysis.model, &sight.model.desk.adviser) {
        (ModelUse::NotAllowed { name }, _) => format!(
            "{name} is not on this host, and nobody allowed that evidence of this incident leaves it. v shows exactly what would leave; V allows it for this incident."
        ),
        (_, Adviser::Nobody) => {
            "no model is configured ([model] in the configuration, or STANCH_MODEL): the rules' result stands alone"
                .to_owned()
        }
        (_, Adviser::Wrong { why }) => format!("the model cannot be used: {why}. The rules' result stands alone."),
        (_, Adviser::Local { .. } | Adviser::Cloud { .. }) => "rules only; r asks the model too".to_owned(),
    };
    paragraph((Role::Text, ""), 0, (Role::Text, &text), width)
}

fn streaming(work: &Work, width: u16) -> Vec<Row> {
    let rows = said(&work.text, Role::Text, width);
    if rows.is_empty() { vec![Row::of(Role::Muted, &work.doing)] } else { rows }
}

fn said(text: &str, role: Role, width: u16) -> Vec<Row> {
    let said = readable(text);
    said.iter().flat_map(|(name, text)| paragraph((Role::Header, name), LABEL, (role, text), width)).collect()
}

/// Why there is no answer, and what was said until then: it is shown, and used for nothing.
fn unused(why: &str, text: &str, width: u16) -> Vec<Row> {
    let mut rows = paragraph((Role::Text, ""), 0, (Role::Text, why), width);
    let said = said(text, Role::Muted, width);
    if !said.is_empty() {
        rows.extend(paragraph((Role::Text, ""), 0, (Role::Warn, "What it said until then counts for nothing:"), width));
        rows.extend(said);
    }
    rows
}

/// What the evidence makes of it, before anybody reads it.
fn verdict(said: &Explanation) -> (Role, String) {
    let (all, verified, contradicted) =
        (said.claims.len(), said.count(Standing::Verified), said.count(Standing::Contradicted));
    match (all, verified, contradicted) {
        (0, ..) => (Role::Warn, "It makes no claim that can be checked: nothing of this is verified.".to_owned()),
        (_, _, 1..) => {
            (Role::Bad, format!("The evidence CONTRADICTS {contradicted} of its {all} claims: do not act on this."))
        }
        (_, 0, _) => (Role::Warn, format!("NOTHING of this is verified: {all} of {all} claims are unsupported.")),
        _ if !said.holds() => (Role::Warn, format!("Verified: only {verified} of {all} claims.")),
        _ => (Role::Good, format!("Verified: {verified} of {all} claims.")),
    }
}

fn explained(said: &Explanation, width: u16) -> Vec<Row> {
    let (role, words) = verdict(said);
    let whole =
        [("Summary", &said.summary), ("Cause", &said.cause), ("Impact", &said.impact), ("Fix", &said.suggested_fix)];
    let mut rows = paragraph((Role::Text, ""), 0, (role, &words), width);
    let mut tell = |name: &str, text: &str| {
        if !text.trim().is_empty() {
            rows.extend(paragraph((Role::Header, name), LABEL, (Role::Text, text), width));
        }
    };
    for (name, text) in &whole {
        tell(name, text);
    }
    said.alternatives.iter().for_each(|text| tell("Or", text));
    said.next_steps.iter().for_each(|text| tell("Next", text));
    said.technical_details.iter().for_each(|text| tell("Details", text));
    rows
}
