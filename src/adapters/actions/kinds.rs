//! Which kinds of action there are.

use jiff::Timestamp;

use crate::domain::action::{ActionSpec, Refusal, Wish};

use super::{Kind, Subject, annotate, restart, scale, undo};

/// The kind of an action.
#[must_use]
pub fn kind(spec: &ActionSpec) -> Box<dyn Kind + Send + Sync + '_> {
    match spec {
        ActionSpec::Undo { revision, keeper, keeper_uid, template_sha256 } => {
            Box::new(undo::Undo { revision, keeper, keeper_uid, template_sha256 })
        }
        ActionSpec::Restart { at } => Box::new(restart::Restart { at }),
        ActionSpec::Scale { replicas } => Box::new(scale::Scale { replicas: *replicas }),
        ActionSpec::Annotate { key, value } => Box::new(annotate::Annotate { key, value }),
    }
}

/// Makes a wish absolute.
pub fn resolve(wish: &Wish, subject: &Subject, now: Timestamp) -> Result<ActionSpec, Refusal> {
    match wish {
        Wish::Undo { to } => undo::resolve(to.as_ref(), subject),
        Wish::Restart => Ok(restart::resolve(now)),
        Wish::Scale { replicas } => Ok(ActionSpec::Scale { replicas: *replicas }),
        Wish::Annotate { key, value } => Ok(ActionSpec::Annotate { key: key.clone(), value: value.clone() }),
    }
}
