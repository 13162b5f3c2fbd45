//! A value held against its type, as Go's decoder does it: `sigs.k8s.io/json`, whose words these are.

use base64::{DecodeError, Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::drill::{quantity::Quantity, store::value::default};

use super::types::{Field, Shape, Struct};

/// What a value turned out to be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Paths of fields that the type does not have, in the order of the text; they are gone from the value.
    pub unknown: Vec<String>,
    /// What is of the wrong type, in Go's words, the first such thing.
    pub wrong: Option<String>,
}

/// Takes out of a value what its type does not have, and what says nothing (null, zero, empty lists and maps).
pub fn decode(kind: &'static Struct, value: &mut Value) -> Decoded {
    let mut pass = Pass::default();
    let found = word(value);
    if let Value::Object(fields) = value {
        pass.fields(kind, fields, &mut Path::default());
    } else {
        pass.found.wrong = Some(format!("json: cannot unmarshal {found} into Go value of type {}", short(kind)));
    }
    pass.found
}

#[derive(Default)]
struct Pass {
    found: Decoded,
}

/// Where the decoder is.
#[derive(Default)]
struct Path {
    /// `spec.containers[0].name`.
    full: String,
    /// `spec.containers.name`: Go leaves out the indexes.
    plain: String,
    /// The innermost type with fields.
    owner: &'static str,
}

impl Path {
    fn below(&self, name: &str) -> Self {
        let joined = |path: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        Self { full: joined(&self.full), plain: joined(&self.plain), owner: self.owner }
    }

    fn at(&self, index: usize) -> Self {
        Self { full: format!("{}[{index}]", self.full), plain: self.plain.clone(), owner: self.owner }
    }
}

impl Pass {
    fn fields(&mut self, kind: &'static Struct, fields: &mut Map<String, Value>, path: &mut Path) {
        path.owner = short(kind);
        fields.retain(|name, value| {
            let Some(field) = kind.fields.get(name.as_str()) else {
                self.found.unknown.push(path.below(name).full);
                return false;
            };
            if value.is_null() {
                return false;
            }
            self.value(&field.shape, value, path.below(name));
            !vanishes(field, value)
        });
        if kind.name.ends_with("Condition") {
            // Their times are there, null, even if nobody says them.
            let times = kind.fields.iter().filter(|(_, field)| matches!(field.shape, Shape::Time));
            for (name, _) in times {
                default(fields, name, Value::Null);
            }
        }
    }

    fn value(&mut self, shape: &Shape, value: &mut Value, mut path: Path) {
        match (shape, &mut *value) {
            (Shape::Struct(_), Value::Object(fields)) => {
                if let Some(kind) = shape.fields() {
                    self.fields(kind, fields, &mut path);
                }
            }
            (Shape::List(inner), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(inner, item, path.at(index));
                }
            }
            (Shape::Map(inner), Value::Object(fields)) => {
                for (name, item) in fields.iter_mut() {
                    let full = path.below(name).full;
                    self.value(inner, item, Path { full, plain: path.plain.clone(), owner: path.owner });
                }
            }
            (Shape::Any, _) => {}
            (shape, value) => self.plain(shape, value, &path),
        }
    }

    fn plain(&mut self, shape: &Shape, value: &mut Value, path: &Path) {
        if value.is_null() {
            *value = zero(shape);
            return;
        }
        if let Err(why) = check(shape, value) {
            self.found.wrong.get_or_insert_with(|| match why {
                Why::Said(words) => words,
                Why::Type(found) => format!(
                    "json: cannot unmarshal {found} into Go struct field {}.{} of type {}",
                    path.owner,
                    path.plain,
                    shape.go()
                ),
            });
        }
    }
}

enum Why {
    /// The decoder of the type itself says so.
    Said(String),
    /// What was found instead.
    Type(String),
}

fn check(shape: &Shape, value: &mut Value) -> Result<(), Why> {
    match (shape, &*value) {
        (Shape::Text | Shape::IntOrString, Value::String(_))
        | (Shape::Truth, Value::Bool(_))
        | (Shape::Float, Value::Number(_)) => Ok(()),
        (Shape::Int32 | Shape::Int64 | Shape::IntOrString, Value::Number(number)) => {
            let fits = |whole: i64| *shape == Shape::Int64 || i32::try_from(whole).is_ok();
            if number.as_i64().is_some_and(fits) { Ok(()) } else { Err(Why::Type(format!("number {number}"))) }
        }
        (Shape::Bytes, Value::String(text)) => bytes(text),
        (Shape::Time | Shape::MicroTime, Value::String(text)) => time(text),
        (Shape::Quantity, Value::String(_) | Value::Number(_)) => quantity(value),
        (_, value) => Err(Why::Type(word(value).to_owned())),
    }
}

fn bytes(text: &str) -> Result<(), Why> {
    STANDARD.decode(text).map(drop).map_err(|error| {
        let at = match error {
            DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol(at, _) => at,
            DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => text.len(),
        };
        Why::Said(format!("illegal base64 data at input byte {at}"))
    })
}

fn time(text: &str) -> Result<(), Why> {
    if text.parse::<Timestamp>().is_ok() {
        return Ok(());
    }
    Err(Why::Said(format!("parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as \"2006\"")))
}

/// Quantities are written in one way only, whatever way they came in.
fn quantity(value: &mut Value) -> Result<(), Why> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let quantity = Quantity::read(&text).map_err(|error| Why::Said(error.to_string()))?;
    *value = quantity.to_string().into();
    Ok(())
}

/// Whether the server leaves the field out as it is. Objects say something by being there (`emptyDir: {}`), and so does a zero where nothing is
/// something else.
fn vanishes(field: &Field, value: &Value) -> bool {
    let is_plain = matches!(
        field.shape,
        Shape::Text
            | Shape::Truth
            | Shape::Int32
            | Shape::Int64
            | Shape::Float
            | Shape::Bytes
            | Shape::List(_)
            | Shape::Map(_)
    );
    let is_zero = match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Null => true,
    };
    is_plain && is_zero && !field.zero
}

fn zero(shape: &Shape) -> Value {
    match shape {
        Shape::Text | Shape::Bytes | Shape::Quantity => "".into(),
        Shape::Truth => false.into(),
        Shape::Int32 | Shape::Int64 | Shape::Float | Shape::IntOrString => 0.into(),
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Map(_) | Shape::Struct(_) => Value::Object(Map::new()),
        Shape::Any | Shape::Time | Shape::MicroTime => Value::Null,
    }
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn short(kind: &Struct) -> &'static str {
    kind.name.rsplit('.').next().unwrap_or(kind.name)
}
