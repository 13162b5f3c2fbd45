//! Reads JSON of which little is wanted: the same as `serde_json` for what is read, several times as fast over what is not.

mod reader;
mod skip;
#[cfg(test)]
mod tests;

pub(in crate::adapters::cluster) use reader::from_slice;
pub(in crate::adapters::cluster) use skip::Container;
