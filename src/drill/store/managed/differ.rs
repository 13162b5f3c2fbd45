//! Two versions of an object, field by field.

use serde_json::{Map, Value, json};

use crate::drill::store::schema::{Parts, Shape, Struct};

use super::set::Set;

/// Where they differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Set,
    pub changed: Set,
    pub removed: Set,
}

impl Difference {
    fn attach(&mut self, element: &str, inner: Self) {
        self.added.attach(element.to_owned(), inner.added);
        self.changed.attach(element.to_owned(), inner.changed);
        self.removed.attach(element.to_owned(), inner.removed);
    }
}

/// What is different of two objects of a type.
pub fn differ(kind: &'static Struct, old: Option<&Value>, new: &Value) -> Difference {
    let empty = json!({});
    let shape = Shape::Struct(kind.name);
    compare(Node { shape: &shape, parts: &Parts::Fields }, Some(old.unwrap_or(&empty)), Some(new))
}

#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub shape: &'a Shape,
    pub parts: &'a Parts,
}

impl<'a> Node<'a> {
    /// A field of it by name.
    pub fn field(self, name: &str) -> Option<Node<'a>> {
        match self.shape {
            Shape::Struct(_) => {
                let field = self.shape.fields()?.fields.get(name)?;
                Some(Node { shape: &field.shape, parts: &field.parts })
            }
            Shape::Map(inner) => Some(Self::inner(inner)),
            _ => None,
        }
    }

    /// Whether a field with fields of its own is there only if somebody says so: a probe, and not the metadata.
    pub fn is_optional(self, name: &str) -> bool {
        let field = self.shape.fields().filter(|_| matches!(self.shape, Shape::Struct(_)));
        let field = field.and_then(|kind| kind.fields.get(name));
        field.is_some_and(|field| matches!(field.shape, Shape::Struct(_)) && !field.always)
    }

    /// What stands in a list or map of this.
    pub fn inner(shape: &'a Shape) -> Self {
        let parts = if matches!(shape, Shape::List(_)) { &Parts::Whole } else { &Parts::Fields };
        Self { shape, parts }
    }

    /// Whether it has fields of its own, or is owned as one.
    pub fn is_whole(self) -> bool {
        let atomic = self.shape.fields().is_some_and(|kind| kind.atomic) && matches!(self.shape, Shape::Struct(_));
        atomic
            || *self.parts == Parts::Whole
            || !matches!(self.shape, Shape::Struct(_) | Shape::List(_) | Shape::Map(_))
    }
}

fn compare(node: Node<'_>, old: Option<&Value>, new: Option<&Value>) -> Difference {
    let nothing = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::Object(fields)) => fields.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    };
    if node.is_whole() || (nothing(old) && nothing(new)) {
        return leaf(old, new);
    }
    let mut found = Difference::default();
    match node.shape {
        Shape::Struct(_) => {
            if let Some(kind) = node.shape.fields() {
                fields(kind, old, new, &mut found);
            }
        }
        Shape::Map(inner) => entries(inner, old, new, &mut found),
        Shape::List(inner) => elements(node, inner, (old, new), &mut found),
        _ => {}
    }
    found.added.member = old.is_none();
    found.removed.member = new.is_none();
    found
}

fn leaf(old: Option<&Value>, new: Option<&Value>) -> Difference {
    let mut found = Difference::default();
    match (old, new) {
        (None, Some(_)) => found.added.member = true,
        (Some(_), None) => found.removed.member = true,
        (old, new) => found.changed.member = old != new,
    }
    found
}

fn names<'a>(old: Option<&'a Value>, new: Option<&'a Value>) -> impl Iterator<Item = &'a String> {
    let fields = |value: Option<&'a Value>| value.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let known = old.and_then(Value::as_object);
    fields(old).chain(fields(new).filter(move |name| !known.is_some_and(|known| known.contains_key(*name))))
}

fn fields(kind: &'static Struct, old: Option<&Value>, new: Option<&Value>, found: &mut Difference) {
    for name in names(old, new) {
        let Some(field) = kind.fields.get(name.as_str()) else { continue };
        let empty = if matches!(field.shape, Shape::List(_)) { json!([]) } else { json!({}) };
        // What is always there, if its owner is, was there before as well.
        let stays = field.always || (field.zero && matches!(field.shape, Shape::List(_)));
        let always = |owner: Option<&Value>| owner.filter(|_| stays).map(|_| &empty);
        let (before, after) = (old.and_then(|old| old.get(name)), new.and_then(|new| new.get(name)));
        let node = Node { shape: &field.shape, parts: &field.parts };
        let inner = compare(node, before.or_else(|| always(old)), after.or_else(|| always(new)));
        found.attach(&format!("f:{name}"), inner);
    }
}

fn entries(inner: &Shape, old: Option<&Value>, new: Option<&Value>, found: &mut Difference) {
    for name in names(old, new) {
        let inner = compare(Node::inner(inner), old.and_then(|old| old.get(name)), new.and_then(|new| new.get(name)));
        found.attach(&format!("f:{name}"), inner);
    }
}

fn elements(node: Node<'_>, inner: &Shape, (old, new): (Option<&Value>, Option<&Value>), found: &mut Difference) {
    let named = |list: Option<&Value>| -> Vec<(String, Value)> {
        let items = list.and_then(Value::as_array).into_iter().flatten();
        items.map(|item| (element(node, inner, item), item.clone())).collect()
    };
    let (old, new) = (named(old), named(new));
    let find = |list: &'_ [(String, Value)], wanted: &str| {
        list.iter().find(|(name, _)| name == wanted).map(|(_, item)| item.clone())
    };
    for (name, item) in &old {
        found.attach(name, compare(Node::inner(inner), Some(item), find(&new, name).as_ref()));
    }
    for (name, item) in new.iter().filter(|(name, _)| find(&old, name).is_none()) {
        found.attach(name, compare(Node::inner(inner), None, Some(item)));
    }
}

/// The path element of an element of a list.
pub fn element(node: Node<'_>, inner: &Shape, item: &Value) -> String {
    let Parts::Keyed(keys) = node.parts else { return format!("v:{item}") };
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    let kind = inner.fields();
    let mut key = Map::new();
    for name in sorted {
        let default = kind.and_then(|kind| kind.fields.get(name)?.default).map(Value::from);
        if let Some(value) = item.get(name).cloned().or(default) {
            key.insert(name.to_owned(), value);
        }
    }
    format!("k:{}", Value::Object(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::store::schema::named;

    #[test]
    fn what_is_new_changed_and_gone_is_told_apart() {
        let old = json!({ "spec": { "replicas": 1, "template": { "spec": { "containers": [{ "name": "a", "image": "i" }] } } } });
        let new = json!({
            "metadata": { "labels": { "x": "y" } },
            "spec": { "template": { "spec": {
                "containers": [{ "name": "a", "image": "j", "ports": [{ "containerPort": 80 }] }],
            } } },
        });
        let found = differ(named("apps.v1.Deployment"), Some(&old), &new);
        let container = |inner: Value| json!({ "f:spec": { "f:template": { "f:spec": { "f:containers": { "k:{\"name\":\"a\"}": inner } } } } });
        let mut added = container(json!({ "f:ports": {
            ".": {}, "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {} },
        } }));
        added["f:metadata"] = json!({ "f:labels": { ".": {}, "f:x": {} } });
        assert_eq!(found.added.value(), added);
        assert_eq!(found.changed.value(), container(json!({ "f:image": {} })));
        assert_eq!(found.removed.value(), json!({ "f:spec": { "f:replicas": {} } }));
    }
}
