//! POST.

use jiff::Timestamp;

use crate::drill::{
    resource::Resource,
    store::{
        objects::Store,
        refusal::Refusal,
        request::{Body, Options, Written},
    },
};

impl Store {
    /// Creates an object in a namespace (`""` for what has none). Refused are a body that cannot be read (400), a namespace that is not there
    /// (404) or going (403), a name that is taken (409) and an object that is invalid (422).
    pub fn create(
        &mut self,
        _now: Timestamp,
        _resource: &'static Resource,
        _namespace: &str,
        _body: impl Into<Body>,
        _options: &Options,
    ) -> Result<Written, Refusal> {
        Err(Refusal::internal("not yet".to_owned()))
    }
}
