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
pub fn merge(kind: Option<&'static Struct>, value: &mut Fields, mut patch: Fields) -> Result<(), Refusal> {
    if let Some(directive) = patch.get(PATCH).cloned() {
        return direct(value, &directive, patch);
    }
    retain(value, &mut patch)?;
    order(kind, value, &mut patch)?;
    for (name, wanted) in patch {
        let list = name.strip_prefix(DELETE).map(str::to_owned);
        let (takes, name) = (list.is_some(), list.unwrap_or(name));
        let field = kind.and_then(|kind| kind.fields.get(name.as_str()));
        let known = value.get_mut(&name).map(std::mem::take);
        let came = match (known, wanted) {
            (_, Value::Null) => None,
            (Some(Value::Object(mut known)), Value::Object(wanted)) => {
                merge(field.and_then(|field| field.shape.fields()), &mut known, wanted)?;
                Some(Value::Object(known))
            }
            (Some(Value::Array(mut known)), Value::Array(wanted)) => {
                over_list(field, &mut known, wanted, takes)?;
                Some(Value::Array(known))
            }
            // What is taken out of what is no list stays as it is.
            (known, _) if takes => known,
            (_, wanted) => without_directives(without_nulls(wanted)),
        };
        match came {
            Some(came) => value.insert(name, came),
            None => value.shift_remove(&name),
        };
    }
    Ok(())
}

/// `$patch`: all of an object is replaced or goes.
fn direct(value: &mut Fields, directive: &Value, mut patch: Fields) -> Result<(), Refusal> {
    match directive.as_str() {
        Some("replace") => {
            patch.shift_remove(PATCH);
            *value = patch;
        }
        Some("delete") => value.clear(),
        _ => return Err(unclear(lists::unknown(directive, patch))),
    }
    Ok(())
}

/// A list over what is there. One that is not merged takes its place; `takes`: the plain values that are sent go.
fn over_list(
    field: Option<&'static Field>,
    known: &mut Vec<Value>,
    wanted: Vec<Value>,
    takes: bool,
) -> Result<(), Refusal> {
    let Some(key) = field.and_then(|field| field.merge).or(takes.then_some("")) else {
        *known = wanted;
        return Ok(());
    };
    if known.is_empty() && wanted.is_empty() {
        return Ok(());
    }
    lists::same_kind(known, &wanted).map_err(unclear)?;
    let (before, order) = if known.iter().chain(&wanted).any(Value::is_object) {
        elements(field, key, known, wanted)?
    } else if takes {
        known.retain(|value| !wanted.contains(value));
        return Ok(());
    } else {
        let before = known.clone();
        lists::add_plain(known, &wanted);
        (before, wanted)
    };
    *known = lists::arrange(std::mem::take(known), &order, &before, key).map_err(unclear)?;
    Ok(())
}

/// Elements over those that are there, told apart by a key. Answers with what the order of all follows from: what was there, and what was sent.
fn elements(
    field: Option<&'static Field>,
    key: &str,
    known: &mut Vec<Value>,
    wanted: Vec<Value>,
) -> Result<(Vec<Value>, Vec<Value>), Refusal> {
    if key.is_empty() {
        return Err(unclear("cannot merge lists without merge key".to_owned()));
    }
    let (replaces, plain) = directed(known, wanted, key)?;
    if replaces {
        known.clone_from(&plain);
        return Ok((plain, Vec::new()));
    }
    let before = known.clone();
    for element in &plain {
        let named = lists::key_of(element, key).map_err(unclear)?;
        match (known.iter_mut().find(|one| one.get(key) == Some(named)), element) {
            (Some(Value::Object(one)), Value::Object(element)) => {
                merge(field.and_then(|field| field.shape.fields()), one, element.clone())?;
            }
            _ => known.push(element.clone()),
        }
    }
    Ok((before, plain))
}

/// Carries out what the elements of a list direct. Answers whether the list is replaced, and by or with which plain ones.
fn directed(known: &mut Vec<Value>, wanted: Vec<Value>, key: &str) -> Result<(bool, Vec<Value>), Refusal> {
    let (mut replaces, mut plain) = (false, Vec::new());
    for element in wanted {
        match (element.get(PATCH), &element) {
            (None, _) => plain.push(element),
            (Some(directive), Value::Object(whole)) => match directive.as_str() {
                Some("replace") => replaces = true,
                Some("delete") => {
                    let named = lists::key_of(&element, key).map_err(unclear)?;
                    known.retain(|one| one.get(key) != Some(named));
                }
                Some("merge") => return Err(unclear("merging lists cannot yet be specified in the patch".to_owned())),
                _ => return Err(unclear(lists::unknown(directive, whole.clone()))),
            },
            _ => {}
        }
    }
    Ok((replaces, plain))
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
        let name = directive.strip_prefix(ORDER).unwrap_or_default();
        let list = |told: Option<&Value>| told.map(lists::list).transpose().map_err(unclear);
        let wanted = list(patch.shift_remove(&directive).as_ref())?.unwrap_or_default();
        let (before, sent) = (list(value.get(name))?, list(patch.get(name))?);
        let field = kind.and_then(|kind| kind.fields.get(name));
        let key = field.and_then(|field| field.merge).unwrap_or_default();
        lists::consistent(sent.as_deref().unwrap_or_default(), &wanted, key).map_err(unclear)?;
        let merged = match (before.clone(), sent) {
            (None, None) => continue,
            (Some(known), None) => known,
            (None, Some(sent)) => sent.into_iter().filter_map(without_directives).collect(),
            (Some(mut known), Some(sent)) => {
                over_list(field, &mut known, sent, false)?;
                known
            }
        };
        patch.shift_remove(name);
        let arranged = lists::arrange(merged, &wanted, &before.unwrap_or_default(), key).map_err(unclear)?;
        value.insert(name.to_owned(), Value::Array(arranged));
    }
    Ok(())
}

/// What is new has nothing to merge with: whatever directs a merge goes as a whole.
fn without_directives(value: Value) -> Option<Value> {
    Some(match value {
        Value::Object(fields) if fields.contains_key(PATCH) => return None,
        Value::Object(fields) => {
            let kept = fields.into_iter().filter_map(|(name, value)| Some((name, without_directives(value)?)));
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().filter_map(without_directives).collect()),
        other => other,
    })
}

/// Nulls take away, and there is nothing to take away from what is new. In a list they stand for themselves.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// 500 without a reason: so the server answers what it cannot make sense of.
fn unclear(message: String) -> Refusal {
    Refusal { reason: "", ..Refusal::internal(message) }
}
