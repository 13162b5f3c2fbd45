//! The facts about who else decides how many pods there are.

use crate::{
    domain::cluster::Gap,
    ui::{
        screens::inspect::{bounds, gap, sight::Sight},
        theme::Role,
    },
};

use super::{Line, fold::fold};

const LABEL: &str = "bounds";

/// All of it in one sentence, which is drawn as what is worst in it.
#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let known = match sight.state.questions.bounds.answer() {
        None => return fold(LABEL, Role::Muted, "asking what scales it and what guards its pods", width),
        Some(Err(missing)) => return fold(LABEL, Role::Unknown, &unknown("HPA and PDB", missing, sight), width),
        Some(Ok(known)) => known,
    };
    let mut parts = Vec::new();
    match &known.autoscalers {
        Err(missing) => parts.push((Role::Unknown, unknown("HPA", missing, sight))),
        Ok(found) => parts.extend(found.iter().map(|one| {
            let role = if one.trouble.is_some() { Role::Warn } else { Role::Text };
            (role, bounds::autoscaler(one))
        })),
    }
    match &known.budgets {
        Err(missing) => parts.push((Role::Unknown, unknown("PDB", missing, sight))),
        Ok(found) => parts.extend(found.iter().map(|one| {
            let role = if bounds::is_short(one) { Role::Warn } else { Role::Text };
            (role, bounds::budget(one))
        })),
    }
    if parts.is_empty() {
        parts.push((Role::Text, "no HPA scales it, no PDB guards its pods".to_owned()));
    }
    let has = |wanted: Role| parts.iter().any(|(role, _)| *role == wanted).then_some(wanted);
    let role = has(Role::Warn).or_else(|| has(Role::Unknown)).unwrap_or(Role::Text);
    let said: Vec<&str> = parts.iter().map(|(_, part)| part.as_str()).collect();
    fold(LABEL, role, &said.join("; "), width)
}

fn unknown(what: &str, missing: &Gap, sight: &Sight<'_>) -> String {
    format!("{what} unknown: {}", gap::sentence(missing, sight.origin))
}
