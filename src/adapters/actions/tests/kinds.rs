//! Each kind of action: what it changes, what it refuses, and when there is nothing to do.

use serde_json::{Value, json};

use crate::{
    adapters::actions::{Change, kind, resolve},
    domain::{
        action::{ActionSpec, Refusal, Wish},
        cluster::Gap,
        inspection::Autoscaler,
        text::Safe,
    },
};

use super::recorded::{Recorded, recorded, safe};

const NOW: &str = "2026-01-01T03:12:07.5Z";

fn done(recorded: &Recorded, wish: &Wish) -> Result<(ActionSpec, Change), Refusal> {
    let subject = recorded.subject();
    let spec = resolve(wish, &subject, NOW.parse().unwrap())?;
    let change = kind(&spec).change(&subject)?;
    Ok((spec, change))
}

fn refused(recorded: &Recorded, wish: &Wish) -> String {
    match done(recorded, wish) {
        Err(Refusal::Impossible { message }) => format!("impossible: {message}"),
        Err(Refusal::NoChange { message }) => format!("no change: {message}"),
        other => panic!("{other:?}"),
    }
}

fn back() -> Wish {
    Wish::Undo { to: None }
}

fn undo_to(revision: &str) -> Wish {
    Wish::Undo { to: Some(safe(revision)) }
}

/// The object with the change in it, as the API server would have it.
fn changed(recorded: &Recorded, change: &Change) -> Value {
    let mut object = recorded.object.clone();
    for operation in &change.operations {
        let path = operation["path"].as_str().unwrap();
        let (parent, name) = path.rsplit_once('/').unwrap();
        let parent = object.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(name.replace("~1", "/").replace("~0", "~"), operation["value"].clone());
    }
    object
}

#[test]
fn an_undo_brings_back_the_template_that_another_revision_keeps() {
    for (name, kept) in
        [("good", "/spec/template"), ("sts-stuck", "/data/spec/template"), ("ds-stuck", "/data/spec/template")]
    {
        let recorded = recorded(name);
        let (spec, change) = done(&recorded, &back()).unwrap();
        let ActionSpec::Undo { revision, keeper, keeper_uid, .. } = &spec else { panic!("{spec:?}") };
        let old = &recorded.revisions[1];
        assert_eq!((revision.as_str(), keeper.as_str()), ("1", old["metadata"]["name"].as_str().unwrap()), "{name}");
        assert_eq!(keeper_uid.as_str(), old["metadata"]["uid"], "{name}");
        let value = &change.operations[0]["value"];
        assert_eq!(value["spec"], old.pointer(kept).unwrap()["spec"], "{name}");
        assert!(!value.to_string().contains("pod-template-hash") && value.get("$patch").is_none(), "{name}");
        assert!(!kind(&spec).is_done(&recorded.object) && kind(&spec).is_done(&changed(&recorded, &change)), "{name}");
        assert!(
            change.command.contains("rollout undo") && change.command.contains("--to-revision=1"),
            "{}",
            change.command
        );
        assert!(change.undo.contains("--to-revision=2"), "{}", change.undo);
    }
}

#[test]
fn an_undo_that_cannot_be_is_told_as_b24_says() {
    let paused = recorded("good").with("/spec/paused", true);
    assert_eq!(refused(&paused, &back()), "impossible: paused: resume first");
    let mut first = recorded("good");
    first.revisions.truncate(1);
    assert_eq!(refused(&first, &back()), "impossible: no earlier revision (revisionHistoryLimit 0?)");
    first.revisions.clear();
    assert_eq!(refused(&first, &back()), "impossible: no earlier revision (revisionHistoryLimit 0?)");
    assert_eq!(refused(&recorded("good"), &undo_to("2")), "no change: already at revision 2: nothing to do");
    assert_eq!(refused(&recorded("good"), &undo_to("7")), "impossible: there is no revision 7 (kept: 2, 1)");
    let mut alike = recorded("good");
    alike.revisions[1]["spec"]["template"] = alike.revisions[0]["spec"]["template"].clone();
    assert_eq!(refused(&alike, &back()), "no change: already at revision 2: nothing to do");
    let owner = json!([{ "kind": "Rollout", "name": "web", "uid": "u", "controller": true }]);
    let operated = recorded("good").with("/metadata/ownerReferences", owner);
    assert!(refused(&operated, &back()).starts_with("impossible: owned by Rollout web"));
}

