//! What leaves this host, and where to.

use crate::{
    domain::{
        incident::{Entry, Incident},
        text::Safe,
    },
    flow::desk::Adviser,
    ui::{
        screens::analyze::{
            row::{Row, paragraph},
            sight::Sight,
            words,
        },
        theme::Role,
    },
};

/// In a sentence: what would leave if the model were asked now.
#[must_use]
pub fn sentence(sight: &Sight<'_>) -> (Role, String) {
    let allowed = sight.incident.is_some_and(|incident| incident.cloud_allowed);
    match &sight.model.desk.adviser {
        Adviser::Nobody => (Role::Text, "nothing (no model is configured)".to_owned()),
        Adviser::Wrong { .. } => (Role::Warn, "nothing (the model cannot be used)".to_owned()),
        Adviser::Local { name } => (Role::Text, format!("nothing ({name} is on this host)")),
        Adviser::Cloud { name, host } if allowed => (Role::Warn, format!("redacted evidence, to {name} at {host}")),
        Adviser::Cloud { name, host } => (Role::Text, format!("nothing yet ({name} at {host} is not allowed)")),
    }
}

/// The whole of it.
#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Row> {
    let Some(incident) = sight.incident else { return Vec::new() };
    let (role, text) = sentence(sight);
    let mut rows = paragraph((Role::Text, ""), 0, (role, &text), width);
    if let Adviser::Wrong { why } = &sight.model.desk.adviser {
        rows.extend(paragraph((Role::Text, ""), 0, (Role::Warn, why), width));
    }
    let masked = match words::masked(incident) {
        0 => "nothing was masked".to_owned(),
        masked => format!("{} masked before anything was kept", words::counted(masked, "secret")),
    };
    rows.push(Row::of(Role::Text, &masked));
    if let Some(sent) = sent(sight, incident) {
        rows.extend(paragraph((Role::Text, ""), 0, (Role::Text, &sent), width));
    }
    rows.extend(words::cut(incident).flat_map(|cut| paragraph((Role::Text, "cut"), 4, (Role::Warn, &cut), width)));
    rows
}

/// `EGRESS  nothing (…)   2 secrets masked`
#[must_use]
pub fn line(sight: &Sight<'_>) -> Row {
    let Some(incident) = sight.incident else { return Row::default() };
    let (role, text) = sentence(sight);
    let label = Row::of(Role::Text, " ").say(Role::Header, "EGRESS");
    let row = label.say(Role::Text, "  ").say(role, &text);
    match words::masked(incident) {
        0 => row,
        masked => row.say(Role::Text, &format!("   {} masked", words::counted(masked, "secret"))),
    }
}

/// What left last, as it is recorded.
fn sent(sight: &Sight<'_>, incident: &Incident) -> Option<String> {
    let records = sight.model.desk.records_of(incident.alias);
    let record = records.iter().rev().find(|record| record.kind == Safe::from_static("egress.sent"))?;
    let Ok(Entry::Egress { to, bytes, .. }) = record.entry() else { return None };
    let at = record.at().strftime("%H:%M:%S");
    let count = records.iter().filter(|other| other.kind == record.kind).count();
    let before = if count > 1 { format!(", {} before it", count - 1) } else { String::new() };
    Some(format!("asked {at}: {bytes} bytes to {to}{before}"))
}
