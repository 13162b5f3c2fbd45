//! Conversations over the wire: what no single part can show.

use std::{os::unix::fs::PermissionsExt, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{Options, Role, Seen, Served, Server};
use crate::drill::{
    Clock, Key, Resource, Simulation,
    behaviour::Behaviours,
    engine::Engine,
    faults::{Fault, Faults, Matcher},
    store::Store,
};

const NOW: &str = "2026-01-02T03:04:05Z";
const MAPS: &str = "/api/v1/namespaces/default/configmaps";

/// A cluster with one namespace, on a clock that stands.
async fn start(faults: &Faults, seen: &Arc<std::sync::Mutex<Vec<Seen>>>) -> Served {
    let mut store = Store::new(1);
    let now = NOW.parse().unwrap();
    let namespaces = Resource::of_kind("Namespace").unwrap();
    let value = serde_json::json!({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "default"}, "status": {"phase": "Active"}});
    store.put(Key { resource: namespaces, namespace: "".into(), name: "default".into() }, value);
    let simulation = Simulation::new(store, Engine::new(Behaviours::default()), Clock::stepped(now));
    let heard = Arc::clone(seen);
    let observer = Arc::new(move |one: &Seen| heard.lock().unwrap().push(one.clone()));
    Server::start(Arc::new(simulation), Options { faults: faults.clone(), observer }).await.unwrap()
}

async fn connect(served: &Served) -> TlsStream<TcpStream> {
    let base64: String = served.authority().lines().filter(|line| !line.starts_with('-')).collect();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(STANDARD.decode(base64).unwrap())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = served.url().strip_prefix("https://").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), stream).await.unwrap()
}

/// Sends a request; the token may be none.
async fn send(served: &Served, token: &str, line: &str, body: &str) -> TlsStream<TcpStream> {
    let mut stream = connect(served).await;
    let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let length = body.len();
    let kind = "Content-Type: application/json";
    let text = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}{kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What came until the end, and whether that was a proper one.
async fn rest(mut stream: TlsStream<TcpStream>) -> (String, bool) {
    let mut bytes = Vec::new();
    let proper = stream.read_to_end(&mut bytes).await.is_ok();
    (String::from_utf8(bytes).unwrap(), proper)
}

async fn say(served: &Served, role: Role, line: &str, body: &str) -> (u16, String) {
    let stream = send(served, served.token(role), line, body).await;
    let (text, _) = rest(stream).await;
    (text.split(' ').nth(1).unwrap().parse().unwrap(), text)
}

fn map(name: &str, app: &str) -> String {
    serde_json::json!({"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": name, "labels": {"app": app}}})
        .to_string()
}

fn names(served: &Served) -> Vec<String> {
    let maps = Resource::of_kind("ConfigMap").unwrap();
    let found = served
        .simulation()
        .read(|store, _, _| store.list(maps, None).map(|map| map.key.name.to_string()).collect::<Vec<_>>());
    found.into_iter().filter(|name| !name.contains("root-ca")).collect()
}

#[tokio::test]
async fn who_shows_a_token_gets_what_it_may_and_every_answer_has_the_virtual_time() {
    let seen = Arc::default();
    let served = start(&Faults::default(), &seen).await;
    let (status, text) = say(&served, Role::Operator, &format!("POST {MAPS}?dryRun=All"), &map("a", "x")).await;
    assert_eq!(status, 201, "{text}");
    assert!(text.to_lowercase().contains("date: fri, 02 jan 2026 03:04:05 gmt"), "{text}");
    assert_eq!(say(&served, Role::Viewer, &format!("POST {MAPS}"), &map("a", "x")).await.0, 403);
    assert_eq!(say(&served, Role::Viewer, &format!("GET {MAPS}"), "").await.0, 200);
    let (text, _) = rest(send(&served, "nonsense", &format!("GET {MAPS}"), "").await).await;
    assert!(text.starts_with("HTTP/1.1 401 ") && text.contains("03:04:05 GMT"), "{text}");
    assert!(names(&served).is_empty());
    let seen: Vec<(u16, bool, bool)> =
        seen.lock().unwrap().iter().map(|one: &Seen| (one.status, one.dry_run, one.changed)).collect();
    assert_eq!(seen, [(201, true, false), (403, false, false), (200, false, false), (401, false, false)]);
}

#[tokio::test]
async fn nothing_is_left_and_only_the_owner_reads_what_is_there() {
    let served = start(&Faults::default(), &Arc::default()).await;
    let (file, directory) = (served.kubeconfig().to_owned(), served.directory().to_owned());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&directory)), (0o600, 0o700));
    let config: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(config["current-context"], "operator");
    drop(served);
    assert!(!directory.exists());
}

