//! GET of one object, and of lists.

use jiff::Timestamp;

use crate::drill::{
    object::Key,
    simulation::Simulation,
    store::{Page, Query, Refusal, Selector, Store, scale},
};

use super::{answer::Answer, asked::Asked, encode, refusals, route::Place};

/// One object.
pub fn get(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let form = asked.form()?;
    let key = key(place);
    let (object, now) = simulation.read(|store, _, now| {
        let object = match asked.as_of {
            None => store.get(&key).cloned(),
            Some(version) => before(store, &key, version),
        };
        (object, now)
    });
    let object = object.ok_or_else(|| Refusal::not_found(&key))?;
    Ok(Answer::bytes(200, encode::one(form, &object, now, true)))
}

/// As it was at a version; as it is now where that is no longer known.
fn before(store: &Store, key: &Key, version: u64) -> Option<std::sync::Arc<crate::drill::object::Object>> {
    let later =
        store.since(version).ok().and_then(|mut changes| changes.find(|change| change.object.key == *key).cloned());
    match later {
        Some(change) => change.before.clone(),
        None => store.get(key).cloned(),
    }
}

/// The key of a named place.
#[must_use]
pub fn key(place: &Place) -> Key {
    Key {
        resource: place.resource,
        namespace: place.namespace.as_deref().unwrap_or_default().into(),
        name: place.name.as_deref().unwrap_or_default().into(),
    }
}

/// A list, or a page of one.
pub fn list(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let form = asked.form()?;
    let (page, now) = page(simulation, asked, place)?;
    Ok(encode::list(form, place.resource, page, now))
}

fn page(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<(Page, Timestamp), Refusal> {
    let query = &asked.query;
    let limit = query.number("limit")?.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0);
    let token = query.get("continue").filter(|token| !token.is_empty());
    check(asked, token)?;
    let asked_version = match query.text("resourceVersion") {
        "" => 0,
        text => version(text).map_err(|why| Refusal::bad_request(format!("invalid resource version: {why}")))?,
    };
    // Without a word on how exact it has to be, a version with a limit is meant exactly.
    let exact = query.text("resourceVersionMatch") == "Exact" || (asked_version > 0 && limit > 0 && token.is_none());
    let exact = exact && query.text("resourceVersionMatch") != "NotOlderThan";
    // Any version will do: such lists come from the watch cache, which knows no pages.
    let limit = if query.text("resourceVersion") == "0" && token.is_none() { 0 } else { limit };
    let selector = Selector::read(place.resource, query.text("labelSelector"), query.text("fieldSelector"))?;
    simulation.read(|store, _, now| {
        if asked_version > store.version() {
            return Err(refusals::too_new(asked_version, store.version()));
        }
        let page = store.page(&Query {
            resource: place.resource,
            namespace: place.namespace.as_deref(),
            selector: &selector,
            limit,
            token,
            exact: asked.as_of.or(exact.then_some(asked_version)),
        })?;
        Ok((page, now))
    })
}

/// A resourceVersion, or what is wrong with it.
pub fn version(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| {
        format!("resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax")
    })
}

/// What contradicts itself in the parameters of a list (`apimachinery/pkg/apis/meta/internalversion/validation`).
fn check(asked: &Asked, token: Option<&str>) -> Result<(), Refusal> {
    let query = &asked.query;
    let forbidden = |field: &str, why: &str| {
        Err(refusals::option("ListOptions", "FieldValueForbidden", field, &format!("Forbidden: {why}")))
    };
    let (version, matching) = (query.text("resourceVersion"), query.text("resourceVersionMatch"));
    let known = |text: &str| matches!(text, "Exact" | "NotOlderThan" | "");
    if query.get("sendInitialEvents").is_some() {
        return forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
    if !matching.is_empty() && version.is_empty() {
        return forbidden(
            "resourceVersionMatch",
            "resourceVersionMatch is forbidden unless resourceVersion is provided",
        );
    }
    if !matching.is_empty() && token.is_some() {
        return forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
    }
    if !known(matching) {
        let message = format!("Unsupported value: \"{matching}\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
        return Err(refusals::option("ListOptions", "FieldValueNotSupported", "resourceVersionMatch", &message));
    }
    if matching == "Exact" && version == "0" {
        return forbidden(
            "resourceVersionMatch",
            "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
        );
    }
    if token.is_some() && !matches!(version, "" | "0") {
        return Err(Refusal::bad_request("specifying resource version is not allowed when using continue"));
    }
    Ok(())
}

/// How many replicas an object has and should have, as `autoscaling/v1` Scale.
pub fn replicas(simulation: &Simulation, place: &Place) -> Result<Answer, Refusal> {
    let key = key(place);
    let object = simulation.read(|store, _, _| store.get(&key).cloned()).ok_or_else(|| Refusal::not_found(&key))?;
    Ok(Answer::json(200, &scale::show(&object)))
}
