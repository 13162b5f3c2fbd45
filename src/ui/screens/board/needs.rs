//! What waits for a person, above the rollouts: an action whose outcome is unknown first, then gates, questions, and fixes. With nothing
//! in it, it is not there.
//!
//! ```text
//! -- NEEDS YOU 3 -------------------------------------------------------
//!  U OUTCOME UNKNOWN  W-16 restart deploy payments/ledger
//!  ! GATE  W-17 roll back deploy payments/checkout to revision 40
//!  ? FIX   F-203 add STRIPE_API_KEY to chart
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        action::{ActionSpec, Target},
        fix::State as Condition,
        text::Safe,
        walk::Standing,
    },
    flow::{
        Model,
        desk::{Opened, Store, Walk},
        reply::Place,
    },
    logic::gate::Request,
    ui::{
        theme::{Role, Theme},
        widgets::{Cursor, Frame, Panel, Phrase, clock},
    },
};

/// Lines that are shown at once.
const SHOWN: u16 = 4;

/// Something that waits, and where it is seen to.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    pub place: Place,
    line: Phrase,
}

/// Everything that waits, the most urgent first.
#[must_use]
pub fn needs(model: &Model) -> Vec<Need> {
    let walks = || model.desk.walks.values();
    let mut needs: Vec<Need> = store(model).into_iter().collect();
    needs.extend(walks().filter(|walk| walk.standing() == Standing::Unknown).map(unknown));
    let applying = model.desk.fixes.values().filter(|fix| fix.state == Condition::Applying);
    needs.extend(applying.map(|fix| {
        let line = outcome_unknown().say(Role::Text, format_args!("{} being applied: {}", fix.alias, fix.title));
        Need { place: Place::Fix(fix.alias), line }
    }));
    needs.extend(walks().filter_map(|walk| gate(walk, model)));
    needs.extend(walks().filter_map(question));
    needs.extend(walks().filter_map(|walk| still(walk, model)));
    needs.extend(walks().filter_map(broken));
    let pending = model.desk.fixes.values().filter(|fix| fix.state == Condition::Pending);
    needs.extend(pending.map(|fix| {
        let line = Phrase::of(Role::Info, " ? FIX   ").say(Role::Text, format_args!("{} {}", fix.alias, fix.title));
        Need { place: Place::Fix(fix.alias), line }
    }));
    needs
}

/// The pane's height in an area of this size.
#[must_use]
pub fn height(model: &Model, area: (u16, u16)) -> u16 {
    let frame = if area.0 < 120 { 1 } else { 2 };
    match shown(needs(model).len()) {
        0 => 0,
        lines => lines + frame,
    }
}

/// How many lines of so many are shown at once.
#[must_use]
pub fn shown(needs: usize) -> u16 {
    u16::try_from(needs).unwrap_or(u16::MAX).min(SHOWN)
}

