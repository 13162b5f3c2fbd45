//! `ObjectMeta`, as much of it as is read.

use jiff::Timestamp;
use serde::{Deserialize, de::IgnoredAny};

use crate::domain::{text::Safe, workload::Owner};

use super::text::{Shared, nullable, present};

/// The metadata of an object. Annotations `A` and managed fields `M` are most of its bytes, and read only where they matter.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound = "A: Default + Deserialize<'de>, M: Default + Deserialize<'de>")]
pub struct Meta<A = IgnoredAny, M = IgnoredAny> {
    pub name: Safe,
    pub namespace: Shared,
    pub uid: Safe,
    pub resource_version: String,
    pub creation_timestamp: Option<Timestamp>,
    pub deletion_timestamp: Option<Timestamp>,
    pub generation: i64,
    #[serde(deserialize_with = "nullable")]
    pub annotations: A,
    #[serde(deserialize_with = "nullable")]
    pub labels: Labels,
    #[serde(deserialize_with = "nullable")]
    pub owner_references: Vec<Reference>,
    #[serde(deserialize_with = "nullable")]
    pub managed_fields: M,
}

/// Metadata of what people write, with who wrote it.
pub type Written = Meta<Annotations, Vec<Managed>>;

/// What names an object, and which of its versions this is.
pub struct Identity<'a> {
    pub version: &'a str,
    pub namespace: &'a Safe,
    pub name: &'a Safe,
}

/// The annotations that mean something here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Annotations {
    #[serde(rename = "deployment.kubernetes.io/revision")]
    pub revision: Option<Shared>,
    #[serde(rename = "kubernetes.io/change-cause")]
    pub change_cause: Option<Safe>,
    #[serde(rename = "argocd.argoproj.io/tracking-id")]
    argo_tracking: Option<Safe>,
    #[serde(rename = "meta.helm.sh/release-name")]
    helm_release: Option<Safe>,
}

/// The labels that mean something here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Labels {
    #[serde(rename = "pod-template-hash")]
    pub template_hash: Option<Shared>,
    #[serde(rename = "controller-revision-hash")]
    pub revision_hash: Option<Shared>,
    #[serde(rename = "app.kubernetes.io/instance")]
    instance: Option<Safe>,
    #[serde(rename = "app.kubernetes.io/managed-by")]
    managed_by: Option<Safe>,
    #[serde(rename = "kustomize.toolkit.fluxcd.io/name")]
    flux_kustomization: Option<Safe>,
    #[serde(rename = "helm.toolkit.fluxcd.io/name")]
    flux_helm: Option<Safe>,
}

/// An entry of ownerReferences.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reference {
    pub kind: Shared,
    pub name: Shared,
    pub uid: Shared,
    pub controller: bool,
}

/// An entry of managedFields: who wrote last, and when. A hint, never proof (F6).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Managed {
    manager: Shared,
    time: Option<Timestamp>,
    subresource: Shared,
}

impl<A, M> Meta<A, M> {
    pub fn identity(&self) -> Identity<'_> {
        Identity { version: &self.resource_version, namespace: &self.namespace.0, name: &self.name }
    }

    /// The label that tells the pods of one revision from those of another.
    pub(super) fn hash(&self) -> Option<Safe> {
        let label = self.labels.template_hash.as_ref().or(self.labels.revision_hash.as_ref());
        label.map(|hash| hash.0.clone())
    }

    pub(super) fn controller(&self) -> Option<&Reference> {
        self.owner_references.iter().find(|reference| reference.controller)
    }
}

impl Written {
    /// When the spec was last written: no status, no scale.
    pub(super) fn changed(&self) -> Option<Timestamp> {
        let written = self.managed_fields.iter().filter(|entry| entry.subresource.0.is_empty());
        written.filter_map(|entry| entry.time).max().or(self.creation_timestamp)
    }

    /// Who else writes the object (R-26), the most specific sign first.
    pub(super) fn owner(&self) -> Owner {
        let named = |name: &Option<Safe>| name.clone().and_then(present);
        let by_argo = self.managed_fields.iter().any(|entry| entry.manager.0.starts_with("argocd-"));
        if let Some(tracking) = named(&self.annotations.argo_tracking) {
            return Owner::ArgoCd(Safe::clean(tracking.split(':').next().unwrap_or_default()));
        }
        if let Some(instance) = named(&self.labels.instance).filter(|_| by_argo) {
            return Owner::ArgoCd(instance);
        }
        if let Some(name) = named(&self.labels.flux_kustomization).or_else(|| named(&self.labels.flux_helm)) {
            return Owner::Flux(name);
        }
        if let Some(reference) = self.controller() {
            return Owner::Operator { kind: reference.kind.0.clone(), name: reference.name.0.clone() };
        }
        let helm = self.labels.managed_by.as_ref().is_some_and(|manager| manager.as_str() == "Helm");
        match named(&self.annotations.helm_release).or_else(|| named(&self.labels.instance).filter(|_| helm)) {
            Some(release) => Owner::Helm(release),
            None => Owner::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(json: &str) -> Written {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_owner_is_the_most_specific_one() {
        let owner = |json| meta(json).owner();
        assert_eq!(owner("{}"), Owner::Nobody);
        assert_eq!(
            owner(
                r#"{"annotations":{"argocd.argoproj.io/tracking-id":"shop:apps/Deployment:shop/web","meta.helm.sh/release-name":"web"}}"#
            ),
            Owner::ArgoCd(Safe::clean("shop"))
        );
        assert_eq!(
            owner(
                r#"{"labels":{"app.kubernetes.io/instance":"shop"},"managedFields":[{"manager":"argocd-controller"}]}"#
            ),
            Owner::ArgoCd(Safe::clean("shop"))
        );
        assert_eq!(owner(r#"{"labels":{"app.kubernetes.io/instance":"shop"}}"#), Owner::Nobody);
        assert_eq!(
            owner(r#"{"labels":{"app.kubernetes.io/instance":"shop","app.kubernetes.io/managed-by":"Helm"}}"#),
            Owner::Helm(Safe::clean("shop"))
        );
        assert_eq!(
            owner(r#"{"ownerReferences":[{"kind":"Kafka","name":"main","controller":true}]}"#),
            Owner::Operator { kind: Safe::clean("Kafka"), name: Safe::clean("main") }
        );
    }

    #[test]
    fn a_status_write_is_no_change() {
        let meta = meta(
            r#"{"creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[
                {"manager":"kubectl","time":"2026-01-02T00:00:00Z","fieldsV1":{"f:spec":{}}},
                {"manager":"kcm","time":"2026-01-03T00:00:00Z","subresource":"status"},
                {"manager":"hpa","time":"2026-01-04T00:00:00Z","subresource":"scale"}]}"#,
        );
        assert_eq!(meta.changed(), Some("2026-01-02T00:00:00Z".parse().unwrap()));
    }
}
