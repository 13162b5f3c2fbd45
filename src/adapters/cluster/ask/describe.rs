//! Objects in words, in the order in which kubectl describes them.

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    adapters::cluster::{connection::Shared, decode, path::Path},
    domain::{cluster::Gap, event::ClusterEvent, text::Safe, workload::Key},
};

use super::{
    manifest::trim,
    reads::{items, object, text},
};

pub(super) async fn describe(connection: &Shared, key: &Key, pod: Option<&Safe>) -> Result<Vec<Safe>, Gap> {
    let mut object = object(connection, key, pod).await?;
    trim(&mut object);
    let mut page = Page::default();
    page.head(&object);
    page.object(&object);
    page.events(events(connection, key, text(&object, "/metadata/uid")).await);
    Ok(page.0.iter().map(|line| Safe::clean(line)).collect())
}

async fn events(connection: &Shared, key: &Key, uid: &str) -> Result<Vec<ClusterEvent>, Gap> {
    let path = Path::collection("/api/v1", Some(&key.namespace), "events");
    let found = items(connection, &path.with("fieldSelector", &format!("involvedObject.uid={uid}"))).await;
    let found = found.map_err(|error| error.gap("list", "events", Some(&key.namespace)))?;
    let mut events: Vec<_> =
        found.iter().filter_map(|event| decode::event(event.to_string().as_bytes()).ok()).collect();
    events.sort_by_key(|event| event.last);
    Ok(events)
}

/// Lines, as they come.
#[derive(Default)]
struct Page(Vec<String>);

impl Page {
    fn line(&mut self, indent: usize, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push(format!("{:indent$}{:<18}{value}", "", format!("{name}:")));
        }
    }

    fn title(&mut self, indent: usize, name: &str) {
        self.0.push(format!("{:indent$}{name}:", ""));
    }

    fn head(&mut self, object: &Value) {
        self.line(0, "Name", text(object, "/metadata/name"));
        self.line(0, "Namespace", text(object, "/metadata/namespace"));
        self.line(0, "Created", text(object, "/metadata/creationTimestamp"));
        self.line(0, "Deleted", text(object, "/metadata/deletionTimestamp"));
        self.map("Labels", object.pointer("/metadata/labels"));
        self.map("Annotations", object.pointer("/metadata/annotations"));
        for owner in list(object, "/metadata/ownerReferences") {
            self.line(0, "Controlled by", &format!("{}/{}", text(owner, "/kind"), text(owner, "/name")));
        }
    }

    fn object(&mut self, object: &Value) {
        let is_pod = text(object, "/kind") == "Pod";
        if is_pod {
            for (name, pointer) in [
                ("Node", "/spec/nodeName"),
                ("Status", "/status/phase"),
                ("Reason", "/status/reason"),
                ("Message", "/status/message"),
                ("IP", "/status/podIP"),
                ("Service account", "/spec/serviceAccountName"),
                ("Priority class", "/spec/priorityClassName"),
                ("QoS class", "/status/qosClass"),
            ] {
                self.line(0, name, text(object, pointer));
            }
        } else {
            self.map("Selector", object.pointer("/spec/selector/matchLabels"));
            self.line(0, "Replicas", &counts(object));
            self.line(0, "Strategy", &strategy(object));
            let deadline = object.pointer("/spec/progressDeadlineSeconds").map(Value::to_string).unwrap_or_default();
            self.line(0, "Deadline", &if deadline.is_empty() { deadline } else { format!("{deadline} s") });
            self.line(0, "Paused", if object.pointer("/spec/paused") == Some(&Value::Bool(true)) { "yes" } else { "" });
        }
        let spec = if is_pod { "/spec" } else { "/spec/template/spec" };
        for (title, field, status) in [
            ("Init containers", "initContainers", "/status/initContainerStatuses"),
            ("Containers", "containers", "/status/containerStatuses"),
        ] {
            let containers = list(object, &format!("{spec}/{field}"));
            if !containers.is_empty() {
                self.title(0, title);
            }
            for container in containers {
                let name = text(container, "/name");
                let status = list(object, status).iter().find(|status| text(status, "/name") == name);
                self.container(container, status);
            }
        }
        self.conditions(object);
        self.volumes(object, spec);
    }

    fn container(&mut self, container: &Value, status: Option<&Value>) {
        self.title(2, text(container, "/name"));
        self.line(4, "Image", text(container, "/image"));
        for (name, field) in [("Command", "command"), ("Args", "args")] {
            let words: Vec<_> = list(container, &format!("/{field}")).iter().map(Value::to_string).collect();
            self.line(4, name, &words.join(" "));
        }
        let ports = list(container, "/ports").iter().map(|port| plain(port.get("containerPort"))).collect::<Vec<_>>();
        self.line(4, "Ports", &ports.join(", "));
        for (name, pointer) in [("Limits", "/resources/limits"), ("Requests", "/resources/requests")] {
            self.line(4, name, &pairs(container.pointer(pointer)));
        }
        for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
            let words = container.get(probe).map(compact).unwrap_or_default();
            self.line(4, probe, &words);
        }
        if let Some(status) = status {
            self.line(4, "State", &state(status.get("state")));
            self.line(4, "Last state", &state(status.get("lastState")));
            self.line(4, "Ready", &plain(status.get("ready")));
            self.line(4, "Restarts", &plain(status.get("restartCount")));
        }
        for variable in list(container, "/env") {
            let from = variable.get("valueFrom").map(|from| format!("from {}", compact(from)));
            let value = from.unwrap_or_else(|| text(variable, "/value").to_owned());
            self.line(4, "Env", &format!("{}={value}", text(variable, "/name")));
        }
        for source in list(container, "/envFrom") {
            self.line(4, "Env from", &compact(source));
        }
        for mount in list(container, "/volumeMounts") {
            self.line(4, "Mount", &format!("{} from {}", text(mount, "/mountPath"), text(mount, "/name")));
        }
    }

    fn conditions(&mut self, object: &Value) {
        let conditions = list(object, "/status/conditions");
        if !conditions.is_empty() {
            self.title(0, "Conditions");
        }
        for condition in conditions {
            let words = ["/status", "/reason", "/message"].map(|pointer| text(condition, pointer));
            self.line(2, text(condition, "/type"), words.join("  ").trim_end());
        }
    }

    fn volumes(&mut self, object: &Value, spec: &str) {
        let volumes = list(object, &format!("{spec}/volumes"));
        if !volumes.is_empty() {
            self.title(0, "Volumes");
        }
        for volume in volumes {
            let mut source = volume.clone();
            if let Some(fields) = source.as_object_mut() {
                fields.remove("name");
            }
            self.line(2, text(volume, "/name"), &compact(&source));
        }
    }

    fn map(&mut self, name: &str, map: Option<&Value>) {
        let mut label = name;
        for (key, value) in map.and_then(Value::as_object).into_iter().flatten() {
            let shown = format!("{key}={}", value.as_str().unwrap_or_default());
            if label.is_empty() {
                self.0.push(format!("{:18}{shown}", ""));
            } else {
                self.line(0, label, &shown);
            }
            label = "";
        }
    }

    fn events(&mut self, events: Result<Vec<ClusterEvent>, Gap>) {
        match events {
            Err(gap) => self.line(0, "Events", &gap.message),
            Ok(events) if events.is_empty() => {
                self.line(0, "Events", "none (the API forgets them after about an hour)");
            }
            Ok(events) => {
                self.title(0, "Events");
                for event in events {
                    let at = event.last.map(|at: Timestamp| at.strftime("%H:%M:%S").to_string()).unwrap_or_default();
                    let tone = if event.warning { "Warning" } else { "Normal" };
                    self.0.push(format!("  {at} x{} {tone} {}  {}", event.count, event.reason, event.message));
                }
            }
        }
    }
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

