//! Pods: what `printPod` says of their containers.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    age,
    field::{list, number, or, text},
};

/// What the containers come to.
struct Summary {
    reason: String,
    ready: usize,
    total: usize,
    restarts: i64,
    last: Option<Timestamp>,
}

pub fn cells(name: Value, pod: &Value, age: String, now: Timestamp) -> Vec<Value> {
    let summary = summary(pod);
    let ago = summary.last.filter(|_| summary.restarts > 0).map(|at| age::human(now.duration_since(at)));
    let restarts = match ago {
        Some(ago) => format!("{} ({ago} ago)", summary.restarts),
        None => summary.restarts.to_string(),
    };
    vec![
        name,
        format!("{}/{}", summary.ready, summary.total).into(),
        summary.reason.into(),
        restarts.into(),
        age.into(),
        or(text(pod, "/status/podIP"), "<none>").into(),
        or(text(pod, "/spec/nodeName"), "<none>").into(),
        or(text(pod, "/status/nominatedNodeName"), "<none>").into(),
        gates(pod).into(),
    ]
}

fn gates(pod: &Value) -> String {
    let gates = list(pod, "/spec/readinessGates");
    if gates.is_empty() {
        return "<none>".to_owned();
    }
    let open = gates.iter().filter(|gate| condition(pod, text(gate, "/conditionType")) == Some("True")).count();
    format!("{open}/{}", gates.len())
}

fn condition<'a>(pod: &'a Value, kind: &str) -> Option<&'a str> {
    list(pod, "/status/conditions").iter().find(|one| text(one, "/type") == kind).map(|one| text(one, "/status"))
}

fn summary(pod: &Value) -> Summary {
    let gated = |one: &Value| text(one, "/type") == "PodScheduled" && text(one, "/reason") == "SchedulingGated";
    let mut summary = Summary {
        reason: or(text(pod, "/status/reason"), text(pod, "/status/phase")).to_owned(),
        ready: 0,
        total: list(pod, "/spec/containers").len(),
        restarts: 0,
        last: None,
    };
    if list(pod, "/status/conditions").iter().any(gated) {
        "SchedulingGated".clone_into(&mut summary.reason);
    }
    let mut aside = Summary { reason: String::new(), ready: 0, total: 0, restarts: 0, last: None };
    let initializing = initialize(pod, &mut summary, &mut aside);
    if !initializing || condition(pod, "Initialized") == Some("True") {
        (summary.restarts, summary.last) = (aside.restarts, aside.last);
        run(pod, &mut summary);
    }
    let going = !text(pod, "/metadata/deletionTimestamp").is_empty();
    if going && text(pod, "/status/reason") == "NodeLost" {
        "Unknown".clone_into(&mut summary.reason);
    } else if going && !matches!(text(pod, "/status/phase"), "Succeeded" | "Failed") {
        "Terminating".clone_into(&mut summary.reason);
    }
    summary
}

impl Summary {
    fn count_restarts(&mut self, status: &Value) {
        self.restarts += number(status, "/restartCount");
        self.last = self.last.max(age::time(text(status, "/lastState/terminated/finishedAt")));
    }
}

/// Counts the init containers; whether one of them is what the pod waits for. `aside` is what sidecars add.
fn initialize(pod: &Value, summary: &mut Summary, aside: &mut Summary) -> bool {
    let specs = list(pod, "/spec/initContainers");
    let is_sidecar =
        |name: &str| specs.iter().any(|spec| text(spec, "/name") == name && text(spec, "/restartPolicy") == "Always");
    summary.total += specs.iter().filter(|spec| is_sidecar(text(spec, "/name"))).count();
    for (index, status) in list(pod, "/status/initContainerStatuses").iter().enumerate() {
        summary.count_restarts(status);
        let sidecar = is_sidecar(text(status, "/name"));
        if sidecar {
            aside.count_restarts(status);
        }
        let ended = status.pointer("/state/terminated");
        let waiting = text(status, "/state/waiting/reason");
        if ended.is_some_and(|ended| number(ended, "/exitCode") == 0) {
            continue;
        }
        if sidecar && status.get("started") == Some(&Value::Bool(true)) {
            summary.ready += usize::from(status.get("ready") == Some(&Value::Bool(true)));
            continue;
        }
        summary.reason = match ended {
            Some(ended) => format!("Init:{}", end(ended)),
            None if !waiting.is_empty() && waiting != "PodInitializing" => format!("Init:{waiting}"),
            None => format!("Init:{index}/{}", specs.len()),
        };
        return true;
    }
    false
}

