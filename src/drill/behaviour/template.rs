//! Text with fields: `{ts} INFO order {id} paid in {ms} ms`.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use jiff::Timestamp;

use crate::drill::dice::Dice;

/// Lists that a field may choose from, by its name: `path`, `product`.
pub type Words = BTreeMap<String, Vec<String>>;

/// What may stand between `{` and `}`; anything else in braces is text, so that JSON needs no care.
const PATTERN: &str = r"\{([a-z][a-z_]*)(?::([A-Za-z0-9_.-]+))?\}";

const PATHS: [&str; 6] = ["/", "/healthz", "/api/v1/items", "/api/v1/orders", "/api/v1/search", "/assets/app.js"];

/// A line or several, with places for what differs each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Arc<[Piece]>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Arc<str>),
    /// The time of the line, by `strftime`.
    Time(&'static str),
    Epoch,
    /// The same wherever it stands in one text: a request's id.
    Id,
    Hex(usize),
    Uuid,
    Number(u64, u64),
    /// Mostly near the lower end, as times of requests are.
    Skewed(u64, u64),
    Address,
    Word(Arc<[Arc<str>]>),
    Pod,
    Namespace,
    Env(Arc<str>),
}

/// What a text is written from.
pub struct Occasion<'a> {
    pub at: Timestamp,
    /// Of this one text.
    pub seed: u64,
    pub pod: &'a str,
    pub namespace: &'a str,
    pub env: &'a BTreeMap<String, String>,
}

impl Template {
    /// Reads a text. A field that is not known is refused by its name.
    pub fn parse(text: &str, words: &Words) -> Result<Self, String> {
        let pattern = regex::Regex::new(PATTERN).map_err(|error| error.to_string())?;
        let mut pieces = Vec::new();
        let mut done = 0;
        for found in pattern.captures_iter(text) {
            let (Some(whole), Some(name)) = (found.get(0), found.get(1)) else { continue };
            pieces.extend(literal(text, done, whole.start()));
            pieces.push(field(name.as_str(), found.get(2).map(|rest| rest.as_str()), words)?);
            done = whole.end();
        }
        pieces.extend(literal(text, done, text.len()));
        Ok(Self(pieces.into()))
    }

    /// The text as it is on this occasion; the same occasion gives the same text.
    #[must_use]
    pub fn write(&self, occasion: &Occasion<'_>) -> String {
        let mut dice = Dice::new(occasion.seed);
        let id = dice.roll();
        let mut text = String::with_capacity(160);
        for piece in self.0.iter() {
            piece.write(&mut text, &mut dice, id, occasion);
        }
        text
    }
}

impl Piece {
    fn write(&self, text: &mut String, dice: &mut Dice, id: u64, occasion: &Occasion<'_>) {
        // Writing into a String cannot fail.
        let _ = match self {
            Self::Text(literal) => text.write_str(literal),
            Self::Time(format) => write!(text, "{}", occasion.at.strftime(format)),
            Self::Epoch => write!(text, "{}.{:03}", occasion.at.as_second(), occasion.at.subsec_millisecond()),
            Self::Id => write!(text, "{id:016x}"),
            Self::Hex(count) => {
                let hex = format!("{:016x}{:016x}", dice.roll(), dice.roll());
                text.write_str(hex.get(..*count).unwrap_or(&hex))
            }
            Self::Uuid => text.write_str(&dice.uid()),
            Self::Number(from, to) => write!(text, "{}", from + dice.below(to - from + 1)),
            Self::Skewed(from, to) => {
                let span = to - from + 1;
                write!(text, "{}", from + dice.below(span).min(dice.below(span)).min(dice.below(span)))
            }
            Self::Address => write!(text, "10.{}.{}.{}", dice.below(32), dice.below(256), 1 + dice.below(254)),
            Self::Word(list) => {
                let index = usize::try_from(dice.below(list.len() as u64)).unwrap_or(0);
                text.write_str(list.get(index).map_or("", |word| word))
            }
            Self::Pod => text.write_str(occasion.pod),
            Self::Namespace => text.write_str(occasion.namespace),
            Self::Env(name) => text.write_str(occasion.env.get(&**name).map_or("", String::as_str)),
        };
    }
}

fn literal(text: &str, from: usize, to: usize) -> Option<Piece> {
    text.get(from..to).filter(|text| !text.is_empty()).map(|text| Piece::Text(text.into()))
}

