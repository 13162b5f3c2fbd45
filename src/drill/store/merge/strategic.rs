//! The strategic merge of objects. What the server knows of its lists decides how they are merged.

use serde_json::{Map, Value};

use crate::drill::store::{
    refusal::Refusal,
    schema::{Field, Struct},
};

use super::lists;

type Fields = Map<String, Value>;

const PATCH: &str = "$patch";
const RETAIN: &str = "$retainKeys";
const DELETE: &str = "$deleteFromPrimitiveList/";
const ORDER: &str = "$setElementOrder/";

/// Puts a patch over an object of this type (`None`: of none that has fields, such as labels).
pub fn merge(kind: Option<&'static Struct>, value: &mut Fields, patch: Fields) -> Result<(), Refusal> {
    let mut patch = patch;
    match patch.shift_remove(PATCH) {
        None => {}
        Some(Value::String(directive)) if directive == "replace" => {
            *value = patch;
            return Ok(());
        }
        Some(Value::String(directive)) if directive == "delete" => {
            value.clear();
            return Ok(());
        }
        Some(directive) => {
            let word = directive.as_str().map_or_else(|| directive.to_string(), str::to_owned);
            patch.insert(PATCH.to_owned(), directive);
            return Err(unclear(format!("unknown patch type: {word} in map: {}", lists::go(&Value::Object(patch)))));
        }
    }
    retain(value, &mut patch)?;
    order(kind, value, &mut patch)?;
    for (name, wanted) in patch {
        if let Some(list) = name.strip_prefix(DELETE) {
            lists::delete_plain(value.get_mut(list), &wanted);
            continue;
        }
        let field = kind.and_then(|kind| kind.fields.get(name.as_str()));
        match value.get_mut(&name) {
            _ if wanted.is_null() => {
                value.shift_remove(&name);
            }
            None => {
                value.insert(name, without_directives(wanted));
            }
            Some(known) => field_over(field, known, wanted)?,
        }
    }
    Ok(())
}

/// One field over what is there.
fn field_over(field: Option<&'static Field>, known: &mut Value, wanted: Value) -> Result<(), Refusal> {
    match (known, wanted) {
        (Value::Object(known), Value::Object(wanted)) => {
            merge(field.and_then(|field| field.shape.fields()), known, wanted)
        }
        (Value::Array(known), Value::Array(wanted)) => {
            if let Some((field, key)) = field.and_then(|field| Some((field, field.merge?))) {
                return elements(field, key, known, wanted);
            }
            *known = wanted;
            Ok(())
        }
        (known, wanted) => {
            *known = wanted;
            Ok(())
        }
    }
}

/// The elements of a list over those that are there, told apart by a key.
fn elements(field: &'static Field, key: &str, known: &mut Vec<Value>, wanted: Vec<Value>) -> Result<(), Refusal> {
    let before = known.clone();
    lists::same_kind(known, &wanted).map_err(unclear)?;
    if key.is_empty() {
        lists::add_plain(known, &wanted);
        let merged = std::mem::take(known);
        *known = lists::arrange(merged, &wanted, &before, key);
        return Ok(());
    }
    let mut order = Vec::new();
    let mut replaced = false;
    let directed = wanted.iter().any(|element| element.get(PATCH).and_then(Value::as_str) == Some("replace"));
    for element in wanted {
        let Value::Object(mut element) = element else { continue };
        match element.get(PATCH).cloned() {
            Some(Value::String(directive)) if directive == "replace" => {
                if !replaced {
                    known.clear();
                }
                replaced = true;
                continue;
            }
            Some(Value::String(directive)) if directive == "delete" => {
                element.shift_remove(PATCH);
                let named = lists::key_of(&element, key).map_err(unclear)?.clone();
                known.retain(|one| one.get(key) != Some(&named));
                continue;
            }
            Some(Value::String(directive)) if directive == "merge" => {
                return Err(unclear("merging lists cannot yet be specified in the patch".to_owned()));
            }
            Some(directive) => {
                let word = directive.as_str().map_or_else(|| directive.to_string(), str::to_owned);
                let all = lists::go(&Value::Object(element));
                return Err(unclear(format!("unknown patch type: {word} in map: {all}")));
            }
            None => {}
        }
        if directed && !replaced {
            known.clear();
            replaced = true;
        }
        let named = lists::key_of(&element, key).map_err(unclear)?.clone();
        order.push(Value::Object(element.clone()));
        match known.iter_mut().find(|one| one.get(key) == Some(&named)) {
            Some(Value::Object(one)) => merge(field.shape.fields(), one, element)?,
            _ => known.push(without_directives(Value::Object(element))),
        }
    }
    let merged = std::mem::take(known);
    *known = lists::arrange(merged, &order, &before, key);
    Ok(())
}

/// `$retainKeys`: what else is there goes.
fn retain(value: &mut Fields, patch: &mut Fields) -> Result<(), Refusal> {
    let Some(keys) = patch.shift_remove(RETAIN) else { return Ok(()) };
    let wrong = || Refusal::bad_request("invalid patch format of retainKeys");
    let keys: Vec<&str> = keys.as_array().ok_or_else(wrong)?.iter().filter_map(Value::as_str).collect();
    if patch.iter().any(|(name, wanted)| !wanted.is_null() && !name.starts_with('$') && !keys.contains(&name.as_str()))
    {
        return Err(wrong());
    }
    value.retain(|name, _| keys.contains(&name.as_str()));
    Ok(())
}

/// `$setElementOrder`: what the list looks like to who sent it; it is merged here, and set in that order.
fn order(kind: Option<&'static Struct>, value: &mut Fields, patch: &mut Fields) -> Result<(), Refusal> {
    let directives: Vec<String> = patch.keys().filter(|name| name.starts_with(ORDER)).cloned().collect();
    for directive in directives {
        let Some(Value::Array(wanted)) = patch.shift_remove(&directive) else {
            return Err(unclear(format!("invalid patch format of setElementOrder list: {directive}")));
        };
        let name = directive.strip_prefix(ORDER).unwrap_or_default();
        let field = kind.and_then(|kind| kind.fields.get(name));
        let Some((field, key)) = field.and_then(|field| Some((field, field.merge?))) else { continue };
        let sent = match patch.shift_remove(name) {
            Some(Value::Array(sent)) => sent,
            Some(other) => {
                patch.insert(name.to_owned(), other);
                continue;
            }
            None => Vec::new(),
        };
        lists::consistent(&sent, &wanted, key).map_err(unclear)?;
        let before = value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut merged = before.clone();
        if !sent.is_empty() {
            elements(field, key, &mut merged, sent)?;
        }
        if !merged.is_empty() || value.contains_key(name) {
            let merged = lists::arrange(merged, &wanted, &before, key);
            value.insert(name.to_owned(), Value::Array(merged));
        }
    }
    Ok(())
}

/// What is new has nothing to merge with: what only directs the merge is dropped, and nulls with it.
fn without_directives(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, value)| !value.is_null() && !name.starts_with('$'))
                .map(|(name, value)| (name, without_directives(value)))
                .collect(),
        ),
        Value::Array(items) => {
            let kept = items.into_iter().filter(|item| item.get(PATCH).is_none());
            Value::Array(kept.map(without_directives).collect())
        }
        other => other,
    }
}

/// 500 without a reason: so the server answers what it cannot make sense of.
fn unclear(message: String) -> Refusal {
    Refusal { reason: "", ..Refusal::internal(message) }
}
