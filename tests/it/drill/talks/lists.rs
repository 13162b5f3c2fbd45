//! Lists: pages, selectors, versions.

use serde_json::{Value, json};

use crate::drill::{
    ask::{get, post},
    talk::Talk,
    talks::{
        objects::{CONFIGMAPS, config},
        workloads::{PODS, SLEEP, is_ready, pod_spec},
    },
};

/// What a page says of itself, and the names on it.
fn page(list: &Value) -> Value {
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let names: Vec<&Value> = items.iter().map(|item| &item["metadata"]["name"]).collect();
    let kinds: Vec<&Value> = items.iter().take(1).map(|item| &item["kind"]).collect();
    json!({ "kind": list["kind"], "apiVersion": list["apiVersion"], "names": names, "kinds of items": kinds,
        "continue": list["metadata"]["continue"].as_str().is_some_and(|token| !token.is_empty()),
        "remaining": list["metadata"]["remainingItemCount"], "versioned": list["metadata"]["resourceVersion"].is_string() })
}

const REFUSAL: &[&str] = &["/status", "/message", "/reason", "/details", "/code"];

pub async fn pages(talk: &mut Talk) {
    for name in ["a", "b", "c", "d", "e"] {
        let mut value = config(name);
        value["metadata"]["labels"] = json!({ "of": "pages", "tier": if name < "c" { "front" } else { "back" } });
        talk.quiet(&post(CONFIGMAPS, &value)).await;
    }
    let path = format!("{CONFIGMAPS}?limit=2");
    let first = talk.quiet(&get(&path)).await.body;
    talk.fact("the first page", page(&first));
    let token = |list: &Value| list["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
    let version = |list: &Value| list["metadata"]["resourceVersion"].clone();
    talk.quiet(&post(CONFIGMAPS, &config("aa-too-late"))).await;
    talk.quiet(&post(CONFIGMAPS, &config("zz-too-late"))).await;
    let second = talk.quiet(&get(&format!("{path}&continue={}", token(&first)))).await.body;
    talk.fact("the second page", page(&second));
    let third = talk.quiet(&get(&format!("{path}&continue={}", token(&second)))).await.body;
    talk.fact("the third page", page(&third));
    talk.fact(
        "all pages are of one version",
        json!(version(&first) == version(&second) && version(&second) == version(&third)),
    );
    let selected = format!("{CONFIGMAPS}?limit=2&labelSelector=of%3Dpages");
    let answer = talk.quiet(&get(&selected)).await.body;
    talk.fact("a page of a selection", page(&answer));
    let whole = talk.quiet(&get(&format!("{CONFIGMAPS}?limit=100"))).await.body;
    talk.fact("a page that is large enough", page(&whole));
    talk.ask("a token that is none", get(&format!("{path}&continue=rubbish")).only(&["/reason", "/code"])).await;
    let both = format!("{path}&continue={}&resourceVersion=5", token(&first));
    talk.ask("a token and a version", get(&both).only(REFUSAL)).await;
    talk.ask("a limit in words", get(&format!("{CONFIGMAPS}?limit=two")).only(REFUSAL)).await;
    for (what, query) in [
        ("from anywhere", "resourceVersion=0"),
        (
            "not older than",
            &format!("resourceVersion={}&resourceVersionMatch=NotOlderThan", version(&whole).as_str().unwrap()),
        ),
        ("exactly", &format!("resourceVersion={}&resourceVersionMatch=Exact", version(&first).as_str().unwrap())),
    ] {
        let answer = talk.quiet(&get(&format!("{CONFIGMAPS}?{query}"))).await.body;
        talk.fact(what, page(&answer));
    }
    for (what, query) in [
        ("a match without a version", "resourceVersionMatch=Exact"),
        ("a match that is none", "resourceVersion=5&resourceVersionMatch=Roughly"),
        ("a version in words", "resourceVersion=abc"),
        ("a version of the future", "resourceVersion=999999999&resourceVersionMatch=NotOlderThan&timeoutSeconds=1"),
    ] {
        talk.ask(what, get(&format!("{CONFIGMAPS}?{query}")).only(&["/status", "/reason", "/code"])).await;
    }
}

pub async fn selectors(talk: &mut Talk) {
    for (name, labels) in [
        ("a", json!({ "app": "web", "tier": "front" })),
        ("b", json!({ "app": "web", "tier": "back" })),
        ("c", json!({ "app": "other" })),
        ("d", json!({ "number": "5" })),
    ] {
        let mut value = config(name);
        value["metadata"]["labels"] = labels;
        talk.quiet(&post(CONFIGMAPS, &value)).await;
    }
    for selector in [
        "app=web",
        "app==web",
        "app!=web",
        "app in (web,other)",
        "app notin (web)",
        "app",
        "!app",
        "app=web,tier=back",
        "app=web,!tier",
        "number>3",
        "number<3",
        "none",
        "",
        " app = web ",
        "app=",
    ] {
        let path = format!("{CONFIGMAPS}?labelSelector={}", encoded(selector));
        let answer = talk.quiet(&get(&path)).await.body;
        let names: Vec<Value> = page(&answer)["names"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|name| *name != "kube-root-ca.crt")
            .cloned()
            .collect();
        talk.fact(&format!("labels {selector:?}"), json!(names));
    }
    for selector in ["app=web=more", "=web", "app in web", "a b", "app in (", "-bad=x", "app=not valid!"] {
        let path = format!("{CONFIGMAPS}?labelSelector={}", encoded(selector));
        talk.ask(&format!("no selector of labels: {selector:?}"), get(&path).only(REFUSAL)).await;
    }
    for selector in [
        "metadata.name=a",
        "metadata.name!=a",
        "metadata.namespace=NS",
        "metadata.name=a,metadata.namespace=NS",
        "metadata.name=none",
    ] {
        let answer = talk.quiet(&get(&format!("{CONFIGMAPS}?fieldSelector={selector}"))).await.body;
        talk.fact(&format!("fields {selector}"), page(&answer)["names"].clone());
    }
    for selector in ["data.a=1", "metadata.labels.app=web", "metadata.name", "metadata.name in (a)", "status.phase=x"] {
        let path = format!("{CONFIGMAPS}?fieldSelector={}", encoded(selector));
        talk.ask(&format!("no selector of fields: {selector}"), get(&path).only(REFUSAL)).await;
    }
    fields_of_pods(talk).await;
}

async fn fields_of_pods(talk: &mut Talk) {
    let pod = json!({ "metadata": { "name": "web", "labels": { "app": "web" } }, "spec": pod_spec(SLEEP) });
    talk.quiet(&post(PODS, &pod)).await;
    let pod = talk.until(PODS, "web", is_ready).await;
    let (node, ip) = (pod["spec"]["nodeName"].as_str().unwrap(), pod["status"]["podIP"].as_str().unwrap());
    for selector in [
        "status.phase=Running",
        "status.phase!=Running",
        "spec.restartPolicy=Always",
        "spec.restartPolicy=Never",
        "spec.serviceAccountName=default",
        &format!("spec.nodeName={node}"),
        "spec.nodeName=none",
        &format!("status.podIP={ip}"),
    ] {
        let answer = talk.quiet(&get(&format!("{PODS}?fieldSelector={selector}"))).await.body;
        let name = selector.replace(node, "{node}").replace(ip, "{ip}");
        talk.fact(&format!("pods of {name}"), page(&answer)["names"].clone());
    }
    talk.ask("what a pod is not selected by", get(&format!("{PODS}?fieldSelector=spec.image%3Dx")).only(REFUSAL)).await;
    let everywhere = format!("/api/v1/pods?fieldSelector=metadata.namespace%3D{}", talk.namespace);
    let answer = talk.quiet(&get(&everywhere)).await.body;
    talk.fact("pods of all namespaces, of one", page(&answer));
    let events = "/api/v1/namespaces/NS/events?fieldSelector=involvedObject.name%3Dweb,type%3DNormal,reason%3DStarted";
    let answer = talk.quiet(&get(events)).await.body;
    talk.fact("events of a pod", json!(answer["items"].as_array().map(Vec::len)));
    talk.ask(
        "what an event is not selected by",
        get("/api/v1/namespaces/NS/events?fieldSelector=message%3Dx").only(REFUSAL),
    )
    .await;
    talk.ask(
        "what a Deployment is not selected by",
        get("/apis/apps/v1/namespaces/NS/deployments?fieldSelector=spec.replicas%3D1").only(REFUSAL),
    )
    .await;
}

/// For a query.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
