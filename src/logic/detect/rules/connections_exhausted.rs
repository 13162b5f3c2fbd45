//! All connections of a pool or a server are taken.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Spot, Where},
    code::Within,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "connections_exhausted",
    severity: Severity::High,
    title: "connections are exhausted",
    impact: "Requests wait for a connection and fail.",
    remedy: "Give back the pool's size, or hold connections for less time; where it is the server's limit that is reached, run fewer replicas.",
    changes,
    signs: &[Sign::new(
        &[
            "too many clients",
            "Too many connections",
            "remaining connection slots",
            "pool",
            "max_connections",
            "ConnectionPool",
            "timeout exceeded when trying to connect",
            "timeout acquiring",
            "ResourceRequest",
            "unable to acquire",
            "Connection is not available",
        ],
        r"(?i)too many clients already|too many connections|remaining connection slots|QueuePool limit|(connection )?pool (is )?(exhausted|timed? ?out|full)|timeout acquiring a connection|TimeoutError: ResourceRequest timed out|unable to acquire .*connection|timeout exceeded when trying to connect|Connection is not available, request timed out|Connection pool is full",
        About::Named("pool"),
        Where::Program,
    )],
    consequence: false,
};

/// Smaller pools, more replicas, a pool for each request.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let hint = |spot: &Spot<'a>, what: String| Hint {
        matters: vec![Matter::Key(Safe::from_static("pool"))],
        spot: spot.clone(),
        what,
        silent: true,
    };
    let settings = changes.changed_settings().filter_map(|(old, new)| Some((old, new?))).filter(|(old, new)| {
        let name = format!("{} {}", new.key, new.item.as_deref().unwrap_or_default()).to_lowercase();
        let pool = name.contains("pool") || name.contains("connections") || name.contains("max_conn");
        let number = |text: &str| text.parse::<u64>().ok();
        matches!((number(&old.value), number(&new.value)), (Some(old), Some(new)) if pool && new < old || name.starts_with("replicas") && new > old)
    });
    let settings = settings.map(|(old, new)| {
        hint(&new.spot, format!("{} went from {} to {}", new.item.as_deref().unwrap_or(&new.key), old.value, new.value))
    });
    let calls = changes.new_calls().filter(|call| {
        call.within != Within::Module
            && matches!(call.method(), "create_engine" | "Pool" | "createPool" | "Open" | "connect" | "PrismaClient")
            && (call.callee.contains("sql")
                || call.callee.contains("pg")
                || call.callee.contains("engine")
                || call.callee.contains("Pool")
                || call.callee.contains("Prisma"))
    });
    let calls = calls.map(|call| {
        hint(
            &call.spot,
            format!("`{}` was added where it runs again and again", call.text.chars().take(80).collect::<String>()),
        )
    });
    let lines = changes.lines.iter().filter(|spot| {
        let text = spot.line.text.to_lowercase();
        spot.line.side == Side::Added
            && !spot.file.language.is_setting()
            && ["pool_size", "max_overflow", "maxpoolsize", "setmaxopenconns", "max_connections", "connectionlimit"]
                .iter()
                .any(|word| text.contains(word) && !is_raised(changes, spot, word))
    });
    let lines = lines.map(|spot| hint(spot, format!("`{}` was added", spot.line.text.trim())));
    settings.chain(calls).chain(lines).collect()
}

/// Whether the line that stood there before allowed fewer.
fn is_raised(changes: &Changes<'_>, spot: &Spot<'_>, word: &str) -> bool {
    let number = |text: &str| {
        let lower = text.to_lowercase();
        let rest = lower.split_once(word)?.1.trim_start_matches(|c: char| !c.is_ascii_digit());
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
    };
    let mut before =
        changes.lines.iter().filter(|old| old.line.side == Side::Removed && old.file.path() == spot.file.path());
    before.any(|old| number(old.line.text).is_some_and(|old| number(spot.line.text).is_some_and(|new| new >= old)))
}
