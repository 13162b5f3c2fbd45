//! A query for each round of a loop.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, slowness},
    code::Call,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "db_in_loop",
    severity: Severity::Critical,
    title: "queries in a loop",
    impact: "The time of a request grows with the number of rows, and connections of the pool run out.",
    remedy: "Fetch all rows by one query before the loop (IN, JOIN, select_related, a batch).",
    changes,
    signs: &[],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let calls = changes.new_calls().filter(|call| call.loops > 0 && is_query(call));
    calls
        .map(|call| Hint {
            matters: slowness(&["queries"]).into_iter().chain([Matter::Key(Safe::from_static("pool"))]).collect(),
            spot: call.spot.clone(),
            what: format!("`{}` was added within a loop", call.text.chars().take(80).collect::<String>()),
            silent: false,
        })
        .collect()
}

/// By what is called and on what: `get` of a dict and `find` of a list are no queries.
fn is_query(call: &Call<'_>) -> bool {
    const ALWAYS: [&str; 19] = [
        "execute",
        "executemany",
        "findOne",
        "findByPk",
        "findById",
        "findUnique",
        "findMany",
        "findAll",
        "findFirst",
        "QueryRow",
        "QueryRowContext",
        "QueryContext",
        "ExecContext",
        "SelectContext",
        "GetContext",
        "find_one",
        "fetchval",
        "fetchrow",
        "scalars",
    ];
    const ON_DATABASE: [&str; 14] = [
        "query", "get", "filter", "all", "first", "Query", "Exec", "Get", "Select", "find", "Find", "First", "create",
        "count",
    ];
    let on = call.callee.rsplit_once('.').map_or("", |(on, _)| on).to_lowercase();
    let database = [
        "objects",
        "session",
        "cursor",
        "db",
        "conn",
        "pool",
        "prisma",
        "knex",
        "repo",
        "client.query",
        "tx",
        "database",
        "store.db",
    ]
    .iter()
    .any(|word| {
        on.split(['.', '(', ')']).any(|part| part == *word || part.ends_with(&format!("_{word}"))) || on.ends_with(word)
    });
    ALWAYS.contains(&call.method()) || database && ON_DATABASE.contains(&call.method())
}
