//! What moved since people were shown a change, in words: an approval falls with its reason (B-15).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    adapters::{
        actions::{self, Stop},
        store::Journal,
    },
    domain::{
        action::{Plan, Refusal, Sight},
        journal::Ulid,
        text::Safe,
    },
};

use super::{Error, site::Site};

/// Changes that are named one by one.
const NAMED: usize = 3;
/// Letters of a value that is shown.
const LONGEST: usize = 80;

/// Why an approval falls.
pub(super) async fn told(
    journal: &dyn Journal,
    (site, cluster): (&Site, &Safe),
    plan: &Plan,
    stop: Stop,
) -> Result<Safe, Error> {
    let why = match stop {
        Stop::Stale { reason } => return Ok(reason),
        // That says something of this console, and nothing of the target.
        Stop::Refused(Refusal::Denied { message, .. }) => return Err(Error::Refused(message.to_string())),
        Stop::Refused(Refusal::Unread { message }) => return Err(Error::Unread(message)),
        Stop::Refused(refusal) => Some(refusal.message().to_string()),
        Stop::Moved => None,
    };
    let seen = actions::look(&site.scene(cluster), &plan.spec, Ulid::nil()).await;
    let before = journal.blob(plan.before_sha256).await?;
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let mut said = Vec::from_iter(why);
    if let (Some(before), Some(now)) = (read(&before), seen.live.as_deref().and_then(read)) {
        said.extend(named(changes(&before, &now)));
    }
    // A hint (F6).
    if let Sight::Object { last_writer: Some(writer), .. } = &seen.sight {
        said.push(format!("last written by {writer}"));
    }
    let said = if said.is_empty() { "it cannot be told what".to_owned() } else { said.join(", ") };
    Ok(Safe::line(&format!("target changed since it was shown: {said}")))
}

fn named(mut changes: Vec<String>) -> Vec<String> {
    let more = changes.len().saturating_sub(NAMED);
    changes.truncate(NAMED);
    if more > 0 {
        changes.push(format!("and {more} more"));
    }
    changes
}

/// What differs between two versions of an object, its status and labels left out.
fn changes(before: &Value, now: &Value) -> Vec<String> {
    let mut found = Vec::new();
    differ("", before.get("spec").unwrap_or(&Value::Null), now.get("spec").unwrap_or(&Value::Null), &mut found);
    found
}

fn differ(path: &str, before: &Value, now: &Value, found: &mut Vec<String>) {
    if before == now {
        return;
    }
    match (fields(before), fields(now)) {
        (Some(before), Some(now)) => {
            let names: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
            for name in names {
                let path = step(path, name);
                let side = |side: &BTreeMap<String, &Value>| side.get(name).copied().cloned().unwrap_or_default();
                differ(&path, &side(&before), &side(&now), found);
            }
        }
        _ => found.push(word_of(path, before, now)),
    }
}

/// The fields of an object, or the items of a list by their names.
fn fields(value: &Value) -> Option<BTreeMap<String, &Value>> {
    match value {
        Value::Object(fields) => Some(fields.iter().map(|(name, value)| (name.clone(), value)).collect()),
        Value::Array(items) => {
            let name = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
            items.iter().map(|item| Some((name(item)?, item))).collect()
        }
        _ => None,
    }
}

/// `template.spec.containers` is where everything is: nobody has to read that.
fn step(path: &str, name: &str) -> String {
    match (path, name) {
        ("", "template" | "spec" | "metadata" | "containers") => String::new(),
        ("", name) => name.to_owned(),
        (path, name) => format!("{path}.{name}"),
    }
}

/// A value that may be a secret is not shown.
fn word_of(path: &str, before: &Value, now: &Value) -> String {
    let is_shown =
        [".image", "replicas", "paused"].iter().any(|end| path.ends_with(end)) || path.contains(".resources.");
    let word = |value: &Value| match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.chars().take(LONGEST).collect(),
        other => other.to_string().chars().take(LONGEST).collect(),
    };
    match (before, now) {
        _ if is_shown => format!("{path} {} -> {}", word(before), word(now)),
        (Value::Null, _) => format!("{path} added"),
        (_, Value::Null) => format!("{path} removed"),
        _ => format!("{path} changed"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn web(replicas: u32, image: &str, env: &Value) -> Value {
        let container = json!({ "name": "api", "image": image, "env": env });
        json!({ "metadata": { "labels": { "a": replicas.to_string() } },
            "spec": { "replicas": replicas, "template": { "spec": { "containers": [container] } } } })
    }

    #[test]
    fn what_moved_is_named_and_values_of_variables_are_not_shown() {
        let before = web(2, "shop:1", &json!([{ "name": "KEY", "value": "hunter2" }]));
        let said = |now: &Value| changes(&before, now);
        assert_eq!(said(&before), [""; 0]);
        assert_eq!(
            said(&web(3, "shop:2", &json!([{ "name": "KEY", "value": "hunter2" }]))),
            ["replicas 2 -> 3", "api.image shop:1 -> shop:2",]
        );
        let other = web(2, "shop:1", &json!([{ "name": "KEY", "value": "hunter3" }, { "name": "B", "value": "x" }]));
        assert_eq!(said(&other), ["api.env.B added", "api.env.KEY.value changed"]);
        assert_eq!(said(&web(2, "shop:1", &json!([]))), ["api.env.KEY removed"]);
    }

    #[test]
    fn three_changes_are_named_and_the_rest_counted() {
        let all = |count: usize| named((0..count).map(|no| no.to_string()).collect());
        assert_eq!(all(3), ["0", "1", "2"]);
        assert_eq!(all(5), ["0", "1", "2", "and 2 more"]);
    }
}
