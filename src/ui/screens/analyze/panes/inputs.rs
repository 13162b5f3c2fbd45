//! What the analysis rests on, and what it is about.

use crate::ui::{
    screens::analyze::{
        row::{Row, paragraph},
        sight::Sight,
        words,
    },
    theme::Role,
};

/// One line for each kind of evidence, then what the incident is about.
#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Row> {
    let Some(incident) = sight.incident else { return Vec::new() };
    let mut rows = Vec::new();
    for (at, (name, sorts)) in words::GROUPS.iter().enumerate() {
        let found: Vec<_> = words::of_group(incident, sorts).collect();
        if found.is_empty() {
            if at < words::EXPECTED {
                rows.push(Row::of(Role::Muted, &format!("[ ] {name:<9} none")));
            }
            continue;
        }
        let lines = found.iter().map(|one| one.lines).sum();
        let numbers: Vec<String> = found.iter().map(|one| one.no.to_string()).collect();
        let text = format!("{:<12} {}", words::counted(lines, "line"), numbers.join(" "));
        rows.push(Row::of(Role::Text, &format!("[x] {name:<9} ")).say(Role::Text, &text));
    }
    rows.push(Row::default());
    if let Some(about) = &incident.about {
        rows.extend(paragraph((Role::Text, "about"), 9, (Role::Text, &format!("{about} of {}", about.context)), width));
    }
    let severity = format!("{} when it was opened", incident.severity.word());
    rows.extend(paragraph((Role::Text, "severity"), 9, (Role::Text, &severity), width));
    let environment = words::spelled(&sight.environment());
    rows.extend(paragraph((Role::Text, "env"), 9, (Role::Text, &environment), width));
    if let Some(analysis) = sight.analysis {
        let class = &analysis.classification;
        let kind = class.category.as_ref().map_or_else(|| "unknown".to_owned(), words::spelled);
        let text = format!("{kind}, {}", words::risk(class.severity));
        rows.extend(paragraph((Role::Text, "class"), 9, (Role::Text, &text), width));
        rows.extend(paragraph((Role::Text, "because"), 9, (Role::Muted, &class.reason), width));
    }
    rows
}

/// All of it in a line.
#[must_use]
pub fn line(sight: &Sight<'_>) -> Row {
    let Some(incident) = sight.incident else { return Row::default() };
    let mut row = Row::of(Role::Text, " ").say(Role::Header, "INPUTS").say(Role::Text, " ");
    for (at, (name, sorts)) in words::GROUPS.iter().enumerate() {
        let lines: u64 = words::of_group(incident, sorts).map(|one| one.lines).sum();
        if lines > 0 {
            row = row.say(Role::Text, &format!(" {name} {lines} "));
        } else if at < words::EXPECTED {
            row = row.say(Role::Muted, &format!(" {name} - "));
        }
    }
    row.say(Role::Muted, " lines")
}
