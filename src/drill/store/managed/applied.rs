//! What one manager applies: the fields that it says, laid over an object, and taken away again when it says them no more.

use serde_json::Value;

use crate::drill::store::schema::{Parts, Shape, Struct};

use super::{
    differ::{Node, element},
    set::Set,
};

/// The fields that a configuration says.
pub fn fields(kind: &'static Struct, configuration: &Value) -> Set {
    said(Node { shape: &Shape::Struct(kind.name), parts: &Parts::Fields }, configuration)
}

fn said(node: Node<'_>, value: &Value) -> Set {
    let mut set = Set::default();
    if node.is_whole() || empty(value) {
        set.member = true;
        return set;
    }
    for (path, below, inner) in parts(node, value) {
        let mut below = said(below, inner);
        below.member |= path.starts_with("k:");
        set.attach(path, below);
    }
    set
}

/// Lays a configuration over an object.
pub fn lay(kind: &'static Struct, object: &mut Value, configuration: &Value) {
    lay_over(Node { shape: &Shape::Struct(kind.name), parts: &Parts::Fields }, object, configuration);
}

fn lay_over(node: Node<'_>, value: &mut Value, wanted: &Value) {
    if node.is_whole() {
        value.clone_from(wanted);
        return;
    }
    match (&mut *value, wanted) {
        (Value::Object(known), Value::Object(all)) => {
            for (name, wanted) in all {
                match (known.get_mut(name), node.field(name)) {
                    (Some(known), Some(below)) => lay_over(below, known, wanted),
                    _ => {
                        known.insert(name.clone(), wanted.clone());
                    }
                }
            }
        }
        (Value::Array(known), Value::Array(all)) => {
            let Shape::List(inner) = node.shape else { return };
            for wanted in all {
                let path = element(node, inner, wanted);
                match known.iter_mut().find(|one| element(node, inner, one) == path) {
                    Some(known) => lay_over(Node::inner(inner), known, wanted),
                    None => known.push(wanted.clone()),
                }
            }
        }
        (value, wanted) => value.clone_from(wanted),
    }
}

/// Takes fields out of an object; what holds one that is taken out goes with it.
pub fn take(kind: &'static Struct, object: &mut Value, unwanted: &Set) {
    take_out(Node { shape: &Shape::Struct(kind.name), parts: &Parts::Fields }, object, unwanted);
}

fn take_out(node: Node<'_>, value: &mut Value, unwanted: &Set) {
    match (value, node.shape) {
        (Value::Object(known), _) => known.retain(|name, value| {
            let Some(set) = unwanted.below.get(&format!("f:{name}")) else { return true };
            if set.member && (set.below.is_empty() || node.is_optional(name)) {
                return false;
            }
            if let Some(below) = node.field(name) {
                take_out(below, value, set);
            }
            !empty(value)
        }),
        (Value::Array(known), Shape::List(inner)) => known.retain_mut(|one| {
            let Some(set) = unwanted.below.get(&element(node, inner, one)) else { return true };
            if !set.member {
                take_out(Node::inner(inner), one, set);
            }
            !set.member
        }),
        _ => {}
    }
}

/// The parts of a value that are owned for themselves.
fn parts<'a>(node: Node<'a>, value: &'a Value) -> Vec<(String, Node<'a>, &'a Value)> {
    match (value, node.shape) {
        (Value::Object(known), _) => {
            let below = known.iter().filter_map(|(name, value)| Some((format!("f:{name}"), node.field(name)?, value)));
            below.collect()
        }
        (Value::Array(known), Shape::List(inner)) => {
            known.iter().map(|one| (element(node, inner, one), Node::inner(inner), one)).collect()
        }
        _ => Vec::new(),
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drill::store::schema::named;

    #[test]
    fn what_is_said_is_laid_over_and_taken_out_again() {
        let kind = named("apps.v1.Deployment");
        let container = |inner: Value| json!({ "spec": { "template": { "spec": { "containers": [inner] } } } });
        let mut object = container(json!({ "name": "c", "image": "i", "env": [{ "name": "A", "value": "1" }] }));
        let wanted = container(json!({ "name": "c", "env": [{ "name": "B", "value": "2" }] }));
        lay(kind, &mut object, &wanted);
        let both = json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]);
        assert_eq!(object, container(json!({ "name": "c", "image": "i", "env": both })));
        let set = fields(kind, &wanted);
        let element = json!({ ".": {}, "f:name": {}, "f:env": { "k:{\"name\":\"B\"}": { ".": {}, "f:name": {}, "f:value": {} } } });
        assert_eq!(
            set.value(),
            json!({ "f:spec": { "f:template": { "f:spec": { "f:containers": { "k:{\"name\":\"c\"}": element } } } } })
        );
        let only = json!({ "f:spec": { "f:template": { "f:spec": { "f:containers": { "k:{\"name\":\"c\"}": {
            "f:env": { "k:{\"name\":\"B\"}": { ".": {}, "f:name": {} } },
        } } } } } });
        take(kind, &mut object, &Set::read(&only));
        assert_eq!(object, container(json!({ "name": "c", "image": "i", "env": [{ "name": "A", "value": "1" }] })));
    }
}
