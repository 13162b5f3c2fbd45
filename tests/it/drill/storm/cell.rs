//! One walk in a storm, and whether its end is the truth.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use stanch::{
    adapters::store::{Journal, Verification},
    domain::{
        journal::Alias,
        walk::{Answer, Standing},
    },
    drill::faults::{Fault, Matcher},
    logic::strategy::parse,
    ops::walk::{self, Driver, Given, Pause, Site, Walk, Wanted},
};

use super::{
    bed::{Bed, journal, strategy, tell, words},
    script::{At, Script},
};

/// How often a walk may come back to its gate or its question.
const ROUNDS: usize = 12;

/// What became of one.
#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    pub script: Script,
    /// Whether the walk says that it was done.
    pub done: bool,
    pub asked: bool,
}

pub struct Cell<'a> {
    pub bed: &'a Bed,
    pub name: String,
    pub script: Script,
    /// How far it is, for when it does not end.
    pub progress: Arc<Mutex<String>>,
}

impl Cell<'_> {
    pub async fn run(self) -> Outcome {
        self.is_at("its Deployment");
        self.bed.deployment(self.script.act, &self.name).await;
        self.is_at("its start");
        let (after, site) = self.bed.site(&self.name);
        let (_home, journal) = journal().await;
        let definition = parse("storm.yaml", &strategy(self.script.act)).unwrap();
        let wanted = Wanted { definition, parameters: BTreeMap::new(), incident: None };
        let alias = walk::start(&*journal, &site, wanted).await.unwrap().alias;
        self.push(&[(At::PlanRead, "get", None), (At::PlanTrial, "patch", Some(true))]);
        *after.then.lock().unwrap() = self.looks();
        let (mut armed, mut asked) = (false, false);
        for _ in 0..ROUNDS {
            let (walk, pause) = self.drive(&journal, &site, alias).await;
            let path: Vec<&str> = walk.state.path().iter().map(|trace| trace.words.as_str()).collect();
            self.is_at(&format!("{pause:?} after {path:?}"));
            match pause {
                Pause::Ended => return self.judge(&*journal, &walk, asked).await,
                Pause::Gate => {
                    let approved = self.approve(&*journal, &site, walk).await;
                    if approved && !armed {
                        armed = true;
                        self.push(&[(At::BeginRead, "get", None), (At::BeginTrial, "patch", Some(true))]);
                        self.push_writes();
                    }
                }
                Pause::Question => {
                    asked = true;
                    let is_applied = !self.bed.applied(&self.name).is_empty();
                    let answer = if is_applied { Answer::Applied } else { Answer::NotApplied };
                    let mut walk = walk;
                    walk::resolve(&*journal, &mut walk, (answer, &words("looked")), Timestamp::now()).await.unwrap();
                }
                Pause::Unarmed | Pause::Halted => panic!("{:?}: {pause:?}", self.script),
            }
        }
        panic!("{:?}: it never ends", self.script)
    }

    fn is_at(&self, what: &str) {
        what.clone_into(&mut self.progress.lock().unwrap());
    }

    async fn drive(&self, journal: &Arc<dyn Journal>, site: &Site, alias: Alias) -> (Walk, Pause) {
        let walk = Walk::open(&**journal, alias).await.unwrap();
        let halt = self.bed.halt.subscribe();
        let mut driver = Driver::take(Arc::clone(journal), site, walk, halt, &tell).await.unwrap();
        driver.arm(&site.glance().await).await.unwrap();
        driver.run().await.unwrap_or_else(|error| panic!("{:?}: {error}", self.script))
    }

    async fn approve(&self, journal: &dyn Journal, site: &Site, mut walk: Walk) -> bool {
        let code = walk.state.waiting().map(|request| words(&request.binding_sha256().code()));
        let given = Given { code, typed: Some(self.name.clone()), acknowledged: Vec::new() };
        // What could not be looked at again is approved in the next round.
        matches!(walk::approve(journal, site, &mut walk, given).await, Ok(walk::Spoken::Recorded))
    }

    fn matcher(&self, verb: &str, dry_run: Option<bool>) -> Matcher {
        Matcher { dry_run, ..Matcher::of(verb, &format!("/deployments/{}", self.name)) }
    }

    fn push(&self, steps: &[(At, &str, Option<bool>)]) {
        for (at, verb, dry_run) in steps {
            for (_, fault) in self.script.faults.iter().filter(|(step, _)| step == at) {
                self.bed.faults.push(self.matcher(verb, *dry_run), *fault);
            }
        }
    }

    /// The write meets its own fault, or one that makes it be looked for.
    fn push_writes(&self) {
        let writes = || self.matcher("patch", Some(false));
        let has = |wanted: At| self.script.faults.iter().any(|(at, _)| *at == wanted);
        let own: Vec<Fault> =
            self.script.faults.iter().filter(|(at, _)| *at == At::Send).map(|(_, fault)| *fault).collect();
        if own.is_empty() && has(At::LookApplied) {
            self.bed.faults.push(writes(), Fault::Reset { after: 0 });
        } else if own.is_empty() && (has(At::LookLost) || has(At::Fence)) {
            self.bed.faults.push(writes(), Fault::Lost);
        }
        for fault in own {
            self.bed.faults.push(writes(), fault);
        }
        for (_, fault) in self.script.faults.iter().filter(|(at, _)| *at == At::Fence) {
            self.bed.faults.push(writes(), *fault);
        }
    }

    fn looks(&self) -> Vec<(Matcher, Fault)> {
        let is_look = |at: &At| matches!(at, At::LookApplied | At::LookLost);
        let looks = self.script.faults.iter().filter(|(at, _)| is_look(at));
        looks.map(|(_, fault)| (self.matcher("get", None), *fault)).collect()
    }

    /// The journal is whole, nothing was assumed that does not hold, and the end is what the store says.
    async fn judge(&self, journal: &dyn Journal, walk: &Walk, asked: bool) -> Outcome {
        let verified = journal.verify(None).await.unwrap();
        assert!(matches!(verified, Verification::Whole { .. }), "{:?}: {verified:?}", self.script);
        assert!(walk.state.violation().is_none(), "{:?}: {:?}", self.script, walk.state.violation());
        let done = walk.state.standing() == Standing::Done;
        Outcome { name: self.name.clone(), script: self.script.clone(), done, asked }
    }
}
