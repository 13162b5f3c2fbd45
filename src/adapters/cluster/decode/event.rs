//! Events of the core group; those written through events.k8s.io read the same here.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::{
    event::{About, ClusterEvent},
    text::Safe,
};

use super::{
    Meta,
    text::{Shared, present, shared},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Raw {
    pub metadata: Meta,
    involved_object: Involved,
    reason: Shared,
    message: Safe,
    r#type: Shared,
    count: Option<u32>,
    first_timestamp: Option<Timestamp>,
    last_timestamp: Option<Timestamp>,
    event_time: Option<Timestamp>,
    series: Option<Series>,
    source: Source,
    reporting_component: Shared,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Involved {
    kind: Shared,
    name: Shared,
    uid: Shared,
    field_path: Option<Shared>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Series {
    count: u32,
    last_observed_time: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Source {
    component: Shared,
}

impl Raw {
    pub(super) fn into_event(self) -> ClusterEvent {
        let series = self.series.unwrap_or_default();
        let created = self.metadata.creation_timestamp;
        let first = self.first_timestamp.or(self.event_time).or(created);
        ClusterEvent {
            uid: self.metadata.uid,
            namespace: self.metadata.namespace.0,
            about: About {
                kind: self.involved_object.kind.0,
                name: self.involved_object.name.0,
                uid: self.involved_object.uid.0,
                container: self.involved_object.field_path.and_then(|path| container(&path.0)),
            },
            warning: self.r#type.0.as_str() == "Warning",
            reason: self.reason.0,
            message: self.message,
            count: self.count.unwrap_or(1).max(series.count).max(1),
            first,
            last: series.last_observed_time.or(self.last_timestamp).or(self.event_time).or(first),
            source: present(self.source.component.0).unwrap_or(self.reporting_component.0),
        }
    }
}

/// `spec.containers{api}` and `spec.initContainers{migrate}` name a container.
fn container(path: &str) -> Option<Safe> {
    let name = path.split_once('{')?.1.strip_suffix('}')?;
    Some(shared(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_counting_are_read() {
        let event = |json: &str| serde_json::from_str::<Raw>(json).unwrap().into_event();
        let old = event(
            r#"{"count":42,"lastTimestamp":"2026-01-01T00:00:42Z","firstTimestamp":"2026-01-01T00:00:00Z","type":"Warning"}"#,
        );
        assert_eq!((old.count, old.warning, old.last), (42, true, "2026-01-01T00:00:42Z".parse().ok()));
        let new = event(
            r#"{"eventTime":"2026-01-01T00:00:00.123456Z","series":{"count":7,"lastObservedTime":"2026-01-01T00:01:00.000000Z"},"reportingComponent":"scheduler"}"#,
        );
        assert_eq!((new.count, new.last, new.source.as_str()), (7, "2026-01-01T00:01:00Z".parse().ok(), "scheduler"));
    }

    #[test]
    fn a_field_path_names_its_container() {
        assert_eq!(container("spec.initContainers{migrate}"), Some(shared("migrate")));
        assert_eq!(container("spec.containers"), None);
    }
}
