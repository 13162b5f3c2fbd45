//! Every shipped scenario on the virtual clock: it is broken as told, the right action brings it back, and nothing else does.

use jiff::{SignedDuration, Timestamp};

use crate::drill::{resource::Resource, simulation::Simulation, store::Store};

use super::*;

/// How often is looked.
const LOOK: SignedDuration = SignedDuration::from_secs(5);

/// So many objects are written for a past of nine days: what only repeats itself in it is left out, as every write costs the start of a drill.
const MOST_WRITES: u64 = 3_500;

fn now() -> Timestamp {
    "2026-11-21T03:10:00Z".parse().unwrap()
}

fn raised(scenario: &Scenario) -> Simulation {
    scenario.raise(7, now(), None).unwrap()
}

/// When it is recovered first, in seconds from here on, if it is within this time.
fn recovers(scenario: &Scenario, simulation: &Simulation, within: i64) -> Option<i64> {
    (0..within / LOOK.as_secs()).find_map(|look| {
        simulation.step(LOOK);
        let is = simulation.read(|store, _, now| scenario.recovered(store, now));
        is.then_some((look + 1) * LOOK.as_secs())
    })
}

fn try_out(scenario: &Scenario, simulation: &Simulation, way: &Move) {
    let broken = scenario.broken.as_ref().unwrap();
    let done = simulation.write(|store, now| way.carry_out(store, now, broken));
    assert!(done, "{}: {} cannot be done", scenario.name, way.says);
}

/// Workloads that are not as they should be, but for the broken one.
fn unwell(scenario: &Scenario, simulation: &Simulation) -> Vec<String> {
    let broken = scenario.broken.as_ref().and_then(Place::key);
    simulation.read(|store, _, _| {
        let all = ["Deployment", "StatefulSet", "DaemonSet"].into_iter().filter_map(Resource::of_kind);
        let others = all.flat_map(|kind| store.list(kind, None)).filter(|object| Some(&object.key) != broken.as_ref());
        let unwell = others.filter(|object| goal::is_complete(object).is_none());
        unwell.map(|object| format!("{} {}", object.key.name, object.value["status"])).collect()
    })
}

fn plays(name: &str) {
    let scenario = Scenario::load(name).unwrap();
    let left = raised(&scenario);
    let written = left.read(|store, _, _| store.version()) - Store::new(0).version();
    assert!(written < MOST_WRITES, "{name}: {written} writes before anybody looked");
    assert_eq!(unwell(&scenario, &left), [""; 0], "{name}: the noise is well");
    assert_eq!(recovers(&scenario, &left, 300), None, "{name}: it does not mend itself");
    assert_eq!(unwell(&scenario, &left), [""; 0], "{name}: the noise stays well");
    for wrong in &scenario.wrong {
        try_out(&scenario, &left, wrong);
        assert_eq!(recovers(&scenario, &left, 180), None, "{name}: {} helps", wrong.says);
    }

    let best = raised(&scenario);
    try_out(&scenario, &best, scenario.best.as_ref().unwrap());
    let seconds = recovers(&scenario, &best, 300);
    assert!(seconds.is_some(), "{name}: {} does not help", scenario.best.as_ref().unwrap().says);
    best.step(SignedDuration::from_mins(4));
    assert!(best.read(|store, _, now| scenario.recovered(store, now)), "{name}: it does not stay so");
}

