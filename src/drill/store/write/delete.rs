//! DELETE.

use jiff::Timestamp;

use crate::drill::{
    object::Key,
    store::{
        objects::Store,
        refusal::Refusal,
        request::{Deleted, Deletion},
    },
};

impl Store {
    /// Deletes an object, or marks it: a pod stays until its kubelet is done with it, a namespace until it is empty, and everything until its
    /// finalizers are gone. What it owns is the garbage collector's.
    pub fn delete(&mut self, _now: Timestamp, _key: &Key, _deletion: &Deletion) -> Result<Deleted, Refusal> {
        Err(Refusal::internal("not yet".to_owned()))
    }
}
