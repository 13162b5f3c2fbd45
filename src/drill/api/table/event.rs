//! Events.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    age,
    field::{number, or, text},
};

pub fn cells(name: Value, event: &Value, now: Timestamp) -> Vec<Value> {
    let first = or(text(event, "/firstTimestamp"), text(event, "/eventTime"));
    let last = or(text(event, "/lastTimestamp"), first);
    let (last, count) = match event.get("series").filter(|series| !series.is_null()) {
        Some(series) => (text(series, "/lastObservedTime"), number(series, "/count")),
        None => (last, number(event, "/count").max(1)),
    };
    let (kind, of) = (text(event, "/involvedObject/kind").to_lowercase(), text(event, "/involvedObject/name"));
    let object = if of.is_empty() { kind } else { format!("{kind}/{of}") };
    let component = or(text(event, "/source/component"), text(event, "/reportingComponent"));
    let host = or(text(event, "/source/host"), text(event, "/reportingInstance"));
    let source = if host.is_empty() { component.to_owned() } else { format!("{component}, {host}") };
    vec![
        age::since(last, now).into(),
        text(event, "/type").into(),
        text(event, "/reason").into(),
        object.into(),
        text(event, "/involvedObject/fieldPath").into(),
        source.into(),
        text(event, "/message").trim().into(),
        age::since(first, now).into(),
        count.into(),
        name,
    ]
}
