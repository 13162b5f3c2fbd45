//! Label selectors: `k8s.io/apimachinery/pkg/labels`.

use std::{iter::Peekable, vec::IntoIter};

use serde_json::Value;

use crate::drill::store::names;

/// Requirements on labels, of which each has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Operator {
    Exists,
    Absent,
    In(Vec<String>),
    NotIn(Vec<String>),
    More(i64),
    Less(i64),
}

impl Labels {
    /// Reads `app=web,tier in (a,b),!canary`; what is wrong with it in the server's words.
    pub fn read(text: &str) -> Result<Self, String> {
        Parser { tokens: tokens(text).into_iter().peekable() }.requirements().map(Self)
    }

    /// Reads the selector of a workload: `matchLabels` and `matchExpressions`.
    #[must_use]
    pub fn of(selector: &Value) -> Self {
        let equal = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten().map(|(key, value)| {
            Requirement {
                key: key.clone(),
                operator: Operator::In(vec![value.as_str().unwrap_or_default().to_owned()]),
            }
        });
        let expressions = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
        let others = expressions.filter_map(|expression| {
            let values = expression.get("values").and_then(Value::as_array).into_iter().flatten();
            let values = values.filter_map(Value::as_str).map(str::to_owned).collect();
            let operator = match expression.get("operator")?.as_str()? {
                "In" => Operator::In(values),
                "NotIn" => Operator::NotIn(values),
                "Exists" => Operator::Exists,
                _ => Operator::Absent,
            };
            Some(Requirement { key: expression.get("key")?.as_str()?.to_owned(), operator })
        });
        Self(equal.chain(others).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether labels (an object of texts, or nothing) fulfil it.
    #[must_use]
    pub fn matches(&self, labels: Option<&Value>) -> bool {
        self.0.iter().all(|one| {
            let value = labels.and_then(|labels| labels.get(&one.key)?.as_str());
            match &one.operator {
                Operator::Exists => value.is_some(),
                Operator::Absent => value.is_none(),
                Operator::In(values) => value.is_some_and(|value| values.iter().any(|one| one == value)),
                Operator::NotIn(values) => value.is_none_or(|value| values.iter().all(|one| one != value)),
                Operator::More(bound) => number(value).is_some_and(|value| value > *bound),
                Operator::Less(bound) => number(value).is_some_and(|value| value < *bound),
            }
        })
    }
}

fn number(value: Option<&str>) -> Option<i64> {
    value?.parse().ok()
}

/// A word, or one of `( ) , ! = == != < >`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Sign(&'static str),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Sign(sign) => sign,
        }
    }
}

const SIGNS: [&str; 9] = ["==", "!=", "(", ")", ",", "!", "=", "<", ">"];

fn tokens(text: &str) -> Vec<Token> {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        if let Some((sign, after)) = SIGNS.iter().find_map(|sign| Some((*sign, rest.strip_prefix(sign)?))) {
            found.push(Token::Sign(sign));
            rest = after.trim_start();
            continue;
        }
        let special = |letter: char| letter.is_whitespace() || "(),!=<>".contains(letter);
        let (word, after) = rest.split_at_checked(rest.find(special).unwrap_or(rest.len())).unwrap_or((rest, ""));
        found.push(Token::Word(word.to_owned()));
        rest = after.trim_start();
    }
    found
}

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
}

