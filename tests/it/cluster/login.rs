//! Who the console is to a cluster: credential plugins, and the service account of a pod.

use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
};

use stanch::{
    adapters::cluster::{Api, Live, PluginSettings, ServiceAccount, Settings, pin},
    domain::{
        Truth,
        cluster::{ClusterNo, Link, Scope},
        inspection::{Answer, Question},
        watch::Change,
    },
};

use super::fake::{Asked, Watcher, json, listen, nothing, safe, status};

/// A server that knows one token at a time.
async fn guarded(token: &Arc<Mutex<String>>) -> String {
    let known = Arc::clone(token);
    listen(move |asked: Asked| {
        if asked.token != *known.lock().unwrap() {
            return status(401, "Unauthorized");
        }
        match asked.path.as_str() {
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => {
                json(&serde_json::json!({ "status": { "allowed": true } }))
            }
            _ => nothing(&asked),
        }
    })
    .await
}

fn program(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("login");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

const TOKEN: &str = r#"echo '{"status":{"token":"good"}}'"#;

/// A kubeconfig whose user logs in with this program.
fn kubeconfig(folder: &Path, server: &str, program: &Path) -> Settings {
    let file = folder.join("config");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: acme, clusters: [{{name: acme, cluster: {{server: '{server}'}}}}],\n\
          users: [{{name: me, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}}}}}}}],\n\
          contexts: [{{name: acme, context: {{cluster: acme, user: me}}}}]}}",
        program.display()
    );
    fs::write(&file, text).unwrap();
    Settings { kubeconfigs: vec![file], ..Settings::default() }
}

fn allowing(settings: Settings, program: &Path) -> Settings {
    let allowed = vec![program.display().to_string()];
    Settings { plugins: PluginSettings { allowed, ..settings.plugins }, ..settings }
}

/// Whether the server takes what the console says who it is.
async fn is_known(live: &Arc<Live>) -> bool {
    let answer = Arc::clone(live).ask(Question::Access { namespace: None }).await;
    matches!(answer, Answer::Rights(rights) if rights.iter().all(|right| right.allowed == Truth::Yes))
}

#[tokio::test]
async fn a_plugin_that_is_allowed_while_the_watch_waits_logs_in() {
    let folder = tempfile::tempdir().unwrap();
    let server = guarded(&Arc::new(Mutex::new("good".to_owned()))).await;
    let program = program(folder.path(), &format!("touch {}/marker; {TOKEN}", folder.path().display()));
    let answers = folder.path().join("state/plugins.json");
    let mut settings = kubeconfig(folder.path(), &server, &program);
    settings.plugins.answers = Some(answers.clone());
    let mut watcher = Watcher::start(&settings, Scope::All);
    let source = watcher.source("the question", |source| source.plugin.is_some()).await;
    assert_eq!(source.link, Link::Denied);
    assert!(!folder.path().join("marker").exists() && watcher.live.check().is_err());
    let call = source.plugin.unwrap().call;
    assert_eq!(Arc::clone(&watcher.live).allow(call.clone()).await, Ok(()));
    watcher.source("an answer", |source| source.link == Link::Live && source.plugin.is_none()).await;
    watcher.ever("a list", |change| matches!(change, Change::Workload(..)).then_some(())).await;
    assert!(folder.path().join("marker").exists() && watcher.live.check().is_ok());
    assert!(fs::read_to_string(&answers).unwrap().contains(call.as_str()));
    assert_eq!(fs::metadata(&answers).unwrap().permissions().mode() & 0o777, 0o600);
    let (again, _) = pin(&settings, ClusterNo(0)).unwrap();
    assert!(again[0].check().is_ok(), "a later start asks nothing");
}

#[tokio::test]
async fn a_login_goes_on_when_whoever_asked_for_it_gives_up() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = |name: &str| {
        let path = folder.path().join(name);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        // Open at both ends: whoever comes to it does not wait for the other.
        fs::OpenOptions::new().read(true).write(true).open(path).unwrap()
    };
    let (mut began, mut go_on) = (pipe("began"), pipe("go_on"));
    let server = guarded(&Arc::new(Mutex::new("good".to_owned()))).await;
    let text = format!("echo run >> {0}/runs; echo > {0}/began; read _ < {0}/go_on; {TOKEN}", folder.path().display());
    let program = program(folder.path(), &text);
    let settings = allowing(kubeconfig(folder.path(), &server, &program), &program);
    let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    let first = tokio::spawn({
        let live = Arc::clone(&live);
        async move { is_known(&live).await }
    });
    let began = tokio::task::spawn_blocking(move || began.read_exact(&mut [0]).map(|()| began)).await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    go_on.write_all(b"\n").unwrap();
    assert!(is_known(&live).await);
    assert_eq!(fs::read_to_string(folder.path().join("runs")).unwrap(), "run\n");
    drop(began);
}

#[tokio::test]
async fn a_refused_token_is_renewed_by_the_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let token = Arc::new(Mutex::new("good".to_owned()));
    let server = guarded(&token).await;
    let kept = folder.path().join("token");
    fs::write(&kept, "good").unwrap();
    let text = format!(r#"printf '{{"status":{{"token":"%s"}}}}' "$(cat {})""#, kept.display());
    let program = program(folder.path(), &text);
    let settings = allowing(kubeconfig(folder.path(), &server, &program), &program);
    let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    assert!(is_known(&live).await);
    fs::write(&kept, "better").unwrap();
    "better".clone_into(&mut token.lock().unwrap());
    assert!(is_known(&live).await);
}

/// What the kubelet mounts into a pod.
fn mounted(server: String) -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("token"), "one").unwrap();
    fs::write(folder.path().join("namespace"), "shop\n").unwrap();
    let account = ServiceAccount { server, folder: folder.path().to_owned() };
    (folder, Settings { in_cluster: Some(account), ..Settings::default() })
}

#[tokio::test]
async fn a_pod_has_one_context_and_takes_the_next_token_at_once() {
    let token = Arc::new(Mutex::new("one".to_owned()));
    let (folder, settings) = mounted(guarded(&token).await);
    let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    let cluster = live.cluster();
    assert_eq!((cluster.context.as_str(), cluster.namespace.as_str()), ("in-cluster", "shop"));
    assert!(is_known(&live).await);
    fs::write(folder.path().join("token"), "two").unwrap();
    "two".clone_into(&mut token.lock().unwrap());
    assert!(is_known(&live).await, "the file was read again");
}

#[tokio::test]
async fn a_pod_needs_a_token_and_a_kubeconfig_comes_first() {
    let (folder, mut settings) = mounted("http://127.0.0.1:1".to_owned());
    let other = kubeconfig(folder.path(), "http://127.0.0.1:2", Path::new("/bin/login"));
    let both = Settings { kubeconfigs: other.kubeconfigs, ..settings.clone() };
    assert_eq!(pin(&both, ClusterNo(0)).unwrap().0[0].cluster().context, safe("acme"));
    settings.contexts = vec!["in-cluster".to_owned()];
    assert!(pin(&settings, ClusterNo(0)).is_ok());
    fs::remove_file(folder.path().join("token")).unwrap();
    assert!(pin(&settings, ClusterNo(0)).is_err());
}
