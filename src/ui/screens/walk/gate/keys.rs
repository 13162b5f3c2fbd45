//! What keys do at a gate. Looking is free; a word is given by typing the target's name, and by nothing else.

use crossterm::event::{KeyCode, KeyEvent};

use crate::{
    domain::{
        Truth,
        action::Guard,
        approval::{Acknowledgement, Binding},
        journal::Alias,
        text::Safe,
    },
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::{News, Order, Walk},
        effect::Ticket,
        reply::{Blank, Dialog, Notice, Question, Then, Tone},
    },
    logic::gate::{Request, typed},
    ui::widgets::Field,
};

use super::{Gate, document::document, state::Hindrance};

/// Where a gate stands: its walk, its request, what is known, and the room that it has.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub walk: &'a Walk,
    pub request: &'a Request,
    pub model: &'a Model,
    pub area: (u16, u16),
}

/// Fits the text into its room; what is on the screen then counts as seen.
pub fn take(gate: &mut Gate, place: Place<'_>) {
    let shown = document(gate, place.walk, place.request, place.model, place.area);
    gate.paper.lay(shown.text, (shown.width, shown.height));
    // Whatever is drawn before keys count has not been looked at yet.
    if gate.settling.is_none() && matches!(gate.change, Some(Ok(_))) {
        gate.paper.look();
    }
}

/// Why a gate is left that nobody waits at any more, and how loud that is.
pub fn retire(gate: &Gate, walk: &Walk) -> (Tone, Safe) {
    use crate::logic::gate::Closed;
    let closed = walk.state.request(gate.request).and_then(Request::closed);
    let text = match closed {
        Some(Closed::Used(_)) => return (Tone::Plain, Safe::from_static("the gate is closed: the action was begun")),
        Some(Closed::Rejected) => Safe::from_static("the gate is closed: rejected"),
        Some(Closed::Expired) => Safe::from_static("the gate is closed: nobody decided in time"),
        Some(Closed::Stale(reason)) => Safe::line(&format!("the approval falls: {reason}")),
        Some(Closed::Cancelled) => Safe::from_static("the gate is closed: the walk is being stopped"),
        None => Safe::from_static("the gate is closed: the walk went on"),
    };
    (Tone::Warn, text)
}

/// What came of an order of this gate.
pub fn noted(gate: &mut Gate, event: &Event, alias: Alias) {
    match event {
        Event::Settled { ticket } if gate.settling == Some(*ticket) => gate.settling = None,
        Event::Desk { ticket, news } => match news.as_ref() {
            News::Gate { walk, request, diff } if (*walk, *request) == (alias, gate.request) => {
                gate.change = Some(Ok(diff.clone()));
            }
            News::Refused(why) if *ticket == gate.reading && gate.change.is_none() => {
                gate.change = Some(Err(why.clone()));
            }
            _ => {}
        },
        _ => {}
    }
}

/// Takes a command.
pub fn command(gate: &mut Gate, place: Place<'_>, command: Command, ticket: Ticket) -> Vec<Reply> {
    if gate.settling.is_some() {
        return Vec::new();
    }
    if let Some(rows) = command.travel(gate.paper.height()) {
        gate.paper.travel(rows);
        return Vec::new();
    }
    match command {
        Command::Approve => approve(gate, place, ticket),
        Command::Reject => reject(place, ticket),
        Command::Acknowledge => acknowledge(gate, place.request),
        Command::Copy => vec![Reply::Do(Effect::Copy { text: place.request.asked().plan.command.clone() })],
        _ => Vec::new(),
    }
}

/// Takes a key of the field.
pub fn key(gate: &mut Gate, place: Place<'_>, key: KeyEvent, ticket: Ticket) -> Vec<Reply> {
    if key.code == KeyCode::Esc {
        gate.typing = None;
        return say(Tone::Plain, "nothing was approved");
    }
    if gate.settling.is_some() {
        return Vec::new();
    }
    let Some(field) = &mut gate.typing else { return Vec::new() };
    match key.code {
        KeyCode::Up => gate.paper.travel(-1),
        KeyCode::Down => gate.paper.travel(1),
        KeyCode::Enter => return give(gate, place, ticket),
        _ => drop(field.key(key)),
    }
    Vec::new()
}

