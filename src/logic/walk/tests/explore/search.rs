//! The exploration: every state that can be reached, each once, until none is left or a rule is broken.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{
    domain::walk::Entry,
    logic::walk::{
        Status,
        tests::{
            explore::{
                console::{Answer, Console, Deed, Doing, Happening, projection},
                journal::{Journals, WalkNo},
                variant::Variant,
                world::{LEASES, Object, Request, Sort, Truth, bit, key_of},
            },
            make::safe,
        },
    },
};

/// What may happen, how often.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Writes by others, and requests that arrive twice.
    pub outside: u8,
    pub leases: u8,
    /// Words that end something, and appends whose success nobody is told of (F7).
    pub meddling: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub object: Object,
    pub network: Vec<Request>,
    pub journal: WalkNo,
    pub token: u8,
    pub truth: Truth,
    pub consoles: [Console; 2],
    pub outside: u8,
    pub meddling: u8,
}

/// What becomes of an append.
enum Append {
    Recorded(State),
    /// Somebody else's record came in between.
    Moved,
    /// The lease is lost.
    Refused,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    pub states: usize,
    /// States in which a person is asked.
    pub asked: usize,
    pub ended: usize,
    pub broken: Option<(&'static str, Vec<&'static str>)>,
}

pub struct Search {
    pub journals: Journals,
    bounds: Bounds,
    seen: HashSet<u128>,
    queue: VecDeque<(State, usize)>,
    trail: Vec<(usize, &'static str)>,
}

impl Search {
    pub fn new(variant: Variant, bounds: Bounds) -> Self {
        assert!(bounds.leases <= LEASES);
        let (seen, queue, trail) = (HashSet::new(), VecDeque::new(), Vec::new());
        Self { journals: Journals::new(variant), bounds, seen, queue, trail }
    }

    pub fn run(mut self, walk: crate::logic::walk::WalkState) -> Found {
        let journal = self.journals.keep(walk);
        let (truth, consoles) = (Truth { approved: 1 << 1, ..Truth::default() }, [Console::Gone; 2]);
        let (object, network) = (Object::default(), Vec::new());
        let Bounds { outside, meddling, .. } = self.bounds;
        self.put(State { object, network, journal, token: 0, truth, consoles, outside, meddling }, 0, "start");
        let mut found = Found::default();
        while let Some((state, at)) = self.queue.pop_front() {
            found.states += 1;
            if let Some(rule) = state.truth.broken() {
                found.broken = Some((rule, self.way(at)));
                return found;
            }
            let walk = self.journals.walk(state.journal);
            found.asked += usize::from(walk.question().is_some());
            found.ended += usize::from(walk.ended().is_some());
            self.others(&state, at);
            self.deliveries(&state, at);
            for no in 0..2 {
                self.console(&state, at, no);
            }
        }
        found
    }

    fn way(&self, mut at: usize) -> Vec<&'static str> {
        let mut way = Vec::new();
        while at != 0 {
            let (before, label) = self.trail[at];
            way.push(label);
            at = before;
        }
        way.reverse();
        way
    }

    pub fn put(&mut self, mut state: State, from: usize, label: &'static str) {
        self.forget(&mut state);
        // The consoles are alike: only one order of the two is kept.
        if state.consoles[0] > state.consoles[1] {
            state.consoles.swap(0, 1);
            for (no, _) in state.network.iter_mut().filter_map(|request| request.from.as_mut()) {
                *no = 1 - *no;
            }
        }
        state.network.sort_unstable();
        let half = |seed: u64| {
            let mut hasher = DefaultHasher::new();
            seed.hash(&mut hasher);
            state.hash(&mut hasher);
            u128::from(hasher.finish())
        };
        if self.seen.insert(half(1) << 64 | half(2)) {
            self.trail.push((from, label));
            self.queue.push_back((state, self.trail.len() - 1));
        }
    }

    /// What can make no difference any more: requests that can only be refused and whose sender waits no more, and consoles with nothing at
    /// hand that will find out that they lost the lease, or that the walk is over.
    fn forget(&self, state: &mut State) {
        if self.journals.variant != Variant::NoCas {
            let (rv, consoles) = (state.object.rv, state.consoles);
            state.network.retain(|request| request.rv == rv || waits(&consoles, *request).is_some());
        }
        let over = self.journals.walk(state.journal).ended().is_some();
        for console in &mut state.consoles {
            let Console::Here { token, doing: Doing::Idle, .. } = console else { continue };
            if over || (*token != state.token && self.journals.variant != Variant::NoLease) {
                *console = Console::Gone;
            }
        }
    }

