//! Bodies in protobuf: typed clients of Go, and so every generator of `kubectl create`, send nothing else.
//!
//! The envelope is that of `k8s.io/apimachinery/pkg/runtime/serializer/protobuf`. What is in it is read by the table of types, which knows the
//! number of every field.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::drill::store::{
    Refusal,
    schema::{self, Shape, Struct},
};

/// What every such body begins with.
const MAGIC: &[u8] = b"k8s\0";

/// A body as JSON; `kind` is what it has to be. Refused (400) is what is no such body, or ends in the middle.
pub fn read(bytes: &[u8], kind: &str) -> Result<Value, Refusal> {
    let Some(envelope) = bytes.strip_prefix(MAGIC) else {
        return Err(Refusal::bad_request(
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
        ));
    };
    object(envelope, kind).ok_or_else(|| Refusal::bad_request(format!("{kind} in protobuf: unexpected EOF")))
}

fn object(envelope: &[u8], kind: &str) -> Option<Value> {
    let envelope = fields(envelope)?;
    let declared = fields(bytes_of(&envelope, 1)?)?;
    let mut told = Map::new();
    told.insert("apiVersion".to_owned(), text(&declared, 1)?.into());
    told.insert("kind".to_owned(), text(&declared, 2)?.into());
    let kind = schema::of_kind(kind);
    message(kind, bytes_of(&envelope, 2)?, &[], &mut told)?;
    let mut value = Value::Object(told);
    // Go writes what is empty as well, which says nothing.
    schema::decode(kind, &mut value);
    Some(value)
}

/// The fields of a message, or of one inside it that JSON shows in place; `inside` are the numbers that lead there.
fn message(kind: &'static Struct, bytes: &[u8], inside: &[u64], told: &mut Map<String, Value>) -> Option<()> {
    for (number, raw) in fields(bytes)? {
        let place = [inside, &[number]].concat();
        // What is newer than the table is not stored.
        let Some((name, field)) = kind.fields.iter().find(|(_, field)| field.number.starts_with(&place)) else {
            continue;
        };
        match (&field.shape, raw) {
            (_, Raw::Bytes(bytes)) if field.number != place => message(kind, bytes, &place, told)?,
            (Shape::List(inner), raw) => {
                let list = told.entry(*name).or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut()?.push(value(inner, raw)?);
            }
            (Shape::Map(inner), Raw::Bytes(pair)) => {
                let pair = fields(pair)?;
                let item = value(inner, Raw::Bytes(bytes_of(&pair, 2)?))?;
                let map = told.entry(*name).or_insert_with(|| Value::Object(Map::new()));
                map.as_object_mut()?.insert(text(&pair, 1)?.to_owned(), item);
            }
            (shape, raw) => {
                told.insert((*name).to_owned(), value(shape, raw)?);
            }
        }
    }
    Some(())
}

fn value(shape: &Shape, raw: Raw<'_>) -> Option<Value> {
    Some(match (shape, raw) {
        (Shape::Text, Raw::Bytes(bytes)) => str::from_utf8(bytes).ok()?.into(),
        (Shape::Bytes, Raw::Bytes(bytes)) => STANDARD.encode(bytes).into(),
        (Shape::Truth, Raw::Number(number)) => (number != 0).into(),
        (Shape::Int32 | Shape::Int64, Raw::Number(number)) => number.cast_signed().into(),
        (Shape::Struct(name), Raw::Bytes(bytes)) => {
            let mut told = Map::new();
            message(schema::named(name), bytes, &[], &mut told)?;
            told.into()
        }
        (Shape::Quantity, Raw::Bytes(bytes)) => text(&fields(bytes)?, 1)?.into(),
        (Shape::Any, Raw::Bytes(inner)) => serde_json::from_slice(bytes_of(&fields(inner)?, 1)?).ok()?,
        (Shape::IntOrString, Raw::Bytes(bytes)) => {
            let fields = fields(bytes)?;
            // Its first field says which of the two it is.
            if number(&fields, 1) == 0 { number(&fields, 2).into() } else { text(&fields, 3)?.into() }
        }
        (Shape::Time | Shape::MicroTime, Raw::Bytes(bytes)) => time(*shape == Shape::MicroTime, &fields(bytes)?)?,
        _ => return None,
    })
}

/// Seconds and nanoseconds; neither: no time at all.
fn time(is_micro: bool, fields: &[(u64, Raw<'_>)]) -> Option<Value> {
    let (second, nanosecond) = (number(fields, 1), i32::try_from(number(fields, 2)).ok()?);
    if second == 0 && nanosecond == 0 {
        return Some(Value::Null);
    }
    let format = if is_micro { "%Y-%m-%dT%H:%M:%S.%6fZ" } else { "%Y-%m-%dT%H:%M:%SZ" };
    Some(Timestamp::new(second, nanosecond).ok()?.strftime(format).to_string().into())
}

/// A value on the wire.
#[derive(Clone, Copy)]
enum Raw<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn number(fields: &[(u64, Raw<'_>)], wanted: u64) -> i64 {
    let found = fields.iter().find_map(|(known, raw)| match raw {
        Raw::Number(number) if *known == wanted => Some(number.cast_signed()),
        _ => None,
    });
    found.unwrap_or(0)
}

/// A field's bytes; none where it is not there. `None`: it is a number.
fn bytes_of<'a>(fields: &[(u64, Raw<'a>)], wanted: u64) -> Option<&'a [u8]> {
    match fields.iter().find(|(known, _)| *known == wanted) {
        None => Some(&[]),
        Some((_, Raw::Bytes(bytes))) => Some(bytes),
        Some((_, Raw::Number(_))) => None,
    }
}

