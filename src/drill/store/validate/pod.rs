//! The spec of a pod.

use serde_json::Value;

use crate::drill::store::names;

use super::{
    container,
    problems::{Problems, items, text},
    scheduling, volume,
};

const RESTARTS: [&str; 3] = ["Always", "OnFailure", "Never"];
const DNS: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/// What is wrong with the spec of a pod at a path.
pub fn spec(spec: &Value, path: &str, problems: &mut Problems) {
    let volumes = volume::check(spec, path, problems);
    let mut taken: Vec<&str> = Vec::new();
    if items(spec, path, "containers").next().is_none() {
        problems.required(&format!("{path}.containers"), "");
    }
    for (list, init) in [("containers", false), ("initContainers", true)] {
        for (at, one) in items(spec, path, list) {
            let name = text(one, "name");
            if name.is_empty() {
                problems.required(&format!("{at}.name"), "");
            } else if taken.contains(&name) {
                problems.duplicate(&format!("{at}.name"), &name.into());
            } else {
                problems.text(&format!("{at}.name"), name, names::label(name));
                taken.push(name);
            }
            container::check(one, &at, init, problems);
            container::mounts(one, &at, &volumes, problems);
        }
    }
    problems.one_of(&format!("{path}.restartPolicy"), spec.get("restartPolicy"), &RESTARTS);
    problems.one_of(&format!("{path}.dnsPolicy"), spec.get("dnsPolicy"), &DNS);
    if let Some(seconds) =
        spec.get("activeDeadlineSeconds").filter(|seconds| seconds.as_i64().is_none_or(|one| one < 1))
    {
        let words = "must be between 1 and 2147483647, inclusive";
        problems.invalid(&format!("{path}.activeDeadlineSeconds"), seconds, words);
    }
    for (name, shape) in [("hostname", names::label as fn(&str) -> Vec<String>), ("nodeName", names::subdomain)] {
        let told = text(spec, name);
        if !told.is_empty() {
            problems.text(&format!("{path}.{name}"), told, shape(told));
        }
    }
    scheduling::check(spec, path, problems);
}
