//! Pods as rows: hints at the rollouts whose objects are worth reading.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    pod::PodRow,
    text::Safe,
    watch::{Delta, Span},
};

/// All rows of one cluster. Rows without a namespace are told apart by their name alone: where two pods share one, the
/// later row stands for both, which is enough for a hint.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    rows: BTreeMap<(Option<Safe>, Safe), PodRow>,
    /// The spans whose first list has arrived.
    pub(super) listed: BTreeSet<Option<Safe>>,
}

/// A row that came into trouble or out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) namespace: Option<Safe>,
    pub(super) pod: Safe,
    pub(super) troubled: bool,
}

impl Rows {
    pub(super) fn apply(&mut self, delta: Delta<PodRow>) -> Vec<Hint> {
        match delta {
            Delta::Apply(row) => self.put(row).into_iter().collect(),
            Delta::Delete { namespace, name } => {
                let gone = self.rows.remove(&(namespace, name)).filter(is_troubled);
                gone.map(|row| hint(&row, false)).into_iter().collect()
            }
            Delta::Replace { span, items } => self.replace(&span, items),
        }
    }

    fn put(&mut self, row: PodRow) -> Option<Hint> {
        let (now, restarts, is_ready) = (is_troubled(&row), row.restarts, row.ready.0 == row.ready.1);
        let place = (row.namespace.clone(), row.name.clone());
        let before = self.rows.insert(place.clone(), row);
        let was = before.as_ref().is_some_and(is_troubled);
        // One that restarted and is ready again explains nothing that its workload could suffer from.
        let again = !is_ready && before.is_some_and(|row| row.restarts < restarts);
        (now != was || again).then_some(Hint { namespace: place.0, pod: place.1, troubled: now || again })
    }

    fn replace(&mut self, span: &Span, items: Vec<PodRow>) -> Vec<Hint> {
        let listed: BTreeSet<Safe> = items.iter().map(|row| row.name.clone()).collect();
        let place = match span {
            Span::Namespace(namespace) => Some(namespace.clone()),
            Span::All | Span::Rollout(_) | Span::Rollouts(_) => None,
        };
        self.listed.insert(place.clone());
        let mut hints = Vec::new();
        self.rows.retain(|(namespace, name), row| {
            let stays = *namespace != place || listed.contains(name);
            if !stays && is_troubled(row) {
                hints.push(hint(row, false));
            }
            stays
        });
        hints.extend(items.into_iter().filter_map(|row| self.put(row)));
        hints
    }

    /// The rows that are in trouble, as hints.
    pub(super) fn troubled(&self) -> Vec<Hint> {
        self.rows.values().filter(|row| is_troubled(row)).map(|row| hint(row, true)).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &PodRow> {
        self.rows.values()
    }
}

fn hint(row: &PodRow, troubled: bool) -> Hint {
    Hint { namespace: row.namespace.clone(), pod: row.name.clone(), troubled }
}

/// Whether its status is one that no healthy pod has on its way. That it is not ready yet says its workload.
fn is_troubled(row: &PodRow) -> bool {
    const HARMLESS: [&str; 7] =
        ["Running", "Completed", "Succeeded", "Terminating", "Pending", "ContainerCreating", "PodInitializing"];
    // `Init:1/3` is an init container at work; `Init:Error` is not.
    let at_work = row.status.strip_prefix("Init:").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !at_work && !HARMLESS.contains(&row.status.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, status: &str) -> PodRow {
        PodRow {
            namespace: None,
            name: Safe::clean(name),
            ready: (0, 1),
            status: Safe::clean(status),
            restarts: 0,
            node: None,
        }
    }

    #[test]
    fn only_a_change_of_trouble_is_a_hint() {
        let mut rows = Rows::default();
        let first = rows.apply(Delta::Replace {
            span: Span::All,
            items: vec![
                row("a", "Running"),
                row("b", "CrashLoopBackOff"),
                row("c", "Init:1/3"),
                row("d", "Init:Error"),
            ],
        });
        assert_eq!(first.iter().map(|hint| hint.pod.as_str()).collect::<Vec<_>>(), ["b", "d"]);
        assert_eq!(rows.apply(Delta::Apply(row("b", "Error"))), []);
        assert_eq!(rows.apply(Delta::Apply(row("b", "Running"))), [hint(&row("b", ""), false)]);
        assert_eq!(
            rows.apply(Delta::Replace { span: Span::All, items: vec![row("a", "Running")] }),
            [hint(&row("d", ""), false)]
        );
        assert_eq!(rows.iter().count(), 1);
    }
}
