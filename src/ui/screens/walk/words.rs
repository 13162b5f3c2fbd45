//! A walk in words: kinds and states of its steps, and what an action does.

use jiff::Timestamp;

use crate::{
    domain::{
        Truth,
        action::{ActionSpec, Target},
        strategy::{Does, Lasting, NodeId, Outcome, Phase, Strategy},
        text::Safe,
        walk::{Skip, Standing},
    },
    flow::desk::Walk,
    logic::walk::{Cell, End, Ending, Status, WalkState},
    ui::{
        theme::Role,
        widgets::{Text, clock},
    },
};

/// What sort of step it is, in at most seven letters.
pub fn kind(does: &Does) -> &'static str {
    match does {
        Does::Condition { lasting: Lasting::Once, .. } => "cond",
        Does::Condition { lasting: Lasting::Within(_), .. } => "verify",
        Does::Condition { lasting: Lasting::For(_), .. } => "hold",
        Does::Gate { .. } => "GATE",
        Does::Action { .. } => "action",
        Does::Collect { .. } => "collect",
        Does::Route { .. } => "route",
        Does::Loop { .. } => "loop",
        Does::Wait { .. } => "wait",
        Does::Outcome { .. } => "end",
    }
}

/// The shape of a state and how loud it is.
pub fn mark(status: Status) -> (&'static str, Role) {
    match status {
        Status::Planned => ("-", Role::Muted),
        Status::AwaitingApproval => ("?", Role::Warn),
        Status::Approved => ("v?", Role::Warn),
        Status::Started => (">", Role::Info),
        Status::Succeeded => ("v", Role::Good),
        Status::Failed => ("X", Role::Bad),
        Status::Unknown => ("U", Role::Bad),
        Status::Skipped(_) => ("~", Role::Muted),
    }
}

/// How a step stands, in a word or two.
pub fn word(walk: &WalkState, does: &Does, cell: &Cell) -> Text {
    let request = cell.request.and_then(|id| walk.request(id));
    match cell.status {
        Status::Planned => "".into(),
        Status::AwaitingApproval => match request {
            Some(request) => {
                let (has, quorum) = (approvals(request.decisions()), request.asked().rule.quorum);
                format_args!("WAITING {has} of {quorum}, until {}", clock(request.until())).into()
            }
            None => "is being planned".into(),
        },
        Status::Approved => "APPROVED, not begun".into(),
        Status::Started => match (does, cell.fire_at) {
            (Does::Gate { .. } | Does::Action { .. }, _) => "IN FLIGHT".into(),
            (_, Some(at)) => format_args!("until {}", clock(at)).into(),
            (Does::Condition { lasting: Lasting::For(_), .. }, _) => "holding".into(),
            (Does::Condition { lasting: Lasting::Within(_), .. }, _) => "watching".into(),
            _ => "now".into(),
        },
        Status::Succeeded => ended(does, &cell.ending),
        Status::Failed => "FAILED".into(),
        Status::Unknown if matches!(does, Does::Gate { .. } | Does::Action { .. }) => "OUTCOME UNKNOWN".into(),
        Status::Unknown => "UNKNOWN".into(),
        Status::Skipped(why) => skipped(why).into(),
    }
}

fn ended(does: &Does, ending: &Ending) -> Text {
    match (does, ending) {
        (_, Ending::Said(Truth::Yes)) => "yes".into(),
        (_, Ending::Said(Truth::No)) => "no".into(),
        (_, Ending::Said(Truth::Unknown) | Ending::Went(None)) => "unknown".into(),
        (_, Ending::Went(Some(value))) => value.into(),
        (Does::Outcome { result, .. }, Ending::Done) => outcome(*result).into(),
        (Does::Collect { .. }, Ending::Done) => "ok".into(),
        (_, Ending::Done) => "done".into(),
    }
}

fn skipped(why: Skip) -> &'static str {
    match why {
        Skip::NotTaken => "not taken",
        Skip::Cancelled => "cancelled",
        Skip::Rejected => "REJECTED",
        Skip::Abandoned => "abandoned",
    }
}

pub fn outcome(result: Outcome) -> &'static str {
    match result {
        Outcome::Recovered => "RECOVERED",
        Outcome::NotRecovered => "NOT RECOVERED",
        Outcome::NeedsPeople => "FOR PEOPLE",
    }
}

/// How many people said yes.
pub fn approvals(decisions: &[crate::logic::gate::Decision]) -> usize {
    use crate::domain::approval::Word;
    decisions.iter().filter(|decision| decision.word == Word::Approve).count()
}

/// How a walk stands.
pub fn standing(walk: &Walk) -> (&'static str, Role) {
    let state = &walk.state;
    if walk.fault.is_some() {
        return ("UNREADABLE", Role::Bad);
    }
    match (walk.standing(), state.ended()) {
        (Standing::Unknown, _) => ("OUTCOME UNKNOWN", Role::Bad),
        (_, Some(End::Completed { outcome: result, .. })) => {
            let role = if *result == Outcome::Recovered { Role::Good } else { Role::Warn };
            (outcome(*result), role)
        }
        (_, Some(End::Failed { .. })) => ("FAILED", Role::Bad),
        (_, Some(End::Cancelled)) => ("STOPPED", Role::Warn),
        (Standing::Waiting, None) if state.question().is_some() => ("ASKS YOU", Role::Warn),
        (Standing::Waiting, None) => ("AT A GATE", Role::Warn),
        (_, None) if state.cancelling().is_some() => ("STOPPING", Role::Warn),
        (_, None) if state.waiting().is_some() && walk.driver.is_none() => ("APPROVED", Role::Warn),
        (_, None) if walk.driver.is_some() => ("RUNNING", Role::Info),
        (_, None) => ("STANDS STILL", Role::Warn),
    }
}

/// Title and place of a phase: `Immediate response (2/7)`.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparation => "Prepare (1/7)",
        Phase::ImmediateResponse => "Immediate response (2/7)",
        Phase::Stabilization => "Stabilize (3/7)",
        Phase::Validation => "Validate (4/7)",
        Phase::Optimization => "Optimize (5/7)",
        Phase::Cleanup => "Clean up (6/7)",
        Phase::PostRecovery => "Post recovery (7/7)",
    }
}

/// The step's number in its strategy, from 1.
pub fn number(strategy: &Strategy, id: &NodeId) -> usize {
    strategy.nodes.iter().position(|node| node.id == *id).map_or(0, |at| at + 1)
}

/// What an action does to what: `ROLL BACK Deployment/checkout to revision 40`.
pub fn headline(spec: &ActionSpec, target: &Target) -> Safe {
    let object = format!("{}/{}", target.kind.name(), target.name);
    Safe::line(&match spec {
        ActionSpec::Undo { revision, .. } => format!("ROLL BACK {object} to revision {revision}"),
        ActionSpec::Restart { at } => format!("RESTART {object} (restartedAt {at})"),
        ActionSpec::Scale { replicas } => format!("SCALE {object} to {replicas}"),
        ActionSpec::Annotate { key, value } => format!("ANNOTATE {object} with {key}={value}"),
    })
}

/// How long from now, in words: `26m`; nothing where it is over.
pub fn left(until: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = until.duration_since(now).as_secs();
    match seconds {
        ..=0 => None,
        1..60 => Some(format!("{seconds}s")),
        _ => Some(format!("{}m", seconds / 60)),
    }
}

/// When a walk came to where it is now.
pub fn here_since(walk: &WalkState) -> Option<Timestamp> {
    let current = walk.current()?;
    walk.path().iter().rev().find(|trace| trace.node == *current).map(|trace| trace.at)
}
