//! What cannot be read, in words: the missing verb, who one is, and the line that checks it.

use crate::domain::{cluster::Gap, text::Safe};

use super::{known::Origin, kubectl};

/// What a refusal's message says before the line that checks it.
const CHECK: &str = " Check: ";

/// The sentence.
#[must_use]
pub fn sentence(gap: &Gap, origin: Origin<'_>) -> String {
    let who = origin.identity.and_then(|identity| identity.user.as_ref()).filter(|_| is_refused(gap));
    let who = who.map(|user| format!(" (you are {user})")).unwrap_or_default();
    format!("{}{who}", said(gap))
}

/// What is missing, without who is asking.
#[must_use]
pub fn said(gap: &Gap) -> String {
    let said = gap.message.split_once(CHECK).map_or(gap.message.as_str(), |(said, _)| said);
    if !said.is_empty() {
        return said.trim_end_matches('.').to_owned();
    }
    let place = gap.namespace.as_ref().map(|namespace| format!(" in {namespace}")).unwrap_or_default();
    format!("cannot {} {}{place}", gap.verb, gap.resource)
}

/// Rights are what is missing, not the object or the answer.
fn is_refused(gap: &Gap) -> bool {
    gap.message.contains(CHECK)
}

/// The line to copy, which asks the cluster for the right that is missing.
#[must_use]
pub fn check(gap: &Gap, origin: Origin<'_>) -> Option<Safe> {
    is_refused(gap).then(|| kubectl::can_i(origin.cluster, &gap.verb, &gap.resource, gap.namespace.as_deref()))
}
