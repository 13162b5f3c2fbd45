//! Annotate: a note on the object itself, which moves no pod.

use serde_json::{Value, json};

use crate::domain::{
    action::{LONGEST_ANNOTATION, Refusal},
    shell::quoted,
    text::Safe,
};

use super::{
    Change, Kind, Subject,
    patch::set_annotation,
    refusal::{impossible, no_change},
};

/// Whose annotations mean something to controllers, or to stanch itself.
const RESERVED: [&str; 3] = ["kubernetes.io", "k8s.io", "stanch.dev"];

/// Bytes of a value that is written out in words.
const SHOWN: usize = 1024;

pub(super) struct Annotate<'a> {
    pub(super) key: &'a Safe,
    pub(super) value: &'a Safe,
}

/// A qualified name: `name`, or a DNS name, a slash and a name.
fn check(key: &str) -> Result<(), Refusal> {
    let (prefix, name) = key.rsplit_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let is_name = |text: &str, most: usize, extra: &str| {
        let inside = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
        let ends = |c: char| c.is_ascii_alphanumeric();
        (1..=most).contains(&text.len()) && text.chars().all(inside) && text.starts_with(ends) && text.ends_with(ends)
    };
    if !is_name(name, 63, "-_.") || prefix.is_some_and(|prefix| !is_name(prefix, 253, "-.")) {
        return Err(impossible(&format!("`{key}` is no name for an annotation")));
    }
    let Some(prefix) = prefix.map(str::to_ascii_lowercase) else { return Ok(()) };
    let is_under =
        |owner: &&&str| prefix.strip_suffix(**owner).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    match RESERVED.iter().find(is_under) {
        Some(owner) => Err(impossible(&format!("annotations under {owner} are not for people to set"))),
        None => Ok(()),
    }
}

impl Kind for Annotate<'_> {
    fn change(&self, subject: &Subject) -> Result<Change, Refusal> {
        check(self.key)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_controllers_is_refused() {
        for good in ["note", "team.example.com/incident", "mykubernetes.io/x", "a/B_c.d-e"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "kubernetes.io/x",
            "deployment.kubernetes.io/revision",
            "kubectl.Kubernetes.IO/restartedAt",
            "k8s.io/x",
            "a.k8s.io/x",
            "stanch.dev/intent",
            "x.stanch.dev/y",
            "",
            "/",
            "a/",
            "/a",
            "a b",
            "-a",
            "a-",
            "a/b/c",
            "é",
            "a\u{200b}",
        ] {
            assert!(matches!(check(bad), Err(Refusal::Impossible { .. })), "{bad}");
        }
        assert!(check(&"n".repeat(64)).is_err() && check(&"n".repeat(63)).is_ok());
    }
}
