//! What has to agree before something is created, and what is added to it: namespaces, service accounts, pods.

use std::sync::Arc;

use serde_json::Value;

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{
        defaults,
        objects::Store,
        refusal::Refusal,
        value::{text, within},
    },
};

impl Store {
    /// What admission has to say: is there such a namespace, and may something come into it; and what it adds to a pod.
    pub(super) fn admit(
        &mut self,
        resource: &'static Resource,
        namespace: &str,
        value: &mut Value,
    ) -> Result<(), Refusal> {
        // What has no name yet is called by the beginning of it.
        let name = ["/metadata/name", "/metadata/generateName"].map(|pointer| text(value, pointer));
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let key = Key { resource, namespace: namespace.into(), name: name.into() };
        if resource.namespaced {
            let home = Key::namespace(namespace);
            let found = self.get(&home).ok_or_else(|| Refusal::not_found(&home))?;
            if !found.text("/metadata/deletionTimestamp").is_empty() {
                return Err(Refusal::terminating(&key));
            }
        }
        if resource.kind == "Pod" {
            let account = self.account(&key, value)?;
            let wants = |object: Option<&Value>| object?.get("automountServiceAccountToken")?.as_bool();
            let has_token = wants(value.get("spec")).or_else(|| wants(account.as_deref().map(|one| &one.value)));
            let spec = within(value, "spec");
            defaults::admit(spec);
            if has_token.unwrap_or(true) {
                defaults::mount(spec, self.dice());
            }
        }
        Ok(())
    }

    /// The service account that a pod names. The one of its namespace is on its way, where it is not there yet.
    fn account(&self, pod: &Key, value: &Value) -> Result<Option<Arc<Object>>, Refusal> {
        let name = Some(text(value, "/spec/serviceAccountName")).filter(|name| !name.is_empty()).unwrap_or("default");
        let (resource, namespace) = (Resource::service_accounts(), &pod.namespace);
        let found = self.get(&Key { resource, namespace: Arc::clone(namespace), name: name.into() });
        if found.is_none() && name != "default" {
            let words =
                format!("error looking up service account {namespace}/{name}: serviceaccount \"{name}\" not found");
            return Err(Refusal::forbidden(pod, &words));
        }
        Ok(found.cloned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drill::store::Options;

    const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

    fn create(store: &mut Store, kind: &str, value: Value) -> Result<Arc<Object>, Refusal> {
        let kind = Resource::of_kind(kind).unwrap();
        store.create(NOW, kind, "shop", value, &Options::default()).map(|written| written.object)
    }

    fn store() -> Store {
        let mut store = Store::new(1);
        create(&mut store, "Namespace", json!({ "metadata": { "name": "shop" } })).unwrap();
        store
    }

    fn pod(spec: &Value) -> Value {
        let mut pod = json!({ "metadata": { "generateName": "web-" }, "spec": spec });
        pod["spec"]["containers"] = json!([{ "name": "app", "image": "registry.local/web:1" }]);
        pod
    }

    fn has_token(pod: &Object) -> bool {
        let spec = &pod.value["spec"];
        let (volumes, mounts) = (spec.get("volumes").is_some(), spec["containers"][0].get("volumeMounts").is_some());
        assert_eq!(volumes, mounts);
        volumes
    }

    #[test]
    fn a_pod_is_the_same_whoever_makes_it() {
        let (mut one, mut other) = (store(), store());
        let asked = create(&mut one, "Pod", pod(&json!({}))).unwrap();
        let made = other.establish(NOW, Resource::pods(), "shop", pod(&json!({}))).unwrap();
        let mut asked = asked.value.clone();
        asked["metadata"].as_object_mut().unwrap().shift_remove("managedFields");
        assert_eq!(asked, made.value);
        assert_eq!(
            (&asked["spec"]["serviceAccountName"], &asked["status"]["qosClass"]),
            (&json!("default"), &json!("BestEffort"))
        );
        assert!(has_token(&made));
    }

    #[test]
    fn a_pod_has_no_token_where_it_or_its_account_wants_none() {
        let mut store = store();
        create(
            &mut store,
            "ServiceAccount",
            json!({ "metadata": { "name": "shy" }, "automountServiceAccountToken": false }),
        )
        .unwrap();
        let cases = [
            (json!({ "automountServiceAccountToken": false }), false),
            (json!({ "serviceAccountName": "shy" }), false),
            (json!({ "serviceAccountName": "shy", "automountServiceAccountToken": true }), true),
        ];
        for (spec, expected) in cases {
            let made = create(&mut store, "Pod", pod(&spec)).unwrap();
            assert_eq!(has_token(&made), expected, "{spec}");
        }
    }

    #[test]
    fn what_cannot_be_admitted_is_refused_with_its_reason() {
        let mut store = store();
        let missing = create(&mut store, "Pod", pod(&json!({ "serviceAccountName": "nobody" }))).unwrap_err();
        let words = "pods \"web-\" is forbidden: error looking up service account shop/nobody: serviceaccount \"nobody\" not found";
        assert_eq!((missing.code, missing.message.as_str(), missing.is_terminating()), (403, words, false));
        let home = Key::namespace("shop");
        store.edit(&home, |value| value["metadata"]["deletionTimestamp"] = "1970-01-01T00:00:00Z".into());
        let late = store.establish(NOW, Resource::pods(), "shop", pod(&json!({}))).unwrap_err();
        assert!(late.code == 403 && late.is_terminating(), "{late}");
    }
}
