//! Sets of fields, as `FieldsV1` writes them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Fields of an object: this one if it is a member, and those below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    pub member: bool,
    /// By path element: `f:replicas`, `k:{"name":"web"}`, `v:"a finalizer"`.
    pub below: BTreeMap<String, Set>,
}

impl Set {
    pub fn is_empty(&self) -> bool {
        !self.member && self.below.values().all(Self::is_empty)
    }

    /// Puts a set below, unless it is empty.
    pub fn attach(&mut self, element: String, set: Self) {
        if !set.is_empty() {
            self.below.insert(element, set);
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.member |= other.member;
        for (element, theirs) in &other.below {
            self.below.entry(element.clone()).or_default().add(theirs);
        }
    }

    pub fn subtract(&mut self, other: &Self) {
        self.member &= !other.member;
        self.below.retain(|element, ours| {
            if let Some(theirs) = other.below.get(element) {
                ours.subtract(theirs);
            }
            !ours.is_empty()
        });
    }

    pub fn common(&self, other: &Self) -> Self {
        let mut common = Self { member: self.member && other.member, below: BTreeMap::new() };
        for (element, ours) in &self.below {
            if let Some(theirs) = other.below.get(element) {
                common.attach(element.clone(), ours.common(theirs));
            }
        }
        common
    }

    /// With what holds a member as a member itself.
    #[must_use]
    pub fn closed(&self) -> Self {
        let below = self.below.iter().map(|(element, below)| (element.clone(), below.closed()));
        Self { member: self.member || !self.below.is_empty(), below: below.collect() }
    }

    /// The members' paths: `.spec.containers[name="c"].image`.
    pub fn paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.collect("", &mut found);
        found
    }

    fn collect(&self, path: &str, found: &mut Vec<String>) {
        if self.member && !path.is_empty() {
            found.push(path.to_owned());
        }
        for (element, below) in &self.below {
            below.collect(&format!("{path}{}", shown(element)), found);
        }
    }

    /// Reads `FieldsV1`.
    pub fn read(value: &Value) -> Self {
        let fields = value.as_object().into_iter().flatten();
        let mut set = Self::default();
        for (element, below) in fields {
            if element == "." {
                set.member = true;
                continue;
            }
            let mut inner = Self::read(below);
            inner.member |= inner.below.is_empty();
            set.below.insert(element.clone(), inner);
        }
        set
    }

    /// As `FieldsV1`.
    pub fn value(&self) -> Value {
        let mut fields = Map::new();
        if self.member && !self.below.is_empty() {
            fields.insert(".".to_owned(), Value::Object(Map::new()));
        }
        for (element, below) in self.below.iter().filter(|(_, below)| !below.is_empty()) {
            fields.insert(element.clone(), below.value());
        }
        Value::Object(fields)
    }
}

fn shown(element: &str) -> String {
    let (kind, rest) = element.split_once(':').unwrap_or(("f", element));
    match kind {
        "f" => format!(".{rest}"),
        "v" => format!("[={rest}]"),
        _ => {
            let key: Map<String, Value> = serde_json::from_str(rest).unwrap_or_default();
            let parts: Vec<String> = key.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("[{}]", parts.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_set() -> impl Strategy<Value = Set> {
        let leaf = any::<bool>().prop_map(|member| Set { member, below: BTreeMap::new() });
        leaf.prop_recursive(3, 20, 3, |inner| {
            (any::<bool>(), prop::collection::btree_map("f:[abc]", inner, 0..3))
                .prop_map(|(member, below)| Set { member, below })
        })
    }

    fn tidy(set: &Set) -> Set {
        let mut tidy = Set::default();
        tidy.add(set);
        tidy.below.retain(|_, below| !below.is_empty());
        for below in tidy.below.values_mut() {
            *below = self::tidy(below);
        }
        tidy
    }

    proptest! {
        #[test]
        fn sets_obey_the_laws(one in any_set(), other in any_set()) {
            let mut without = one.clone();
            without.subtract(&other);
            prop_assert!(without.common(&other).is_empty());
            without.add(&one.common(&other));
            prop_assert_eq!(tidy(&without), tidy(&one));
        }

        #[test]
        fn sets_are_written_and_read(one in any_set()) {
            let one = Set { member: false, ..tidy(&one) };
            prop_assert_eq!(Set::read(&one.value()), one);
        }
    }

    #[test]
    fn a_member_with_fields_below_has_a_dot() {
        let written = json!({ "f:metadata": { "f:labels": { ".": {}, "f:app": {} } } });
        assert_eq!(Set::read(&written).value(), written);
    }
}
