//! Paths of the API; names are percent-encoded (K-7).

use std::fmt::Write;

use crate::domain::workload::Kind;

/// A path and query of the API, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path(String);

impl Path {
    /// A path of fixed text.
    pub(super) fn fixed(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// The collection of a resource: `prefix` is `/api/v1` or `/apis/GROUP/VERSION`.
    pub(super) fn collection(prefix: &str, namespace: Option<&str>, plural: &str) -> Self {
        let path = Self(prefix.to_owned());
        match namespace {
            Some(namespace) => path.join("namespaces").join(namespace).join(plural),
            None => path.join(plural),
        }
    }

    /// The collection of a kind of workload.
    pub(super) fn workloads(kind: Kind, namespace: Option<&str>) -> Self {
        Self::collection("/apis/apps/v1", namespace, kind.plural())
    }

    /// One step further down.
    pub(super) fn join(mut self, segment: &str) -> Self {
        self.0.push('/');
        encode(&mut self.0, segment);
        self
    }

    /// One parameter more.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        encode(&mut self.0, value);
        self
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_segment() {
        let path =
            Path::workloads(Kind::Deployment, Some("a/../b")).join("x?y=z").with("labelSelector", "app=a&b,c in (d)");
        assert_eq!(
            path.as_str(),
            "/apis/apps/v1/namespaces/a%2F..%2Fb/deployments/x%3Fy%3Dz?labelSelector=app%3Da%26b%2Cc%20in%20%28d%29"
        );
    }
}
