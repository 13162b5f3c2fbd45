//! What a common watch says while lists are read beside it.
//!
//! A list is newer than some of what the watch has said and older than the rest, and nobody knows where it stands until it has
//! arrived. So a list begins only when the watch has its place, and whatever the watch says from then on is said again behind
//! the list: what was last said of a pod is then the last that is known of it.

use std::sync::{Arc, Mutex as Lock, PoisonError, Weak};

use tokio::sync::{Mutex, watch};

use crate::domain::watch::Change;

use super::outbox::Outbox;

/// One common watch, and the lists beside it.
pub(super) struct Meanwhile {
    /// How often the watch failed before it was begun anew.
    pub(super) failures: u32,
    stage: watch::Sender<Stage>,
    /// Whoever holds it has the word.
    lists: Mutex<Vec<Weak<Notes>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Awaited,
    /// Whatever changes from now on is told, or nothing can be.
    Begun,
    /// Something may have changed that was not told.
    Lost {
        failures: u32,
    },
}

/// What was said since a list began, with its versions.
#[derive(Default)]
pub(super) struct Notes(Lock<Vec<Arc<(String, Change)>>>);

impl Meanwhile {
    pub(super) fn new(failures: u32) -> Self {
        Self { failures, stage: watch::Sender::new(Stage::Awaited), lists: Mutex::default() }
    }

    /// The watch has its place; returns whether lists were let go without it.
    pub(super) fn begin(&self) -> bool {
        self.stage.send_replace(Stage::Begun) == Stage::Begun
    }

    pub(super) fn lose(&self, failures: u32) {
        self.stage.send_replace(Stage::Lost { failures });
    }

    /// How often the watch failed, if it is over.
    pub(super) fn lost(&self) -> Option<u32> {
        match *self.stage.borrow() {
            Stage::Lost { failures } => Some(failures),
            Stage::Awaited | Stage::Begun => None,
        }
    }

    /// Waits until lists may begin.
    pub(super) async fn begun(&self) {
        // The sender is here.
        let _ = self.stage.subscribe().wait_for(|stage| *stage == Stage::Begun).await;
    }

    /// Hands over what the watch says.
    pub(super) async fn say(&self, out: &Outbox, version: &str, change: Change) {
        let mut lists = self.lists.lock().await;
        lists.retain(|notes| notes.strong_count() > 0);
        if !lists.is_empty() {
            let note = Arc::new((version.to_owned(), change.clone()));
            for notes in lists.iter().filter_map(Weak::upgrade) {
                notes.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&note));
            }
        }
        // Nobody listens any more when the console is going down.
        let _ = out.send(change).await;
    }

    /// A list begins. It ends when its notes are dropped.
    pub(super) async fn open(&self) -> Arc<Notes> {
        let notes = Arc::new(Notes::default());
        self.lists.lock().await.push(Arc::downgrade(&notes));
        notes
    }

    /// Hands over a list of this version, and again what was said meanwhile.
    pub(super) async fn close(&self, out: &Outbox, notes: Arc<Notes>, version: &str, list: Change) {
        let _word = self.lists.lock().await;
        let said = std::mem::take(&mut *notes.0.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = out.send(list).await;
        for note in said.iter().filter(|note| may_be_newer(&note.0, version)) {
            let _ = out.send(note.1.clone()).await;
        }
    }
}

/// Versions are numbers that rise on every server in use; where one is not, saying it again does no harm.
fn may_be_newer(one: &str, other: &str) -> bool {
    match (one.parse::<u64>(), other.parse::<u64>()) {
        (Ok(one), Ok(other)) => one > other,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::domain::{
        text::Safe,
        watch::{Delta, Span},
    };

    fn gone(name: &str) -> Change {
        Change::Pod(Delta::Delete { namespace: None, name: Safe::clean(name) })
    }

    fn list() -> Change {
        Change::Pod(Delta::Replace { span: Span::All, items: Vec::new() })
    }

    #[tokio::test]
    async fn what_is_newer_than_a_list_comes_behind_it() {
        let (out, mut heard) = mpsc::channel(16);
        let meanwhile = Meanwhile::new(0);
        meanwhile.say(&out, "1", gone("before")).await;
        let notes = meanwhile.open().await;
        for (version, name) in [("8", "known to the list"), ("10", "newer"), ("odd", "who knows")] {
            meanwhile.say(&out, version, gone(name)).await;
        }
        meanwhile.close(&out, notes, "9", list()).await;
        drop(out);
        let mut all = Vec::new();
        while let Some(change) = heard.recv().await {
            all.push(change);
        }
        let at = all.iter().position(|change| *change == list()).unwrap();
        assert_eq!(all[at + 1..], [gone("newer"), gone("who knows")]);
    }

    #[tokio::test]
    async fn nothing_is_noted_for_a_list_that_was_given_up() {
        let (out, _heard) = mpsc::channel(16);
        let meanwhile = Meanwhile::new(0);
        drop(meanwhile.open().await);
        meanwhile.say(&out, "1", gone("a")).await;
        assert_eq!(meanwhile.lists.lock().await.len(), 0);
    }
}
