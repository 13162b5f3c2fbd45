//! What others do meanwhile: write to the object, and say their words.

use crate::{
    domain::walk::{Answer, Entry},
    logic::walk::tests::{
        explore::{
            console::{Console, Deed, Doing},
            search::{Search, State},
            world::{Key, Outside, Request, Sort, bit, key_of},
        },
        make::safe,
    },
};

impl Search {
    /// The outside writer, and people.
    pub fn others(&mut self, state: &State, at: usize) {
        if state.outside > 0 {
            let kinds =
                [Outside::Status, Outside::Write, Outside::Erase { copied: true }, Outside::Erase { copied: false }];
            for what in kinds {
                let object = state.object.outside(what);
                self.put(State { object, outside: state.outside - 1, ..state.clone() }, at, "somebody writes");
            }
        }
        if state.meddling > 0 {
            self.endings(state, at);
        }
        let walk = self.journals.walk(state.journal);
        let Some(request) = walk.waiting().filter(|request| request.approved_at().is_none()) else { return };
        let (attempt, binding_sha256) = (request.asked().attempt, request.binding_sha256());
        let (request, acknowledged) = (request.asked().id, Vec::new());
        let entry = Entry::Approve { request, binding_sha256, acknowledged, self_approved: false };
        if let Some(journal) = self.journals.append_entries(state.journal, &[entry], "eve") {
            let mut next = State { journal, ..state.clone() };
            next.truth.approved |= 1 << attempt;
            self.put(next, at, "somebody approves");
        }
    }

    /// Somebody stops the walk, rejects what waits, or answers a question as it really is. A word is decided on the newest record: behind an
    /// older one the store does not take it.
    fn endings(&mut self, state: &State, at: usize) {
        let walk = self.journals.walk(state.journal);
        if walk.ended().is_some() {
            return;
        }
        let mut words = Vec::new();
        if walk.cancelling().is_none() {
            words.push(Entry::CancelRequested { reason: safe("it heals") });
        }
        if let Some(request) = walk.waiting() {
            let (binding_sha256, request) = (request.binding_sha256(), request.asked().id);
            words.push(Entry::Reject { request, binding_sha256, reason: safe("no") });
        }
        let asked = walk.question().and_then(|(node, _)| Some((node.clone(), key_of(walk.open()?.intent.id))));
        if let Some((node, key)) = asked.clone() {
            let is_applied = state.truth.applied & bit(key) != 0;
            let answer = if is_applied { Answer::Applied } else { Answer::NotApplied };
            // Whoever says no has to be sure that it does not come later: the question says so.
            if is_applied || !may_come(state, key) {
                words.push(Entry::Resolved { node, answer, reason: safe("looked") });
            }
        }
        let attempt = walk.waiting().map(|request| request.asked().attempt);
        for word in words {
            let Some(journal) = self.journals.append_entries(state.journal, std::slice::from_ref(&word), "eve") else {
                panic!("a word that was decided on the newest record does not follow it: {word:?}")
            };
            let mut next = State { journal, meddling: state.meddling - 1, ..state.clone() };
            match (&word, &asked) {
                (Entry::CancelRequested { .. }, _) => next.truth.stopped = true,
                (Entry::Reject { .. }, _) => next.truth.approved &= !attempt.map_or(0, |attempt| 1 << attempt),
                (Entry::Resolved { answer: Answer::Applied, .. }, Some((_, key))) => next.truth.succeeded |= bit(*key),
                (_, Some((_, key))) => next.truth.failed |= bit(*key),
                _ => {}
            }
            self.put(next, at, "somebody ends something");
        }
    }
}

/// Whether the request of an intent may still arrive and be applied: it is on its way, or whoever recorded it stands still just before sending
/// (which it does not with a lease that ran out, R-11; there is no time here).
fn may_come(state: &State, key: Key) -> bool {
    let on_its_way =
        |request: &Request| request.sort == Sort::Patch && request.key == key && request.rv == state.object.rv;
    let about_to_send = |console: &Console| matches!(console, Console::Here { doing: Doing::Must(Deed::Send { key: own, .. }), .. } if *own == key);
    state.network.iter().any(on_its_way) || state.consoles.iter().any(about_to_send)
}
