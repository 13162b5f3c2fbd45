//! What goes wrong in one walk, and where.

use std::time::Duration;

use stanch::drill::{Dice, faults::Fault};

/// A kind of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Undo,
    Restart,
    Scale,
    Annotate,
}

pub const ACTS: [Act; 4] = [Act::Undo, Act::Restart, Act::Scale, Act::Annotate];

/// A step of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    PlanRead,
    PlanTrial,
    BeginRead,
    BeginTrial,
    Send,
    /// The reply of a write that was applied is lost, and then the look for its end meets it.
    LookApplied,
    /// The write itself is lost, and then the look for its end meets it.
    LookLost,
    /// The write itself is lost, and then the fence meets it.
    Fence,
}

pub const STEPS: [At; 8] =
    [At::PlanRead, At::PlanTrial, At::BeginRead, At::BeginTrial, At::Send, At::LookApplied, At::LookLost, At::Fence];

/// Every fault that the layer knows, in the forms that matter.
pub fn faults() -> Vec<Fault> {
    let mut faults = vec![
        Fault::Refused,
        Fault::Reset { after: 0 },
        Fault::Reset { after: 200 },
        Fault::Swallowed,
        Fault::Late { after: LATE },
        Fault::Lost,
        Fault::Twice,
        Fault::TooMany { retry_after: 1 },
        Fault::Html { code: 502 },
        Fault::Gone,
        Fault::Slow { bytes: 512, pause: Duration::from_millis(1) },
        Fault::Stale { versions: 5 },
        Fault::Stalled { by: Duration::from_millis(700) },
    ];
    faults.extend([500, 502, 503, 504].map(|code| Fault::Broken { code }));
    faults
}

/// When what was answered with a 504 is carried out all the same.
pub const LATE: Duration = Duration::from_millis(1500);

/// One walk.
#[derive(Debug, Clone)]
pub struct Script {
    pub act: Act,
    pub faults: Vec<(At, Fault)>,
}

/// Each fault, at each step, for each kind of action; or for one kind by turns, so that every two of the three meet.
pub fn every(all: bool) -> Vec<Script> {
    let mut scripts = Vec::new();
    for (turn, at) in STEPS.into_iter().enumerate() {
        for (number, fault) in faults().into_iter().enumerate() {
            let acts = ACTS.into_iter().enumerate().filter(|(act, _)| all || (turn + number) % ACTS.len() == *act);
            scripts.extend(acts.map(|(_, act)| Script { act, faults: vec![(at, fault)] }));
        }
    }
    scripts
}

/// Several at once, by chance.
pub fn by_chance(seed: u64, count: u64) -> Vec<Script> {
    let (mut dice, faults) = (Dice::new(seed), faults());
    let mut pick = |length: usize| usize::try_from(dice.below(length as u64)).unwrap();
    (0..count)
        .map(|_| {
            let several = 1 + pick(3);
            let faults = (0..several).map(|_| (STEPS[pick(STEPS.len())], faults[pick(faults.len())])).collect();
            Script { act: ACTS[pick(ACTS.len())], faults }
        })
        .collect()
}
