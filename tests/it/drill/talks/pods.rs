//! Pods and what becomes of them: status word by word, and events.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, delete, get, patch, post},
    talk::{Talk, part},
    talks::workloads::{
        DAEMONSETS, DEPLOYMENTS, PODS, SLEEP, STATEFULSETS, deployment, has_condition, is_ready, is_settled, pod_spec,
        pod_that_ends, pod_with, pod_with_failing, pod_with_volume, running, second, workload,
    },
};

const CONTAINER: &str = "/status/containerStatuses/0";
const EVENTS: &str = "/api/v1/namespaces/NS/events";

/// The first waiting reason of a pod's containers.
fn waits(pod: &Value, reason: &str) -> bool {
    let all = ["initContainerStatuses", "containerStatuses"]
        .map(|list| pod["status"][list].as_array().cloned().unwrap_or_default());
    all.concat().iter().any(|one| one["state"]["waiting"]["reason"] == reason)
}

#[expect(clippy::needless_pass_by_value, reason = "manifests are written where they are used")]
fn pod(name: &str, spec: Value) -> Value {
    json!({ "metadata": { "name": name, "labels": { "app": name } }, "spec": spec })
}

/// What was said of an object: type, reason, message, in no order.
async fn events(talk: &mut Talk, step: &str, of: &str) {
    events_without(talk, step, of, "").await;
}

/// The same, without a reason that comes sooner or later.
async fn events_without(talk: &mut Talk, step: &str, of: &str, passing: &str) {
    let list = talk.quiet(&get(&format!("{EVENTS}?fieldSelector=involvedObject.name%3D{of}"))).await.body;
    let mut said: Vec<Value> = Vec::new();
    for event in list["items"].as_array().unwrap().iter().filter(|event| event["reason"] != passing) {
        let brief = json!([
            event["type"],
            event["reason"],
            event["message"],
            event["source"]["component"],
            event["involvedObject"]["fieldPath"]
        ]);
        if !said.contains(&brief) {
            said.push(brief);
        }
    }
    said.sort_by_key(Value::to_string);
    talk.fact(step, json!(said));
}

pub async fn running_pod(talk: &mut Talk) {
    let mut spec = pod_spec(SLEEP);
    spec["containers"][0]["resources"] =
        json!({ "requests": { "cpu": "10m", "memory": "16Mi" }, "limits": { "memory": "32Mi" } });
    spec["containers"][0]["ports"] = json!([{ "containerPort": 8080 }]);
    spec["containers"][0]["readinessProbe"] = json!({ "exec": { "command": ["true"] }, "periodSeconds": 1 });
    spec["initContainers"] = json!([{ "name": "setup", "image": "IMAGE", "command": ["sh", "-c", "true"] }]);
    talk.ask("made", post(PODS, &pod("web", spec))).await;
    let ready = talk.until(PODS, "web", is_ready).await;
    talk.fact("ready", ready);
    let started = format!("{EVENTS}?watch=1&fieldSelector=involvedObject.name%3Dweb,reason%3DStarted");
    talk.first(&started, |event| event["message"] == "Started container api").await;
    events(talk, "its events", "web").await;
    let list =
        talk.quiet(&get(&format!("{EVENTS}?fieldSelector=involvedObject.name%3Dweb,reason%3DStarted"))).await.body;
    let mut event = list["items"][0].clone();
    event["message"] = Value::Null;
    event["involvedObject"]["fieldPath"] = Value::Null;
    talk.fact("an event", event);
    let mut image = json!([{ "op": "replace", "path": "/spec/containers/0/image", "value": "registry.local/other:1" }]);
    let trial = format!("{PODS}/web?dryRun=All");
    talk.ask("its image may change", patch(&trial, Patch::Json, &image).only(&["/kind", "/message"])).await;
    image = json!([{ "op": "replace", "path": "/spec/containers/0/name", "value": "other" }]);
    talk.ask("its containers' names may not", patch(&trial, Patch::Json, &image).only(&["/kind", "/reason", "/code"]))
        .await;
    talk.ask(
        "taken away",
        delete(&format!("{PODS}/web")).only(&["/kind", "/metadata/deletionGracePeriodSeconds", "/status/phase"]),
    )
    .await;
    talk.gone(PODS, "web").await;
}