/// Draws the pane; returns what is left of the area.
pub fn draw(cursor: Option<Cursor>, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Rect {
    let height = height(model, (area.width, area.height)).min(area.height);
    if height == 0 {
        return area;
    }
    let needs = needs(model);
    let frame = if area.width < 120 { Frame::Rule } else { Frame::Box };
    let title = Phrase::of(Role::Warn, format_args!("NEEDS YOU {}", needs.len()))
        .say(Role::Bad, format_args!("{}", unknown_outcomes(model)));
    let pane = Rect { height, ..area };
    let inner = Panel::new(frame, title).focused(cursor.is_some()).draw(theme, pane, buffer);
    let window = cursor.unwrap_or_default().window(needs.len(), inner.height);
    for ((y, at), need) in (inner.y..).zip(window.clone()).zip(needs.get(window).unwrap_or_default()) {
        let row = Rect { y, height: 1, ..inner };
        need.line.draw(theme, row, buffer);
        if cursor.is_some_and(|cursor| cursor.at == at) {
            Phrase::of(Role::Text, ">").draw(theme, row, buffer);
            buffer.set_style(row.intersection(buffer.area), theme.style(Role::Selected));
        }
    }
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// `  1 action OUTCOME UNKNOWN`; nothing where every outcome is known.
fn unknown_outcomes(model: &Model) -> String {
    let walks = model.desk.walks.values().filter(|walk| walk.standing() == Standing::Unknown).count();
    let fixes = model.desk.fixes.values().filter(|fix| fix.state == Condition::Applying).count();
    match walks + fixes {
        0 => String::new(),
        1 => "  1 action OUTCOME UNKNOWN".to_owned(),
        several => format!("  {several} actions OUTCOME UNKNOWN"),
    }
}

fn outcome_unknown() -> Phrase {
    Phrase::of(Role::Bad, " U OUTCOME UNKNOWN ")
}

/// A store that takes nothing: nobody can decide anything.
fn store(model: &Model) -> Option<Need> {
    let why = match &model.desk.store {
        Store::Failed(why) | Store::Open(Opened { read_only: Some(why), .. }) => why,
        Store::Opening | Store::Open(_) => return None,
    };
    let line = Phrase::of(Role::Bad, " X STORE ")
        .say(Role::Text, format_args!("cannot record decisions, gates are closed: {why}"));
    Some(Need { place: Place::Walk, line })
}

fn unknown(walk: &Walk) -> Need {
    let request = walk.state.open().and_then(|open| walk.state.request(open.request));
    let what = request.map_or_else(|| walk.state.strategy().id.clone(), what);
    let line = outcome_unknown().say(Role::Text, format_args!("{} {what}", walk.alias));
    Need { place: Place::Gate(walk.alias), line }
}

fn gate(walk: &Walk, model: &Model) -> Option<Need> {
    if walk.standing() != Standing::Waiting {
        return None;
    }
    let request = walk.state.waiting()?;
    let left = left(request, model);
    let approvals = request.decisions().len();
    let line = Phrase::of(Role::Warn, " ! GATE  ")
        .say(Role::Text, format_args!("{} {}", walk.alias, what(request)))
        .say(Role::Text, format_args!("  {approvals}/{} approved, {left}", request.asked().rule.quorum));
    Some(Need { place: Place::Gate(walk.alias), line })
}

fn left(request: &Request, model: &Model) -> String {
    let left = request.until().duration_since(model.now).as_secs();
    if left > 0 { format!("{}m left", left.div_euclid(60)) } else { "expired".to_owned() }
}

/// What nobody carries out, though it could go on.
fn still(walk: &Walk, model: &Model) -> Option<Need> {
    if !walk.stands_still() || walk.fault.is_some() {
        return None;
    }
    let line = Phrase::of(Role::Warn, " ! WALK  ");
    let line = if let Some(request) = walk.state.waiting() {
        let (what, left) = (what(request), left(request, model));
        line.say(Role::Text, format_args!("{} approved, not run: {what}, {left}", walk.alias))
    } else {
        let name = walk.state.started().map(|start| start.target.name.clone()).unwrap_or_default();
        line.say(Role::Text, format_args!("{} stands still, nobody carries it out: {name}", walk.alias))
    };
    Some(Need { place: Place::Gate(walk.alias), line })
}

fn question(walk: &Walk) -> Option<Need> {
    if walk.standing() != Standing::Waiting || walk.state.waiting().is_some() {
        return None;
    }
    let (_, asked) = walk.state.question()?;
    let line = Phrase::of(Role::Warn, " ! ASKS  ").say(Role::Text, format_args!("{} {asked}", walk.alias));
    Some(Need { place: Place::Gate(walk.alias), line })
}

fn broken(walk: &Walk) -> Option<Need> {
    let fault = walk.fault.as_ref()?;
    let since = walk.state.started().map(|start| format!(" of {}", clock(start.at))).unwrap_or_default();
    let text = format_args!("{}{since} cannot be continued: {fault}", walk.alias);
    let line = Phrase::of(Role::Bad, " X WALK  ").say(Role::Text, text);
    Some(Need { place: Place::Gate(walk.alias), line })
}

fn what(request: &Request) -> Safe {
    let plan = &request.asked().plan;
    let Target { kind, namespace, name, .. } = &plan.target;
    let target = format!("{} {namespace}/{name}", kind.short());
    Safe::line(&match &plan.spec {
        ActionSpec::Undo { revision, .. } => format!("roll back {target} to revision {revision}"),
        ActionSpec::Restart { .. } => format!("restart {target}"),
        ActionSpec::Scale { replicas } => format!("scale {target} to {replicas}"),
        ActionSpec::Annotate { key, .. } => format!("annotate {target} with {key}"),
    })
}
