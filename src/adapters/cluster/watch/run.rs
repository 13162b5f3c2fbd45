//! Starts everything that one cluster is watched by.

use std::sync::Arc;

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    adapters::cluster::{
        connection::{Shared, TABLE},
        limits::GET,
        path::Path,
    },
    domain::{
        cluster::{Gap, Scope, Spaces},
        node::Node,
        pod::Pod,
        text::Safe,
        watch::{Batch, Change, Delta, Span, Wanted},
        workload::{Kind, Workload},
    },
};

use super::{
    feed::{Complaint, Feed, Line, backoff},
    follow::follow,
    health::{Health, Voice},
    heartbeat::beat,
    objects::Objects,
    outbox::outbox,
    rows::Rows,
    targets::Targets,
};

/// Watches until it is dropped or nobody listens.
pub async fn run(
    connection: Shared,
    scope: Scope,
    wanted: watch::Receiver<Wanted>,
    wake: watch::Receiver<u64>,
    out: mpsc::Sender<Batch>,
) {
    let (outbox, delivery) = outbox(connection.cluster().no, out);
    let (nudge, nudged) = watch::channel(0);
    let line = Line { health: Arc::new(Health::default()), connection, out: outbox, nudge: nudged };
    let _ = line.out.send(Change::Cluster(line.connection.cluster())).await;
    let mut tasks = JoinSet::new();
    tasks.spawn(line.health.tell(line.out.clone()));
    tasks.spawn(beat(line.clone(), wake, nudge));
    tasks.spawn(feeds(line, scope, wanted));
    // Ends when nobody listens any more; the tasks end with their set.
    delivery.await;
}

async fn feeds(line: Line, scope: Scope, wanted: watch::Receiver<Wanted>) {
    // Says for as long as it is so that not all namespaces are watched.
    let voice = line.health.voice("namespaces", None);
    let spaces = spaces(&line, scope, &voice).await;
    let watched = spaces.clone().map_or(Spaces::All, Spaces::Only);
    let _ = line.out.send(Change::Watching(watched)).await;
    let places: Vec<Option<Safe>> = match &spaces {
        None => vec![None],
        Some(names) => names.iter().cloned().map(Some).collect(),
    };
    let targets = Targets::default();
    let mut tasks = JoinSet::new();
    for place in places {
        for kind in Kind::ALL {
            tasks.spawn(workloads(&line, kind, place.clone(), targets.clone()).run());
        }
        tasks.spawn(pods(line.clone(), place));
    }
    tasks.spawn(nodes(&line).run());
    tasks.spawn(follow(line, spaces, targets, wanted));
    while tasks.join_next().await.is_some() {}
}

/// The namespaces to watch; `None` for all at once.
async fn spaces(line: &Line, scope: Scope, voice: &Voice) -> Option<Vec<Safe>> {
    match scope {
        Scope::All => return None,
        Scope::Only(names) => return Some(names),
        Scope::Default => {}
    }
    let path = Path::workloads(Kind::Deployment, None).with("limit", "1").with("includeObject", "None");
    let (mut failures, mut nudge) = (0, line.nudge.clone());
    loop {
        match line.connection.open(&path, TABLE, GET).await {
            Ok(_) => return None,
            Err(error) if error.status() == Some(403) => {
                let namespace = line.connection.cluster().namespace;
                let message = format!(
                    "only namespace {namespace} is shown: cannot list deployments in all namespaces \
                     (choose others with -n; check: kubectl auth can-i list deployments -A)"
                );
                let gap = Gap {
                    verb: Safe::clean("list"),
                    resource: Safe::clean("deployments"),
                    namespace: None,
                    message: Safe::clean(&message),
                };
                voice.say(Some(gap));
                return Some(vec![namespace]);
            }
            Err(_) => {
                failures += 1;
                tokio::select! {
                    () = tokio::time::sleep(backoff(failures)) => {}
                    _ = nudge.changed() => {}
                }
            }
        }
    }
}

fn span(place: Option<&Safe>) -> Span {
    place.map_or(Span::All, |namespace| Span::Namespace(namespace.clone()))
}

fn workloads(line: &Line, kind: Kind, place: Option<Safe>, targets: Targets) -> Feed<Objects<Workload>> {
    let cluster = line.connection.cluster().no;
    Feed {
        reading: Objects { cluster, kind, keep: Box::new(|_| true) },
        line: line.clone(),
        path: Path::workloads(kind, place.as_deref()),
        resource: kind.plural(),
        span: span(place.as_ref()),
        complaint: Complaint::Source(line.health.voice(kind.plural(), place.as_ref())),
        namespace: place,
        common: None,
        odd: 0,
        change: Box::new(move |delta| {
            targets.learn(cluster, kind, &delta);
            Change::Workload(kind, delta)
        }),
    }
}

/// Every pod as a row; as an object where the server prints no rows.
async fn pods(line: Line, place: Option<Safe>) {
    let rows = Feed {
        reading: Rows::new(place.clone()),
        line: line.clone(),
        path: Path::collection("/api/v1", place.as_deref(), "pods").with("includeObject", "None"),
        resource: "pods",
        span: span(place.as_ref()),
        namespace: place.clone(),
        complaint: Complaint::Source(line.health.voice("pods", place.as_ref())),
        common: None,
        odd: 0,
        change: Box::new(Change::PodRow),
    };
    rows.run().await;
    let change: fn(Delta<Pod>) -> Change = Change::Pod;
    let objects = Feed {
        reading: Objects {
            cluster: line.connection.cluster().no,
            kind: Kind::Deployment,
            keep: Box::new(|_: &Pod| true),
        },
        path: Path::collection("/api/v1", place.as_deref(), "pods"),
        resource: "pods",
        span: span(place.as_ref()),
        complaint: Complaint::Source(line.health.voice("pods", place.as_ref())),
        namespace: place,
        common: None,
        odd: 0,
        change: Box::new(change),
        line,
    };
    objects.run().await;
}

fn nodes(line: &Line) -> Feed<Objects<Node>> {
    Feed {
        reading: Objects { cluster: line.connection.cluster().no, kind: Kind::Deployment, keep: Box::new(|_| true) },
        line: line.clone(),
        path: Path::collection("/api/v1", None, "nodes"),
        resource: "nodes",
        span: Span::All,
        namespace: None,
        complaint: Complaint::Source(line.health.voice("nodes", None)),
        common: None,
        odd: 0,
        change: Box::new(Change::Node),
    }
}
