//! What is known about the connection as a whole, told again whenever it changes.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;

use crate::domain::{
    cluster::{Gap, Source},
    text::Safe,
    watch::Change,
};

use super::outbox::Outbox;

/// The state of the connection, shared by the heartbeat and all feeds.
#[derive(Default)]
pub(super) struct Health {
    known: watch::Sender<Known>,
}

#[derive(Default)]
struct Known {
    source: Source,
    /// One gap for each voice, the latest.
    gaps: BTreeMap<Place, Gap>,
    voices: u64,
}

/// Resource and namespace, and which of the feeds that read them.
type Place = (&'static str, Option<Safe>, u64);

impl Health {
    /// Tells what is known whenever it has changed: all of it from here, so that nothing old overtakes what is new.
    /// Listening begins with the call, not with the first poll.
    pub(super) fn tell(&self, out: Outbox) -> impl Future<Output = ()> + use<> {
        let mut known = self.known.subscribe();
        async move {
            while known.changed().await.is_ok() {
                let source = known.borrow_and_update().as_told();
                if out.send(Change::Source(source)).await.is_err() {
                    return;
                }
            }
        }
    }

    /// Changes the connection's state.
    pub(super) fn update(&self, change: impl FnOnce(&mut Source)) {
        self.known.send_modify(|known| change(&mut known.source));
    }

    pub(super) fn relisted(&self) {
        self.update(|source| source.relists += 1);
    }

    /// For one feed, to say what it cannot read.
    pub(super) fn voice(self: &Arc<Self>, resource: &'static str, namespace: Option<&Safe>) -> Voice {
        let mut no = 0;
        self.known.send_if_modified(|known| {
            known.voices += 1;
            no = known.voices;
            false
        });
        Voice { health: Arc::clone(self), place: (resource, namespace.cloned(), no) }
    }
}

impl Known {
    fn as_told(&self) -> Source {
        let mut gaps: Vec<Gap> = self.gaps.values().cloned().collect();
        // Two feeds of one thing fail for one reason.
        gaps.dedup();
        Source { gaps, ..self.source.clone() }
    }
}

/// What one feed has to complain of. It ends with its feed.
pub(super) struct Voice {
    health: Arc<Health>,
    place: Place,
}

impl Voice {
    /// It cannot be read, or can again.
    pub(super) fn say(&self, gap: Option<Gap>) {
        self.health.known.send_if_modified(|known| match gap {
            Some(gap) => known.gaps.insert(self.place.clone(), gap.clone()) != Some(gap),
            None => known.gaps.remove(&self.place).is_some(),
        });
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.say(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(text: &str) -> Gap {
        let message = Safe::clean(text);
        Gap { verb: Safe::clean("list"), resource: Safe::clean("pods"), namespace: None, message }
    }

    fn told(health: &Health) -> Vec<String> {
        health.known.borrow().as_told().gaps.iter().map(|gap| gap.message.to_string()).collect()
    }

    #[test]
    fn feeds_of_one_thing_complain_each_for_itself_and_not_beyond_their_end() {
        let health = Arc::new(Health::default());
        let (rows, common) = (health.voice("pods", None), health.voice("pods", None));
        common.say(Some(gap("refused")));
        rows.say(None);
        assert_eq!(told(&health), ["refused"]);
        rows.say(Some(gap("refused")));
        assert_eq!(told(&health), ["refused"]);
        drop(rows);
        assert_eq!(told(&health), ["refused"]);
        drop(common);
        assert_eq!(told(&health), [""; 0]);
    }

    #[tokio::test]
    async fn what_is_told_last_is_the_newest() {
        let health = Arc::new(Health::default());
        let (out, mut heard) = tokio::sync::mpsc::channel(1);
        let telling = tokio::spawn(health.tell(out));
        let mut told = Vec::new();
        while told.last() != Some(&100) {
            (0..50).filter(|_| told.len() < 2).for_each(|_| health.relisted());
            let Some(Change::Source(source)) = heard.recv().await else { panic!("it stopped") };
            told.push(source.relists);
        }
        assert!(told.is_sorted());
        telling.abort();
    }
}