#[test]
fn a_revision_that_changed_or_went_after_the_plan_is_not_taken_for_what_was_approved() {
    let mut recorded = recorded("good");
    let (spec, _) = done(&recorded, &back()).unwrap();
    let again = |recorded: &Recorded| kind(&spec).change(&recorded.subject());
    recorded.revisions[1]["spec"]["template"]["spec"]["containers"][0]["image"] = "evil:1".into();
    assert!(matches!(again(&recorded), Err(Refusal::Impossible { message }) if message.contains("is not what it was")));
    recorded.revisions.pop();
    assert!(
        matches!(again(&recorded), Err(Refusal::Impossible { message }) if message.contains("no revision 1 (kept: 2)"))
    );
}

/// What an approval binds to (2.5): it moves with what is named there, and with nothing else.
#[test]
fn a_projection_moves_with_what_an_approval_is_for_and_with_nothing_else() {
    let hpa = || vec![Autoscaler { name: safe("web"), min: 1, max: 5, current: Some(3), desired: None, trouble: None }];
    let projection = |recorded: &Recorded, wish: &Wish| done(recorded, wish).unwrap().1.projection;
    let autoscaled = || Recorded { autoscalers: Ok(hpa()), ..recorded("good") };
    let another = |name| recorded("good").with("/metadata/uid", name);
    let template = || recorded("good").with("/spec/template/spec/terminationGracePeriodSeconds", 9);
    let replicas = || recorded("good").with("/spec/replicas", 2);
    let annotated = || recorded("good").with("/metadata/annotations/note", "x");
    let argo =
        || recorded("good").with("/metadata/annotations/argocd.argoproj.io~1tracking-id", "shop:apps/Deployment:v/x");
    let moved = || {
        recorded("good")
            .with("/metadata/resourceVersion", "99")
            .with("/metadata/generation", 99)
            .with("/status/replicas", 0)
    };
    let cases: [(Wish, [bool; 5]); 4] = [
        // template, replicas, note, owner, autoscaler
        (back(), [true, false, false, true, true]),
        (Wish::Restart, [true, false, false, false, false]),
        (Wish::Scale { replicas: 0 }, [false, true, false, false, true]),
        (Wish::Annotate { key: safe("note"), value: safe("y") }, [false, false, true, false, false]),
    ];
    for (wish, expected) in cases {
        let base = projection(&recorded("good"), &wish);
        let found =
            [template(), replicas(), annotated(), argo(), autoscaled()].map(|other| projection(&other, &wish) != base);
        assert_eq!(found, expected, "{wish:?}");
        assert_eq!(projection(&moved(), &wish), base, "{wish:?}");
        let mut twin = another("another");
        for revision in &mut twin.revisions {
            revision["metadata"]["ownerReferences"][0]["uid"] = "another".into();
        }
        assert_ne!(projection(&twin, &wish), base, "{wish:?}");
        let leaves = base.to_string();
        assert!(!leaves.contains(|c: char| c.is_ascii_digit()) || !has_number(&base), "a number in {leaves}");
    }
}

fn has_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Array(items) => items.iter().any(has_number),
        Value::Object(fields) => fields.values().any(has_number),
        _ => false,
    }
}

#[test]
fn a_restart_is_the_same_restart_however_often() {
    let recorded = recorded("good");
    let (spec, change) = done(&recorded, &Wish::Restart).unwrap();
    assert_eq!(spec, ActionSpec::Restart { at: safe("2026-01-01T03:12:07Z") });
    let paths: Vec<_> = change.operations.iter().map(|operation| operation["path"].as_str().unwrap()).collect();
    let annotations = "/spec/template/metadata/annotations";
    assert_eq!(paths, [annotations, &*format!("{annotations}/kubectl.kubernetes.io~1restartedAt")]);
    let after = Recorded { object: changed(&recorded, &change), ..recorded };
    assert!(kind(&spec).is_done(&after.object));
    assert!(matches!(kind(&spec).change(&after.subject()), Err(Refusal::NoChange { .. })));
    assert_eq!(refused(&super::recorded::recorded("paused"), &Wish::Restart), "impossible: paused: resume first");
}

