//! Keeps the feeds of the followed rollouts in step with what is wanted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinHandle,
};

use crate::domain::{
    text::Safe,
    watch::{Change, Span, Wanted},
    workload::Key,
};

use super::{
    feed::Line,
    meanwhile::Meanwhile,
    plan::{Errand, Plan, Resource, place, plan},
    start::Starter,
    targets::Targets,
};

/// So many things are read once at a time (lists, what containers said last): hundreds at once would be a storm of our own.
const READERS: usize = 6;

/// A task that ends with its owner.
struct Running {
    task: JoinHandle<()>,
    /// Of a common watch.
    meanwhile: Option<Arc<Meanwhile>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    /// Ends it, and waits until it says nothing more.
    async fn end(mut self) {
        self.task.abort();
        // It was cancelled, or had ended before.
        let _ = (&mut self.task).await;
    }
}

/// Keeps the feeds in step with what is wanted.
pub(super) async fn follow(
    line: Line,
    spaces: Option<Vec<Safe>>,
    targets: Targets,
    mut wanted: watch::Receiver<Wanted>,
) {
    let mut following = Following {
        starter: Starter { line, readers: Arc::new(Semaphore::new(READERS)), lost: Arc::new(Notify::new()) },
        targets,
        everywhere: spaces.is_none(),
        running: BTreeMap::new(),
    };
    loop {
        let plan = following.plan(&wanted.borrow_and_update());
        following.turn(plan).await;
        tokio::select! {
            changed = wanted.changed() => if changed.is_err() {
                return;
            },
            () = following.targets.changed() => {}
            () = following.starter.lost.notified() => {}
        }
    }
}

struct Following {
    starter: Starter,
    targets: Targets,
    everywhere: bool,
    running: BTreeMap<Errand, Running>,
}

impl Following {
    fn plan(&self, want: &Wanted) -> Plan {
        let own: BTreeSet<Key> = self.running.keys().filter_map(own_pods).cloned().collect();
        plan(want, &own, &self.targets, self.everywhere)
    }

    /// Ends what is not due any more, and starts what is due. A common watch that lost its place ends too, and begins anew
    /// with all that leans on it.
    async fn turn(&mut self, plan: Plan) {
        let lost: BTreeMap<Errand, u32> = self
            .running
            .iter()
            .filter_map(|(errand, running)| Some((errand.clone(), running.meanwhile.as_ref()?.lost()?)))
            .collect();
        let is_over = |errand: &Errand| {
            !plan.due.contains(errand) || lost.keys().any(|common| common == errand || errand.leans_on(common))
        };
        let over: Vec<(Errand, Running)> = self.running.extract_if(.., |errand, _| is_over(errand)).collect();
        let mut unwatched = Vec::new();
        for (errand, running) in over {
            running.end().await;
            if let Errand::Common(Resource::Pods, place) = errand {
                unwatched.push(place);
            }
        }
        // Only now: none of them can add to what grows old from now on.
        for place in unwatched {
            let span = place.map_or(Span::All, Span::Namespace);
            // Nobody listens any more when the console is going down.
            let _ = self.starter.line.out.send(Change::Missed { span, except: plan.alone.clone() }).await;
        }
        for errand in plan.due {
            if !self.running.contains_key(&errand) {
                self.start(errand, &lost);
            }
        }
    }

    fn start(&mut self, errand: Errand, lost: &BTreeMap<Errand, u32>) {
        let meanwhile = match &errand {
            Errand::Common(..) => Some(Arc::new(Meanwhile::new(lost.get(&errand).copied().unwrap_or(0)))),
            // The common watch that it is read beside: that was started before.
            Errand::Once(resource, target) => {
                let common = Errand::Common(*resource, place(&target.key, self.everywhere));
                self.running.get(&common).and_then(|running| running.meanwhile.clone())
            }
            _ => None,
        };
        let task = self.starter.start(&errand, meanwhile.clone());
        let meanwhile = meanwhile.filter(|_| matches!(errand, Errand::Common(..)));
        self.running.insert(errand, Running { task, meanwhile });
    }
}

/// Whose pods these are, for a watch of one rollout's.
fn own_pods(errand: &Errand) -> Option<&Key> {
    match errand {
        Errand::Own(Resource::Pods, target) => Some(&target.key),
        _ => None,
    }
}
