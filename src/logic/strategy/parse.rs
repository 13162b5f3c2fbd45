//! A strategy's file: from text to a definition that a walk can be bound to, or everything that is wrong with it.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::{
    domain::{
        digest::Digest,
        fault::Fault,
        strategy::{AppliesTo, Definition, Parameter, ParameterSort, Strategy, Value},
        text::Safe,
        workload::Kind,
    },
    logic::yaml::{Faults, Fields, Spot, Tree, Value as Yaml, fields, parse as read},
};

use super::{
    amounts, lint,
    literal::{SECRET, is_secret},
    node,
    words::{id, known},
};

/// Reads a strategy. `file` names it in the faults. Belongs on a deep stack (see the module).
pub fn parse(file: &str, text: &str) -> Result<Definition, Vec<Fault>> {
    let mut faults = Faults::of(file);
    let strategy = match read(text) {
        Ok(tree) => whole(&tree, &mut faults),
        Err((at, said)) => {
            faults.add(at, &said);
            None
        }
    };
    match strategy {
        Some(strategy) if faults.is_empty() => define(strategy).ok_or_else(|| {
            faults.add(Spot::default(), "cannot be written as JSON");
            faults.into_vec()
        }),
        _ => Err(faults.into_vec()),
    }
}

fn define(strategy: Strategy) -> Option<Definition> {
    let json = serde_json::to_vec(&sorted(serde_json::to_value(&strategy).ok()?)).ok()?;
    Some(Definition { sha256: Digest::of(&json), strategy, json })
}

/// Keys in order, at every level: the same strategy is always the same bytes.
fn sorted(value: Json) -> Json {
    match value {
        Json::Object(map) => {
            let pairs: BTreeMap<_, _> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Json::Object(pairs.into_iter().collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn whole(tree: &Tree, faults: &mut Faults) -> Option<Strategy> {
    let mut top = Fields::of(tree, "a strategy", faults)?;
    let id = top.need_text("strategy", faults).and_then(|(at, text)| id(at, text, faults));
    let version = top.need("version", faults).and_then(|tree| version(tree, faults));
    let title = top.need_text("title", faults).map(|(_, text)| Safe::line(text));
    let description = top.text("description", faults).map_or_else(Safe::default, |(_, text)| Safe::clean(text));
    let applies_to = top.get("applies_to").map(|tree| applies_to(tree, faults)).unwrap_or_default();
    let parameters = top.get("parameters").map(|tree| parameters(tree, faults)).unwrap_or_default();
    let start = top.need_text("start", faults);
    let nodes = top.need("nodes", faults).map(|tree| node::all(tree, &parameters, faults));
    top.finish(faults);
    let (start, nodes) = (start?, nodes?);
    lint::check(start, &nodes, faults);
    let nodes = nodes.read.into_iter().map(|placed| placed.node).collect();
    let start = Safe::line(start.1);
    Some(Strategy { id: id?, version: version?, title: title?, description, applies_to, parameters, start, nodes })
}

fn version(tree: &Tree, faults: &mut Faults) -> Option<u32> {
    let number = fields::whole(tree, "version", faults)?;
    let version = u32::try_from(number).ok().filter(|version| *version > 0);
    if version.is_none() {
        faults.add(tree.at, &format!("version must be 1 or more, got {number}"));
    }
    version
}

fn applies_to(tree: &Tree, faults: &mut Faults) -> AppliesTo {
    let Some(mut fields) = Fields::of(tree, "applies_to", faults) else { return AppliesTo::default() };
    let applies = AppliesTo {
        categories: words(&mut fields, "failure_types", faults),
        severities: words(&mut fields, "severities", faults),
        kinds: fields
            .texts("kinds", faults)
            .into_iter()
            .filter_map(|(at, word)| {
                let kind = Kind::parse(word);
                if kind.is_none() {
                    faults.add(at, &format!("unknown kind `{word}`; known: Deployment, StatefulSet, DaemonSet"));
                }
                kind
            })
            .collect(),
        environments: words(&mut fields, "environments", faults),
        broken_by: words(&mut fields, "broken_by", faults),
    };
    fields.finish(faults);
    applies
}

/// Words of a closed list, as serde knows them.
fn words<T: DeserializeOwned>(fields: &mut Fields<'_>, name: &'static str, faults: &mut Faults) -> Vec<T> {
    fields.texts(name, faults).into_iter().filter_map(|(at, word)| known(at, word, faults)).collect()
}

fn parameters(tree: &Tree, faults: &mut Faults) -> BTreeMap<Safe, Parameter> {
    let Some(all) = Fields::of(tree, "parameters", faults) else { return BTreeMap::new() };
    let pairs = all.pairs().iter();
    pairs.filter_map(|(at, name, tree)| Some((id(*at, name, faults)?, parameter(name, tree, faults)?))).collect()
}

fn parameter(name: &str, tree: &Tree, faults: &mut Faults) -> Option<Parameter> {
    let mut fields = Fields::of(tree, &format!("parameter `{name}`"), faults)?;
    let sort: Option<ParameterSort> = fields.need_text("type", faults).and_then(|(at, word)| known(at, word, faults));
    let default = fields.get("default");
    let description = fields.text("description", faults).map_or_else(Safe::default, |(_, text)| Safe::line(text));
    fields.finish(faults);
    let sort = sort?;
    let default = match default {
        None => None,
        Some(tree) => Some(default_value(sort, tree, name, faults)?),
    };
    Some(Parameter { sort, default, description })
}

fn default_value(sort: ParameterSort, tree: &Tree, name: &str, faults: &mut Faults) -> Option<Value> {
    let written = match (&tree.value, sort) {
        (Yaml::Text(text), ParameterSort::Duration | ParameterSort::Text) => text.clone(),
        (Yaml::Number(_, written), ParameterSort::Integer) => written.clone(),
        (Yaml::Boolean(boolean), ParameterSort::Boolean) => boolean.to_string(),
        (other, _) => {
            let word = amounts::word(sort);
            faults.add(tree.at, &format!("the default of `{name}` must be a {word}, got {}", other.sort()));
            return None;
        }
    };
    if sort == ParameterSort::Text && is_secret(name, &written) {
        faults.add(tree.at, SECRET);
    }
    amounts::value(sort, &written).map_err(|why| faults.add(tree.at, &format!("the default of `{name}`: {why}"))).ok()
}

/// The parameters of a walk: what was set (`K=V`) over the defaults.
pub fn set(strategy: &Strategy, given: &[(String, String)]) -> Result<BTreeMap<Safe, Value>, String> {
    let mut values: BTreeMap<Safe, Value> = BTreeMap::new();
    for (name, text) in given {
        let Some(parameter) = strategy.parameters.get(name.as_str()) else {
            let names: Vec<_> = strategy.parameters.keys().map(Safe::as_str).collect();
            let known =
                if names.is_empty() { "it has none".to_owned() } else { format!("known: {}", names.join(", ")) };
            return Err(format!("unknown parameter `{name}` of {}; {known}", strategy.id));
        };
        let value = amounts::value(parameter.sort, text).map_err(|why| format!("parameter `{name}`: {why}"))?;
        values.insert(Safe::line(name), value);
    }
    for (name, parameter) in &strategy.parameters {
        if values.contains_key(name) {
            continue;
        }
        let default = parameter.default.clone();
        let Some(default) = default else { return Err(format!("parameter `{name}` has no default: --set {name}=…")) };
        values.insert(name.clone(), default);
    }
    Ok(values)
}