impl Parser {
    fn requirements(mut self) -> Result<Vec<Requirement>, String> {
        let mut found = Vec::new();
        loop {
            match self.tokens.peek() {
                None => return Ok(found),
                Some(Token::Word(_) | Token::Sign("!")) => {}
                Some(other) => {
                    return Err(format!("found '{}', expected: !, identifier, or 'end of string'", other.text()));
                }
            }
            found.push(self.requirement().map_err(|why| format!("unable to parse requirement: {why}"))?);
            match self.tokens.next() {
                None => return Ok(found),
                Some(Token::Sign(",")) => match self.tokens.peek() {
                    Some(Token::Word(_) | Token::Sign("!")) => {}
                    other => {
                        let found = other.map_or("", Token::text);
                        return Err(format!("found '{found}', expected: identifier after ','"));
                    }
                },
                Some(other) => return Err(format!("found '{}', expected: ',' or 'end of string'", other.text())),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let absent = self.tokens.next_if_eq(&Token::Sign("!")).is_some();
        let key = self.word()?;
        let wrong = names::qualified(&key);
        if !wrong.is_empty() {
            return Err(format!("<nil>: Invalid value: {key:?}: {}", wrong.join("; ")));
        }
        if absent {
            return Ok(Requirement { key, operator: Operator::Absent });
        }
        if matches!(self.tokens.peek(), None | Some(Token::Sign(","))) {
            return Ok(Requirement { key, operator: Operator::Exists });
        }
        let operator = match self.tokens.next() {
            Some(Token::Sign("=" | "==")) => Operator::In(vec![checked(&key, self.value()?)?]),
            Some(Token::Sign("!=")) => Operator::NotIn(vec![checked(&key, self.value()?)?]),
            Some(Token::Sign(">")) => Operator::More(bound(&self.value()?)?),
            Some(Token::Sign("<")) => Operator::Less(bound(&self.value()?)?),
            Some(Token::Word(word)) if word == "in" => Operator::In(self.values(&key)?),
            Some(Token::Word(word)) if word == "notin" => Operator::NotIn(self.values(&key)?),
            other => {
                let found = other.as_ref().map_or("", Token::text);
                return Err(format!("found '{found}', expected: in, notin, =, ==, !=, gt, lt"));
            }
        };
        Ok(Requirement { key, operator })
    }

    fn word(&mut self) -> Result<String, String> {
        match self.tokens.next() {
            Some(Token::Word(word)) => Ok(word),
            other => Err(format!("found '{}', expected: identifier", other.as_ref().map_or("", Token::text))),
        }
    }

    /// One value, which may be empty.
    fn value(&mut self) -> Result<String, String> {
        if matches!(self.tokens.peek(), None | Some(Token::Sign(","))) { Ok(String::new()) } else { self.word() }
    }

    /// `(a,b)`, of which each may be empty.
    fn values(&mut self, key: &str) -> Result<Vec<String>, String> {
        let open = self.tokens.next();
        if open != Some(Token::Sign("(")) {
            return Err(format!("found '{}' expected: '('", open.as_ref().map_or("", Token::text)));
        }
        let mut values = Vec::new();
        if !matches!(self.tokens.peek(), Some(Token::Word(_) | Token::Sign("," | ")"))) {
            let found = self.tokens.peek().map_or("", Token::text);
            return Err(format!("found '{found}', expected: ',', ')' or identifier"));
        }
        loop {
            let value = match self.tokens.peek() {
                Some(Token::Word(_)) => checked(key, self.word()?)?,
                _ => String::new(),
            };
            values.push(value);
            match self.tokens.next() {
                Some(Token::Sign(",")) => {}
                Some(Token::Sign(")")) => return Ok(values),
                other => {
                    let found = other.as_ref().map_or("", Token::text);
                    return Err(format!("found '{found}', expected: ',' or ')'"));
                }
            }
        }
    }
}

fn checked(key: &str, value: String) -> Result<String, String> {
    let wrong = names::value(&value);
    if wrong.is_empty() {
        return Ok(value);
    }
    Err(format!("values[0][{key}]: Invalid value: {value:?}: {}", wrong.join("; ")))
}

fn bound(value: &str) -> Result<i64, String> {
    let words = "for 'Gt', 'Lt' operators, the value must be an integer";
    value.parse().map_err(|_| format!("values[0]: Invalid value: {value:?}: {words}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_choose() {
        let labels = json!({ "app": "web", "tier": "front", "n": "5", "in": "b" });
        let fit = [
            "",
            "app=web",
            "app == web",
            "app!=api",
            "app in (web, api)",
            "app notin (api)",
            "!canary",
            "app",
            "n>4",
            "n<6",
            "app=web,tier=front",
            "nope!=x",
            "nope notin (x)",
            "in=b",
            "in in (b)",
        ];
        for text in fit {
            assert!(Labels::read(text).unwrap().matches(Some(&labels)), "{text}");
        }
        for text in [
            "app=api",
            "app!=web",
            "app in (api)",
            "app notin (web)",
            "!app",
            "nope",
            "n>5",
            "app=web,tier=back",
            "nope=",
        ] {
            assert!(!Labels::read(text).unwrap().matches(Some(&labels)), "{text}");
        }
        assert!(Labels::read("!a").unwrap().matches(None));
    }

    #[test]
    fn what_is_no_selector_is_refused_in_the_servers_words() {
        let cases = [
            ("a===b", "unable to parse requirement: found '=', expected: identifier"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
            ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("=b", "found '=', expected: !, identifier, or 'end of string'"),
            ("a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"),
            ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
            ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
            ("!", "unable to parse requirement: found '', expected: identifier"),
            ("!a=b", "found '=', expected: ',' or 'end of string'"),
            ("a,", "found '', expected: identifier after ','"),
            ("a,,b", "found ',', expected: identifier after ','"),
            ("a!b", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"),
            ("a=b=c", "found '=', expected: ',' or 'end of string'"),
            ("a=(b)", "unable to parse requirement: found '(', expected: identifier"),
        ];
        for (text, words) in cases {
            assert_eq!(Labels::read(text).unwrap_err(), words, "{text}");
        }
        for fine in ["a in ()", "a in (x,)", "a in (,x)", "a=", "a=,b", "a!=", "notin", "a=in"] {
            assert!(Labels::read(fine).is_ok(), "{fine}");
        }
    }
}
