//! Configuration that was changed outside any rollout: what a symptom names, joined with the key that holds it, with whoever wrote that key
//! last, and with when the pods began to fail. Metadata can prove no more than who and when: what was written is for people to read.

mod find;
mod link;
mod named;
mod tell;

pub(super) use find::{Drift, find};
