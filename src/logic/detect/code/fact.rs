//! What changed code says that it does.

use crate::logic::{detect::spot::Spot, evidence::Side};

/// What a call stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::logic::detect) enum Within {
    /// The module itself: it runs once.
    Module,
    Function,
    /// Something that answers requests.
    Handler,
}

/// A call that was added or removed.
#[derive(Debug, Clone)]
pub(in crate::logic::detect) struct Call<'a> {
    pub spot: Spot<'a>,
    pub side: Side,
    /// `requests.get`
    pub callee: String,
    /// The whole call, without its blanks, up to 400 bytes.
    pub text: String,
    /// Loops around it.
    pub loops: u32,
    /// Within an asynchronous function.
    pub in_async: bool,
    pub awaited: bool,
    pub within: Within,
}

impl Call<'_> {
    /// The last part of the callee: `get`.
    pub(in crate::logic::detect) fn method(&self) -> &str {
        self.callee.rsplit('.').next().unwrap_or(&self.callee)
    }
}

/// A module that was imported, or no longer.
#[derive(Debug, Clone)]
pub(in crate::logic::detect) struct Import<'a> {
    pub spot: Spot<'a>,
    pub side: Side,
    pub module: String,
}

/// A variable of the environment that is read.
#[derive(Debug, Clone)]
pub(in crate::logic::detect) struct Read<'a> {
    pub spot: Spot<'a>,
    pub side: Side,
    pub name: String,
    /// Without a default.
    pub required: bool,
}
