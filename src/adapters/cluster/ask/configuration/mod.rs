//! What a workload's pods take from ConfigMaps and Secrets, and who wrote that last: metadata only, never what is in them.

mod history;
mod read;
mod template;

pub(super) use read::configuration;
