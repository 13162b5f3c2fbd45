//! A deserializer over bytes that skips fast. Numbers and strings with escapes are left to `serde_json`, and its errors are ours.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Error, Result};

use super::skip;

/// What is read may be nested so deep, as with `serde_json`; what is skipped, as deep as it likes.
const DEEPEST: u8 = 128;

/// Reads a value that is all of `json`.
pub(in crate::adapters::cluster) fn from_slice<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T> {
    let mut reader = Reader { rest: json, depth: 0 };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Error::custom("trailing characters")),
    }
}

struct Reader<'de> {
    rest: &'de [u8],
    depth: u8,
}

impl<'de> Reader<'de> {
    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        while let [first, rest @ ..] = self.rest {
            if !matches!(first, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(*first);
            }
            self.rest = rest;
        }
        None
    }

    fn need(&mut self) -> Result<u8> {
        self.peek().ok_or_else(cut)
    }

    fn step(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    fn take(&mut self, length: usize) -> &'de [u8] {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.need()? != byte {
            return Err(Error::custom(format_args!("expected `{}`", char::from(byte))));
        }
        self.step();
        Ok(())
    }

    /// A number or a word, up to what ends it.
    fn scalar(&mut self) -> &'de [u8] {
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\t' | b'\r');
        let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
        self.take(length)
    }

    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let (length, has_escapes) = skip::string(self.rest).ok_or_else(cut)?;
        let quoted = self.take(length);
        let text = quoted.get(1..length - 1).unwrap_or_default();
        // Counting has no early exit, so the compiler makes vectors of it.
        if has_escapes || text.iter().filter(|byte| **byte < b' ').count() > 0 {
            return serde_json::Deserializer::from_slice(quoted).deserialize_str(visitor);
        }
        visitor.visit_borrowed_str(std::str::from_utf8(text).map_err(Error::custom)?)
    }

    /// Reads what stands between brackets.
    fn nested<T>(&mut self, close: u8, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEEPEST - 1 {
            return Err(Error::custom("recursion limit exceeded"));
        }
        self.step();
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        self.expect(close)?;
        Ok(value)
    }

    fn skip(&mut self) -> Result<()> {
        let length = match self.need()? {
            b'{' | b'[' => skip::container(self.rest),
            b'"' => skip::string(self.rest).map(|(length, _)| length),
            _ => {
                return match self.scalar() {
                    b"true" | b"false" | b"null" => Ok(()),
                    number => serde_json::from_slice::<IgnoredAny>(number).map(drop),
                };
            }
        };
        self.take(length.ok_or_else(cut)?);
        Ok(())
    }
}

fn cut() -> Error {
    Error::custom("EOF while parsing a value")
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.need()? {
            b'{' => self.nested(b'}', |reader| visitor.visit_map(Parts { reader, close: b'}', first: true })),
            b'[' => self.nested(b']', |reader| visitor.visit_seq(Parts { reader, close: b']', first: true })),
            b'"' => self.string(visitor),
            _ => match self.scalar() {
                b"true" => visitor.visit_bool(true),
                b"false" => visitor.visit_bool(false),
                b"null" => visitor.visit_unit(),
                number => {
                    let mut number = serde_json::Deserializer::from_slice(number);
                    let value = number.deserialize_any(visitor)?;
                    number.end()?;
                    Ok(value)
                }
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.need()? == b'n' {
            return self.deserialize_any(visitor);
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier
    }
}

/// The parts of a list or an object.
struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    first: bool,
}

impl Parts<'_, '_> {
    /// Goes to the next part, if there is one.
    fn advance(&mut self) -> Result<bool> {
        if self.reader.need()? == self.close {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.expect(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.advance()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if !self.advance()? {
            return Ok(None);
        }
        if self.reader.need()? != b'"' {
            return Err(Error::custom("key must be a string"));
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}
