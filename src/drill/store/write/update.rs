//! PUT and PATCH.

use jiff::Timestamp;

use crate::drill::{
    object::Key,
    store::{
        objects::Store,
        refusal::Refusal,
        request::{Body, Options, Part, Patch, Written},
    },
};

impl Store {
    /// Replaces a part of an object. A resourceVersion or uid in the body is a precondition (409).
    pub fn update(
        &mut self,
        _now: Timestamp,
        _key: &Key,
        _part: Part,
        _body: impl Into<Body>,
        _options: &Options,
    ) -> Result<Written, Refusal> {
        Err(Refusal::internal("not yet".to_owned()))
    }

    /// Changes a part of an object.
    pub fn patch(
        &mut self,
        _now: Timestamp,
        _key: &Key,
        _part: Part,
        _patch: &Patch,
        _options: &Options,
    ) -> Result<Written, Refusal> {
        Err(Refusal::internal("not yet".to_owned()))
    }
}
