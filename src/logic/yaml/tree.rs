//! A YAML document as data.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// A line and a column, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    pub line: usize,
    pub column: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub at: Spot,
    pub value: Value,
}

/// A value. Scalars keep the words of the file: `010`, `no` and `1e3` are what somebody wrote, not what a parser made of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    /// A number, as it was read and as it was written.
    Number(f64, String),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(Spot, String, Tree)>),
}

impl Value {
    /// What it is, in a word.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "bool",
            Self::Number(..) => "number",
            Self::Text(_) => "text",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }
}

/// As the parser hands it over.
pub(super) enum Raw {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl Tree {
    pub(super) fn of(raw: Spanned<Raw>, source: &str) -> Self {
        let at = Spot::of(&raw);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Boolean(boolean) => Value::Boolean(boolean),
            Raw::Number(number) => Value::Number(number, written(source, at)),
            Raw::Text(text) => Value::Text(text),
            Raw::List(items) => Value::List(items.into_iter().map(|item| Self::of(item, source)).collect()),
            Raw::Map(pairs) => Value::Map(
                pairs.into_iter().map(|(key, value)| (Spot::of(&key), key.value, Self::of(value, source))).collect(),
            ),
        };
        Self { at, value }
    }
}

/// The plain scalar that begins at a place, up to what ends one.
fn written(source: &str, at: Spot) -> String {
    let line = source.lines().nth(at.line.saturating_sub(1)).unwrap_or_default();
    let from = line.chars().skip(at.column.saturating_sub(1));
    from.take_while(|char| !char.is_whitespace() && !matches!(char, ',' | ']' | '}' | '#' | ':')).collect()
}

impl Spot {
    fn of<T>(spanned: &Spanned<T>) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Self { line: number(spanned.referenced.line()), column: number(spanned.referenced.column()) }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Raw;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Raw, D::Error> {
        Raw::deserialize(from)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Boolean(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "whoever wants a whole number reads the words as they were written")]
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "whoever wants a whole number reads the words as they were written")]
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            map.push(pair);
        }
        Ok(Raw::Map(map))
    }
}
