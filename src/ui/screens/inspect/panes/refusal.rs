//! What cannot be read, as lines of a pane.

use crate::{
    domain::cluster::Gap,
    ui::{
        screens::inspect::{
            gap::{check, sentence},
            known::Origin,
        },
        theme::Role,
    },
};

use super::fold::{self, Line, fold};

/// Both, as all that a pane has to say.
#[must_use]
pub fn notice(gap: &Gap, origin: Origin<'_>, width: u16) -> Vec<Line> {
    let mut lines = fold::sentence(Role::Warn, &sentence(gap, origin), width);
    lines.extend(check(gap, origin).iter().flat_map(|check| fold::sentence(Role::Key, check, width)));
    lines
}

/// Both, under a label.
#[must_use]
pub fn lines(label: &'static str, gap: &Gap, origin: Origin<'_>, width: u16) -> Vec<Line> {
    let mut lines = fold(label, Role::Warn, &sentence(gap, origin), width);
    lines.extend(check(gap, origin).iter().flat_map(|check| fold("", Role::Key, check, width)));
    lines
}
