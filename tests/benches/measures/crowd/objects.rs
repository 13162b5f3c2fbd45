//! The objects and rows that the server sends: pods of 9 kB with managed fields, as a real API server writes them.

use std::fmt::Write;

use stanch::domain::{
    cluster::{Cluster, ClusterNo},
    text::Safe,
};

const POD: &str = include_str!("../objects/pod.json");
const DEPLOYMENT: &str = include_str!("../objects/deployment.json");
const OWNED: usize = 10;
const NAMESPACES: usize = 23;

/// How a client wants things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Object,
    /// A printed row and nothing else.
    Row,
    /// A printed row with the object's metadata, which kubectl asks for.
    RowWithMetadata,
}

const COLUMNS: &str = r#"[{"name":"Name","type":"string","format":"name","description":"","priority":0},{"name":"Ready","type":"string","format":"","description":"","priority":0},{"name":"Status","type":"string","format":"","description":"","priority":0},{"name":"Restarts","type":"string","format":"","description":"","priority":0},{"name":"Age","type":"string","format":"","description":"","priority":0},{"name":"IP","type":"string","format":"","description":"","priority":1},{"name":"Node","type":"string","format":"","description":"","priority":1},{"name":"Nominated Node","type":"string","format":"","description":"","priority":1},{"name":"Readiness Gates","type":"string","format":"","description":"","priority":1}]"#;

/// The cluster that they are of.
pub fn cluster(no: ClusterNo) -> Cluster {
    let name = Safe::from_static;
    Cluster {
        no,
        name: name("loopback"),
        context: name("loopback"),
        server: name("http://127.0.0.1"),
        namespace: name("default"),
        id: None,
    }
}

/// One pod in one of the ways.
pub fn pod(index: usize, restarts: u32, version: u64, shape: Shape) -> String {
    let fill = |template: &str| {
        let owner = index / OWNED;
        template
            .replace("@NAME@", &name(index))
            .replace("@NAMESPACE@", &format!("team-{}", owner % NAMESPACES))
            .replace("@APP@", &format!("svc-{owner}"))
            .replace("@HASH@", &hash(owner))
            .replace("@UID@", &uid(index))
            .replace("@NODE@", &node(index))
            .replace("@RESTARTS@", &restarts.to_string())
            .replace("@VERSION@", &version.to_string())
    };
    match shape {
        Shape::Object => fill(POD.trim_end()),
        Shape::Row => row(index, restarts, "null"),
        Shape::RowWithMetadata => {
            let metadata = POD.split_once(r#""metadata":"#).and_then(|(_, rest)| rest.split_once(r#","spec":"#));
            let metadata = fill(metadata.map_or("{}", |(metadata, _)| metadata));
            let object =
                format!(r#"{{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{metadata}}}"#);
            row(index, restarts, &object)
        }
    }
}

fn row(index: usize, restarts: u32, object: &str) -> String {
    let restarts = if restarts == 0 { "0".to_owned() } else { format!("{restarts} (4s ago)") };
    format!(
        r#"{{"cells":["{}","2/2","Running","{restarts}","4h","10.1.{}.{}","{}","<none>","<none>"],"object":{object}}}"#,
        name(index),
        index / 250 % 250,
        index % 250,
        node(index),
    )
}

/// The Deployment of ten pods, all of them well.
pub fn deployment(index: usize, version: u64) -> String {
    DEPLOYMENT
        .trim_end()
        .replace("@NAMESPACE@", &format!("team-{}", index % NAMESPACES))
        .replace("@APP@", &format!("svc-{index}"))
        .replace("@UID@", &uid(1_000_000 + index))
        .replace("@VERSION@", &version.to_string())
}

pub fn deployments(pods: usize) -> usize {
    pods.div_ceil(OWNED)
}

/// A list around its items.
pub fn list(kind: &str, shape: Shape, version: u64, next: Option<usize>, items: &[String]) -> String {
    let next = next.map(|next| format!(r#","continue":"{next}""#)).unwrap_or_default();
    let head = match shape {
        Shape::Object => format!(
            r#""kind":"{kind}List","apiVersion":"v1","metadata":{{"resourceVersion":"{version}"{next}}},"items""#
        ),
        _ => format!(
            r#""kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{{"resourceVersion":"{version}"{next}}},"columnDefinitions":{COLUMNS},"rows""#
        ),
    };
    format!("{{{head}:[{}]}}\n", items.join(","))
}

/// A line of a watch. As the real server does, only the first one of a watch describes the columns.
pub fn event(kind: &str, shape: Shape, version: u64, first: bool, item: &str) -> String {
    let mut line = format!(r#"{{"type":"{kind}","object":"#);
    let columns = if first { COLUMNS } else { "null" };
    // Writing to a string does not fail.
    let _ = match shape {
        Shape::Object => write!(line, "{item}"),
        _ => write!(
            line,
            r#"{{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{{"resourceVersion":"{version}"}},"columnDefinitions":{columns},"rows":[{item}]}}"#
        ),
    };
    line.push_str("}\n");
    line
}

fn name(index: usize) -> String {
    format!("svc-{}-{}-{:05x}", index / OWNED, hash(index / OWNED), index % OWNED)
}

fn hash(owner: usize) -> String {
    format!("{owner:08x}ff")
}

fn uid(index: usize) -> String {
    format!("00000000-0000-4000-8000-{index:012x}")
}

fn node(index: usize) -> String {
    format!("ghost-{}", index % 150)
}
