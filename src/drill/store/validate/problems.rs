//! What is wrong with an object: `k8s.io/apimachinery/pkg/util/validation/field`.

use serde_json::Value;

use crate::drill::store::refusal::Cause;

/// Collects what is wrong.
#[derive(Debug, Default)]
pub struct Problems(Vec<Cause>);

impl Problems {
    pub fn into_causes(self) -> Vec<Cause> {
        self.0
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn push(&mut self, reason: &'static str, field: &str, message: String) {
        self.0.push(Cause { reason, message, field: field.to_owned() });
    }

    /// A value that cannot be.
    pub fn invalid(&mut self, field: &str, value: &Value, why: &str) {
        self.0.push(Cause::invalid(field, value, why));
    }

    /// Text that does not look as it has to, for each of these reasons.
    pub fn text(&mut self, field: &str, text: &str, why: Vec<String>) {
        for why in why {
            self.invalid(field, &text.into(), &why);
        }
    }

    /// Something that has to be there; `why` may be empty.
    pub fn required(&mut self, field: &str, why: &str) {
        let message = if why.is_empty() { "Required value".to_owned() } else { format!("Required value: {why}") };
        self.push("FieldValueRequired", field, message);
    }

    /// A value that is none of a few.
    pub fn unsupported(&mut self, field: &str, value: &Value, supported: &[&str]) {
        let supported: Vec<String> = supported.iter().map(|one| format!("{one:?}")).collect();
        let message = format!("Unsupported value: {value}: supported values: {}", supported.join(", "));
        self.push("FieldValueNotSupported", field, message);
    }

    pub fn duplicate(&mut self, field: &str, value: &Value) {
        self.push("FieldValueDuplicate", field, format!("Duplicate value: {value}"));
    }

    pub fn forbidden(&mut self, field: &str, why: &str) {
        self.push("FieldValueForbidden", field, format!("Forbidden: {why}"));
    }

    /// A name that nothing has.
    pub fn unknown(&mut self, field: &str, value: &Value) {
        self.push("FieldValueNotFound", field, format!("Not found: {value}"));
    }

    /// A number that must not be negative.
    pub fn not_negative(&mut self, field: &str, value: Option<&Value>) {
        if let Some(value) = value.filter(|value| value.as_i64().is_some_and(|number| number < 0)) {
            self.invalid(field, value, "must be greater than or equal to 0");
        }
    }

    /// Text that has to be one of a few; what is not there is not looked at.
    pub fn one_of(&mut self, field: &str, value: Option<&Value>, supported: &[&str]) {
        if let Some(value) = value.filter(|value| !value.as_str().is_some_and(|text| supported.contains(&text))) {
            self.unsupported(field, value, supported);
        }
    }
}

/// Text in a field; empty where there is none.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A number in a field; 0 where there is none.
pub fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or(0)
}

/// The elements of a list in a field, each with its path.
pub fn items<'a>(value: &'a Value, path: &str, name: &str) -> impl Iterator<Item = (String, &'a Value)> + use<'a> {
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let listed = value.get(name).and_then(Value::as_array).into_iter().flatten();
    listed.enumerate().map(move |(index, item)| (format!("{path}[{index}]"), item))
}

/// The entries of an object of texts.
pub fn entries<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let fields = value.get(name).and_then(Value::as_object).into_iter().flatten();
    fields.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
}