    /// A request arrives, twice or once, and its answer comes back or not. What never arrives needs no state of its own.
    fn deliveries(&mut self, state: &State, at: usize) {
        for (index, request) in state.network.iter().enumerate() {
            if state.outside > 0 {
                let mut next = State { outside: state.outside - 1, ..state.clone() };
                next.network.push(Request { from: None, ..*request });
                self.put(next, at, "a request is doubled");
            }
            let mut next = state.clone();
            next.network.remove(index);
            let cas = self.journals.variant != Variant::NoCas || request.sort == Sort::Fence;
            let answer = if cas && request.rv != state.object.rv { Answer::Conflict } else { Answer::Applied };
            if answer == Answer::Applied {
                next.object = match request.sort {
                    Sort::Patch => state.object.patched(request.key),
                    Sort::Fence => state.object.fenced(request.key),
                };
                if request.sort == Sort::Patch {
                    next.truth.apply(request.key);
                }
            }
            self.put(next.clone(), at, "a request arrives, its answer is lost");
            if let Some(heard) = heard(&next, *request, answer) {
                self.put(heard, at, "a request arrives and is answered");
            }
        }
    }

    fn console(&mut self, state: &State, at: usize, no: usize) {
        let with = |console: Console| {
            let mut next = state.clone();
            next.consoles[no] = console;
            next
        };
        let Console::Here { token, view, doing } = state.consoles[no] else {
            let over = self.journals.walk(state.journal).ended().is_some();
            if state.token < self.bounds.leases && !over {
                let (token, view, doing) = (state.token + 1, state.journal, Doing::Idle);
                let next = State { token, ..with(Console::Here { token, view, doing }) };
                self.take(&next, at, no, Happening::Resumed);
            }
            return;
        };
        self.put(with(Console::Gone), at, "a console dies");
        let here = |doing: Doing| Console::Here { token, view, doing };
        match doing {
            Doing::Idle => {
                // It reads the journal before it goes on.
                let fresh = with(Console::Here { token, view: state.journal, doing });
                self.take(&fresh, at, no, Happening::Tick);
            }
            Doing::Heard(happening) => self.take(state, at, no, happening),
            Doing::Must(Deed::Look { key, round }) => {
                let glimpse = state.object.seen(key);
                self.put(with(here(Doing::Heard(Happening::Seen { key, round, glimpse }))), at, "a console looks");
            }
            Doing::Must(Deed::Send { key, rv }) => {
                let mut next = with(here(Doing::Sent(key)));
                next.send(Sort::Patch, (key, rv), (no, token));
                self.put(next, at, "a console sends");
            }
            Doing::Must(Deed::Fence { key, rv, round }) => {
                let mut next = with(here(Doing::Fencing { key, round }));
                next.send(Sort::Fence, (key, rv), (no, token));
                self.put(next, at, "a console fences");
            }
            Doing::Must(_) => {}
            Doing::Sent(key) => {
                let lost = Happening::Replied { key, answer: Answer::Lost };
                self.put(with(here(Doing::Heard(lost))), at, "no answer");
            }
            Doing::Fencing { key, round } => {
                let lost = Happening::FenceReplied { key, round, answer: Answer::Lost };
                self.put(with(here(Doing::Heard(lost))), at, "no answer to a fence");
            }
            Doing::Late(happening, key) => {
                let outcome = self.journals.step(view, happening);
                if let Append::Recorded(next) = self.append(state, no, outcome, Doing::Sent(key)) {
                    self.put(next, at, "a console records what it has done");
                }
            }
        }
    }

    /// The console takes notice of something, records what follows, and goes on until it has to do something in the world.
    fn take(&mut self, state: &State, at: usize, no: usize, mut happening: Happening) {
        let mut state = state.clone();
        loop {
            let Console::Here { token, view, .. } = state.consoles[no] else { return };
            let outcome = self.journals.step(view, happening);
            let (deed, records) = {
                let known = &self.journals.outcomes[outcome as usize];
                (known.deed, !known.entries.is_empty())
            };
            if let (Some(Deed::Send { key, rv }), Variant::AppendAfterSend) = (deed, self.journals.variant) {
                state.consoles[no] = Console::Here { token, view, doing: Doing::Late(happening, key) };
                state.send(Sort::Patch, (key, rv), (no, token));
                return self.put(state, at, "a console sends");
            }
            if records {
                match self.append(&state, no, outcome, deed.map_or(Doing::Idle, Doing::Must)) {
                    Append::Recorded(next) => {
                        self.unacknowledged(&next, at, no, happening);
                        state = next;
                    }
                    // It reads what came in between, and takes the same notice again.
                    Append::Moved => {
                        state.consoles[no] = Console::Here { token, view: state.journal, doing: Doing::Idle };
                        continue;
                    }
                    // It has lost the lease, and is a viewer.
                    Append::Refused => {
                        state.consoles[no] = Console::Gone;
                        return self.put(state, at, "a record is refused");
                    }
                }
                if state.truth.broken().is_some() {
                    return self.put(state, at, "a record is taken");
                }
            } else {
                state.consoles[no] = Console::Here { token, view, doing: deed.map_or(Doing::Idle, Doing::Must) };
            }
            happening = match deed {
                Some(Deed::Observe) => Happening::Observed,
                Some(Deed::Plan) => Happening::Planned { shape: state.object.shape },
                Some(Deed::Begin) => {
                    let ready = self.begins(&state, no, token);
                    state.set(no, Doing::Heard(ready));
                    return self.put(state, at, "a console reads the object");
                }
                None if records => Happening::Tick,
                _ => return self.put(state, at, "a console goes on"),
            };
        }
    }

