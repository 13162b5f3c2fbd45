//! Log lines that are JSON objects.

use serde_json::{Map, Value};

use super::Level;

/// What a JSON line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub level: Level,
    pub text: String,
    /// A stack trace within it.
    pub stack: Option<String>,
}

const MESSAGE: [&str; 5] = ["msg", "message", "event", "textPayload", "log"];
const CAUSE: [&str; 5] = ["error", "err", "exception", "exc_info", "reason"];
const STACK: [&str; 5] = ["stack", "stacktrace", "stack_trace", "exc_info", "traceback"];
const LEVEL: [&str; 4] = ["level", "severity", "lvl", "log.level"];
/// The same, as they stand in a line.
const LEVEL_KEYS: [&str; 4] = ["\"level\"", "\"severity\"", "\"lvl\"", "\"log.level\""];
/// What tells how long something took or went; said after the message, as `name=value`.
const FACTS: [&str; 12] = [
    "duration",
    "duration_ms",
    "durationMs",
    "responseTime",
    "response_time",
    "latency",
    "latency_ms",
    "elapsed",
    "elapsed_ms",
    "status",
    "path",
    "url",
];

/// Reads a line that is a JSON object.
pub(super) fn read(line: &str) -> Option<Said> {
    if !line.starts_with('{') || !line.trim_end().ends_with('}') {
        return None;
    }
    let Value::Object(object) = serde_json::from_str(line).ok()? else { return None };
    let message = first(&object, &MESSAGE).unwrap_or_default();
    let cause = first(&object, &CAUSE).unwrap_or_default();
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let mut text = message;
    if !cause.is_empty() && !text.contains(&first_line(&cause)) {
        text = if text.is_empty() { last_line(&cause) } else { format!("{text}: {}", last_line(&cause)) };
    }
    for name in FACTS {
        if let Some(value) = object.get(name).filter(|value| value.is_number() || value.is_string()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.extend([" ", name, "=", &value]);
        }
    }
    for code in codes(&object) {
        if !text.contains(code) {
            text.extend([" ", code]);
        }
    }
    let level = LEVEL.iter().find_map(|name| object.get(*name)).map(level).unwrap_or_default();
    let stack = first(&object, &STACK).or_else(|| nested(&object, &STACK)).filter(|stack| stack.contains('\n'));
    (!text.is_empty()).then_some(Said { level, text, stack })
}

fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match object.get(*name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(inner) => MESSAGE.iter().find_map(|name| Some(inner.get(*name)?.as_str()?.to_owned())),
        _ => None,
    })
}

/// `"err": {"code": "ETIMEDOUT"}`, or its cause's: what Node says of sockets.
fn codes(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let errors = CAUSE.iter().filter_map(|name| object.get(*name)?.as_object());
    let causes = errors.clone().filter_map(|error| error.get("cause")?.as_object());
    errors.chain(causes).filter_map(|error| error.get("code")?.as_str())
}

fn nested(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    CAUSE.iter().find_map(|cause| first(object.get(*cause)?.as_object()?, names))
}

/// The exception of a trace stands on its last line in Python, else on the first.
fn last_line(cause: &str) -> String {
    let lines = || cause.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = if cause.contains("Traceback") { lines().next_back() } else { lines().next() };
    line.unwrap_or_default().to_owned()
}

/// By name, or by pino's and bunyan's numbers.
fn level(value: &Value) -> Level {
    match value {
        Value::String(word) => Level::parse(word).unwrap_or_default(),
        Value::Number(number) => numbered(number.as_u64().unwrap_or_default()),
        _ => Level::Unsaid,
    }
}

fn numbered(number: u64) -> Level {
    match number {
        60.. => Level::Fatal,
        50..60 => Level::Error,
        40..50 => Level::Warn,
        10..40 => Level::Info,
        _ => Level::Unsaid,
    }
}

/// The level of a line that is an object, without reading the rest of it, which may be long or cut. In a text, the marks around such a name
/// would have a backslash.
pub(super) fn level_of(line: &str) -> Option<Level> {
    if !line.starts_with('{') {
        return None;
    }
    LEVEL_KEYS.iter().find_map(|key| {
        let value = line.split_once(key)?.1.trim_start().strip_prefix(':')?.trim_start();
        match value.strip_prefix('"') {
            Some(word) => Level::parse(word.split('"').next()?),
            None => value.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok().map(numbered),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loggers_write_is_read() {
        let cases = [
            (
                r#"{"level":50,"msg":"charge failed","err":{"message":"ECONNREFUSED 10.0.0.7:5432"}}"#,
                Level::Error,
                "charge failed: ECONNREFUSED 10.0.0.7:5432",
            ),
            (r#"{"severity":"WARNING","message":"slow","duration_ms":5100}"#, Level::Warn, "slow duration_ms=5100"),
            (
                r#"{"level":50,"msg":"no rates","err":{"message":"fetch failed","cause":{"code":"ETIMEDOUT"}}}"#,
                Level::Error,
                "no rates: fetch failed ETIMEDOUT",
            ),
            (
                r#"{"level":"error","exc_info":"Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'X'"}"#,
                Level::Error,
                "KeyError: 'X'",
            ),
        ];
        for (line, level, text) in cases {
            let said = read(line).unwrap();
            assert_eq!((said.level, said.text.as_str()), (level, text));
        }
        assert_eq!(read("{not json}"), None);
        assert_eq!(read("[1]"), None);
    }
}
