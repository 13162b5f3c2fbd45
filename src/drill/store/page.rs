//! A list, whole or in pages that belong together.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use base64::{
    Engine as _,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Serialize};

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{
        objects::Store,
        refusal::{Cause, Details, Refusal},
        selector::Selector,
    },
};

/// Which objects, and how many of them at a time.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    pub resource: &'static Resource,
    /// `None`: of all namespaces.
    pub namespace: Option<&'a str>,
    pub selector: &'a Selector,
    /// `limit`; 0 is all.
    pub limit: usize,
    /// `continue`, as the page before gave it.
    pub token: Option<&'a str>,
    /// Only as of this version (`resourceVersionMatch=Exact`, or a stale read).
    pub exact: Option<u64>,
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Page {
    pub objects: Vec<Arc<Object>>,
    /// The version that all pages of the list have.
    pub version: u64,
    /// The token of the page after it.
    pub token: Option<String>,
    /// How many come after it; not told where something was selected.
    pub remaining: Option<usize>,
}

/// What a continue token says: `k8s.io/apiserver/pkg/storage/continue.go`.
#[derive(Debug, Serialize, Deserialize)]
struct Token {
    v: String,
    /// The version that the list began with; -1: whichever is newest.
    rv: i64,
    /// The key after which it goes on, and a zero byte.
    start: String,
}

const TOKEN_VERSION: &str = "meta.k8s.io/v1";

impl Store {
    /// One page of a list, all of whose pages show the objects at one version. Refused are a token that is none (400), and a version that is no
    /// longer kept (410) or not there yet (504).
    pub fn page(&self, query: &Query<'_>) -> Result<Page, Refusal> {
        let token = query.token.map(Token::read).transpose()?;
        let continued = token.as_ref().and_then(|token| u64::try_from(token.rv).ok());
        let version = continued.or(query.exact).unwrap_or_else(|| self.version());
        self.reached(version)?;
        let after = token.as_ref().map(|token| token.after(query));
        let Ok(overlay) = self.overlay(query.resource, version) else {
            return Err(expired(token.as_ref()));
        };
        Ok(self.cut(query, version, after.as_ref(), &overlay))
    }

    /// Whether there is such a version already (504 if not): a client may know of one only if it was told of it.
    pub fn reached(&self, version: u64) -> Result<(), Refusal> {
        if version <= self.version() {
            return Ok(());
        }
        let told = format!("Too large resource version: {version}, current: {}", self.version());
        let cause = Cause {
            reason: "ResourceVersionTooLarge",
            message: "Too large resource version".to_owned(),
            field: String::new(),
        };
        let details = Details { causes: vec![cause], retry_after_seconds: 1, ..Details::default() };
        Err(Refusal {
            code: 504,
            reason: "Timeout",
            message: format!("Timeout: {told}"),
            details: Some(Box::new(details)),
            resume: None,
        })
    }

    /// An object as it was at a version, or the refusal of a version that is not kept.
    pub fn at(&self, key: &Key, version: u64) -> Result<Option<Arc<Object>>, Refusal> {
        let overlay = self.overlay(key.resource, version).map_err(|_| expired(None))?;
        Ok(overlay.get(key).cloned().unwrap_or_else(|| self.get(key).map(Arc::clone)))
    }

    /// What was different at a version: the objects that were changed since, as they were then.
    fn overlay(
        &self,
        resource: &'static Resource,
        version: u64,
    ) -> Result<BTreeMap<Key, Option<Arc<Object>>>, super::history::Gone> {
        let mut overlay = BTreeMap::new();
        if version < self.version() {
            for change in self.since(version)?.filter(|change| change.object.key.resource == resource) {
                overlay.entry(change.object.key.clone()).or_insert_with(|| change.before.clone());
            }
        }
        Ok(overlay)
    }

    fn cut(
        &self,
        query: &Query<'_>,
        version: u64,
        after: Option<&Key>,
        overlay: &BTreeMap<Key, Option<Arc<Object>>>,
    ) -> Page {
        let comes = |key: &Key| after.is_none_or(|after| key > after);
        let now = self.list(query.resource, query.namespace).filter(|object| comes(&object.key));
        let unchanged = now.filter(|object| !overlay.contains_key(&object.key)).map(Arc::clone);
        let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.clone()));
        let then = overlay.range((from, Bound::Unbounded)).filter_map(|(_, object)| object.clone());
        let here = |object: &Object| query.namespace.is_none_or(|namespace| *object.key.namespace == *namespace);
        let mut objects: Vec<Arc<Object>> = unchanged.collect();
        if !overlay.is_empty() {
            objects.extend(then.filter(|object| here(object)));
            objects.sort_by(|one, other| one.key.cmp(&other.key));
        }
        objects.retain(|object| query.selector.matches(object));
        let total = objects.len();
        if query.limit == 0 || total <= query.limit {
            return Page { objects, version, token: None, remaining: None };
        }
        objects.truncate(query.limit);
        let token = objects.last().map(|last| Token::of(version, &last.key).written());
        let remaining = query.selector.is_empty().then(|| total - query.limit);
        Page { objects, version, token, remaining }
    }
}

impl Token {
    fn of(version: u64, key: &Key) -> Self {
        let version = i64::try_from(version).unwrap_or(-1);
        Self { v: TOKEN_VERSION.to_owned(), rv: version, start: format!("{}/{}\0", key.namespace, key.name) }
    }