    /// It was recorded, and the console is told that it failed: it does nothing, and takes the same notice again (F7).
    fn unacknowledged(&mut self, state: &State, at: usize, no: usize, happening: Happening) {
        if state.meddling == 0 {
            return;
        }
        let mut state = State { meddling: state.meddling - 1, ..state.clone() };
        state.set(no, Doing::Heard(happening));
        self.put(state, at, "a record is not acknowledged");
    }

    /// The live read before an effect: what was approved must be what is there.
    fn begins(&self, state: &State, no: usize, token: u8) -> Happening {
        let Console::Here { view, .. } = state.consoles[no] else { return Happening::Tick };
        let bound = self.journals.walk(view).waiting().map(|request| request.asked().plan.projection_sha256);
        if bound == Some(projection(state.object.shape)) {
            Happening::Ready { token, rv: state.object.rv, generation: state.object.generation }
        } else {
            Happening::Drifted
        }
    }

    /// The store takes records from whoever has the lease, behind those that they were decided on. Whether they can follow it does not ask:
    /// without the lease, only that is asked.
    fn append(&mut self, state: &State, no: usize, outcome: u32, doing: Doing) -> Append {
        let Console::Here { token, view, .. } = state.consoles[no] else { return Append::Refused };
        let variant = self.journals.variant;
        if token != state.token && variant != Variant::NoLease {
            return Append::Refused;
        }
        if view != state.journal && !matches!(variant, Variant::NoLease | Variant::NoPosition) {
            return Append::Moved;
        }
        let Some(journal) = self.journals.append(state.journal, outcome) else {
            let mut next = state.clone();
            next.truth.breaks("the store took a record that cannot follow", true);
            return if variant == Variant::NoLease { Append::Refused } else { Append::Recorded(next) };
        };
        let mut next = State { journal, ..state.clone() };
        next.consoles[no] = Console::Here { token, view: journal, doing };
        let approved = self.journals.walk(state.journal).cell(&safe("act")).map(|cell| (cell.attempt, cell.status));
        for entry in &self.journals.outcomes[outcome as usize].entries {
            match entry {
                Entry::IntentStarted { intent, attempt, .. } => {
                    let known = approved == Some((*attempt, Status::Approved));
                    let approved = next.truth.approved & (1 << attempt) != 0 && known;
                    next.truth.breaks("an effect was begun that nobody approved", !approved);
                    next.truth.begun |= bit(key_of(intent.id));
                    let late = next.truth.stopped;
                    next.truth.breaks("an effect was begun after somebody was told that the walk stops", late);
                }
                Entry::IntentSucceeded { intent, .. } => next.truth.succeeded |= bit(key_of(*intent)),
                Entry::IntentFailed { intent, .. } => next.truth.failed |= bit(key_of(*intent)),
                _ => {}
            }
        }
        Append::Recorded(next)
    }
}

impl State {
    fn send(&mut self, sort: Sort, (key, rv): (u8, u8), (no, token): (usize, u8)) {
        let unrecorded = self.truth.begun & bit(key) == 0;
        self.truth.breaks("a request was sent before its intent was recorded", unrecorded);
        self.network.push(Request { sort, key, rv, from: Some((u8::try_from(no).unwrap(), token)) });
    }

    fn set(&mut self, no: usize, now: Doing) {
        if let Console::Here { doing, .. } = &mut self.consoles[no] {
            *doing = now;
        }
    }
}

/// The sender hears the answer, if it still waits for it.
fn heard(state: &State, request: Request, answer: Answer) -> Option<State> {
    let (no, doing) = waits(&state.consoles, request)?;
    let happening = match doing {
        Doing::Fencing { key, round } => Happening::FenceReplied { key, round, answer },
        _ => Happening::Replied { key: request.key, answer },
    };
    let mut next = state.clone();
    next.set(no, Doing::Heard(happening));
    Some(next)
}

fn waits(consoles: &[Console; 2], request: Request) -> Option<(usize, Doing)> {
    let (no, lease) = request.from?;
    let Console::Here { token, doing, .. } = consoles[usize::from(no)] else { return None };
    let waits = match doing {
        Doing::Sent(key) => key == request.key && request.sort == Sort::Patch,
        Doing::Fencing { key, .. } => key == request.key && request.sort == Sort::Fence,
        _ => false,
    };
    (waits && token == lease).then_some((usize::from(no), doing))
}
