//! What an expression says of observations: yes, no, a text, or unknown.

use std::{collections::BTreeMap, sync::Arc};

use cel::{Context, Env, Value as Cel};
use serde_json::Value;

use crate::domain::{Truth, strategy::Expression, text::Safe};

use super::expression::compile;

/// What came out, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    pub said: Said,
    /// Every observation that the expression reads, as it was; `unknown` where it is absent.
    pub inputs: BTreeMap<Safe, Safe>,
}

/// The value of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Yes,
    No,
    Text(Safe),
    /// In words, why.
    Unknown(Safe),
}

impl Said {
    #[must_use]
    pub fn truth(&self) -> Truth {
        match self {
            Self::Yes => Truth::Yes,
            Self::No => Truth::No,
            Self::Text(_) | Self::Unknown(_) => Truth::Unknown,
        }
    }
}

/// Evaluates an expression over a tree of observations. What is absent or null is unknown, and so is what rests on it; `no && unknown` is no
/// and `yes || unknown` is yes, whichever stands first.
#[must_use]
pub fn evaluate(expression: &Expression, observations: &Value) -> Evaluation {
    let inputs = expression.reads.iter().map(|name| (name.clone(), shown(find(observations, name)))).collect();
    Evaluation { said: said(expression, observations), inputs }
}

fn said(expression: &Expression, observations: &Value) -> Said {
    let unknown = |why: &str| Said::Unknown(Safe::line(why));
    let program = match compile(&expression.source) {
        Ok(program) => program,
        Err(why) => return unknown(&why),
    };
    let mut context = Context::with_env(Arc::new(Env::stdlib()));
    let Value::Object(roots) = without_nulls(observations) else { return unknown("nothing was observed") };
    for (name, value) in roots {
        if context.add_variable(name, value).is_err() {
            return unknown("an observation cannot be read");
        }
    }
    match program.execute(&context) {
        Ok(Cel::Bool(true)) => Said::Yes,
        Ok(Cel::Bool(false)) => Said::No,
        Ok(Cel::String(text)) => Said::Text(Safe::line(&text)),
        Ok(other) => unknown(&format!("it is neither yes nor no but a {}", other.type_of())),
        Err(error) => match absent(expression, observations) {
            Some(name) => unknown(&format!("{name} is unknown")),
            None => unknown(&error.to_string()),
        },
    }
}

fn absent<'e>(expression: &'e Expression, observations: &Value) -> Option<&'e Safe> {
    expression.reads.iter().find(|name| find(observations, name).is_none())
}

fn find<'v>(observations: &'v Value, name: &str) -> Option<&'v Value> {
    let found = name.split('.').try_fold(observations, |value, field| value.get(field));
    found.filter(|value| !value.is_null())
}

fn shown(value: Option<&Value>) -> Safe {
    match value {
        None => Safe::from_static("unknown"),
        Some(Value::String(text)) => Safe::line(text),
        Some(other) => Safe::line(&other.to_string()),
    }
}

/// A null would compare as a value: `null == "ok"` is false in CEL, and unknown here.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        other => other.clone(),
    }
}