#[tokio::test]
async fn a_selector_s_edge_is_an_arrival_or_a_departure() {
    let served = start(&Faults::default(), &Arc::default()).await;
    say(&served, Role::Operator, &format!("POST {MAPS}"), &map("a", "x")).await;
    let watch = format!("GET {MAPS}?watch=1&labelSelector=app%3Dx&timeoutSeconds=3");
    let quiet = send(&served, served.token(Role::Viewer), &watch, "").await;
    for (name, app) in [("b", "y"), ("b", "x"), ("a", "z")] {
        let line = if app == "y" { format!("POST {MAPS}") } else { format!("PUT {MAPS}/{name}") };
        let (status, text) = say(&served, Role::Operator, &line, &map(name, app)).await;
        assert!(status < 300, "{text}");
    }
    say(&served, Role::Operator, &format!("DELETE {MAPS}/b"), "").await;
    let (text, proper) = rest(quiet).await;
    assert!(proper);
    let lines = text
        .lines()
        .filter(|line| line.starts_with("{\"type\""))
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<String> = lines
        .map(|line| {
            format!("{} {}", line["type"].as_str().unwrap(), line["object"]["metadata"]["name"].as_str().unwrap())
        })
        .collect();
    assert_eq!(told, ["ADDED a", "ADDED b", "DELETED a", "DELETED b"]);
}

#[tokio::test]
async fn what_was_before_the_server_is_gone() {
    let served = start(&Faults::default(), &Arc::default()).await;
    let (status, text) = say(&served, Role::Operator, &format!("GET {MAPS}?watch=1&resourceVersion=1"), "").await;
    assert!(status == 200 && text.contains("\"type\":\"ERROR\"") && text.contains("\"code\":410"), "{text}");
}

#[tokio::test]
async fn faults_lose_answers_and_not_commits_or_commits_and_not_answers() {
    let faults = Faults::default();
    let served = start(&faults, &Arc::default()).await;
    let post = format!("POST {MAPS}");
    let meet = |fault| faults.push(Matcher::of("create", "configmaps"), fault);

    meet(Fault::Refused);
    let (text, _) = rest(send(&served, served.token(Role::Operator), &post, &map("refused", "x")).await).await;
    assert_eq!((text.as_str(), names(&served).len()), ("", 0));

    meet(Fault::Reset { after: 20 });
    let (text, proper) = rest(send(&served, served.token(Role::Operator), &post, &map("reset", "x")).await).await;
    assert_eq!((text.len(), proper, names(&served)), (20, false, vec!["reset".to_owned()]));

    meet(Fault::Lost);
    assert_eq!(say(&served, Role::Operator, &post, &map("lost", "x")).await.0, 504);
    assert_eq!(names(&served), ["reset"]);

    meet(Fault::Twice);
    let (status, text) = say(&served, Role::Operator, &post, &map("twice", "x")).await;
    assert_eq!((status, text.contains("AlreadyExists")), (409, true));

    meet(Fault::Html { code: 502 });
    let (status, text) = say(&served, Role::Operator, &post, &map("html", "x")).await;
    assert_eq!(
        (status, text.contains("<html>"), names(&served)),
        (502, true, vec!["reset".to_owned(), "twice".to_owned()])
    );

    let mut versions = served.simulation().versions();
    versions.borrow_and_update();
    meet(Fault::Late { after: Duration::from_millis(5) });
    assert_eq!(say(&served, Role::Operator, &post, &map("late", "x")).await.0, 504);
    versions.changed().await.unwrap();
    assert_eq!(names(&served), ["late", "reset", "twice"]);

    faults.push(Matcher::of("get", "configmaps"), Fault::Stale { versions: 1 });
    let (status, _) = say(&served, Role::Operator, &format!("GET {MAPS}/late"), "").await;
    assert_eq!((status, faults.left()), (404, 0), "as it was one version ago");
}

#[tokio::test]
async fn pages_belong_together_while_others_write() {
    let served = start(&Faults::default(), &Arc::default()).await;
    for name in ["a", "b", "c", "d", "e"] {
        say(&served, Role::Operator, &format!("POST {MAPS}"), &map(name, "x")).await;
    }
    let list = |token: String| format!("GET {MAPS}?limit=2&labelSelector=app%3Dx{token}");
    let mut told = Vec::new();
    let mut token = String::new();
    loop {
        let (status, text) = say(&served, Role::Viewer, &list(token), "").await;
        assert_eq!(status, 200, "{text}");
        let start = text.find("{\"kind\"").unwrap();
        let end = text.rfind('}').unwrap();
        let page: Value = serde_json::from_str(&text[start..=end]).unwrap();
        told.extend(page["items"].as_array().unwrap().iter().map(|item| {
            assert!(item.get("kind").is_none());
            item["metadata"]["name"].as_str().unwrap().to_owned()
        }));
        let Some(next) = page["metadata"]["continue"].as_str() else { break };
        token = format!("&continue={next}");
        say(&served, Role::Operator, &format!("DELETE {MAPS}/c"), "").await;
        say(&served, Role::Operator, &format!("POST {MAPS}"), &map(&format!("d{}", told.len()), "x")).await;
    }
    assert_eq!(told, ["a", "b", "c", "d", "e"]);
}