macro_rules! scenarios {
    ($($test:ident $name:literal)*) => {
        $(#[test] fn $test() { plays($name); })*

        #[test]
        fn every_shipped_one_is_played() {
            assert_eq!(SHIPPED.map(|(name, _)| name), [$($name),*]);
        }
    };
}

scenarios! {
    missing_env "missing-env"
    bad_image "bad-image"
    oom "oom"
    blocking_call "blocking-call"
    db_pool "db-pool"
    migration "migration"
    credential "credential"
    dns "dns"
    unschedulable "unschedulable"
    config_drift "config-drift"
}

#[test]
fn every_shipped_one_says_what_a_person_needs() {
    for scenario in Scenario::shipped().unwrap() {
        let name = &scenario.name;
        assert!(!scenario.title.is_empty() && !scenario.story.is_empty(), "{name}");
        assert!(scenario.diff.starts_with("commit ") && scenario.diff.matches("diff --git").count() >= 3, "{name}");
        let cause = scenario.cause.as_ref().unwrap();
        assert!(!cause.names.is_empty() && !scenario.wrong.is_empty(), "{name}");
        assert!(
            !cause.names.iter().any(|word| scenario.title.contains(word) || scenario.story.contains(word)),
            "{name} gives its answer away"
        );
    }
}

#[test]
fn a_file_of_behaviours_alone_is_a_world_where_nothing_breaks() {
    let text = "behaviours:\n- of: {command: '*exit 3*'}\n  ends: {after: 1s, code: 3}\n";
    let scenario = Scenario::parse("tests/crash.yaml", text).unwrap();
    let simulation = scenario.raise(1, now(), None).unwrap();
    simulation.step(SignedDuration::from_mins(5));
    let (spaces, recovered) = simulation.read(|store, _, now| {
        let spaces = store.list(Resource::of_kind("Namespace").unwrap(), None).map(|space| space.key.name.to_string());
        (spaces.collect::<Vec<_>>(), scenario.recovered(store, now))
    });
    assert_eq!((scenario.name.as_str(), recovered), ("crash", false));
    assert_eq!(spaces, ["default", "kube-node-lease", "kube-public", "kube-system"]);
}

#[test]
fn what_cannot_be_loaded_is_told() {
    let told = |name: &str| Scenario::load(name).unwrap_err().to_string();
    assert!(told("missing-enw").starts_with("there is no drill `missing-enw`; shipped are missing-env, bad-image"));
    assert!(told("./nowhere.yaml").starts_with("./nowhere.yaml: "));
    let parse = |text: &str| Scenario::parse("x.yaml", text).unwrap_err().to_string();
    assert_eq!(parse("titel: x\n").split(", known").next(), Some("x.yaml: unknown field `titel`"));
    assert_eq!(parse("world: moon\n"), "x.yaml: there is no world `moon`; shipped are shop");
    let wrong = "objects:\n- {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replica: 2}}\n";
    let impossible = Scenario::parse("x.yaml", wrong).unwrap().raise(1, now(), None).err().unwrap().to_string();
    assert!(impossible.starts_with("x, at the beginning: default/deployment/a: "), "{impossible}");
    assert!(impossible.contains("unknown field \"spec.replica\""), "{impossible}");
}

/// The example of the manual is a drill that can be played.
#[test]
fn the_manual_is_true() {
    const MANUAL: &str = include_str!("../../../docs/drills.md");
    let example = MANUAL.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let scenario = Scenario::parse("manual.yaml", example).unwrap();
    assert_eq!(recovers(&scenario, &raised(&scenario), 120), None);
    let simulation = raised(&scenario);
    try_out(&scenario, &simulation, scenario.best.as_ref().unwrap());
    assert!(recovers(&scenario, &simulation, 120).is_some());
}

/// What looks bad and is not: each piece of noise is there.
#[test]
fn the_noise_is_as_told() {
    let simulation = raised(&Scenario::load("missing-env").unwrap());
    simulation.read(|store, engine, now| {
        let pods: Vec<_> = store.list(Resource::pods(), None).cloned().collect();
        let of = |name: &str| pods.iter().find(|pod| pod.key.name.starts_with(name)).unwrap();
        let container = |pod: &str, field: &str| of(pod).value["status"]["containerStatuses"][0][field].clone();
        assert_eq!(container("redis-0", "restartCount"), 2, "it ran out of memory last week");
        assert_eq!(container("redis-0", "ready"), true);
        assert!(!pods.iter().any(|pod| pod.key.name.starts_with("indexer")), "it is scaled to nothing");

        let said = |pod: &str, name: &str| {
            let spoken = engine.spoken(of(pod).uid(), name, false).unwrap();
            let passed = std::time::Duration::try_from(now.duration_since(spoken.started)).unwrap();
            let last = spoken.course.log.last(spoken.started, passed, 3000);
            assert_eq!(last.len(), 3000, "{pod} has written for days");
            last
        };
        let count = |pod, name, word: &str| said(pod, name).iter().filter(|line| line.text.contains(word)).count();
        assert!(count("notifications-", "worker", " WARNING ") > 1500, "it complains all the time");
        assert!(count("fraud-score-", "score", " ERROR ") > 10, "it has errors that are normal");
        assert_eq!(count("gateway-", "gateway", " ERROR "), 0);
    });
}
