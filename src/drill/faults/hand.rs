//! The handle on the faults: a test feeds it while the server runs.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::drill::dice::Dice;

use super::fault::{Chance, Fault, Matcher};

/// The faults of a server. Clones are the same faults.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    script: VecDeque<(Matcher, Fault)>,
    chance: Option<(Chance, Dice)>,
    /// So many connections are reset before they begin.
    refusing: u32,
    counts: Counts,
}

/// What was done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests that were seen.
    pub requests: u64,
    /// Connections that were refused.
    pub refused: u64,
    /// What requests met, in order: the verb, the path, the fault.
    pub met: Vec<(String, String, Fault)>,
}

impl Faults {
    /// The next request that fits meets this, once. Of several that fit, the one that was given first.
    pub fn push(&self, matcher: Matcher, fault: Fault) {
        self.inside().script.push_back((matcher, fault));
    }

    /// From now on also by chance; `None` ends that.
    pub fn roll(&self, chance: Option<Chance>) {
        self.inside().chance = chance.map(|chance| {
            let dice = Dice::new(chance.seed);
            (chance, dice)
        });
    }

    /// The next connections are reset before they begin.
    pub fn refuse(&self, connections: u32) {
        self.inside().refusing = connections;
    }

    /// Forgets what has not happened yet.
    pub fn clear(&self) {
        let mut inside = self.inside();
        inside.script.clear();
        (inside.chance, inside.refusing) = (None, 0);
    }

    /// How many scripted faults have met nothing yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.inside().script.len()
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        self.inside().counts.clone()
    }

    /// What a request meets.
    #[must_use]
    pub fn meet(&self, verb: &str, path: &str, dry_run: bool) -> Option<Fault> {
        let mut inside = self.inside();
        inside.counts.requests += 1;
        let scripted = inside.script.iter().position(|(matcher, _)| matcher.fits(verb, path, dry_run));
        let scripted = scripted.and_then(|index| inside.script.remove(index)).map(|(_, fault)| fault);
        let fault = scripted.or_else(|| inside.roll(verb, path, dry_run))?;
        inside.counts.met.push((verb.to_owned(), path.to_owned(), fault));
        Some(fault)
    }

    /// Whether a new connection is refused.
    #[must_use]
    pub fn refuses(&self) -> bool {
        let mut inside = self.inside();
        let refuses = inside.refusing > 0;
        if refuses {
            inside.refusing -= 1;
            inside.counts.refused += 1;
        }
        refuses
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn roll(&mut self, verb: &str, path: &str, dry_run: bool) -> Option<Fault> {
        let (chance, dice) = self.chance.as_mut()?;
        if !chance.matcher.fits(verb, path, dry_run) || dice.below(1000) >= u64::from(chance.per_mille) {
            return None;
        }
        let index = usize::try_from(dice.below(chance.faults.len() as u64)).unwrap_or(0);
        chance.faults.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_meets_each_request_once_and_in_order() {
        let faults = Faults::default();
        faults.push(Matcher::of("patch", "/deployments/web").dry(false), Fault::Swallowed);
        faults.push(Matcher::of("patch", "/deployments/"), Fault::Gone);
        assert_eq!(faults.meet("get", "/x/deployments/web", false), None);
        assert_eq!(faults.meet("patch", "/x/deployments/web", true), Some(Fault::Gone));
        assert_eq!(faults.meet("patch", "/x/deployments/web", false), Some(Fault::Swallowed));
        assert_eq!(faults.meet("patch", "/x/deployments/web", false), None);
        assert_eq!((faults.left(), faults.counts().requests, faults.counts().met.len()), (0, 4, 2));
    }

    #[test]
    fn chance_repeats_itself_and_keeps_its_share() {
        let roll = |seed| {
            let faults = Faults::default();
            let (matcher, all) = (Matcher::default(), vec![Fault::Lost, Fault::Twice]);
            faults.roll(Some(Chance { seed, per_mille: 250, faults: all, matcher }));
            (0..1000).map(|_| faults.meet("get", "/", false)).collect::<Vec<_>>()
        };
        let met = roll(3);
        assert_eq!(met, roll(3));
        assert_ne!(met, roll(4));
        let share = met.iter().flatten().count();
        assert!((200..300).contains(&share), "a quarter of a thousand, about: {share}");
    }

    #[test]
    fn connections_are_refused_as_often_as_asked() {
        let faults = Faults::default();
        faults.refuse(2);
        assert_eq!([faults.refuses(), faults.refuses(), faults.refuses()], [true, true, false]);
        assert_eq!(faults.counts().refused, 2);
    }
}
