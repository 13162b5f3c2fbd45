//! The patterns of policies.

use globset::{Glob, GlobMatcher};
use serde_saphyr::Spanned;

use crate::domain::cluster::ClusterId;

use super::Mistake;

/// Whether a pattern means this cluster, by either of its names.
pub(super) fn is_here(pattern: &GlobMatcher, cluster: &ClusterId) -> bool {
    cluster.names().any(|name| pattern.is_match(name.as_str()))
}

pub(super) fn glob(pattern: &Spanned<String>) -> Result<GlobMatcher, Mistake> {
    let made = Glob::new(&pattern.value).map(|glob| glob.compile_matcher());
    made.map_err(|error| Mistake::at(pattern.referenced, format!("bad glob `{}`: {}", pattern.value, error.kind())))
}