/// Opens the field, where nothing else is missing.
fn approve(gate: &mut Gate, place: Place<'_>, ticket: Ticket) -> Vec<Reply> {
    if let Some(hindrance) = gate.hindrance(place.request, place.model) {
        return hindered(hindrance);
    }
    gate.typing = Some(Field::default());
    // What was typed ahead of the field is not meant for it.
    gate.settling = Some(ticket);
    vec![Reply::Do(Effect::Settle { ticket })]
}

fn give(gate: &mut Gate, place: Place<'_>, ticket: Ticket) -> Vec<Reply> {
    if let Some(hindrance) = gate.hindrance(place.request, place.model) {
        gate.typing = None;
        return hindered(hindrance);
    }
    let Ok(bound) = Binding::read(&place.request.asked().binding) else { return Vec::new() };
    let text = gate.typing.as_ref().map(Field::text).unwrap_or_default();
    if let Err(mismatch) = typed(&bound.target.name, &text) {
        return say(Tone::Bad, &mismatch.to_string());
    }
    gate.typing = None;
    let order = Order::Approve {
        walk: place.walk.alias,
        request: gate.request,
        binding_sha256: place.request.binding_sha256(),
        typed: text,
        acknowledged: gate.acknowledged.clone(),
    };
    vec![Reply::Do(Effect::Desk { ticket, order: Box::new(order) })]
}

fn reject(place: Place<'_>, ticket: Ticket) -> Vec<Reply> {
    let alias = place.walk.alias;
    let order = Order::Reject {
        walk: alias,
        request: place.request.asked().id,
        binding_sha256: place.request.binding_sha256(),
        reason: Safe::default(),
    };
    let then = Then::Order { ticket, order: Box::new(order) };
    vec![Reply::Show(Dialog::Input(Question::new(&format!("REJECT {alias}"), "why", then)))]
}

/// Asks why the first guard that has to be noted may be.
fn acknowledge(gate: &Gate, request: &Request) -> Vec<Reply> {
    let Some(guard) = gate.open_guard(request) else {
        return say(Tone::Plain, "no guard is left that can be acknowledged");
    };
    let then = Then::Screen(Blank::Guard(guard.name.clone()));
    let mut question = Question::new(&format!("ACKNOWLEDGE {}", guard.name), "why it may be done all the same", then);
    question.text = vec![guard.message.clone()];
    vec![Reply::Show(Dialog::Input(question))]
}

impl Gate {
    /// Whether there are guards that somebody can take note of, and has not.
    pub fn guards_left(&self, request: &Request) -> bool {
        self.open_guard(request).is_some()
    }

    fn open_guard<'r>(&self, request: &'r Request) -> Option<&'r Guard> {
        let noted = |name: &Safe| self.acknowledged.iter().any(|note| note.guard == *name);
        request.asked().plan.guards.iter().find(|guard| {
            let may_be = guard.holds == Truth::Unknown || (guard.holds == Truth::No && guard.can_acknowledge);
            may_be && !noted(&guard.name)
        })
    }

    /// Keeps why somebody takes note of a guard; it goes into the record with the approval.
    pub fn note(&mut self, guard: Safe, reason: Safe) {
        self.acknowledged.retain(|note| note.guard != guard);
        self.acknowledged.push(Acknowledgement { guard, reason });
    }
}

fn hindered(hindrance: Hindrance) -> Vec<Reply> {
    match hindrance {
        Hindrance::Closed(why) => say(Tone::Bad, &why),
        Hindrance::Approved(what) => say(Tone::Plain, &what),
        Hindrance::Unread(why) => say(Tone::Warn, &why),
        Hindrance::Guarded(reasons) => {
            let reasons: Vec<&str> = reasons.iter().map(Safe::as_str).collect();
            say(Tone::Bad, &format!("guards speak against it: {} (K)", reasons.join("; ")))
        }
    }
}

fn say(tone: Tone, text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(tone, text))]
}
