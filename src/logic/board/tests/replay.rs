//! Whatever order changes come in: the rows are sorted, and the same as if only the end had been seen.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::domain::{
    pod::Pod,
    text::Safe,
    watch::{Change, Delta, Span},
    workload::{Kind, Workload},
};

use super::make::{apply, board, list, pod, rows, safe, send, workload};

const NAMES: [&str; 3] = ["web", "web-canary", "db"];

#[derive(Debug, Clone)]
enum Step {
    Put { name: usize, ready: u32, desired: u32 },
    Drop { name: usize },
    Pod { name: usize, suffix: usize, crashes: bool },
    DropPod { name: usize, suffix: usize },
    Relist,
    Tick(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_usize, 0..4_u32, 0..4_u32).prop_map(|(name, ready, desired)| Step::Put {
            name,
            ready: ready.min(desired),
            desired
        }),
        (0..3_usize).prop_map(|name| Step::Drop { name }),
        (0..3_usize, 0..3_usize, any::<bool>()).prop_map(|(name, suffix, crashes)| Step::Pod { name, suffix, crashes }),
        (0..3_usize, 0..3_usize).prop_map(|(name, suffix)| Step::DropPod { name, suffix }),
        Just(Step::Relist),
        (0..50_i64).prop_map(Step::Tick),
    ]
}

/// What exists in the cluster.
#[derive(Default)]
struct World {
    workloads: BTreeMap<usize, Workload>,
    pods: BTreeMap<Safe, Pod>,
}

impl World {
    fn take(&mut self, step: &Step) -> Vec<Change> {
        match *step {
            Step::Put { name, ready, desired } => {
                let workload = workload("a", NAMES[name], ready, desired);
                self.workloads.insert(name, workload.clone());
                // A workload that comes after its pods finds them by the next list of pods only.
                vec![apply(workload), self.pods()]
            }
            Step::Drop { name } => {
                self.workloads.remove(&name);
                vec![Change::Workload(
                    Kind::Deployment,
                    Delta::Delete { namespace: Some(safe("a")), name: safe(NAMES[name]) },
                )]
            }
            Step::Pod { name, suffix, crashes } => {
                let pod = pod("a", NAMES[name], "7f9c", &suffix.to_string(), crashes);
                self.pods.insert(pod.name.clone(), pod.clone());
                vec![Change::Pod(Delta::Apply(pod))]
            }
            Step::DropPod { name, suffix } => {
                let gone = safe(&format!("{}-7f9c-{suffix}", NAMES[name]));
                self.pods.remove(&gone);
                vec![Change::Pod(Delta::Delete { namespace: Some(safe("a")), name: gone })]
            }
            Step::Relist => vec![list(self.workloads.values().cloned().collect())],
            Step::Tick(_) => vec![],
        }
    }

    fn pods(&self) -> Change {
        Change::Pod(Delta::Replace { span: Span::All, items: self.pods.values().cloned().collect() })
    }
}

proptest! {
    #[test]
    fn the_fold_forgets_how_it_came_there(steps in prop::collection::vec(step(), 0..40)) {
        let (mut world, mut folded) = (World::default(), board(vec![]));
        // Pods as objects: all of them are kept, so nothing depends on what was followed.
        send(&mut folded, 0, vec![world.pods()]);
        for step in &steps {
            if let Step::Tick(seconds) = step {
                folded.tick(super::make::at(*seconds));
            }
            let changes = world.take(step);
            send(&mut folded, 0, changes);
            let ranks: Vec<_> = folded.rollouts().iter().map(|row| row.verdict.state).collect();
            prop_assert!(ranks.is_sorted());
            prop_assert_eq!(ranks.len(), world.workloads.len());
            prop_assert!(folded.wishes_agree());
        }
        let mut afresh = board(world.workloads.values().cloned().collect());
        send(&mut afresh, 0, vec![world.pods()]);
        prop_assert_eq!(rows(&folded), rows(&afresh));
    }
}
