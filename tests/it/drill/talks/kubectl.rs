//! What people type.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, get, patch, post},
    talk::Talk,
    talks::{
        objects::{CONFIGMAPS, config},
        workloads::{
            DAEMONSETS, DEPLOYMENTS, PODS, SLEEP, STATEFULSETS, deployment, is_ready, is_settled, pod_spec, workload,
        },
    },
};

/// Types these one after the other.
async fn types(talk: &mut Talk, lines: &[&str]) {
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        if words.starts_with(&["rollout", "status"]) {
            // How many lines it says on the way is a matter of time.
            let said = talk.last_line(&words).await;
            talk.fact(line, json!(said));
        } else {
            talk.kubectl(line, &words).await;
        }
    }
}

/// The same, by somebody who may only look.
async fn viewer_types(talk: &mut Talk, lines: &[&str]) {
    for line in lines {
        talk.kubectl_by_viewer(&format!("a viewer: {line}"), &line.split(' ').collect::<Vec<_>>()).await;
    }
}

async fn settled(talk: &Talk, name: &str) -> Value {
    talk.until(DEPLOYMENTS, name, is_settled).await
}

pub async fn look(talk: &mut Talk) {
    let mut web = deployment("web", 1);
    web["metadata"]["annotations"] = json!({ "kubernetes.io/change-cause": "first" });
    let container = &mut web["spec"]["template"]["spec"]["containers"][0];
    container["resources"] = json!({ "requests": { "cpu": "10m", "memory": "16Mi" }, "limits": { "memory": "32Mi" } });
    container["env"] = json!([{ "name": "A", "value": "1" }, { "name": "ME", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }]);
    container["readinessProbe"] = json!({ "exec": { "command": ["true"] }, "periodSeconds": 1 });
    container["command"][2] = json!("for i in 1 2 3 4 5 6; do echo line $i; done; sleep 100000");
    container["ports"] = json!([{ "name": "http", "containerPort": 8080 }]);
    talk.quiet(&post(DEPLOYMENTS, &web)).await;
    let service = json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" }, "ports": [{ "port": 80, "targetPort": "http" }] } });
    talk.quiet(&post("/api/v1/namespaces/NS/services", &service)).await;
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    settled(talk, "web").await;
    let slices =
        "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices?watch=1&labelSelector=kubernetes.io/service-name%3Dweb";
    talk.first(slices, |slice| slice["endpoints"][0]["conditions"]["ready"] == true).await;
    let started = "/api/v1/namespaces/NS/events?watch=1&fieldSelector=reason%3DStarted";
    talk.first(started, |_| true).await;
    let pod = talk.quiet(&get(PODS)).await.body["items"][0]["metadata"]["name"].as_str().unwrap().to_owned();
    for words in [
        "get deployments,replicasets,pods,services -o wide",
        "get deploy web -o name",
        "get pods -l app=web --no-headers -o custom-columns=STATUS:.status.phase,IMAGE:.spec.containers[0].image",
        "get pods --field-selector status.phase=Failed",
        "get deploy web -o jsonpath={.spec.replicas}/{.status.readyReplicas}",
        "get all",
        "get endpointslices -o jsonpath={.items[0].ports[0].port}",
        "get configmap one -o yaml",
        "describe deployment web",
        "describe replicaset",
        "describe pods",
        "describe service web",
        "describe configmap one",
        "logs deploy/web",
        "logs -l app=web --tail=2",
        "logs POD -c api --tail=1",
        "logs POD --since=1h --limit-bytes=6",
        "rollout status deployment/web",
        "rollout history deployment/web",
        "rollout history deployment/web --revision=1",
        "auth can-i patch deployments",
        "auth can-i list secrets --all-namespaces",
        "wait --for=condition=Available deployment/web --timeout=10s",
        "get events --field-selector reason=ScalingReplicaSet -o custom-columns=R:.reason,M:.message",
    ] {
        let words: Vec<&str> = words.split(' ').map(|word| if word == "POD" { pod.as_str() } else { word }).collect();
        let step = words.join(" ").replace(&pod, "POD");
        talk.kubectl(&step, &words).await;
    }
    others(talk).await;
}

/// A kubeconfig, and somebody who may only look.
async fn others(talk: &mut Talk) {
    let version = talk.kubectl("the version of nothing", &["config", "view", "-o", "jsonpath={.kind}"]).await;
    talk.fact("a kubeconfig", json!(version));
    let lines = [
        "auth can-i patch deployments",
        "auth can-i list pods",
        "auth can-i get secrets",
        "auth whoami -o jsonpath={.status.userInfo.username}",
    ];
    viewer_types(talk, &lines).await;
    resources(talk).await;
}

/// The lines of the kinds that a simulation has.
async fn resources(talk: &mut Talk) {
    for group in ["apps", "policy", "autoscaling", "discovery.k8s.io"] {
        let said = talk
            .kubectl(
                &format!("verbs of {group:?}"),
                &["api-resources", "--api-group", group, "--no-headers", "-o", "name"],
            )
            .await;
        talk.fact(
            &format!("kinds of {group:?}"),
            json!(said.lines().any(|line| line.starts_with("deployments")) == (group == "apps")),
        );
    }
}

