//! Read by this reader or by `serde_json`, JSON is the same.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use super::{from_slice, skip};

/// Texts that are hard on quotes, escapes and blocks of 64 bytes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![".*", r#"[\\"{}\[\]:,a ]{0,80}"#, r"\\{0,70}", "[a-z]{0,70}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..8).prop_map(|parts| parts.into_iter().collect()),
        ]
    })
}

/// Everything but these is skipped.
#[derive(Debug, PartialEq, Deserialize)]
struct Picky {
    #[serde(default)]
    first: Option<Value>,
    last: Value,
}

/// Where a list or object ends, byte by byte.
fn slowly(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        let plain = !std::mem::replace(&mut escaped, false);
        match byte {
            b'\\' => escaped = plain,
            b'"' if plain => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

proptest! {
    #[test]
    fn what_is_read_is_the_same(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        let expected: Value = serde_json::from_slice(&text).unwrap();
        prop_assert_eq!(from_slice::<Value>(&text).unwrap(), expected);
        prop_assert!(from_slice::<IgnoredAny>(&text).is_ok());
    }

    #[test]
    fn what_is_skipped_leaves_the_rest(before in value(), skipped in value(), last in value(), key in text()) {
        prop_assume!(key != "first" && key != "last");
        let text = serde_json::to_vec(&json!({ "first": before, (key): skipped, "last": last })).unwrap();
        prop_assert_eq!(from_slice::<Picky>(&text).unwrap(), serde_json::from_slice::<Picky>(&text).unwrap());
    }

    #[test]
    fn what_is_cut_is_an_error(value in value(), at in any::<prop::sample::Index>()) {
        let text = serde_json::to_vec(&json!({ "skipped": value, "last": 1 })).unwrap();
        let part = text.get(..at.index(text.len())).unwrap();
        prop_assert!(from_slice::<Picky>(part).is_err());
        prop_assert!(from_slice::<Value>(part).is_err());
        prop_assert!(from_slice::<IgnoredAny>(part).is_err());
    }

    #[test]
    fn what_is_broken_is_refused_where_it_is_read(value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        let expected = serde_json::from_slice::<Value>(&text).ok();
        prop_assert_eq!(from_slice::<Value>(&text).ok(), expected);
    }

    #[test]
    fn rubbish_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let expected = serde_json::from_slice::<Value>(&bytes).ok();
        prop_assert_eq!(from_slice::<Value>(&bytes).ok(), expected);
        let _ = from_slice::<Picky>(&bytes);
    }

    #[test]
    fn the_end_is_where_a_slow_look_finds_it(tail in r#"[\\"{}\[\]a]{0,300}"#) {
        let text = format!("[{tail}");
        prop_assert_eq!(skip::container(text.as_bytes()), slowly(text.as_bytes()));
    }
}

#[test]
fn depth_is_bounded_where_it_is_read_and_free_where_it_is_skipped() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [1, 100, 126, 127, 128, 129, 5_000] {
        let text = nested(depth);
        let expected = serde_json::from_str::<Value>(&text).is_ok();
        assert_eq!(from_slice::<Value>(text.as_bytes()).is_ok(), expected, "{depth} deep");
    }
    let text = format!(r#"{{"skipped":{},"last":1}}"#, nested(1_000_000));
    assert_eq!(from_slice::<Picky>(text.as_bytes()).unwrap().last, 1);
}

#[test]
fn commas_colons_and_ends_are_where_they_belong() {
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "[,1]",
        "[1 2]",
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a" 1}"#,
        r#"{"a":}"#,
        "{1:2}",
        "1 2",
        "[1]]",
        "nul",
        "+1",
        "01",
        "1.",
        "\"\n\"",
        r#""\x""#,
        "\"\u{1}\"",
    ] {
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        assert!(from_slice::<Value>(text.as_bytes()).is_err(), "{text}");
    }
    assert!(from_slice::<String>(b"\"\xff\"").is_err());
    let spaced = b" { \"a\" : [ 1 , -2 ] , \"b\" : { } } ";
    assert_eq!(from_slice::<Value>(spaced).unwrap(), json!({"a": [1, -2], "b": {}}));
}

#[test]
fn a_plain_string_is_borrowed() {
    let read: BTreeMap<&str, &str> = from_slice(br#"{"type":"MODIFIED"}"#).unwrap();
    assert_eq!(read.get("type"), Some(&"MODIFIED"));
}
