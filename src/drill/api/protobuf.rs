//! The few protobuf bodies that clients insist on: typed clients of Go send their questions so. Everything else is JSON or YAML.
//!
//! The envelope is that of `k8s.io/apimachinery/pkg/runtime/serializer/protobuf`; field numbers are those of the `generated.proto` files beside each
//! type.

use serde_json::{Map, Value};

/// What every such body begins with.
const MAGIC: &[u8] = b"k8s\0";

/// The fields of a message that are read; others are left out.
type Shape = &'static [(u64, &'static str, Field)];

#[derive(Clone, Copy)]
enum Field {
    Text,
    Number,
    Texts,
    Message(Shape),
    /// A map from texts to texts.
    Labels,
}

const META: Shape = &[
    (1, "name", Field::Text),
    (2, "generateName", Field::Text),
    (3, "namespace", Field::Text),
    (11, "labels", Field::Labels),
    (12, "annotations", Field::Labels),
];
const PAIR: Shape = &[(1, "key", Field::Text), (2, "value", Field::Text)];
const RESOURCE: Shape = &[
    (1, "namespace", Field::Text),
    (2, "verb", Field::Text),
    (3, "group", Field::Text),
    (4, "version", Field::Text),
    (5, "resource", Field::Text),
    (6, "subresource", Field::Text),
    (7, "name", Field::Text),
];
const PATH: Shape = &[(1, "path", Field::Text), (2, "verb", Field::Text)];
const ACCESS: Shape =
    &[(1, "resourceAttributes", Field::Message(RESOURCE)), (2, "nonResourceAttributes", Field::Message(PATH))];
const CONDITIONS: Shape = &[(1, "uid", Field::Text), (2, "resourceVersion", Field::Text)];
const DELETION: Shape = &[
    (1, "gracePeriodSeconds", Field::Number),
    (2, "preconditions", Field::Message(CONDITIONS)),
    (4, "propagationPolicy", Field::Text),
    (5, "dryRun", Field::Texts),
];

/// The body of a kind that is known here; `None`: it is not, or this is no such body.
#[must_use]
pub fn read(bytes: &[u8], kind: &str) -> Option<Value> {
    let shape: Shape = match kind {
        "SelfSubjectReview" => &[],
        "SelfSubjectAccessReview" => &[(2, "spec", Field::Message(ACCESS))],
        "SelfSubjectRulesReview" => &[(2, "spec", Field::Message(&[(1, "namespace", Field::Text)]))],
        "Eviction" => &[(1, "metadata", Field::Message(META)), (2, "deleteOptions", Field::Message(DELETION))],
        "DeleteOptions" => DELETION,
        "Namespace" => &[(1, "metadata", Field::Message(META))],
        "ConfigMap" => &[(1, "metadata", Field::Message(META)), (2, "data", Field::Labels)],
        _ => return None,
    };
    let envelope = bytes.strip_prefix(MAGIC)?;
    let (mut head, mut raw) = (Map::new(), None);
    for (number, value) in fields(envelope)? {
        match (number, value) {
            (1, Raw::Bytes(bytes)) => {
                head = message(bytes, &[(1, "apiVersion", Field::Text), (2, "kind", Field::Text)])?;
            }
            (2, Raw::Bytes(bytes)) => raw = Some(bytes),
            _ => {}
        }
    }
    head.extend(message(raw.unwrap_or_default(), shape)?);
    Some(Value::Object(head))
}

/// A value on the wire.
enum Raw<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn message(bytes: &[u8], shape: Shape) -> Option<Map<String, Value>> {
    let mut told = Map::new();
    for (number, raw) in fields(bytes)? {
        let Some((_, name, field)) = shape.iter().find(|(known, ..)| *known == number) else { continue };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        match (field, raw) {
            (Field::Text, Raw::Bytes(bytes)) => {
                // Go writes empty texts as well, which say nothing.
                let text = text(bytes)?;
                if !text.is_empty() {
                    told.insert((*name).to_owned(), text.into());
                }
            }
            (Field::Number, Raw::Number(number)) => {
                told.insert((*name).to_owned(), number.cast_signed().into());
            }
            (Field::Message(shape), Raw::Bytes(bytes)) => {
                told.insert((*name).to_owned(), message(bytes, shape)?.into());
            }
            (Field::Texts, Raw::Bytes(bytes)) => {
                let list = told.entry(*name).or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut()?.push(text(bytes)?.into());
            }
            (Field::Labels, Raw::Bytes(bytes)) => {
                let pair = message(bytes, PAIR)?;
                let of = |name: &str| pair.get(name).and_then(Value::as_str).unwrap_or_default();
                let map = told.entry(*name).or_insert_with(|| Value::Object(Map::new()));
                map.as_object_mut()?.insert(of("key").to_owned(), of("value").into());
            }
            _ => return None,
        }
    }
    Some(told)
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
    use super::*;

    #[test]
    fn a_question_of_a_typed_client_is_read() {
        let envelope: &[u8] = b"k8s\0\x0a\x09\x0a\x02v1\x12\x03Foo\x12\x14\x12\x12";
        let spec = b"\x0a\x10\x0a\x01a\x12\x03get\x1a\x00\x2a\x04pods";
        let bytes = [envelope, spec, b"\x1a\x00\x22\x00"].concat();
        let want = serde_json::json!({"apiVersion": "v1", "kind": "Foo",
            "spec": {"resourceAttributes": {"namespace": "a", "verb": "get", "resource": "pods"}}});
        assert_eq!(read(&bytes, "SelfSubjectAccessReview"), Some(want));
        assert_eq!(read(&bytes, "Deployment"), None);
        assert_eq!(read(&bytes[..bytes.len() - 5], "SelfSubjectAccessReview"), None, "cut short");
        assert_eq!(read(b"{}", "SelfSubjectReview"), None);
    }
}