const MANIFEST: &str = r"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: api, image: 'IMAGE', command: [sh, -c, 'sleep 100000'], env: [{name: A, value: '1'}]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {a: '1'}
";

pub async fn change(talk: &mut Talk) {
    let changed = MANIFEST.replace("{a: '1'}", "{a: '2', b: '3'}").replace("replicas: 1", "replicas: 2");
    talk.kubectl_with("apply", &["apply", "-f", "-"], MANIFEST).await;
    talk.kubectl_with("apply again", &["apply", "-f", "-"], MANIFEST).await;
    talk.kubectl_with("apply a change", &["apply", "-f", "-"], &changed).await;
    talk.kubectl_with("diff of nothing", &["diff", "-f", "-"], &changed).await;
    talk.kubectl_with("apply for a trial", &["apply", "--dry-run=server", "-f", "-"], MANIFEST).await;
    talk.kubectl_with("create what is there", &["create", "-f", "-"], MANIFEST).await;
    talk.kubectl_with("replace", &["replace", "-f", "-"], MANIFEST).await;
    let typo = MANIFEST.replace("replicas: 1", "replicsa: 1");
    talk.kubectl_with("apply a typo", &["apply", "-f", "-"], &typo).await;
    talk.kubectl_with("apply what is invalid", &["apply", "-f", "-"], &MANIFEST.replace("replicas: 1", "replicas: -1"))
        .await;
    let lines = [
        "scale deployment/web --replicas=3",
        "scale deployment/web --replicas=1 --current-replicas=9",
        "scale deployment/web --replicas=1",
        "scale deployment/none --replicas=1",
        "set env deployment/web A=2 B=3",
        "set env deployment/web A=2",
        "set env deployment/web --list",
        "set env deployment/web B-",
        "set image deployment/web api=registry.local/other:2",
        "set image deployment/web none=registry.local/other:2",
        "set resources deployment/web --limits=memory=64Mi",
        "annotate deployment web kubernetes.io/change-cause=mine",
        "annotate deployment web kubernetes.io/change-cause=yours",
        "annotate deployment web kubernetes.io/change-cause=yours --overwrite",
        "label deployment web tier=front",
        "label deployment web tier-",
        "patch deployment web -p {\"spec\":{\"minReadySeconds\":1}}",
        "patch deployment web -p {\"spec\":{\"minReadySeconds\":1}}",
        "patch deployment web --type=merge -p {\"spec\":{\"minReadySeconds\":null}}",
        "patch deployment web --type=json -p [{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":9}]",
        "patch deployment web --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/revisionHistoryLimit\",\"value\":3}]",
        "patch deployment web --subresource=scale --type=merge -p {\"spec\":{\"replicas\":1}}",
        "patch deployment web -p {\"spec\":{\"replicas\":-2}}",
        "patch configmap web -p {\"data\":{\"c\":\"4\"}} --dry-run=server -o jsonpath={.data}",
        "create configmap two --from-literal=a=b",
        "create configmap two --from-literal=a=b",
        "delete configmap two",
        "delete configmap two",
        "delete configmap two --ignore-not-found",
        "delete pods -l app=none",
    ];
    types(talk, &lines).await;
    follow(talk).await;
}

/// What goes on is told line by line.
async fn follow(talk: &mut Talk) {
    let edits = [("one", "1"), ("one", "2")];
    let (stand, namespace) = (talk.stand.clone(), talk.namespace.clone());
    let meanwhile = async move {
        let collection = format!("/api/v1/namespaces/{namespace}/configmaps");
        stand.request(&post(&collection, &config("one"))).send().await.unwrap();
        for (name, value) in edits {
            let body = json!({ "data": { "b": value } });
            stand.request(&patch(&format!("{collection}/{name}"), Patch::Merge, &body)).send().await.unwrap();
        }
    };
    let words = ["get", "configmaps", "-w", "--output-watch-events", "--field-selector", "metadata.name!=none"];
    talk.kubectl_follows("get -w", &words, 5, meanwhile).await;
}

pub async fn rollout(talk: &mut Talk) {
    talk.kubectl_with("apply", &["apply", "-f", "-"], MANIFEST).await;
    settled(talk, "web").await;
    let lines = [
        "annotate deployment web kubernetes.io/change-cause=first",
        "rollout status deployment/web",
        "set env deployment/web A=2",
        "annotate deployment web kubernetes.io/change-cause=second --overwrite",
        "rollout status deployment/web --timeout=60s",
        "rollout history deployment/web",
        "rollout history deployment/web --revision=1",
        "rollout history deployment/web --revision=9",
        "rollout undo deployment/web --dry-run=server",
        "rollout undo deployment/web",
        "rollout status deployment/web --timeout=60s",
        "rollout history deployment/web",
        "get deployment web -o jsonpath={.spec.template.spec.containers[0].env[0].value}",
        "rollout undo deployment/web --to-revision=2",
        "rollout status deployment/web --timeout=60s",
        "rollout undo deployment/web --to-revision=99",
        "rollout undo deployment/web --to-revision=4",
        "rollout pause deployment/web",
        "rollout pause deployment/web",
        "rollout undo deployment/web",
        "rollout restart deployment/web",
        "rollout status deployment/web --watch=false",
        "rollout resume deployment/web",
        "rollout resume deployment/web",
        "rollout restart deployment/web",
        "rollout status deployment/web --timeout=60s",
        "rollout history deployment/web",
        "rollout status deployment/none",
        "rollout history deployment/none",
    ];
    types(talk, &lines).await;
}