fn text<'a>(fields: &[(u64, Raw<'a>)], wanted: u64) -> Option<&'a str> {
    str::from_utf8(bytes_of(fields, wanted)?).ok()
}

fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, Raw<'_>)>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let raw = match tag & 7 {
            0 => Raw::Number(varint(&mut bytes)?),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                Raw::Bytes(value)
            }
            _ => return None,
        };
        found.push((tag >> 3, raw));
    }
    Some(found)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wire(mut number: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number > 0x7F {
            bytes.push(u8::try_from(number & 0x7F).unwrap() | 0x80);
            number >>= 7;
        }
        bytes.push(u8::try_from(number).unwrap());
        bytes
    }

    /// A field that holds others, or a text.
    fn holds(number: usize, inside: &[&[u8]]) -> Vec<u8> {
        let inside = inside.concat();
        [wire(number << 3 | 2), wire(inside.len()), inside].concat()
    }

    fn says(number: usize, text: &str) -> Vec<u8> {
        holds(number, &[text.as_bytes()])
    }

    fn sent(version: &str, kind: &str, fields: &[&[u8]]) -> Vec<u8> {
        let declared = holds(1, &[&says(1, version), &says(2, kind)]);
        [MAGIC, &declared, &holds(2, fields), &says(3, ""), &says(4, "")].concat()
    }

    #[test]
    fn a_question_of_a_typed_client_is_read() {
        let attributes = holds(1, &[&says(1, "a"), &says(2, "get"), &says(3, ""), &says(5, "pods")]);
        let bytes = sent("authorization.k8s.io/v1", "SelfSubjectAccessReview", &[&holds(2, &[&attributes])]);
        let want = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {"namespace": "a", "verb": "get", "resource": "pods"}}});
        assert_eq!(read(&bytes, "SelfSubjectAccessReview").unwrap(), want);
        let message = |bytes: &[u8]| read(bytes, "SelfSubjectAccessReview").unwrap_err().message;
        assert!(message(&bytes[..bytes.len() - 9]).ends_with("unexpected EOF"));
        assert!(message(b"{}").ends_with("expected prefix [107 56 115 0]"));
    }

    #[test]
    fn an_object_is_read_by_the_table_of_types() {
        let labels = holds(11, &[&says(1, "app"), &says(2, "web")]);
        let limit = holds(1, &[&says(1, "memory"), &holds(2, &[&says(1, "1Gi")])]);
        let probe = holds(11, &[&holds(1, &[&holds(2, &[&says(1, "/up"), &holds(2, &[&[8, 0, 16, 80]])])]), &[16, 0]]);
        let from = holds(19, &[&says(1, ""), &holds(2, &[&holds(1, &[&says(1, "settings")]), &[16, 0]])]);
        let container =
            holds(2, &[&says(1, "api"), &says(2, "a:1"), &says(3, "run"), &holds(8, &[&limit]), &probe, &from]);
        let volume = holds(1, &[&says(1, "v"), &holds(2, &[&holds(2, &[&says(1, "")])])]);
        let template = holds(3, &[&holds(1, &[&labels]), &holds(2, &[&volume, &container, &[32, 0]])]);
        let metadata = holds(1, &[&says(1, "web"), &holds(8, &[])]);
        let spec = holds(2, &[&[8, 0], &template, &[40, 0], &[56, 0]]);
        let bytes = sent("apps/v1", "Deployment", &[&metadata, &spec, &holds(3, &[&[8, 0]])]);
        let want = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "status": {},
            "spec": {"replicas": 0, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {
                "volumes": [{"name": "v", "emptyDir": {}}], "terminationGracePeriodSeconds": 0,
                "containers": [{"name": "api", "image": "a:1", "command": ["run"], "resources": {"limits": {"memory": "1Gi"}},
                    "readinessProbe": {"httpGet": {"path": "/up", "port": 80}},
                    "envFrom": [{"configMapRef": {"name": "settings", "optional": false}}]}]}}}});
        assert_eq!(read(&bytes, "Deployment").unwrap(), want);
    }

    #[test]
    fn bytes_and_times_are_told_as_json_tells_them() {
        let data = holds(2, &[&says(1, "key"), &holds(2, &[&[0, 255]])]);
        let made = holds(1, &[&holds(8, &[&[8, 60]])]);
        let want = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"creationTimestamp": "1970-01-01T00:01:00Z"}, "data": {"key": "AP8="}});
        assert_eq!(read(&sent("v1", "Secret", &[&made, &data]), "Secret").unwrap(), want);
    }
}
