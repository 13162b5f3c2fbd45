//! Whether a revision has shown that it runs.

use serde_json::Value;

use crate::{
    adapters::cluster::{decode, effects::Surroundings, text},
    domain::{
        Truth,
        action::Guard,
        text::Safe,
        workload::{Kind, Revision},
    },
};

use super::{Subject, guards::guard};

/// The number of a Deployment's or ReplicaSet's revision, and the numbers that its template had before
/// (`kubectl rollout undo` leaves them: `k8s.io/kubectl/pkg/util/deployment`).
const REVISION: &str = "/metadata/annotations/deployment.kubernetes.io~1revision";
const HISTORY: &str = "/metadata/annotations/deployment.kubernetes.io~1revision-history";

/// The number of a revision, as people write it.
pub(super) fn number(revision: &Value) -> String {
    match revision.get("revision").and_then(Value::as_i64) {
        Some(number) => number.to_string(),
        None => text(revision, REVISION).to_owned(),
    }
}

/// Whether its pods of now are ready. One that was rolled out before and has none now has shown nothing: that holds nobody up, and is no tick.
pub(super) fn shown(subject: &Subject, keeper: &Value, around: &Surroundings) -> Option<Guard> {
    let name = number(keeper);
    let (holds, message) = match counts(subject, keeper, around) {
        None => {
            (Truth::Unknown, format!("whether revision {name} runs anywhere cannot be seen: its pods cannot be read"))
        }
        Some((0, _)) if let Some(before) = left_for(subject, &name) => (
            Truth::Unknown,
            format!(
                "revision {name} was left for what runs now, which was revision {before} before: whether it was any better is not known"
            ),
        ),
        Some((0, _)) => return None,
        Some((pods, 0)) => (Truth::No, format!("revision {name} has {pods} pods now and none of them is ready")),
        Some((pods, ready)) => (Truth::Yes, format!("revision {name} is ready on {ready} of its {pods} pods now")),
    };
    Some(guard("history", holds, true, &message))
}

/// What is not known of a revision that has no pod.
pub(super) fn untold(subject: &Subject, keeper: &Value, around: &Surroundings) -> Option<Safe> {
    let is_gone = matches!(counts(subject, keeper, around), Some((0, _))) && shown(subject, keeper, around).is_none();
    let name = number(keeper);
    let text = format!("how revision {name} did is not known: it was rolled out before, and no pod of it is left");
    is_gone.then(|| Safe::line(&text))
}

/// The number that the present template had before this revision, if people went from there to this one and back. Then "the previous one" may
/// be what they fled from, or what somebody took away from them again: nobody can tell from here.
fn left_for(subject: &Subject, name: &str) -> Option<u64> {
    let (left, now) = (name.parse::<u64>().ok()?, text(&subject.object, REVISION).parse::<u64>().ok()?);
    let newest = subject.revisions.iter().find(|revision| number(revision).parse() == Ok(now))?;
    let before = text(newest, HISTORY).split(',').filter_map(|number| number.trim().parse().ok()).max()?;
    (before < left && left < now).then_some(before)
}

/// Pods of the revision, and how many of them are ready.
fn counts(subject: &Subject, keeper: &Value, around: &Surroundings) -> Option<(u32, u32)> {
    if subject.key.kind == Kind::Deployment {
        let count =
            |pointer| keeper.pointer(pointer).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
        // A count of none that is ready is left out; that of the pods never is.
        return Some((count("/status/replicas")?, count("/status/readyReplicas").unwrap_or_default()));
    }
    let revision: Revision = decode::revision(keeper.to_string().as_bytes()).ok()?;
    // A StatefulSet's pods carry the revision's name, a DaemonSet's its hash.
    let hash = text(keeper, "/metadata/labels/controller-revision-hash");
    let is_its = |found: &str| found == revision.name.as_str() || (!hash.is_empty() && found == hash);
    let pods = around.pods.as_ref().ok()?;
    let its: Vec<_> = pods.iter().filter(|pod| pod.hash.as_deref().is_some_and(is_its)).collect();
    let ready = its.iter().filter(|pod| pod.ready.status == Truth::Yes).count();
    Some((u32::try_from(its.len()).ok()?, u32::try_from(ready).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        adapters::actions::tests::recorded::recorded,
        domain::{cluster::Gap, inspection::Bounds},
    };

    fn around(pods: Result<Vec<crate::domain::pod::Pod>, Gap>) -> Surroundings {
        let bounds = Bounds { autoscalers: Ok(Vec::new()), budgets: Ok(Vec::new()) };
        Surroundings { services: Ok(Vec::new()), pods, bounds }
    }

    #[test]
    fn a_revision_without_pods_is_neither_ticked_nor_held_against() {
        let (good, near) = (recorded("good").subject(), around(Ok(Vec::new())));
        let gone = &good.revisions[1];
        assert_eq!(gone["status"]["replicas"], 0);
        assert_eq!(shown(&good, gone, &near), None);
        let untold = untold(&good, gone, &near).unwrap();
        assert!(untold.contains("how revision 1 did is not known"), "{untold}");
        let running = shown(&good, &good.revisions[0], &near).unwrap();
        assert_eq!(running.holds, Truth::Yes, "{}", running.message);
        assert_eq!(super::untold(&good, &good.revisions[0], &near), None);
    }

    #[test]
    fn pods_that_cannot_be_read_leave_it_unknown() {
        let gap = Gap {
            verb: Safe::from_static("list"),
            resource: Safe::from_static("pods"),
            namespace: None,
            message: Safe::default(),
        };
        let (set, near) = (recorded("sts-stuck").subject(), around(Err(gap)));
        let guard = shown(&set, &set.revisions[1], &near).unwrap();
        assert_eq!(guard.holds, Truth::Unknown, "{}", guard.message);
        let mut silent = recorded("good").subject();
        silent.revisions[1].as_object_mut().unwrap().remove("status");
        let guard = shown(&silent, &silent.revisions[1], &around(Ok(Vec::new()))).unwrap();
        assert_eq!(guard.holds, Truth::Unknown, "{}", guard.message);
    }

    #[test]
    fn a_revision_that_was_left_again_is_not_taken_for_one_that_was_well() {
        let (revision, was) =
            ("/metadata/annotations/deployment.kubernetes.io~1revision", "deployment.kubernetes.io/revision");
        let mut back = recorded("good").with(revision, "3");
        back.revisions[0]["metadata"]["annotations"][was] = "3".into();
        back.revisions[1]["metadata"]["annotations"][was] = "2".into();
        assert_eq!(left_for(&back.subject(), "2"), None, "a third revision, and nobody went back");
        back.revisions[0]["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] = "1".into();
        assert_eq!(left_for(&back.subject(), "2"), Some(1));
        assert_eq!(left_for(&recorded("good").subject(), "1"), None);
        assert_eq!(left_for(&recorded("sts-stuck").subject(), "1"), None);
    }
}