fn field(name: &str, rest: Option<&str>, words: &Words) -> Result<Piece, String> {
    if let Some(list) = words.get(name).filter(|list| !list.is_empty()) {
        return Ok(Piece::Word(list.iter().map(|word| Arc::from(word.as_str())).collect()));
    }
    let unknown = || match rest {
        Some(rest) => format!("{{{name}:{rest}}} is not a field"),
        None => format!("{{{name}}} is not a field and not a list of words"),
    };
    Ok(match (name, rest) {
        ("ts", style) => time(style.unwrap_or("iso")).ok_or_else(unknown)?,
        ("id", None) => Piece::Id,
        ("uuid", None) => Piece::Uuid,
        ("hex", count) => {
            Piece::Hex(count.unwrap_or("8").parse().ok().filter(|count| *count <= 32).ok_or_else(unknown)?)
        }
        ("n", span) => {
            let (from, to) = bounds(span.unwrap_or("1-1000")).ok_or_else(unknown)?;
            Piece::Number(from, to)
        }
        ("ms", span) => {
            let (from, to) = bounds(span.unwrap_or("2-180")).ok_or_else(unknown)?;
            Piece::Skewed(from, to)
        }
        ("ip", None) => Piece::Address,
        ("path", None) => Piece::Word(PATHS.iter().map(|path| Arc::from(*path)).collect()),
        ("pod", None) => Piece::Pod,
        ("ns", None) => Piece::Namespace,
        ("env", Some(variable)) => Piece::Env(variable.into()),
        _ => return Err(unknown()),
    })
}

/// The time as those write it who write such logs.
fn time(style: &str) -> Option<Piece> {
    Some(Piece::Time(match style {
        "iso" => "%Y-%m-%dT%H:%M:%S.%3fZ",
        "seconds" => "%Y-%m-%dT%H:%M:%SZ",
        "java" => "%Y-%m-%d %H:%M:%S.%3f",
        "python" => "%Y-%m-%d %H:%M:%S,%3f",
        "nginx" => "%d/%b/%Y:%H:%M:%S +0000",
        "nginx-error" => "%Y/%m/%d %H:%M:%S",
        "klog" => "%m%d %H:%M:%S.%6f",
        "postgres" => "%Y-%m-%d %H:%M:%S.%3f UTC",
        "epoch" => return Some(Piece::Epoch),
        _ => return None,
    }))
}

fn bounds(span: &str) -> Option<(u64, u64)> {
    let (from, to) = span.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to && to < u64::MAX / 2).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, seed: u64) -> String {
        let words = Words::from([("product".to_owned(), vec!["tea".to_owned()])]);
        let env = BTreeMap::from([("HOST".to_owned(), "db-1".to_owned())]);
        let at = "2026-03-04T05:06:07.089Z".parse().unwrap();
        let occasion = Occasion { at, seed, pod: "web-1", namespace: "shop", env: &env };
        Template::parse(text, &words).unwrap().write(&occasion)
    }

    #[test]
    fn fields_are_filled_and_braces_of_json_stay() {
        assert_eq!(
            written(r#"{"ts":"{ts}","a":{"b":{}},"pod":"{pod}","buy":"{product}","on":"{env:HOST}"}"#, 1),
            r#"{"ts":"2026-03-04T05:06:07.089Z","a":{"b":{}},"pod":"web-1","buy":"tea","on":"db-1"}"#
        );
        assert_eq!(written("I{ts:klog} [{ts:nginx}]", 1), "I0304 05:06:07.089000 [04/Mar/2026:05:06:07 +0000]");
        assert_eq!(written("{ts:python} {ts:epoch}", 1), "2026-03-04 05:06:07,089 1772600767.089");
    }

    #[test]
    fn one_text_has_one_id_and_the_seed_decides() {
        let text = written("{id} {id} {n:5-5} {hex:4}", 3);
        let parts: Vec<&str> = text.split(' ').collect();
        assert_eq!((parts[0], parts[2], parts[3].len()), (parts[1], "5", 4));
        assert_eq!(text, written("{id} {id} {n:5-5} {hex:4}", 3));
        assert_ne!(text, written("{id} {id} {n:5-5} {hex:4}", 4));
    }

    #[test]
    fn a_field_that_nobody_knows_is_refused() {
        let refused = |text| Template::parse(text, &Words::new()).unwrap_err();
        assert_eq!(refused("x {nonsense} y"), "{nonsense} is not a field and not a list of words");
        assert_eq!(refused("{ts:mayan}"), "{ts:mayan} is not a field");
        assert_eq!(refused("{n:9-1}"), "{n:9-1} is not a field");
    }
}
