//! Annotate: a note on the object itself, which moves no pod.

use serde_json::{Value, json};

use crate::{
    domain::{
        action::{LONGEST_ANNOTATION, Refusal},
        shell::quoted,
        text::Safe,
    },
    logic::strategy::annotation_refused,
};

use super::{
    Change, Kind, Subject,
    patch::set_annotation,
    refusal::{impossible, no_change},
};

/// Bytes of a value that is written out in words.
const SHOWN: usize = 1024;

pub(super) struct Annotate<'a> {
    pub(super) key: &'a Safe,
    pub(super) value: &'a Safe,
}

impl Kind for Annotate<'_> {
    fn change(&self, subject: &Subject) -> Result<Change, Refusal> {
        if let Some(why) = annotation_refused(self.key) {
            return Err(impossible(&why));
        }
        if self.value.len() > LONGEST_ANNOTATION {
            return Err(impossible(&format!("the value is longer than {LONGEST_ANNOTATION} bytes")));
        }
        let before = subject.annotation(self.key);
        if before == Some(self.value.as_str()) {
            return Err(no_change(&format!("{} has this value already: nothing to do", self.key)));
        }
        let object = format!(
            "{}/{} -n {}",
            subject.key.kind.name().to_lowercase(),
            quoted(&subject.key.name),
            quoted(&subject.key.namespace)
        );
        let set =
            |value: &str| format!("kubectl annotate {object} --overwrite {}", quoted(&format!("{}={value}", self.key)));
        let undo = match before {
            Some(before) if before.len() > SHOWN => {
                format!("set it back to the value of {} bytes that the change shows", before.len())
            }
            Some(before) => format!("set it back: {}", set(before)),
            None => format!("take it away: kubectl annotate {object} {}-", self.key),
        };
        Ok(Change {
            // Whether the object has annotations at all is looked after by the patch itself: its marker is one.
            operations: set_annotation(
                &json!({ "metadata": { "annotations": {} } }),
                "/metadata",
                self.key,
                self.value,
            ),
            projection: json!({ "key": self.key, "uid": subject.workload.uid, "value": before }),
            pods: Some(0),
            command: Safe::line(&set(self.value)),
            undo: Safe::line(&undo),
        })
    }

    fn is_done(&self, object: &Value) -> bool {
        let annotations = object.pointer("/metadata/annotations");
        annotations.and_then(|all| all.get(self.key.as_str())).and_then(Value::as_str) == Some(self.value.as_str())
    }
}
