//! What the model says: as it comes, and what is left of it when it was read and checked.

use jiff::Timestamp;

use crate::{
    domain::analysis::{Explanation, ModelUse},
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
    match (sight.work, sight.analysis) {
        (Some(work), _) => {
            let (role, said) = (Role::Info, progress(work, sight.model.now));
            title.say(role, format_args!("  {said}")).say(Role::Key, "  esc").say(Role::Text, " stops it")
        }
        (None, Some(analysis)) => match &analysis.model {
            ModelUse::Used { prompt, .. } => title.say(Role::Text, format_args!("  answered ({prompt})")),
            ModelUse::Failed { .. } => title.say(Role::Warn, "  FAILED: the rules' result stands"),
            ModelUse::NotAllowed { .. } => title.say(Role::Warn, "  not asked"),
            ModelUse::Off => title.say(Role::Text, "  not asked: rules only"),
        },
        (None, None) => title,
    }
}

fn progress(work: &Work, now: Timestamp) -> String {
    let seconds = now.duration_since(work.since).as_secs().max(0);
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
    let Some(analysis) = sight.analysis else { return Vec::new() };
    if let Some(said) = &analysis.explanation {
        return explained(said, width);
    }
    let text = match (&analysis.model, &sight.model.desk.adviser) {
        (ModelUse::Failed { why, .. }, _) => format!("model failed: {why}. The rules' result stands."),
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
    let said = readable(&work.text);
    if said.is_empty() {
        return vec![Row::of(Role::Muted, &work.doing)];
    }
    said.iter().flat_map(|(name, text)| paragraph((Role::Header, name), LABEL, (Role::Text, text), width)).collect()
}

fn explained(said: &Explanation, width: u16) -> Vec<Row> {
    let whole =
        [("Summary", &said.summary), ("Cause", &said.cause), ("Impact", &said.impact), ("Fix", &said.suggested_fix)];
    let mut rows: Vec<Row> = Vec::new();
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
