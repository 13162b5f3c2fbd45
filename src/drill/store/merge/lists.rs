//! The lists of a strategic merge: their elements, and the order in which they end up.

use serde_json::{Map, Value};

/// The value of an element's merge key.
pub fn key_of<'a>(element: &'a Value, key: &str) -> Result<&'a Value, String> {
    let Value::Object(fields) = element else {
        return Err(format!("expected a map[string]interface {{}}, but received a {}", go_type(element)));
    };
    fields.get(key).ok_or_else(|| format!("map: {} does not contain declared merge key: {key}", go(element)))
}

/// A value that has to be a list.
pub fn list(value: &Value) -> Result<Vec<Value>, String> {
    let told = || format!("expected a []interface {{}}, but received a {}", go_type(value));
    value.as_array().cloned().ok_or_else(told)
}

/// What is said of a `$patch` that nobody knows.
pub fn unknown(directive: &Value, patch: Map<String, Value>) -> String {
    let word = match directive {
        Value::String(word) => word.clone(),
        Value::Null => "%!s(<nil>)".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("%!s({}={})", go_type(directive), go(directive)),
        other => go(other),
    };
    format!("unknown patch type: {word} in map: {}", go(&Value::Object(patch)))
}

/// Whether two lists hold elements of one kind.
pub fn same_kind(known: &[Value], wanted: &[Value]) -> Result<(), String> {
    let mut kinds = known.iter().chain(wanted).map(go_type);
    match kinds.next() {
        Some("[]interface {}") => Err("lists of lists are not supported".to_owned()),
        Some(first) if kinds.any(|kind| kind != first) => {
            let shown: Vec<String> = [known, wanted].iter().map(|list| go(&Value::Array(list.to_vec()))).collect();
            Err(format!("list element types are not identical: [{}]", shown.join(" ")))
        }
        _ => Ok(()),
    }
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

/// Whether what is sent stands in the order in which it is to end up.
pub fn consistent(sent: &[Value], order: &[Value], key: &str) -> Result<(), String> {
    if sent.is_empty() || order.is_empty() {
        return Ok(());
    }
    let mut rest = order.iter();
    for element in sent.iter().filter(|element| element.get("$patch").is_none()) {
        loop {
            let Some(one) = rest.next() else {
                let shown = |list: &[Value]| go(&Value::Array(list.to_vec()));
                let (sent, order) = (shown(sent), shown(order));
                return Err(format!(
                    "The order in patch list:\n{sent}\n doesn't match $setElementOrder list:\n{order}\n"
                ));
            };
            let is_it = if key.is_empty() { one == element } else { key_of(element, key)? == key_of(one, key)? };
            if is_it {
                break;
            }
        }
    }
    Ok(())
}

/// Sets what `order` names in that order; what only the server has keeps its own, and both are merged by where they stood before.
pub fn arrange(merged: Vec<Value>, order: &[Value], before: &[Value], key: &str) -> Result<Vec<Value>, String> {
    if !key.is_empty() {
        for element in &merged {
            find(order, key, key_of(element, key)?)?;
        }
        order.iter().chain(before).try_for_each(|element| key_of(element, key).map(drop))?;
    }
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
    Ok(arranged)
}

/// Looks for an element by its key; what is no element is in the way.
fn find(list: &[Value], key: &str, named: &Value) -> Result<(), String> {
    for (index, element) in list.iter().enumerate() {
        match element.as_object() {
            None => return Err(format!("value for key {index} is not a map")),
            Some(fields) if fields.get(key) == Some(named) => return Ok(()),
            Some(_) => {}
        }
    }
    Ok(())
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

/// Of which type Go takes a JSON value for.
fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "%!s(<nil>)",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}
