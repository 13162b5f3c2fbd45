//! A database that is not as the program expects it, and migrations that make it so.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Spot, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "failed_migration",
    severity: Severity::Critical,
    title: "the database does not fit",
    impact: "Queries fail; data may be lost.",
    remedy: "Go back with the program, or bring the column or table back by a migration of its own.",
    changes,
    signs: &[
        Sign::new(
            &["column"],
            r#"(?i)column \"?(?P<x>[\w.]+)\"? (of relation \"?\w+\"? )?does not exist"#,
            About::Column,
            Where::Program,
        ),
        Sign::new(
            &["column"],
            r#"(?i)(unknown column|no such column:?|has no column named|invalid column name) ['\"]?(?P<x>[\w.]+)"#,
            About::Column,
            Where::Program,
        ),
        Sign::new(
            &["null value in column"],
            r#"(?i)null value in column \"(?P<x>\w+)\""#,
            About::Column,
            Where::Program,
        ),
        Sign::new(
            &["relation", "no such table", "doesn't exist"],
            r#"(?i)(relation \"(?P<x>[\w.]+)\" does not exist)"#,
            About::Table,
            Where::Program,
        ),
        Sign::new(&["no such table"], r"(?i)no such table: (?P<x>[\w.]+)", About::Table, Where::Program),
        Sign::new(&["doesn't exist"], r"(?i)table '(?P<x>[\w.]+)' doesn't exist", About::Table, Where::Program),
        Sign::new(
            &["lock timeout", "deadlock detected", "already exists", "migration"],
            r"(?i)canceling statement due to lock timeout|deadlock detected|lock wait timeout exceeded|duplicate column name|migrations? .{0,60}(failed|error)|(failed|error) .{0,40}migrat",
            About::Named("migration"),
            Where::Program,
        ),
    ],
    consequence: false,
};

/// What a migration takes away, renames, demands or locks.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let lines = changes.lines.iter().filter(|spot| spot.line.side == Side::Added && is_migration(spot));
    lines
        .flat_map(|spot| {
            read(spot).into_iter().map(move |(matters, what)| Hint { matters, spot: spot.clone(), what, silent: false })
        })
        .collect()
}

fn is_migration(spot: &Spot<'_>) -> bool {
    let path = spot.file.path();
    spot.file.language == Language::Sql
        || ["migrat", "alembic", "versions/", "schema"].iter().any(|part| path.contains(part))
}

fn read(spot: &Spot<'_>) -> Vec<(Vec<Matter>, String)> {
    let text = spot.line.text.trim();
    let lower = text.to_lowercase();
    let after = |words: &str| {
        let rest = lower.find(words).and_then(|at| text.get(at + words.len()..)).unwrap_or_default();
        let name = rest
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .find(|word| !word.is_empty() && !["if", "exists", "IF", "EXISTS", "COLUMN", "column"].contains(word));
        name.unwrap_or_default().to_owned()
    };
    let column = |name: String| Matter::Column(Safe::line(&name));
    let migration = Matter::Key(Safe::from_static("migration"));
    let quoted = || text.split(['"', '\'']).skip(1).step_by(2).last().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    if lower.contains("drop column") {
        found.push((vec![column(after("drop column")), migration.clone()], format!("`{text}` drops a column")));
    } else if lower.contains("rename column") {
        found.push((vec![column(after("rename column")), migration.clone()], format!("`{text}` renames a column")));
    } else if lower.contains("drop table") {
        found.push((
            vec![Matter::Table(Safe::line(&after("drop table"))), migration.clone()],
            format!("`{text}` drops a table"),
        ));
    } else if lower.contains("op.drop_column") || lower.contains("remove_column") || lower.contains("removecolumn") {
        found.push((vec![column(quoted()), migration.clone()], format!("`{text}` drops a column")));
    } else if lower.contains("set not null") {
        found.push((vec![column(after("alter column")), migration.clone()], format!("`{text}` demands a value")));
    } else if lower.contains("add column") && lower.contains("not null") && !lower.contains("default") {
        found.push((
            vec![column(after("add column")), migration.clone()],
            format!("`{text}` adds a column that demands a value"),
        ));
    } else if lower.contains("create index") && !lower.contains("concurrently")
        || lower.contains("lock table")
        || lower.contains("alter column") && lower.contains("type")
    {
        found.push((vec![migration], format!("`{text}` locks the table")));
    }
    found
}
