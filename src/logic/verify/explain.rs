//! A model's answer as it may be shown: claims checked, sentences that point elsewhere taken out.

use crate::{
    domain::{analysis::Explanation, claim::Standing, text::Safe},
    logic::prompt::Answer,
};

use super::{claims::Dossier, targets::Targets};

/// Checks an answer. What it says about itself is kept to be shown, and used for nothing.
#[must_use]
pub fn explain(answer: &Answer, dossier: &Dossier<'_>, targets: &Targets) -> Explanation {
    let pass = |text: &Safe| targets.pass(text);
    let all = |texts: &[Safe]| texts.iter().map(pass).collect();
    let mut claims: Vec<_> = answer.claims.iter().map(|said| dossier.check(said)).collect();
    for claim in &mut claims {
        let Some(name) = targets.foreign(&claim.text).filter(|_| claim.verdict == Standing::Verified) else { continue };
        claim.verdict = Standing::Unsupported;
        claim.how = Safe::line(&format!("names `{name}`, which this incident does not have"));
    }
    for claim in &mut claims {
        claim.text = pass(&claim.text);
    }
    Explanation {
        summary: pass(&answer.summary),
        cause: pass(&answer.cause),
        impact: pass(&answer.impact),
        suggested_fix: pass(&answer.suggested_fix),
        alternatives: all(&answer.alternatives),
        next_steps: all(&answer.next_steps),
        technical_details: answer.technical_details.as_ref().map(pass),
        claims,
        own_confidence: answer.own_confidence,
        patch: answer.patch.as_deref().map(Safe::clean),
    }
}
