//! The end of an effect whose reply was lost: what can be seen of it, and the fence that keeps a late request out (2.5 step 5).

use serde_json::Value;

use crate::{
    adapters::cluster::{
        effects::{MayStill, Write},
        text,
    },
    domain::{
        action::{ActionSpec, Intent, Reply, Sight},
        journal::Ulid,
        text::Safe,
    },
};

use super::{
    Scene,
    canonical::{canonical, settled},
    kinds::kind,
    patch::{FENCE, INTENT, marked},
    subject::last_writer,
};

/// What was seen, and the object itself for a person who is asked: as a plan's blobs have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub sight: Sight,
    pub live: Option<Vec<u8>>,
}

/// Looks for the end of an intent. Nothing is changed.
pub async fn look(scene: &Scene<'_>, spec: &ActionSpec, intent: Ulid) -> Seen {
    let unreadable = |message: &str| Seen { sight: Sight::Unreadable { message: Safe::line(message) }, live: None };
    if let Err(refusal) = scene.same_cluster().await {
        return unreadable(refusal.message());
    }
    let object = match scene.effects.get(scene.key).await {
        Ok(Some(object)) => object,
        Ok(None) => return Seen { sight: Sight::Gone, live: None },
        Err(error) => return unreadable(&error.cause()),
    };
    // Where revisions cannot be read, nothing is found on them: that leads to a question, never to an answer.
    let revisions = scene.effects.revisions(scene.key, &object).await.unwrap_or_default();
    Seen { sight: sight(&object, &revisions, spec, intent), live: Some(canonical(&settled(&object))) }
}

fn sight(object: &Value, revisions: &[Value], spec: &ActionSpec, intent: Ulid) -> Sight {
    let id = intent.to_string();
    let annotation = |of: &Value, name| {
        of.pointer("/metadata/annotations").and_then(|all| all.get(name)).and_then(Value::as_str).map(Safe::line)
    };
    let is_on_a_revision = |name| revisions.iter().any(|one| annotation(one, name).as_deref() == Some(&*id));
    let fence = if is_on_a_revision(FENCE) { Some(Safe::line(&id)) } else { annotation(object, FENCE) };
    Sight::Object {
        uid: Safe::line(text(object, "/metadata/uid")),
        rv: Safe::line(text(object, "/metadata/resourceVersion")),
        generation: object.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or_default(),
        marker: annotation(object, INTENT),
        fence,
        marked_revision: is_on_a_revision(INTENT),
        as_desired: kind(spec).is_done(object),
        last_writer: last_writer(object),
    }
}

/// Fences an intent's request: where the reply is `Applied`, it can never be applied any more. Only an object that is exactly as the intent
/// found it can be fenced; any other is a conflict, and has to be looked at again.
pub async fn fence(scene: &Scene<'_>, intent: &Intent, may_still: &MayStill<'_>) -> Reply {
    let object = match scene.effects.get(scene.key).await {
        Ok(Some(object)) => object,
        Ok(None) => return Reply::Conflict,
        Err(error) => return Reply::NotSent { message: Safe::clean(&error.cause()) },
    };
    let is_same = text(&object, "/metadata/resourceVersion") == intent.rv.as_str()
        && text(&object, "/metadata/uid") == intent.uid.as_str();
    if !is_same {
        return Reply::Conflict;
    }
    let id = intent.id.to_string();
    let patch = marked(&object, &[], FENCE, &id);
    let write = Write::new((scene.key, scene.cluster), &intent.uid, patch, (FENCE, id));
    scene.effects.patch(&write, may_still).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marker_and_fence_are_looked_for_on_the_object_and_on_its_revisions() {
        let (intent, spec) = (Ulid::from_parts(1, 2), ActionSpec::Scale { replicas: 2 });
        let with = |annotations: Value| {
            json!({ "metadata": { "uid": "u", "resourceVersion": "7", "generation": 4, "annotations": annotations },
                "spec": { "replicas": 2 } })
        };
        let see = |object: Value, revisions: &[Value]| match sight(&object, revisions, &spec, intent) {
            Sight::Object { marker, fence, marked_revision, as_desired, .. } => {
                let is_ours = |text: Option<Safe>| text.map(|text| *text == *intent.to_string());
                (is_ours(marker), is_ours(fence), marked_revision, as_desired)
            }
            other => panic!("{other:?}"),
        };
        let id = intent.to_string();
        assert_eq!(see(with(json!(null)), &[]), (None, None, false, true));
        assert_eq!(see(with(json!({ INTENT: id })), &[]), (Some(true), None, false, true));
        assert_eq!(see(with(json!({ INTENT: "other", FENCE: id })), &[]), (Some(false), Some(true), false, true));
        let erased = with(json!({ FENCE: "older" }));
        assert_eq!(see(erased.clone(), &[with(json!({ INTENT: id }))]), (None, Some(false), true, true));
        assert_eq!(see(erased, &[with(json!({})), with(json!({ FENCE: id }))]), (None, Some(true), false, true));
    }
}