pub async fn sets(talk: &mut Talk) {
    let mut set = workload("StatefulSet", "db", &pod_spec(SLEEP));
    set["spec"]["replicas"] = json!(2);
    talk.quiet(&post(STATEFULSETS, &set)).await;
    talk.quiet(&post(DAEMONSETS, &workload("DaemonSet", "agent", &pod_spec(SLEEP)))).await;
    talk.until(PODS, "db-1", is_ready).await;
    let lines = [
        "rollout status statefulset/db --timeout=60s",
        "rollout status daemonset/agent --timeout=60s",
        "set env statefulset/db A=2",
        "set env daemonset/agent A=2",
        "rollout status statefulset/db --timeout=60s",
        "rollout status daemonset/agent --timeout=60s",
        "rollout history statefulset/db",
        "rollout history daemonset/agent",
        "rollout history statefulset/db --revision=2",
        "rollout undo statefulset/db",
        "rollout undo daemonset/agent",
        "rollout status statefulset/db --timeout=60s",
        "rollout status daemonset/agent --timeout=60s",
        "rollout history statefulset/db",
        "rollout history daemonset/agent",
        "rollout restart statefulset/db",
        "rollout restart daemonset/agent",
        "rollout status statefulset/db --timeout=60s",
        "rollout status daemonset/agent --timeout=60s",
        "rollout pause statefulset/db",
        "scale statefulset/db --replicas=1",
        "scale daemonset/agent --replicas=1",
        "get statefulset db -o jsonpath={.spec.replicas}",
        "describe statefulset db",
        "describe daemonset agent",
        "delete statefulset db --cascade=orphan",
        "get pods -o name",
    ];
    types(talk, &lines).await;
}

pub async fn refused(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 0))).await;
    let lines = [
        "get secrets",
        "delete deployment web",
        "scale deployment/web --replicas=1",
        "rollout restart deployment/web",
        "get deployment web -o name",
    ];
    viewer_types(talk, &lines).await;
    let lines = [
        "get nothings",
        "get pods none",
        "get pods none-a none-b",
        "logs none",
        "logs deploy/none",
        "describe deployment none",
        "exec none -- true",
        "get pods --field-selector spec.image=x",
        "get pods -l a=b=c",
        "top pods",
        "get deployment web --show-managed-fields=false -o jsonpath={.kind}",
        "rollout status deployment/web --timeout=5s",
    ];
    types(talk, &lines).await;
}

/// Generators: their bodies are protobuf, and what is stored is looked at whole.
pub async fn create(talk: &mut Talk) {
    let lines = [
        "create deployment web --image=IMAGE --replicas=0 --port=8080",
        "get deployment web -o jsonpath={.spec}",
        "create deployment web --image=IMAGE",
        "create deployment two --image=IMAGE --dry-run=server -o jsonpath={.spec}",
        "create deployment UPPER --image=IMAGE",
        "expose deployment web --port=80 --target-port=http",
        "get service web -o jsonpath={.spec}",
        "autoscale deployment web --min=2 --max=5 --cpu=70%",
        "get hpa web -o jsonpath={.spec}",
        "create configmap settings --from-literal=a=b --from-literal=c=",
        "get configmap settings -o jsonpath={.data}",
        "create secret generic key --from-literal=token=abc",
        "get secret key -o jsonpath={.data}{.type}",
        "create secret docker-registry pull --docker-server=r.local --docker-username=me --docker-password=x",
        "get secret pull -o jsonpath={.data}{.type}",
        "create service clusterip inner --tcp=80:8080 --tcp=443",
        "get service inner -o jsonpath={.spec.ports}{.spec.selector}",
        "create service nodeport outer --tcp=80:8080 --dry-run=server -o name",
        "create service externalname far --external-name=example.com",
        "get service far -o jsonpath={.spec}",
        "create serviceaccount robot",
        "create poddisruptionbudget web --selector=app=web --min-available=50%",
        "get pdb web -o jsonpath={.spec}",
        "create namespace trial --dry-run=server",
        "run once --image=IMAGE --restart=Never --command -- sh -c true",
        "get pod once -o jsonpath={.spec.restartPolicy}{.spec.containers[0].command}{.metadata.labels}",
        "create quota small --hard=pods=9,requests.memory=2Gi",
        "get quota small -o jsonpath={.spec}",
        "delete deployment web --wait=true",
        "delete service,configmap,secret,quota --all --wait=false",
    ];
    types(talk, &lines).await;
}
