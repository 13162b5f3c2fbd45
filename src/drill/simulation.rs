//! The store, its controllers and their clock as one thing that many requests share.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{behaviour::Behaviours, clock::Clock, engine::Engine, store::Store};

/// What happens at a time whatever anybody does: a deploy, a change of configuration.
type Happening = Box<dyn FnOnce(&mut Store, Timestamp) + Send>;

/// A running cluster.
pub struct Simulation {
    inside: Mutex<Inside>,
    /// The newest version; who waits for changes waits on it.
    version: watch::Sender<u64>,
}

struct Inside {
    store: Store,
    engine: Engine,
    clock: Clock,
    agenda: BTreeMap<(Timestamp, u64), Happening>,
    /// How often something was planned: what is due at the same time happens in that order.
    planned: u64,
    /// Whether the controllers act.
    awake: bool,
}

impl Simulation {
    #[must_use]
    pub fn new(store: Store, engine: Engine, clock: Clock) -> Self {
        let version = watch::Sender::new(store.version());
        let inside = Inside { store, engine, clock, agenda: BTreeMap::new(), planned: 0, awake: true };
        Self { inside: Mutex::new(inside), version }
    }

    /// A cluster in which nothing acts by itself: what is stored stays as it is until somebody changes it.
    #[must_use]
    pub fn asleep(store: Store, clock: Clock) -> Self {
        let mut asleep = Self::new(store, Engine::new(Behaviours::default()), clock);
        asleep.inside.get_mut().unwrap_or_else(PoisonError::into_inner).awake = false;
        asleep
    }

    /// What time it is there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inside().clock.now()
    }

    /// Puts something on the agenda. What is past happens at once, with the next look.
    pub fn plan(&self, at: Timestamp, happening: impl FnOnce(&mut Store, Timestamp) + Send + 'static) {
        let mut inside = self.inside();
        inside.planned += 1;
        let number = inside.planned;
        inside.agenda.insert((at, number), Box::new(happening));
    }

    /// Looks at the objects as they are now.
    pub fn read<T>(&self, look: impl FnOnce(&Store, &Engine, Timestamp) -> T) -> T {
        let mut inside = self.inside();
        let now = inside.catch_up();
        let seen = look(&inside.store, &inside.engine, now);
        self.tell(&inside);
        seen
    }

    /// Changes the objects. What controllers make of it comes with the next look.
    pub fn write<T>(&self, change: impl FnOnce(&mut Store, Timestamp) -> T) -> T {
        let mut inside = self.inside();
        let now = inside.catch_up();
        let done = change(&mut inside.store, now);
        self.tell(&inside);
        done
    }

    /// Moves a stepped clock on, and everything with it.
    pub fn step(&self, by: SignedDuration) {
        let mut inside = self.inside();
        inside.clock.step(by);
        inside.catch_up();
        self.tell(&inside);
    }

    /// Wakes with every write; holds the newest version.
    pub fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Does what is due, and says how long until something is due again. A running cluster needs somebody who calls it so.
    pub fn tick(&self) -> Option<std::time::Duration> {
        let mut inside = self.inside();
        inside.catch_up();
        self.tell(&inside);
        let planned = inside.agenda.keys().next().map(|(at, _)| *at);
        let due = inside.engine.due().into_iter().chain(planned).min()?;
        inside.clock.until(due)
    }

    fn tell(&self, inside: &Inside) {
        let newest = inside.store.version();
        self.version.send_if_modified(|known| std::mem::replace(known, newest) != newest);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn catch_up(&mut self) -> Timestamp {
        let now = self.clock.now();
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((at, _), happening) = entry.remove_entry();
            self.advance(at);
            happening(&mut self.store, at);
        }
        self.advance(now);
        now
    }

    fn advance(&mut self, to: Timestamp) {
        if self.awake {
            self.engine.advance(&mut self.store, to);
        }
    }
}
