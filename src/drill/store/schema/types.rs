//! The table of types.

use std::{collections::HashMap, sync::LazyLock};

use crate::drill::resource::Resource;

const TABLE: &str = include_str!("../../../../assets/kubernetes/types.txt");

static TYPES: LazyLock<HashMap<&'static str, Struct>> = LazyLock::new(|| read(TABLE));
static NONE: LazyLock<Struct> = LazyLock::new(|| Struct { name: "", atomic: false, fields: HashMap::new() });

/// A type with fields.
#[derive(Debug)]
pub struct Struct {
    /// `apps.v1.DeploymentSpec`.
    pub name: &'static str,
    /// Whether one manager owns all of it.
    pub atomic: bool,
    pub fields: HashMap<&'static str, Field>,
}

#[derive(Debug)]
pub struct Field {
    pub shape: Shape,
    /// A strategic merge patch merges this list, by this key of its elements; `""` for a list of plain values.
    pub merge: Option<&'static str>,
    /// A strategic merge patch may say which of its keys stay.
    pub retain_keys: bool,
    /// How much of it one manager owns.
    pub parts: Parts,
    /// What a missing field of a list's key is taken for.
    pub default: Option<&'static str>,
    /// Its number in protobuf: of the message that JSON shows in place first, if it is in one.
    pub number: Vec<u64>,
    /// Whether a zero is shown: nothing would be something else, or it is there in any case.
    pub zero: bool,
    /// Its place among the fields, as the server writes them.
    pub place: usize,
    /// Whether it is there, empty, even if nothing is said.
    pub always: bool,
}

/// How a field is owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// As one.
    Whole,
    /// Field by field.
    Fields,
    /// A list of plain values: one by one.
    Values,
    /// A list: element by element, which these fields tell apart.
    Keyed(Vec<&'static str>),
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Text,
    Truth,
    Int32,
    Int64,
    Float,
    Bytes,
    Any,
    Time,
    MicroTime,
    Quantity,
    IntOrString,
    List(Box<Shape>),
    Map(Box<Shape>),
    Struct(&'static str),
}

impl Shape {
    fn read(word: &'static str) -> Self {
        if let Some(inner) = word.strip_prefix("map[string]") {
            return Self::Map(Box::new(Self::read(inner)));
        }
        match word {
            "string" => Self::Text,
            "bool" => Self::Truth,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "float64" => Self::Float,
            "[]uint8" => Self::Bytes,
            "any" => Self::Any,
            "Time" => Self::Time,
            "MicroTime" => Self::MicroTime,
            "Quantity" => Self::Quantity,
            "IntOrString" => Self::IntOrString,
            word => word.strip_prefix("[]").map_or(Self::Struct(word), |inner| Self::List(Box::new(Self::read(inner)))),
        }
    }

    /// As Go names it: `[]v1.Container`.
    #[must_use]
    pub fn go(&self) -> String {
        match self {
            Self::Text | Self::Quantity | Self::Time | Self::MicroTime => "string".to_owned(),
            Self::Truth => "bool".to_owned(),
            Self::Int32 | Self::IntOrString => "int32".to_owned(),
            Self::Int64 => "int64".to_owned(),
            Self::Float => "float64".to_owned(),
            Self::Bytes => "[]uint8".to_owned(),
            Self::Any => "map[string]interface {}".to_owned(),
            Self::List(inner) => format!("[]{}", inner.go()),
            Self::Map(inner) => format!("map[string]{}", inner.go()),
            Self::Struct(name) => name.split_once('.').map_or(*name, |(_, short)| short).to_owned(),
        }
    }

    /// The type of its fields, or of its elements' fields.
    #[must_use]
    pub fn fields(&self) -> Option<&'static Struct> {
        match self {
            Self::Struct(name) => Some(named(name)),
            Self::List(inner) | Self::Map(inner) => inner.fields(),
            _ => None,
        }
    }
}

/// A type by its name; an empty one if there is none, which a test rules out.
#[must_use]
pub fn named(name: &str) -> &'static Struct {
    TYPES.get(name).unwrap_or(&NONE)
}

/// The type of the objects of a kind, stored or not: `Pod`, `DeleteOptions`; an empty one if there is none.
#[must_use]
pub fn of_kind(kind: &str) -> &'static Struct {
    let fits = |one: &&Struct| one.fields.contains_key("kind") && one.name.rsplit('.').next() == Some(kind);
    TYPES.values().find(fits).unwrap_or(&NONE)
}

/// The type of a resource's objects.
#[must_use]
pub fn of(resource: &Resource) -> &'static Struct {
    let group = resource.group.split('.').next().unwrap_or_default();
    let group = if group.is_empty() { "core" } else { group };
    named(&format!("{group}.{}.{}", resource.version, resource.kind))
}

fn read(table: &'static str) -> HashMap<&'static str, Struct> {
    table.split("\n\n").filter_map(paragraph).map(|one| (one.name, one)).collect()
}

fn paragraph(text: &'static str) -> Option<Struct> {
    let mut lines = text.trim().lines();
    let (name, rest) = lines.next()?.strip_prefix('[')?.split_once(']')?;
    Some(Struct { name, atomic: rest.contains("atomic"), fields: lines.enumerate().filter_map(field).collect() })
}

fn field((place, line): (usize, &'static str)) -> Option<(&'static str, Field)> {
    let mut words = line.split(' ');
    let (name, kind) = (words.next()?, words.next()?);
    let shape = Shape::read(kind.trim_start_matches('*'));
    let mut field = Field {
        merge: None,
        retain_keys: false,
        parts: if matches!(shape, Shape::List(_)) { Parts::Whole } else { Parts::Fields },
        default: None,
        number: Vec::new(),
        zero: kind.starts_with('*'),
        place,
        always: false,
        shape,
    };
    for word in words {
        if let Some(number) = word.strip_prefix('#') {
            field.number = number.split('.').filter_map(|part| part.parse().ok()).collect();
            continue;
        }
        match word.split_once('=') {
            Some(("merge", key)) => field.merge = Some(key),
            Some(("keys", keys)) => field.parts = Parts::Keyed(keys.split(',').collect()),
            Some(("default", value)) => field.default = Some(value),
            _ => match word {
                "retainKeys" => field.retain_keys = true,
                "set" => field.parts = Parts::Values,
                "atomic" => field.parts = Parts::Whole,
                "always" => field.always = true,
                _ => field.zero = true,
            },
        }
    }
    Some((name, field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::resource::RESOURCES;

    #[test]
    fn every_resource_and_everything_below_has_a_type() {
        for resource in RESOURCES {
            assert!(of(resource).fields.contains_key("metadata"), "{}", resource.kind);
        }
        let below = TYPES.values().flat_map(|one| one.fields.values()).filter_map(|field| field.shape.fields());
        for one in below {
            assert!(!one.name.is_empty());
        }
        let containers = &named("core.v1.PodSpec").fields["containers"];
        assert_eq!((containers.merge, containers.shape.go()), (Some("name"), "[]v1.Container".to_owned()));
        let from = &named("core.v1.ConfigMapEnvSource").fields;
        assert_eq!((&*from["name"].number, from["name"].zero, from["optional"].zero), (&[1, 1][..], false, true));
        assert_eq!(of_kind("Eviction").name, "policy.v1.Eviction");
    }
}