/// What is wrong with a pod, and when that is to be seen.
type Trouble = (&'static str, Value, fn(&Value) -> bool);

fn troubles() -> Vec<Trouble> {
    let mut limited = pod_spec("sleep 1; tail /dev/zero");
    limited["containers"][0]["resources"] = json!({ "limits": { "memory": "16Mi" } });
    let mut setup = pod_spec(SLEEP);
    setup["initContainers"] =
        json!([{ "name": "setup", "image": "IMAGE", "command": ["sh", "-c", "echo no table; exit 3"] }]);
    let mut never = pod_spec("echo done; exit 0");
    never["restartPolicy"] = json!("Never");
    vec![
        ("crash", pod_spec("echo boom; exit 1"), |pod| waits(pod, "CrashLoopBackOff")),
        ("nothere", pod_with("/containers/0/image", json!("registry.local/nothere:1")), |pod| {
            waits(pod, "ImagePullBackOff")
        }),
        ("envmap", pod_with("/containers/0/envFrom", json!([{ "configMapRef": { "name": "none" } }])), |pod| {
            waits(pod, "CreateContainerConfigError")
        }),
        (
            "envkey",
            pod_with(
                "/containers/0/env",
                json!([{ "name": "A", "valueFrom": { "configMapKeyRef": { "name": "kube-root-ca.crt", "key": "none" } } }]),
            ),
            |pod| waits(pod, "CreateContainerConfigError"),
        ),
        (
            "envsecret",
            pod_with(
                "/containers/0/env",
                json!([{ "name": "A", "valueFrom": { "secretKeyRef": { "name": "none", "key": "a" } } }]),
            ),
            |pod| waits(pod, "CreateContainerConfigError"),
        ),
        ("oom", limited, |pod| waits(pod, "CrashLoopBackOff")),
        ("setup", setup, |pod| waits(pod, "CrashLoopBackOff")),
        ("notready", pod_with_failing("readinessProbe", 2), |pod| {
            pod["status"]["phase"] == "Running" && has_condition(pod, "ContainersReady", "False", None)
        }),
        ("unhealthy", pod_with_failing("livenessProbe", 2), |pod| {
            let container = &pod["status"]["containerStatuses"][0];
            container["restartCount"].as_u64() > Some(0) && container["state"]["running"].is_object()
        }),
        ("large", pod_with("/containers/0/resources", json!({ "requests": { "memory": "900Gi" } })), |pod| {
            has_condition(pod, "PodScheduled", "False", None)
        }),
        ("nowhere", pod_with("/nodeSelector", json!({ "disk": "nvme" })), |pod| {
            has_condition(pod, "PodScheduled", "False", None)
        }),
        ("volmap", pod_with_volume(json!({ "name": "v", "configMap": { "name": "none" } })), |pod| {
            waits(pod, "ContainerCreating")
        }),
        ("done", never, |pod| pod["status"]["phase"] == "Succeeded"),
    ]
}

pub async fn trouble(talk: &mut Talk) {
    let troubles = troubles();
    for (name, spec, _) in &troubles {
        let made = talk.quiet(&post(PODS, &pod(name, spec.clone()))).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    for (name, _, is_so) in &troubles {
        let pod = talk.until(PODS, name, is_so).await;
        let mut seen = part(&pod, &["/status/phase", "/status/conditions", "/status/initContainerStatuses", CONTAINER]);
        // How long it took is of no account.
        for status in ["/status/initContainerStatuses", CONTAINER] {
            let one = if status == CONTAINER {
                seen.get_mut(status)
            } else {
                seen.get_mut(status).and_then(|all| all.get_mut(0))
            };
            if let Some(count) = one.and_then(|one| one.get_mut("restartCount")) {
                *count = json!(count.as_u64().unwrap_or_default().min(1));
            }
        }
        talk.fact(name, seen);
    }
    let mounting = "involvedObject.name%3Dvolmap,reason%3DFailedMount";
    talk.first(&format!("{EVENTS}?watch=1&fieldSelector={mounting}"), |_| true).await;
    let unready = "involvedObject.name%3Dnotready,reason%3DUnhealthy";
    talk.first(&format!("{EVENTS}?watch=1&fieldSelector={unready}"), |_| true).await;
    for (name, ..) in &troubles {
        // How often it was killed by now decides whether it waits already.
        let passing = if *name == "unhealthy" { "BackOff" } else { "" };
        events_without(talk, &format!("events of {name}"), name, passing).await;
    }
}

pub async fn workloads_events(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 2))).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    talk.quiet(&patch(&format!("{DEPLOYMENTS}/web"), Patch::Strategic, &second(&deployment("web", 2)))).await;
    talk.until(DEPLOYMENTS, "web", |web| web["metadata"]["generation"].as_u64() > Some(1) && is_settled(web)).await;
    let last = "involvedObject.name%3Dweb,reason%3DScalingReplicaSet";
    talk.first(&format!("{EVENTS}?watch=1&fieldSelector={last}"), |event| {
        event["message"].as_str().is_some_and(|text| text.ends_with("from 1 to 0"))
    })
    .await;
    events(talk, "of a Deployment", "web").await;
    let sets = talk.quiet(&get("/apis/apps/v1/namespaces/NS/replicasets")).await.body;
    for set in sets["items"].as_array().unwrap() {
        let number = set["metadata"]["annotations"]["deployment.kubernetes.io/revision"].as_str().unwrap().to_owned();
        let name = set["metadata"]["name"].as_str().unwrap().to_owned();
        let said = talk.quiet(&get(&format!("{EVENTS}?fieldSelector=involvedObject.name%3D{name}"))).await.body;
        let reasons: Vec<Value> =
            said["items"].as_array().unwrap().iter().map(|event| json!([event["reason"], event["source"]])).collect();
        talk.fact(&format!("of revision {number}"), json!(reasons));
    }
}

