//! What is known of a key that a symptom names, and whether that proves anything.

use jiff::Timestamp;

use crate::{
    domain::configuration::Written,
    logic::evidence::{Fact, Record, When},
};

use super::named::Named;

/// What was found out about a named key.
#[derive(Debug, Clone)]
pub(super) enum Link<'a> {
    /// Written after the template, before anything failed, seen by every container that fails, and by none that is well.
    Cause { written: &'a Written, at: Timestamp, line: u64 },
    /// What is known, and does not prove it.
    Known { written: &'a Written, line: u64, but: But<'a> },
    /// The key or its object is not there, or cannot be read.
    Lacking { fact: &'a Fact, line: u64 },
    /// Nobody wrote down who wrote it.
    Unrecorded,
}

/// Why a write proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum But<'a> {
    /// The template that runs came later.
    Known,
    /// It was failing already.
    Late,
    /// It may be another of so many keys.
    Beside(u32),
    /// This pod has it, and is well.
    Survivor(&'a str),
    /// A container fails that started before.
    Older,
    /// The object is named, and not what of it.
    Unnamed,
    /// When it was written, or when the first pod failed, is not known well enough.
    Unclear,
}

/// Looks up what a symptom names.
pub(super) fn link<'a>(record: &'a Record, named: &Named<'a>) -> Link<'a> {
    let writes = record.writes().filter(|(of, ..)| *of == named.of);
    let of_key = |written: &Written| named.key.as_ref().is_none_or(|key| *key == written.key);
    let newest = writes.filter(|(_, written, _)| of_key(written)).max_by_key(|(_, written, _)| written.at);
    if let Some((_, written, line)) = newest {
        return match but(record, named, written) {
            Ok(at) => Link::Cause { written, at, line },
            Err(but) => Link::Known { written, line, but },
        };
    }
    let lacks = |fact: &Fact| match fact {
        Fact::Lacks { key, .. } => named.key.as_ref().is_none_or(|named| named == key),
        _ => true,
    };
    match record.lacks(named.of).find(|(fact, _)| lacks(fact)) {
        Some((fact, line)) => Link::Lacking { fact, line },
        None => Link::Unrecorded,
    }
}

/// When it was written, if that proves that it is what the pods fail at.
fn but<'a>(record: &'a Record, named: &Named<'a>, written: &Written) -> Result<Timestamp, But<'a>> {
    let at = written.at.ok_or(But::Unclear)?;
    match record.course.when(at) {
        When::Known => return Err(But::Known),
        When::Late => return Err(But::Late),
        When::Since | When::Unknown => return Err(But::Unclear),
        When::Between => {}
    }
    if named.key.is_none() {
        return Err(But::Unnamed);
    }
    if written.beside > 0 {
        return Err(But::Beside(written.beside));
    }
    if let Some(pod) = record.survivor(named.container, at) {
        return Err(But::Survivor(pod));
    }
    if named.fixed && record.has_started_since(named.container, at) != Some(true) {
        return Err(But::Older);
    }
    Ok(at)
}
