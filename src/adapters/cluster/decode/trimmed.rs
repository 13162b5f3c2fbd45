//! What is read of an object, and what it becomes.

use serde::de::DeserializeOwned;

use crate::domain::{
    cluster::ClusterNo,
    event::ClusterEvent,
    node::Node,
    pod::Pod,
    workload::{Kind, Revision, Workload},
};

use super::{
    Identity, event as events, json::from_slice, node as nodes, pod as pods, revision as revisions,
    workload as workloads,
};

/// Reads a workload object.
pub fn workload(cluster: ClusterNo, kind: Kind, json: &[u8]) -> serde_json::Result<Workload> {
    Ok(read::<workloads::Raw>(json)?.into_workload(cluster, kind))
}

/// Reads a pod object.
pub fn pod(json: &[u8]) -> serde_json::Result<Pod> {
    Ok(read::<pods::Raw>(json)?.into_pod())
}

/// Reads a `ReplicaSet` or `ControllerRevision` object.
pub fn revision(json: &[u8]) -> serde_json::Result<Revision> {
    Ok(read::<revisions::Raw>(json)?.into_revision())
}

/// Reads an event object of the core group.
pub fn event(json: &[u8]) -> serde_json::Result<ClusterEvent> {
    Ok(read::<events::Raw>(json)?.into_event())
}

/// Reads a node object.
pub fn node(json: &[u8]) -> serde_json::Result<Node> {
    Ok(read::<nodes::Raw>(json)?.into_node())
}

fn read<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    from_slice(json)
}

/// What is read of an object, and what it becomes.
pub trait Trimmed: Sized + Send + 'static {
    /// The object as it is read: a projection of the API's type.
    type Raw: DeserializeOwned + Send;

    fn identity(raw: &Self::Raw) -> Identity<'_>;

    fn trim(raw: Self::Raw, cluster: ClusterNo, kind: Kind) -> Self;
}

impl Trimmed for Workload {
    type Raw = workloads::Raw;

    fn identity(raw: &Self::Raw) -> Identity<'_> {
        raw.metadata.identity()
    }

    fn trim(raw: Self::Raw, cluster: ClusterNo, kind: Kind) -> Self {
        raw.into_workload(cluster, kind)
    }
}

impl Trimmed for Pod {
    type Raw = pods::Raw;

    fn identity(raw: &Self::Raw) -> Identity<'_> {
        raw.metadata.identity()
    }

    fn trim(raw: Self::Raw, _cluster: ClusterNo, _kind: Kind) -> Self {
        raw.into_pod()
    }
}

impl Trimmed for Revision {
    type Raw = revisions::Raw;

    fn identity(raw: &Self::Raw) -> Identity<'_> {
        raw.metadata.identity()
    }

    fn trim(raw: Self::Raw, _cluster: ClusterNo, _kind: Kind) -> Self {
        raw.into_revision()
    }
}

impl Trimmed for ClusterEvent {
    type Raw = events::Raw;

    fn identity(raw: &Self::Raw) -> Identity<'_> {
        raw.metadata.identity()
    }

    fn trim(raw: Self::Raw, _cluster: ClusterNo, _kind: Kind) -> Self {
        raw.into_event()
    }
}

impl Trimmed for Node {
    type Raw = nodes::Raw;

    fn identity(raw: &Self::Raw) -> Identity<'_> {
        raw.metadata.identity()
    }

    fn trim(raw: Self::Raw, _cluster: ClusterNo, _kind: Kind) -> Self {
        raw.into_node()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version<T: Trimmed>(json: &str) -> String {
        let raw = serde_json::from_str::<T::Raw>(json).unwrap();
        T::identity(&raw).version.to_owned()
    }

    #[test]
    fn bookmarks_are_read_as_the_api_server_writes_them() {
        let template = r#""template":{"metadata":{},"spec":{"containers":null}}"#;
        let of =
            |spec: &str| format!(r#"{{"metadata":{{"resourceVersion":"7"}},"spec":{spec},"status":{{"replicas":0}}}}"#);
        assert_eq!(
            version::<Workload>(&of(&format!(r#"{{"replicas":0,"selector":null,{template},"strategy":{{}}}}"#))),
            "7"
        );
        assert_eq!(version::<Workload>(&of(&format!(r#"{{"selector":null,{template},"updateStrategy":{{}}}}"#))), "7");
        assert_eq!(version::<Revision>(&of(&format!(r#"{{"replicas":0,"selector":null,{template}}}"#))), "7");
        assert_eq!(version::<Revision>(r#"{"metadata":{"resourceVersion":"7"},"data":null,"revision":0}"#), "7");
        assert_eq!(version::<Pod>(&of(r#"{"containers":null}"#)), "7");
        assert_eq!(version::<Node>(&of("{}")), "7");
        let event = r#"{"metadata":{"resourceVersion":"7"},"involvedObject":{},"source":{},"firstTimestamp":null,
            "lastTimestamp":null,"eventTime":null,"reportingComponent":""}"#;
        assert_eq!(version::<ClusterEvent>(event), "7");
    }
}