/// Why a container ended, or with what.
fn end(terminated: &Value) -> String {
    let (reason, signal) = (text(terminated, "/reason"), number(terminated, "/signal"));
    match (reason, signal) {
        ("", 0) => format!("ExitCode:{}", number(terminated, "/exitCode")),
        ("", signal) => format!("Signal:{signal}"),
        (reason, _) => reason.to_owned(),
    }
}

fn run(pod: &Value, summary: &mut Summary) {
    let mut running = false;
    for status in list(pod, "/status/containerStatuses").iter().rev() {
        summary.count_restarts(status);
        let waiting = text(status, "/state/waiting/reason");
        if !waiting.is_empty() {
            waiting.clone_into(&mut summary.reason);
        } else if let Some(ended) = status.pointer("/state/terminated") {
            summary.reason = end(ended);
        } else if status.get("ready") == Some(&Value::Bool(true)) && status.pointer("/state/running").is_some() {
            running = true;
            summary.ready += 1;
        }
    }
    if summary.reason == "Completed" && running {
        let ready = condition(pod, "Ready") == Some("True");
        if ready { "Running" } else { "NotReady" }.clone_into(&mut summary.reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn printed(pod: &Value) -> Vec<String> {
        let now = "2026-01-01T01:00:00Z".parse().unwrap();
        let cells = cells("p".into(), pod, "1h".to_owned(), now);
        cells[1..4].iter().map(|cell| cell.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_pod_says_what_its_containers_are_at() {
        let waiting = |reason: &str| json!({"waiting": {"reason": reason}});
        let last = json!({"terminated": {"finishedAt": "2026-01-01T00:59:40Z"}});
        let pod = |inits: Value, statuses: Value| {
            json!({"spec": {"initContainers": [{"name": "i"}], "containers": [{"name": "a"}, {"name": "b"}]},
                   "status": {"phase": "Pending", "initContainerStatuses": inits, "containerStatuses": statuses}})
        };
        let done =
            json!([{"name": "i", "restartCount": 4, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}]);
        let crashing = json!([
            {"name": "a", "restartCount": 3, "ready": false, "state": waiting("CrashLoopBackOff"), "lastState": last},
            {"name": "b", "restartCount": 0, "ready": true, "state": {"running": {}}}]);
        assert_eq!(printed(&pod(done.clone(), crashing)), ["1/2", "CrashLoopBackOff", "3 (20s ago)"]);
        let stuck = json!([{"name": "i", "restartCount": 3, "state": waiting("CrashLoopBackOff"), "lastState": last}]);
        let later = json!([{"name": "a", "state": waiting("PodInitializing")}]);
        assert_eq!(printed(&pod(stuck, later.clone())), ["0/2", "Init:CrashLoopBackOff", "3 (20s ago)"]);
        let first = json!([{"name": "i", "restartCount": 0, "state": {"running": {}}}]);
        assert_eq!(printed(&pod(first, later)), ["0/2", "Init:0/1", "0"]);
        let failed = json!([{"name": "i", "restartCount": 0, "state": {"terminated": {"exitCode": 3}}}]);
        assert_eq!(printed(&pod(failed, json!([]))), ["0/2", "Init:ExitCode:3", "0"]);
        let mixed = json!([
            {"name": "a", "ready": false, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}},
            {"name": "b", "ready": true, "state": {"running": {}}}]);
        assert_eq!(printed(&pod(done, mixed)), ["1/2", "NotReady", "0"]);
        let going = json!({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {"phase": "Running"}});
        assert_eq!(printed(&going), ["0/0", "Terminating", "0"]);
    }
}