#[test]
fn scaling_has_limits_that_are_told() {
    let scale = |replicas| Wish::Scale { replicas };
    let of = |now: u32| recorded("good").with("/spec/replicas", now);
    let (spec, change) = done(&of(10), &scale(30)).unwrap();
    assert_eq!(change.operations, [json!({ "op": "replace", "path": "/spec/replicas", "value": 30 })]);
    assert_eq!((change.pods, change.undo.contains("--replicas=10")), (Some(20), true));
    assert!(kind(&spec).is_done(&changed(&of(10), &change)));
    assert_eq!(refused(&of(10), &scale(100_000)), "impossible: above the limit 30 (3x current); raise in policy");
    assert_eq!(refused(&of(10), &scale(31)), "impossible: above the limit 30 (3x current); raise in policy");
    assert_eq!(refused(&of(60), &scale(101)), "impossible: above the limit 100; raise in policy");
    assert_eq!(refused(&of(0), &scale(101)), "impossible: above the limit 100; raise in policy");
    for (now, to) in [(60, 100), (0, 100), (500, 400), (10, 0)] {
        assert!(done(&of(now), &scale(to)).is_ok(), "{now} to {to}");
    }
    assert_eq!(refused(&of(3), &scale(3)), "no change: already at 3 replicas: nothing to do");
    assert!(refused(&recorded("sts-stuck"), &scale(1)).contains("only Deployments are scaled, not StatefulSets"));
}

#[test]
fn an_autoscaler_keeps_the_replicas_and_unknown_is_not_none() {
    let hpa = Autoscaler { name: safe("web"), min: 2, max: 5, current: Some(3), desired: None, trouble: None };
    let autoscaled = Recorded { autoscalers: Ok(vec![hpa]), ..recorded("good") };
    let message = refused(&autoscaled, &Wish::Scale { replicas: 4 });
    assert_eq!(message, "impossible: autoscaler web sets the replicas (2 to 5): change its bounds instead");
    assert!(done(&autoscaled, &Wish::Scale { replicas: 0 }).is_ok());
    let gap = Gap { verb: Safe::default(), resource: Safe::default(), namespace: None, message: safe("forbidden") };
    let blind = Recorded { autoscalers: Err(gap), ..recorded("good") };
    let (_, change) = done(&blind, &Wish::Scale { replicas: 4 }).unwrap();
    assert_eq!(change.projection["autoscalers"], "unknown");
}

#[test]
fn an_annotation_is_set_on_the_object_and_taken_back_by_what_it_was() {
    let note = |value: &str| Wish::Annotate { key: safe("team.example.com/incident"), value: safe(value) };
    let recorded = recorded("good");
    let (spec, change) = done(&recorded, &note("INC-1 it's ours")).unwrap();
    assert!(
        change.command.ends_with(r"--overwrite 'team.example.com/incident=INC-1 it'\''s ours'"),
        "{}",
        change.command
    );
    assert!(change.undo.ends_with("team.example.com/incident-") && change.pods == Some(0), "{}", change.undo);
    let after = Recorded { object: changed(&recorded, &change), ..recorded };
    assert!(kind(&spec).is_done(&after.object));
    assert!(refused(&after, &note("INC-1 it's ours")).starts_with("no change: "));
    assert!(done(&after, &note("INC-2")).unwrap().1.undo.contains("INC-1"));
    let reserved = Wish::Annotate { key: safe("deployment.kubernetes.io/revision"), value: safe("9") };
    assert_eq!(refused(&after, &reserved), "impossible: annotations under kubernetes.io are not for people to set");
}