    fn read(text: &str) -> Result<Self, Refusal> {
        let wrong =
            |why: &str| Refusal::bad_request(format!("invalid continue token: continue key is not valid: {why}"));
        let bytes = URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text));
        let bytes = bytes.map_err(|_| wrong("illegal base64 data at input byte 0"))?;
        let token: Self = serde_json::from_slice(&bytes).map_err(|_| {
            let first = bytes.first().copied().map_or(' ', char::from);
            wrong(&format!("invalid character '{first}' looking for beginning of value"))
        })?;
        if token.v != TOKEN_VERSION {
            return Err(wrong(&format!("server does not recognize this encoded version {}", token.v)));
        }
        if token.rv == 0 {
            return Err(wrong(&format!("incorrect encoded start resourceVersion (version {TOKEN_VERSION})")));
        }
        if token.start.is_empty() {
            return Err(wrong(&format!("encoded start key empty (version {TOKEN_VERSION})")));
        }
        if token.start.split('/').any(|part| part == "..") {
            return Err(wrong(&token.start));
        }
        Ok(token)
    }

    fn written(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The key that it goes on after.
    fn after(&self, query: &Query<'_>) -> Key {
        let start = self.start.trim_end_matches('\0');
        let (namespace, name) = start.rsplit_once('/').unwrap_or(("", start));
        let namespace = query.namespace.unwrap_or_else(|| namespace.trim_start_matches('/'));
        Key { resource: query.resource, namespace: namespace.into(), name: name.into() }
    }
}

fn expired(token: Option<&Token>) -> Refusal {
    match token {
        Some(token) => Refusal::expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.".to_owned(),
            Some(Token { rv: -1, v: TOKEN_VERSION.to_owned(), start: token.start.clone() }.written()),
        ),
        None => Refusal::expired("The resourceVersion for the provided list is too old.".to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn store() -> Store {
        let mut store = Store::new(1);
        for (namespace, name) in [("a", "1"), ("a", "2"), ("a", "3"), ("b", "1"), ("b", "2")] {
            put(&mut store, namespace, name, 0);
        }
        store
    }

    fn put(store: &mut Store, namespace: &str, name: &str, value: i64) {
        let meta = json!({ "name": name, "namespace": namespace });
        store.put(key(namespace, name), json!({ "metadata": meta, "data": { "v": value } }));
    }

    fn key(namespace: &str, name: &str) -> Key {
        Key { resource: Resource::of_kind("ConfigMap").unwrap(), namespace: namespace.into(), name: name.into() }
    }

    fn page(store: &Store, namespace: Option<&str>, token: Option<&str>) -> Result<Page, Refusal> {
        let resource = Resource::of_kind("ConfigMap").unwrap();
        store.page(&Query { resource, namespace, selector: &Selector::default(), limit: 2, token, exact: None })
    }

    fn names(page: &Page) -> Vec<String> {
        page.objects.iter().map(|one| format!("{}/{}", one.key.namespace, one.key.name)).collect()
    }

    #[test]
    fn all_pages_show_one_version() {
        let mut store = store();
        let first = page(&store, None, None).unwrap();
        assert_eq!((names(&first), first.remaining), (vec!["a/1".to_owned(), "a/2".to_owned()], Some(3)));
        put(&mut store, "a", "25", 0);
        put(&mut store, "b", "1", 7);
        store.remove(&key("a", "3"));
        let second = page(&store, None, first.token.as_deref()).unwrap();
        assert_eq!((names(&second), second.version), (vec!["a/3".to_owned(), "b/1".to_owned()], first.version));
        assert_eq!(second.objects[1].value["data"]["v"], 0, "as it was");
        let third = page(&store, None, second.token.as_deref()).unwrap();
        assert_eq!((names(&third), third.token, third.remaining), (vec!["b/2".to_owned()], None, None));
        let fresh = page(&store, Some("a"), None).unwrap();
        assert_eq!((names(&fresh), fresh.remaining), (vec!["a/1".to_owned(), "a/2".to_owned()], Some(1)));
        assert_eq!(store.at(&key("b", "1"), first.version).unwrap().unwrap().value["data"]["v"], 0);
    }

    #[test]
    fn a_list_that_is_too_old_can_go_on_at_the_newest_version() {
        let mut store = store();
        let first = page(&store, None, None).unwrap();
        put(&mut store, "b", "1", 7);
        store.trim();
        let refused = page(&store, None, first.token.as_deref()).unwrap_err();
        assert_eq!((refused.code, refused.reason), (410, "Expired"));
        assert_eq!(refused.status()["metadata"]["continue"].as_str(), refused.resume.as_deref());
        let rest = page(&store, None, refused.resume.as_deref()).unwrap();
        assert_eq!((names(&rest), rest.version), (vec!["a/3".to_owned(), "b/1".to_owned()], store.version()));
    }

    #[test]
    fn tokens_and_versions_that_are_none_are_refused() {
        let store = store();
        let coded = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let words = |token: &str| page(&store, None, Some(token)).unwrap_err().message;
        assert!(words("!!!").ends_with("illegal base64 data at input byte 0"));
        assert!(words("abc").ends_with("invalid character 'i' looking for beginning of value"));
        assert!(
            words(&coded(r#"{"v":"x","rv":1,"start":"a"}"#))
                .ends_with("server does not recognize this encoded version x")
        );
        assert!(words(&coded(r#"{"v":"meta.k8s.io/v1","rv":1,"start":"../x"}"#)).ends_with("not valid: ../x"));
        assert_eq!(
            words(&coded(r#"{"v":"meta.k8s.io/v1","rv":9999,"start":"x"}"#)),
            "Timeout: Too large resource version: 9999, current: 1005"
        );
    }
}
