//! What cannot be read, in words: the missing verb, who one is, and the line that checks it.

use crate::{
    domain::{cluster::Gap, text::Safe},
    ui::{
        screens::inspect::{known::Origin, kubectl},
        theme::Role,
    },
};

use super::{Line, fold::fold};

/// The sentence.
#[must_use]
pub fn sentence(gap: &Gap, origin: Origin<'_>) -> String {
    let place = gap.namespace.as_ref().map(|namespace| format!(" in {namespace}")).unwrap_or_default();
    let who = origin.identity.and_then(|identity| identity.user.as_ref());
    let who = who.map(|user| format!(" (you are {user})")).unwrap_or_default();
    let why = if gap.message.is_empty() { String::new() } else { format!(": {}", gap.message) };
    format!("cannot {} {}{place}{who}{why}", gap.verb, gap.resource)
}

/// The line to copy.
#[must_use]
pub fn check(gap: &Gap, origin: Origin<'_>) -> Safe {
    kubectl::can_i(origin.cluster, &gap.verb, &gap.resource, gap.namespace.as_deref())
}

/// Both, as lines of a pane.
#[must_use]
pub fn lines(label: &'static str, gap: &Gap, origin: Origin<'_>, width: u16) -> Vec<Line> {
    let mut lines = fold(label, Role::Warn, &sentence(gap, origin), width);
    lines.extend(fold("", Role::Key, &check(gap, origin), width));
    lines
}
