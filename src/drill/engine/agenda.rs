//! What is due when.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::drill::object::Key;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    Deployments,
    ReplicaSets,
    StatefulSets,
    DaemonSets,
    Scheduler,
    Kubelet,
    Services,
    Budgets,
    Autoscalers,
    Namespaces,
    /// The kubelets say that they live.
    Heartbeats,
    Garbage,
    /// Takes old events away.
    Expiry,
}

/// A look of somebody at an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Task {
    pub who: Who,
    pub key: Key,
}

/// Tasks by time. A task stands in it once, at the earliest time that anybody asked for: whoever looks finds everything that there is to do, and asks
/// for the next time itself.
#[derive(Debug, Default)]
pub struct Agenda {
    queue: BTreeMap<(Timestamp, u64), Task>,
    known: HashMap<Task, (Timestamp, u64)>,
    number: u64,
}

impl Agenda {
    pub fn add(&mut self, at: Timestamp, task: Task) {
        if let Some(known) = self.known.get(&task) {
            if known.0 <= at {
                return;
            }
            self.queue.remove(known);
        }
        self.number += 1;
        self.queue.insert((at, self.number), task.clone());
        self.known.insert(task, (at, self.number));
    }

    pub fn due(&self) -> Option<Timestamp> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// The first task that is due at `to`, and since when.
    pub fn next(&mut self, to: Timestamp) -> Option<(Timestamp, Task)> {
        let first = self.queue.first_entry().filter(|entry| entry.key().0 <= to)?;
        let ((at, _), task) = first.remove_entry();
        self.known.remove(&task);
        Some((at, task))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::resource::Resource;

    #[test]
    fn a_task_stands_once_at_its_earliest_time() {
        let pods = Resource::pods();
        let task = |name: &str| Task {
            who: Who::Kubelet,
            key: Key { resource: pods, namespace: "a".into(), name: name.into() },
        };
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut agenda = Agenda::default();
        for (second, name) in [(5, "a"), (3, "b"), (4, "b"), (2, "a"), (3, "c")] {
            agenda.add(at(second), task(name));
        }
        assert_eq!(agenda.due(), Some(at(2)));
        let done: Vec<_> = std::iter::from_fn(|| agenda.next(at(10))).collect();
        assert_eq!(done, [(at(2), task("a")), (at(3), task("b")), (at(3), task("c"))]);
        assert_eq!((agenda.due(), agenda.next(at(10))), (None, None));
    }
}
