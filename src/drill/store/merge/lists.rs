//! The lists of a strategic merge: their elements, and the order in which they end up.

use serde_json::{Map, Value};

/// The value of a merge key.
pub fn key_of<'a>(element: &'a Map<String, Value>, key: &str) -> Result<&'a Value, String> {
    element.get(key).ok_or_else(|| {
        format!("map: {} does not contain declared merge key: {key}", go(&Value::Object(element.clone())))
    })
}

/// Whether two lists hold elements of one kind.
pub fn same_kind(known: &[Value], wanted: &[Value]) -> Result<(), String> {
    let mut all = known.iter().chain(wanted);
    let first = all.next().map(Value::is_object);
    if all.all(|element| Some(element.is_object()) == first) {
        return Ok(());
    }
    let shown: Vec<String> = [known, wanted].iter().map(|list| go(&Value::Array(list.to_vec()))).collect();
    Err(format!("list element types are not identical: [{}]", shown.join(" ")))
}

/// Adds plain values, each once.
pub fn add_plain(known: &mut Vec<Value>, wanted: &[Value]) {
    let mut seen = Vec::new();
    known.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    for value in wanted {
        if !known.contains(value) {
            known.push(value.clone());
        }
    }
}

/// Takes plain values out of a list.
pub fn delete_plain(list: Option<&mut Value>, unwanted: &Value) {
    if let (Some(Value::Array(list)), Some(unwanted)) = (list, unwanted.as_array()) {
        list.retain(|value| !unwanted.contains(value));
    }
}

/// Whether what is sent stands in the order in which it is to end up.
pub fn consistent(sent: &[Value], order: &[Value], key: &str) -> Result<(), String> {
    let kept = sent.iter().filter(|element| element.get("$patch").is_none());
    let mut rest = order.iter();
    for element in kept {
        if !rest.any(|one| same(one, element, key)) {
            let shown = |list: &[Value]| go(&Value::Array(list.to_vec()));
            return Err(format!(
                "The order in patch list:\n{}\n doesn't match $setElementOrder list:\n{}\n",
                shown(sent),
                shown(order)
            ));
        }
    }
    Ok(())
}

/// Sets what `order` names in that order; what only the server has keeps its own, and both are merged by where they stood before.
pub fn arrange(merged: Vec<Value>, order: &[Value], before: &[Value], key: &str) -> Vec<Value> {
    let place = |list: &[Value], element: &Value| list.iter().position(|one| same(one, element, key));
    let (mut named, mut others): (Vec<Value>, Vec<Value>) =
        merged.into_iter().partition(|element| place(order, element).is_some());
    named.sort_by_key(|element| place(order, element));
    others.sort_by_key(|element| place(before, element));
    let (mut named, mut others) = (named.into_iter().peekable(), others.into_iter().peekable());
    let mut arranged = Vec::new();
    while let (Some(left), Some(right)) = (others.peek(), named.peek()) {
        let first = match (place(before, left), place(before, right)) {
            (Some(left), Some(right)) if left < right => others.next(),
            _ => named.next(),
        };
        arranged.extend(first);
    }
    arranged.extend(named.chain(others));
    arranged
}

fn same(one: &Value, other: &Value, key: &str) -> bool {
    if key.is_empty() { one == other } else { one.get(key).is_some() && one.get(key) == other.get(key) }
}

/// A value as Go prints it: `map[name:A value:1]`.
pub fn go(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(go).collect::<Vec<_>>().join(" ")),
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(name, _)| name.as_str());
            let shown: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}:{}", go(value))).collect();
            format!("map[{}]", shown.join(" "))
        }
        other => other.to_string(),
    }
}
