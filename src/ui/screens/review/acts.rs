//! Upper-case keys: each asks, and only the answer orders something. What an answer is about is fixed when the question is asked: the exact
//! bytes of a patch, whatever moves on the screen meanwhile.

use crate::{
    domain::{
        Truth,
        fix::{Exit, Fix, State as Condition},
        text::Safe,
    },
    flow::{
        Model, Reply,
        desk::{Order, Store},
        effect::Ticket,
        reply::{Choice, Dialog, Notice, Question, Then, Tone},
    },
};

use super::{State, words};

/// The lines of the choice of an exit, in this order.
const EXITS: [&str; 2] = ["a new branch of a local repository", "a patch file"];

/// A question whose answer is the words of an order.
fn question(ticket: Ticket, title: &str, hint: &'static str, order: Order) -> Question {
    Question::new(title, hint, Then::Order { ticket, order: Box::new(order) })
}

fn ask(question: Question) -> Vec<Reply> {
    vec![Reply::Show(Dialog::Input(question))]
}

fn refuse(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Warn, text))]
}

/// Asks for a comment, and approves.
pub fn approve(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(fix) = state.selected(model) else { return say("no fix is selected") };
    if fix.state == Condition::Rejected {
        return refuse(&format!("{} is rejected: an approval needs a new fix", fix.alias));
    }
    if let Some(check) = fix.checks.iter().find(|check| check.ok == Truth::No) {
        return refuse(&format!("{} cannot be approved: {} failed: {}", fix.alias, check.name, check.message));
    }
    // Nobody approves what was not on the screen.
    let Some(sheet) = state.reading.sheet().filter(|_| state.reading.of() == Some(fix.alias)) else {
        return refuse(&format!("{} cannot be approved before its patch was read", fix.alias));
    };
    if let Some(unread) = sheet.unread() {
        return refuse(&format!("{}: read all of its patch first (enter): {}", fix.alias, unread.words()));
    }
    let mut text = about(fix);
    text.extend(fix.checks.iter().map(|check| words::check(check).1));
    if let Store::Open(store) = &model.desk.store
        && store.actor == fix.proposed_by
    {
        text.push(Safe::from_static("! you proposed it: it is recorded as SELF-APPROVED"));
    }
    let order = Order::ApproveFix { fix: fix.alias, patch_sha256: fix.patch_sha256, comment: None };
    let title = format!("APPROVE {}", fix.alias);
    ask(Question { text, is_optional: true, ..question(state.next_ticket(), &title, "comment", order) })
}

/// Asks for a reason, and rejects.
pub fn reject(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(fix) = state.selected(model) else { return say("no fix is selected") };
    let over = match fix.state {
        Condition::Rejected => "rejected already",
        Condition::Applying => "being applied",
        Condition::Applied => "applied",
        Condition::Pending | Condition::Approved | Condition::ApplyFailed => "",
    };
    if !over.is_empty() {
        return refuse(&format!("{} is {over}", fix.alias));
    }
    let order = Order::RejectFix { fix: fix.alias, patch_sha256: fix.patch_sha256, reason: Safe::default() };
    let title = format!("REJECT {}", fix.alias);
    ask(Question { text: about(fix), ..question(state.next_ticket(), &title, "reason", order) })
}

/// Asks how an approved fix leaves.
pub fn apply(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(fix) = state.selected(model) else { return say("no fix is selected") };
    if !is_approved(fix) {
        return refuse(&format!("{} is {}: only what was approved is applied", fix.alias, words::state(fix).1));
    }
    state.leaving = Some(fix.alias);
    let title = Safe::line(&format!("APPLY {} TO", fix.alias));
    let lines = EXITS.map(Safe::from_static).to_vec();
    vec![Reply::Show(Dialog::Choose { title, lines, then: Choice::Exit })]
}

/// Asks where to, and applies.
pub fn apply_to(state: &mut State, model: &Model, at: usize) -> Vec<Reply> {
    // The cursor may have moved since it was asked.
    let fix = state.leaving.take().and_then(|alias| model.desk.fixes.get(&alias));
    let Some(fix) = fix.filter(|fix| is_approved(fix)) else { return say("no approved fix is selected") };
    let (hint, begin, order) = if at == 0 {
        let before = match &fix.exit {
            Some(Exit::Branch { repository, .. }) => repository.clone(),
            _ => Safe::from_static("."),
        };
        let order = Order::ApplyFix { fix: fix.alias, repository: Some(before.clone()), file: None };
        ("repository", before, order)
    } else {
        let before = match &fix.exit {
            Some(Exit::PatchFile { path }) => path.clone(),
            _ => Safe::line(&format!("{}.patch", fix.alias)),
        };
        ("file", before.clone(), Order::ApplyFix { fix: fix.alias, repository: None, file: Some(before) })
    };
    let title = format!("APPLY {}", fix.alias);
    let mut text = about(fix);
    text.push(Safe::line(&if at == 0 {
        format!("It becomes one commit on the new branch stanch/{}; no other branch, no file that is checked out, no remote.", fix.alias)
    } else {
        "The file is written whole or not at all, and never over another one.".to_owned()
    }));
    ask(Question { text, begin, ..question(state.next_ticket(), &title, hint, order) })
}

fn about(fix: &Fix) -> Vec<Safe> {
    vec![fix.title.clone(), Safe::line(&format!("patch sha256 {}", fix.patch_sha256))]
}

pub fn say(text: &str) -> Vec<Reply> {
    vec![Reply::Say(Notice::new(Tone::Plain, text))]
}

/// Whether a fix may still be let out.
fn is_approved(fix: &Fix) -> bool {
    matches!(fix.state, Condition::Approved | Condition::ApplyFailed | Condition::Applying | Condition::Applied)
}
