//! Questions about oneself: who am I, may I, what may I.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::drill::{
    resource::RESOURCES,
    store::{Cause, Details, Refusal},
};

use super::{
    access::{Action, allows, allows_path},
    answer::Answer,
    asked::Asked,
    role::Role,
    route::Review,
};

/// What everybody may read, and what everybody with a name may (`system:public-info-viewer`, `system:discovery`).
const OPEN: [&str; 5] = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const DISCOVERY: [&str; 11] = [
    "/api",
    "/api/*",
    "/apis",
    "/apis/*",
    "/healthz",
    "/livez",
    "/openapi",
    "/openapi/*",
    "/readyz",
    "/version",
    "/version/",
];

pub fn answer(asked: &Asked, role: Role, review: Review, now: Timestamp) -> Result<Answer, Refusal> {
    let body = asked.object(review.kind())?.value;
    let spec = body.get("spec").cloned().unwrap_or_else(|| json!({}));
    let meta = json!({ "creationTimestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() });
    let told = match review {
        Review::Subject => {
            json!({ "metadata": meta, "status": { "userInfo": { "username": role.user(), "groups": role.groups() } } })
        }
        Review::Access => json!({ "metadata": {}, "spec": spec, "status": { "allowed": access(role, &spec)? } }),
        Review::Rules => json!({ "metadata": {}, "spec": {}, "status": rules(role) }),
    };
    let mut whole = json!({ "kind": review.kind(), "apiVersion": format!("{}/v1", review.group()) });
    if let (Some(whole), Value::Object(told)) = (whole.as_object_mut(), told) {
        whole.extend(told);
    }
    Ok(Answer::json(201, &whole))
}

fn access(role: Role, spec: &Value) -> Result<bool, Refusal> {
    let text = |pointer: &str| spec.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let of = |name: &str| spec.get(name).is_some_and(|value| !value.is_null());
    match (of("resourceAttributes"), of("nonResourceAttributes")) {
        (true, false) => {
            let verb = text("/resourceAttributes/verb");
            let (group, resource) = (text("/resourceAttributes/group"), text("/resourceAttributes/resource"));
            let subresource = text("/resourceAttributes/subresource");
            Ok(allows(role, Action { verb, group, resource, subresource }))
        }
        (false, true) => {
            Ok(allows_path(role, text("/nonResourceAttributes/verb"), text("/nonResourceAttributes/path")))
        }
        _ => {
            let why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
            let (field, group) = ("spec.resourceAttributes".to_owned(), "authorization.k8s.io".to_owned());
            let message = format!(".{group} \"\" is invalid: {field}: Invalid value: null: {why}");
            let causes =
                vec![Cause { reason: "FieldValueInvalid", message: format!("Invalid value: null: {why}"), field }];
            let details = Details { group, causes, ..Details::default() };
            Err(Refusal { code: 422, reason: "Invalid", message, details: Some(Box::new(details)), resume: None })
        }
    }
}

fn rules(role: Role) -> Value {
    let may = |verbs: &[&str], groups: &[&str], resources: &[&str]| json!({ "verbs": verbs, "apiGroups": groups, "resources": resources });
    let looks = ["get", "list", "watch"];
    let mut allowed = match role {
        Role::Operator => vec![may(&["*"], &["*"], &["*"])],
        Role::Viewer => RESOURCES
            .iter()
            .filter(|one| (one.group, one.plural) != ("", "secrets"))
            .flat_map(|one| {
                let below = one.subresources.iter().filter(|name| **name != "eviction");
                std::iter::once(one.plural.to_owned())
                    .chain(below.map(|name| format!("{}/{name}", one.plural)))
                    .map(|resource| may(&looks, &[one.group], &[&resource]))
            })
            .collect(),
        Role::Anonymous => Vec::new(),
    };
    allowed.push(may(&["create"], &["authorization.k8s.io"], &["selfsubjectaccessreviews", "selfsubjectrulesreviews"]));
    allowed.push(may(&["create"], &["authentication.k8s.io"], &["selfsubjectreviews"]));
    let mut paths = vec![
        json!({ "verbs": ["get"], "nonResourceURLs": OPEN }),
        json!({ "verbs": ["get"], "nonResourceURLs": DISCOVERY }),
    ];
    if role == Role::Operator {
        paths.insert(0, json!({ "verbs": ["*"], "nonResourceURLs": ["*"] }));
    }
    json!({ "resourceRules": allowed, "nonResourceRules": paths, "incomplete": false })
}