fn pairs(map: Option<&Value>) -> String {
    let map = map.and_then(Value::as_object).into_iter().flatten();
    map.map(|(name, value)| format!("{name} {}", plain(Some(value)))).collect::<Vec<_>>().join(", ")
}

/// A small structure in one line, without its quotes.
fn compact(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let words = fields.iter().map(|(name, value)| match value {
                Value::Object(_) => format!("{name} ({})", compact(value)),
                _ => format!("{name} {}", compact(value)),
            });
            words.collect::<Vec<_>>().join(", ")
        }
        Value::Array(values) => values.iter().map(compact).collect::<Vec<_>>().join(" "),
        _ => plain(Some(value)),
    }
}

fn counts(object: &Value) -> String {
    let status = |field: &str| plain(object.pointer(&format!("/status/{field}")));
    if text(object, "/kind") == "DaemonSet" {
        let wanted = status("desiredNumberScheduled");
        return format!(
            "{wanted} desired, {} updated, {} ready",
            status("updatedNumberScheduled"),
            status("numberReady")
        );
    }
    let or_none = |text: String| if text.is_empty() { "0".to_owned() } else { text };
    let names = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"];
    let [total, updated, ready, available] = names.map(|name| or_none(status(name)));
    let wanted = plain(object.pointer("/spec/replicas"));
    format!("{wanted} desired, {total} there, {updated} updated, {ready} ready, {available} available")
}

fn strategy(object: &Value) -> String {
    let strategy = object.pointer("/spec/strategy").or_else(|| object.pointer("/spec/updateStrategy"));
    strategy.map(compact).unwrap_or_default()
}

fn state(state: Option<&Value>) -> String {
    state.map(compact).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_of_a_pod_is_said() {
        let pod = serde_json::json!({
            "kind": "Pod",
            "metadata": { "name": "web-1", "labels": { "app": "web", "tier": "front" } },
            "spec": { "nodeName": "node1", "containers": [{ "name": "api", "image": "api:1", "env": [
                { "name": "KEY", "valueFrom": { "secretKeyRef": { "name": "stripe", "key": "key" } } }] }] },
            "status": { "phase": "Running", "containerStatuses": [{ "name": "api", "restartCount": 7, "ready": false,
                "state": { "waiting": { "reason": "CrashLoopBackOff" } } }] },
        });
        let mut page = Page::default();
        page.head(&pod);
        page.object(&pod);
        let page = page.0.join("\n");
        for line in [
            "Name:             web-1",
            "Labels:           app=web",
            "                  tier=front",
            "    State:            waiting (reason CrashLoopBackOff)",
            "    Restarts:         7",
            "    Env:              KEY=from secretKeyRef (name stripe, key key)",
        ] {
            assert!(page.contains(line), "{line} is missing in\n{page}");
        }
    }
}
