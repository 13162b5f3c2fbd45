//! What a role may do.

use crate::drill::store::{Details, Refusal};

use super::{
    role::Role,
    route::{Place, Review, Verb},
};

/// What everybody may read, token or not.
const OPEN: [&str; 4] = ["/healthz", "/livez", "/readyz", "/version"];

/// What every known user may read (`system:discovery`).
const DISCOVERY: [&str; 4] = ["/api", "/apis", "/openapi", "/version"];

/// An action on a resource; every word may be `*`.
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    pub verb: &'a str,
    pub group: &'a str,
    pub resource: &'a str,
    pub subresource: &'a str,
}

#[must_use]
pub fn allows(role: Role, action: Action<'_>) -> bool {
    let looks = matches!(action.verb, "get" | "list" | "watch")
        && matches!(action.subresource, "" | "status" | "scale" | "log");
    match role {
        Role::Operator => true,
        Role::Viewer if action.verb == "create" => reviews(action),
        Role::Viewer => looks && action.resource != "*" && (action.group, action.resource) != ("", "secrets"),
        Role::Anonymous => false,
    }
}

/// Every known user may ask about itself (`system:basic-user`).
fn reviews(action: Action<'_>) -> bool {
    matches!(
        (action.group, action.resource),
        ("authentication.k8s.io", "selfsubjectreviews")
            | ("authorization.k8s.io", "selfsubjectaccessreviews" | "selfsubjectrulesreviews")
    )
}

#[must_use]
pub fn allows_path(role: Role, verb: &str, path: &str) -> bool {
    let under = |known: &&str| path == *known || path.strip_prefix(*known).is_some_and(|rest| rest.starts_with('/'));
    match role {
        Role::Operator => true,
        Role::Viewer => verb == "get" && (OPEN.iter().chain(&DISCOVERY).any(under)),
        Role::Anonymous => verb == "get" && OPEN.iter().any(under),
    }
}

/// 403 where a role may not do that to a place.
pub fn check(role: Role, verb: Verb, place: &Place) -> Result<(), Refusal> {
    let resource = place.resource;
    let (group, plural, subresource) = (resource.group, resource.plural, place.subresource.as_str());
    if allows(role, Action { verb: verb.word(), group, resource: plural, subresource }) {
        return Ok(());
    }
    let what = resource.qualified();
    let named = place.name.as_deref().map(|name| format!(" \"{name}\"")).unwrap_or_default();
    let full = if subresource.is_empty() { plural.to_owned() } else { format!("{plural}/{subresource}") };
    let place_of = match &place.namespace {
        Some(namespace) => format!("in the namespace \"{namespace}\""),
        None => "at the cluster scope".to_owned(),
    };
    let user = role.user();
    let details = Details {
        name: place.name.clone().unwrap_or_default(),
        group: group.to_owned(),
        kind: plural.to_owned(),
        ..Details::default()
    };
    let message = format!(
        "{what}{named} is forbidden: User \"{user}\" cannot {verb} resource \"{full}\" in API group \"{group}\" {place_of}"
    );
    Err(Refusal { code: 403, reason: "Forbidden", message, details: Some(Box::new(details)), resume: None })
}

/// 403 where a role may not ask about itself: who shows no token.
pub fn check_review(role: Role, review: Review) -> Result<(), Refusal> {
    let (group, resource) = (review.group(), review.plural());
    if allows(role, Action { verb: "create", group, resource: &resource, subresource: "" }) {
        return Ok(());
    }
    let user = role.user();
    let message = format!(
        "{resource}.{group} is forbidden: User \"{user}\" cannot create resource \"{resource}\" in API group \"{group}\" at the cluster scope"
    );
    let details = Details { group: group.to_owned(), kind: resource, ..Details::default() };
    Err(Refusal { code: 403, reason: "Forbidden", message, details: Some(Box::new(details)), resume: None })
}

/// 403 where a role may not read a path that is no resource.
pub fn check_path(role: Role, method: &str, path: &str) -> Result<(), Refusal> {
    let verb = method.to_lowercase();
    if allows_path(role, &verb, path) {
        return Ok(());
    }
    let message = format!("forbidden: User \"{}\" cannot {verb} path \"{path}\"", role.user());
    Err(Refusal { code: 403, reason: "Forbidden", message, details: Some(Box::default()), resume: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::api::route::Target;

    #[test]
    fn a_viewer_looks_at_all_but_secrets_and_is_told_so_in_the_server_s_words() {
        let ask = |verb: Verb, path: &str| match Target::of(path) {
            Target::Place(place) => check(Role::Viewer, verb, &place).map_err(|refusal| refusal.message),
            other => panic!("{other:?}"),
        };
        assert_eq!(ask(Verb::Get, "/api/v1/namespaces/a/pods/b/log"), Ok(()));
        assert_eq!(ask(Verb::List, "/apis/apps/v1/deployments"), Ok(()));
        let no = "secrets is forbidden: User \"viewer\" cannot list resource \"secrets\" in API group \"\" in the namespace \"a\"";
        assert_eq!(ask(Verb::List, "/api/v1/namespaces/a/secrets"), Err(no.to_owned()));
        let no = "deployments.apps \"web\" is forbidden: User \"viewer\" cannot patch resource \"deployments/scale\" in API group \"apps\" in the namespace \"a\"";
        assert_eq!(ask(Verb::Patch, "/apis/apps/v1/namespaces/a/deployments/web/scale"), Err(no.to_owned()));
        assert!(ask(Verb::Get, "/api/v1/namespaces/a/pods/b/exec").is_err());
    }

    #[test]
    fn paths_are_for_who_is_known() {
        assert!(allows_path(Role::Viewer, "get", "/apis/apps/v1") && !allows_path(Role::Viewer, "get", "/metrics"));
        assert!(allows_path(Role::Anonymous, "get", "/livez/ping") && !allows_path(Role::Anonymous, "get", "/api"));
        assert!(!allows_path(Role::Viewer, "get", "/apisx"));
    }
}
