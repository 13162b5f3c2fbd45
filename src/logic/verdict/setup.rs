//! Containers that cannot be made or started: missing configuration, wrong commands, hooks that fail.

use crate::domain::{
    pod::{Container, ContainerState, Pod},
    text::Safe,
    verdict::Cause,
};

use super::{case::Case, crash, image::role, message, trouble::Trouble};

pub(super) fn setup<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container) -> Option<Trouble<'a>> {
    let waiting = match &container.state {
        ContainerState::Waiting { reason, message } => {
            Some((reason.as_str(), message.as_ref().map_or("", Safe::as_str)))
        }
        _ => None,
    };
    match waiting {
        Some(("CreateContainerConfigError", said)) => return Some(configuration(case, pod, container, said)),
        Some(("CreateContainerError" | "PreCreateHookError", said)) => {
            let words = format!(
                "{}{} of {} cannot be created: {}",
                role(container),
                container.name,
                pod.name,
                message::plain(said)
            );
            return Some(trouble(case, (pod, container), "create-container", "CreateContainerError", words));
        }
        Some(("RunContainerError" | "PreStartHookError", said)) => return Some(start(case, pod, container, said)),
        Some(("PostStartHookError", said)) => return Some(hook(case, pod, container, said)),
        _ => {}
    }
    // Between two attempts the same error shows as a crash loop.
    let end = crash::loops(case, container)?;
    if matches!(end.reason.as_str(), "StartError" | "ContainerCannotRun") {
        return Some(start(case, pod, container, end.message.as_ref().map_or("", Safe::as_str)));
    }
    let about = |name: Option<&Safe>| name.is_none_or(|name| *name == container.name);
    let hooked = case
        .events_of(pod)
        .find(|event| event.reason.as_str() == "FailedPostStartHook" && about(event.about.container.as_ref()))?;
    Some(hook(case, pod, container, &hooked.message))
}

fn configuration<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container, said: &str) -> Trouble<'a> {
    let words = format!("{}{} of {} needs {}", role(container), container.name, pod.name, needs(said));
    let words = match (missing(case, said), said.starts_with("couldn't find key ")) {
        (Some(_), _) | (_, true) => words,
        _ => {
            format!("{}{} of {} cannot be made: {}", role(container), container.name, pod.name, message::plain(said))
        }
    };
    let mut trouble = trouble(case, (pod, container), "container-config", "ConfigError", words);
    trouble.cause = missing(case, said);
    trouble
}

/// `configmap "a" not found`, `couldn't find key k in Secret ns/a`.
fn needs(said: &str) -> String {
    match said.strip_prefix("couldn't find key ").and_then(|rest| rest.split_once(" in ")) {
        Some((key, object)) => format!("key {key} of {object}, which has no such key"),
        None => match (object_kind(said), message::quoted(said)) {
            (Some(kind), Some(name)) => format!("{kind} {name}, which does not exist"),
            _ => message::plain(said),
        },
    }
}

/// The object that a message says does not exist; a key that is missing in one that does is not meant.
pub(super) fn missing(case: &Case<'_>, said: &str) -> Option<Cause> {
    let object = |kind: &str, name: &str| Cause::Missing {
        kind: Safe::line(kind),
        namespace: case.namespace().clone(),
        name: Safe::line(name),
    };
    let from = ["configmap \"", "secret \"", "persistentvolumeclaim \"", "serviceaccount \""];
    let start = from.iter().filter_map(|start| said.find(start)).min()?;
    let said = said.get(start..)?;
    (said.contains("not found"))
        .then(|| object(object_kind(said).unwrap_or("object"), message::quoted(said).unwrap_or("")))
}

pub(super) fn object_kind(said: &str) -> Option<&'static str> {
    match said.split([' ', '"']).next()? {
        "configmap" => Some("ConfigMap"),
        "secret" => Some("Secret"),
        "persistentvolumeclaim" => Some("PersistentVolumeClaim"),
        "serviceaccount" => Some("ServiceAccount"),
        _ => None,
    }
}

fn start<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container, said: &str) -> Trouble<'a> {
    let words = format!("{}{} of {}: {}", role(container), container.name, pod.name, message::plain(said));
    let mut trouble = trouble(case, (pod, container), "run-container", "StartError", words);
    trouble.exit_code = container.last.as_ref().map(|end| end.exit_code);
    trouble
}

fn hook<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container, said: &str) -> Trouble<'a> {
    let command = said.split_once("error: ").map_or(said, |(_, error)| error);
    let detail = match command.split_once(", message: ") {
        Some((exit, output)) => {
            let output = output.trim_matches('"').trim_end_matches("\\n");
            format!(": {}: {output}", message::plain(exit))
        }
        None if command.contains("exited") => format!(": {}", message::plain(command)),
        None => String::new(),
    };
    let words = format!("the postStart hook of {}{} in {} fails{detail}", role(container), container.name, pod.name);
    trouble(case, (pod, container), "post-start-hook", "PostStartHook", words)
}

fn trouble<'a>(
    _case: &Case<'a>,
    (pod, container): (&'a Pod, &'a Container),
    rule: &'static str,
    brief: &'static str,
    words: String,
) -> Trouble<'a> {
    Trouble {
        rule,
        brief,
        does: ("cannot start", "cannot start"),
        pod,
        container: Some(container),
        exit_code: None,
        words,
        since: pod.scheduled.since.or(pod.created),
        firm: true,
        review: None,
        cause: None,
    }
}