pub async fn stateful(talk: &mut Talk) {
    let mut set = workload("StatefulSet", "db", &pod_spec(SLEEP));
    set["spec"]["replicas"] = json!(3);
    set["spec"]["serviceName"] = json!("db");
    let began = talk.quiet(&get(PODS)).await.body["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    talk.ask("made", post(STATEFULSETS, &set)).await;
    let is_up = |set: &Value| {
        let status = &set["status"];
        status["readyReplicas"] == 3
            && status["updatedReplicas"] == 3
            && status["updateRevision"] == status["currentRevision"]
            && status["observedGeneration"] == set["metadata"]["generation"]
            && status["availableReplicas"] == 3
    };
    let up = talk.until(STATEFULSETS, "db", is_up).await;
    talk.fact("up", up);
    talk.fact("in order", order(talk, &began, 3).await);
    talk.ask("a pod of it", get(&format!("{PODS}/db-0")).only(&["/metadata", "/spec/hostname", "/spec/subdomain"]))
        .await;
    let began = talk.quiet(&get(PODS)).await.body["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    talk.quiet(&patch(&format!("{STATEFULSETS}/db"), Patch::Strategic, &second(&set))).await;
    let up = talk.until(STATEFULSETS, "db", is_up).await;
    talk.fact("changed", part(&up, &["/status"]));
    talk.fact("the last one first", order(talk, &began, 6).await);
    let revisions = talk.quiet(&get("/apis/apps/v1/namespaces/NS/controllerrevisions")).await.body;
    let mut revisions: Vec<Value> = revisions["items"].as_array().unwrap().clone();
    revisions.sort_by_key(|one| one["revision"].as_u64());
    talk.fact("its revisions", json!(revisions));
    let bad = workload("StatefulSet", "db", &pod_that_ends("echo boom; exit 1"));
    talk.quiet(&patch(&format!("{STATEFULSETS}/db"), Patch::Strategic, &bad)).await;
    talk.until(PODS, "db-2", |pod| waits(pod, "CrashLoopBackOff")).await;
    let is_stuck = |set: &Value| set["status"]["readyReplicas"] == 2 && set["status"]["updatedReplicas"] == 1;
    let stuck = talk.until(STATEFULSETS, "db", is_stuck).await;
    talk.fact("stuck", part(&stuck, &["/status/readyReplicas", "/status/updatedReplicas", "/status/currentReplicas"]));
    events(talk, "its events", "db").await;
}

/// Who came and who went, in this order.
async fn order(talk: &Talk, since: &str, count: usize) -> Value {
    let mut watch = talk.watch(&format!("{PODS}?watch=1&resourceVersion={since}")).await;
    let mut said = Vec::new();
    while said.len() < count {
        let event = watch.next().await.unwrap();
        if event["type"] != "MODIFIED" {
            said.push(json!([event["type"], event["object"]["metadata"]["name"]]));
        }
    }
    json!(said)
}

pub async fn daemon(talk: &mut Talk) {
    let set = workload("DaemonSet", "agent", &pod_spec(SLEEP));
    talk.ask("made", post(DAEMONSETS, &set)).await;
    let is_up = |set: &Value| {
        let status = &set["status"];
        status["numberAvailable"] == status["desiredNumberScheduled"]
            && status["updatedNumberScheduled"] == status["desiredNumberScheduled"]
            && status["observedGeneration"] == set["metadata"]["generation"]
            && status["desiredNumberScheduled"] != 0
    };
    let up = talk.until(DAEMONSETS, "agent", is_up).await;
    talk.fact("up", part(&up, &["/metadata/annotations", "/spec/updateStrategy", "/spec/revisionHistoryLimit"]));
    let pods = talk.quiet(&get(PODS)).await.body;
    talk.fact("a pod of it", part(&pods["items"][0], &["/metadata", "/spec/affinity", "/spec/tolerations"]));
    talk.quiet(&patch(&format!("{DAEMONSETS}/agent"), Patch::Strategic, &second(&set))).await;
    let up = talk.until(DAEMONSETS, "agent", |set| set["metadata"]["generation"] == 2 && is_up(set)).await;
    talk.fact("changed", part(&up, &["/metadata/annotations"]));
    let bad = workload("DaemonSet", "agent", &pod_spec("echo boom; exit 1"));
    talk.quiet(&patch(&format!("{DAEMONSETS}/agent"), Patch::Strategic, &bad)).await;
    let is_stuck = |set: &Value| {
        set["metadata"]["generation"] == 3
            && set["status"]["observedGeneration"] == 3
            && set["status"]["numberUnavailable"] == 1
    };
    talk.until(DAEMONSETS, "agent", is_stuck).await;
    let revisions = talk.quiet(&get("/apis/apps/v1/namespaces/NS/controllerrevisions")).await.body;
    let mut numbers: Vec<u64> =
        revisions["items"].as_array().unwrap().iter().filter_map(|one| one["revision"].as_u64()).collect();
    numbers.sort_unstable();
    talk.fact("its revisions", json!(numbers));
}

pub async fn services(talk: &mut Talk) {
    let service = json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" }, "ports": [{ "port": 80, "targetPort": 8080 }] } });
    talk.ask("made", post("/api/v1/namespaces/NS/services", &service)).await;
    talk.quiet(&post(DEPLOYMENTS, &running("web", 1, SLEEP))).await;
    let slices = "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices";
    let selected = format!("{slices}?watch=1&labelSelector=kubernetes.io/service-name%3Dweb");
    let slice = talk.first(&selected, |slice| slice["endpoints"][0]["conditions"]["ready"] == true).await;
    talk.fact(
        "an endpoint",
        part(&slice, &["/addressType", "/ports", "/endpoints", "/metadata/labels", "/metadata/ownerReferences"]),
    );
    let old = talk.until("/api/v1/namespaces/NS/endpoints", "web", |one| !one["subsets"].is_null()).await;
    talk.fact("as it was before slices", part(&old, &["/subsets"]));
    talk.quiet(&patch(&format!("{DEPLOYMENTS}/web"), Patch::Merge, &json!({ "spec": { "replicas": 0 } }))).await;
    let slice = talk.first(&selected, |slice| slice["endpoints"].as_array().is_none_or(Vec::is_empty)).await;
    talk.fact("nobody", part(&slice, &["/endpoints", "/ports"]));
}
