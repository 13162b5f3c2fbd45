//! What a request brings: JSON or YAML, with an eye on fields that stand there twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::drill::store::{Body, Refusal};

/// Reads JSON. The error is the parser's.
pub fn json(bytes: &[u8]) -> Result<Body, serde_json::Error> {
    let mut duplicates = Vec::new();
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let value = (&mut text).deserialize_any(Reader { path: String::new(), duplicates: &mut duplicates })?;
    text.end()?;
    Ok(Body { value, duplicates })
}

/// What is wrong with JSON, in the words of Go's `encoding/json`.
#[must_use]
pub fn why(bytes: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected end of JSON input".to_owned();
    }
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let Some(found) = line.chars().nth(error.column().saturating_sub(1)) else { return error.to_string() };
    let said = error.to_string();
    let place = [
        ("expected value", "looking for beginning of value"),
        ("trailing comma", "looking for beginning of object key string"),
        ("key must be a string", "looking for beginning of object key string"),
        ("expected `:`", "after object key"),
        ("expected `,` or `}`", "after object key:value pair"),
        ("expected `,` or `]`", "after array element"),
        ("trailing characters", "after top-level value"),
    ];
    let place = place.iter().find(|(words, _)| said.starts_with(words)).map(|(_, place)| place);
    place.map_or(said, |place| format!("invalid character '{found}' {place}"))
}

/// Reads YAML, of which JSON is a part.
pub fn yaml(bytes: &[u8]) -> Result<Body, Refusal> {
    if let Ok(body) = json(bytes) {
        return Ok(body);
    }
    let text = String::from_utf8_lossy(bytes);
    let wrong = |error| Refusal::bad_request(format!("error converting YAML to JSON: {error}"));
    serde_saphyr::from_str::<Value>(&text).map(Body::from).map_err(wrong)
}

/// A value, and where in the text it is.
struct Reader<'a> {
    path: String,
    duplicates: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn inside(&mut self, path: String) -> Reader<'_> {
        Reader { path, duplicates: self.duplicates }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, values.len());
            let Some(value) = items.next_element_seed(self.inside(path))? else { return Ok(Value::Array(values)) };
            values.push(value);
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            if map.contains_key(&name) {
                self.duplicates.push(path.clone());
            }
            let value = fields.next_value_seed(self.inside(path))?;
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_counts_and_both_are_told() {
        let body =
            json(br#"{"spec":{"replicas":1,"list":[{"a":1,"a":2.5}],"replicas":3},"on":true,"no":null,"s":"\u00e9"}"#)
                .unwrap();
        assert_eq!(body.duplicates, ["spec.list[0].a", "spec.replicas"]);
        let want = serde_json::json!({"spec":{"replicas":3,"list":[{"a":2.5}]},"on":true,"no":null,"s":"é"});
        assert_eq!(body.value, want);
        let why = |text: &str| why(text.as_bytes(), &json(text.as_bytes()).unwrap_err());
        assert_eq!(why("{"), "unexpected end of JSON input");
        assert_eq!(why("{} x"), "invalid character 'x' after top-level value");
        assert_eq!(why("{\"a\":}"), "invalid character '}' looking for beginning of value");
        assert_eq!(why("{\"a\":1 \"b\"}"), "invalid character '\"' after object key:value pair");
    }

    #[test]
    fn yaml_is_read_as_well() {
        let body = yaml(b"metadata: {name: x}\nspec:\n  replicas: 2\n").unwrap();
        assert_eq!(body.value, serde_json::json!({"metadata": {"name": "x"}, "spec": {"replicas": 2}}));
        assert_eq!(yaml(b"a: [").unwrap_err().code, 400);
    }
}
