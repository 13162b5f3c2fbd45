//! POST.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{
        defaults::{self, Addresses},
        objects::Store,
        refusal::{Cause, Refusal},
        request::{Body, Options, Part, Written},
        validate,
        value::{text, within},
    },
};

use super::{body, commit::Write, meta};

/// A name is made up of a prefix and so many letters.
const SUFFIX: usize = 5;
/// What fits before the suffix.
const LONGEST_PREFIX: usize = 58;

/// An object that is to be.
pub(super) struct New<'a> {
    pub resource: &'static Resource,
    pub namespace: &'a str,
    pub value: Value,
    pub warnings: Vec<String>,
    /// Of an apply: who manages what.
    pub managers: Option<Value>,
}

impl Store {
    /// Creates an object in a namespace (`""` for what has none). Refused are a body that cannot be read (400), a namespace that is not there
    /// (404) or going (403), a name that is taken (409) and an object that is invalid (422).
    pub fn create(
        &mut self,
        now: Timestamp,
        resource: &'static Resource,
        namespace: &str,
        body: impl Into<Body>,
        options: &Options,
    ) -> Result<Written, Refusal> {
        let (value, warnings) = body::read(resource, body.into(), options.validation)?;
        self.make(now, New { resource, namespace, value, warnings, managers: None }, options)
    }

    /// Creates an object as a controller does, of a template that is valid: it goes through admission and has its defaults, and nobody manages its
    /// fields. Refused are a namespace that is not there (404) or going (403), a service account that is not there (403) and a name that is
    /// taken (409).
    pub fn establish(
        &mut self,
        now: Timestamp,
        resource: &'static Resource,
        namespace: &str,
        mut value: Value,
    ) -> Result<Arc<Object>, Refusal> {
        body::declare(&mut value, &resource.api_version(), resource.kind);
        meta::place(resource, namespace, &mut value)?;
        self.admit(resource, namespace, &mut value)?;
        let key = self.name(resource, namespace, &mut value);
        if self.get(&key).is_some() {
            return Err(Refusal::already_exists(&key));
        }
        self.begin(resource, &mut value, now);
        Ok(self.put(key, value))
    }

    /// Makes an object of what was decoded.
    pub(super) fn make(&mut self, now: Timestamp, new: New<'_>, options: &Options) -> Result<Written, Refusal> {
        let New { resource, namespace, mut value, mut warnings, managers } = new;
        meta::place(resource, namespace, &mut value)?;
        let namespace = if resource.namespaced { namespace } else { "" };
        self.admit(resource, namespace, &mut value)?;
        if !text(&value, "/metadata/resourceVersion").is_empty() {
            let words = "resourceVersion should not be set on objects to be created".to_owned();
            return Err(Refusal { reason: "", ..Refusal::internal(words) });
        }
        let key = self.name(resource, namespace, &mut value);
        self.begin(resource, &mut value, now);
        let mut problems = validate::object(resource, &value);
        self.address(resource, &mut value, &mut problems);
        if !problems.is_empty() {
            return Err(Refusal::invalid(resource, &key.name, problems));
        }
        if self.get(&key).is_some() {
            return Err(Refusal::already_exists(&key));
        }
        warnings.extend(validate::warnings(resource, &value));
        let applied = managers.is_some();
        if let Some(managers) = managers {
            within(&mut value, "metadata").insert("managedFields".to_owned(), managers);
        }
        Ok(self.commit(now, Write { key, before: None, value, part: Part::Main, applied, options, warnings }))
    }

    /// What the server says of a new object: metadata, defaults and the first status.
    fn begin(&mut self, resource: &'static Resource, value: &mut Value, now: Timestamp) {
        meta::begin(resource, value, now, self.dice());
        defaults::fill(resource, value);
        defaults::begin(resource, value);
    }

    /// Its key, for which a name may have to be made up.
    fn name(&mut self, resource: &'static Resource, namespace: &str, value: &mut Value) -> Key {
        let namespace: Arc<str> = namespace.into();
        let key = |name: &str| Key { resource, namespace: Arc::clone(&namespace), name: name.into() };
        let (name, prefix) = (text(value, "/metadata/name"), text(value, "/metadata/generateName"));
        if !name.is_empty() || prefix.is_empty() {
            return key(name);
        }
        let prefix: String = prefix.chars().take(LONGEST_PREFIX).collect();
        let mut made = key(&format!("{prefix}{}", self.dice().letters(SUFFIX)));
        while self.get(&made).is_some() {
            made = key(&format!("{prefix}{}", self.dice().letters(SUFFIX)));
        }
        within(value, "metadata").insert("name".to_owned(), (&*made.name).into());
        made
    }

    /// Gives a service its address.
    fn address(&mut self, resource: &'static Resource, value: &mut Value, problems: &mut Vec<Cause>) {
        if resource.kind != "Service" {
            return;
        }
        let addresses = Addresses::of(self.list(resource, None).map(|object| &object.value));
        let wanted = text(value, "/spec/clusterIP").parse().ok();
        if let Some(words) = wanted.and_then(|wanted| addresses.refuse(wanted)) {
            let wanted = serde_json::json!([text(value, "/spec/clusterIP")]);
            problems.push(Cause::invalid("spec.clusterIPs", &wanted, &words));
        }
        addresses.assign(within(value, "spec"), self.dice());
    }
}
