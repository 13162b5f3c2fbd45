//! Field selectors: `k8s.io/apimachinery/pkg/fields`, with the fields that each resource can be selected by.

use serde_json::Value;

use crate::drill::resource::Resource;

/// Requirements on fields, of which each has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    /// JSON pointers, of which the first that says something counts.
    pointers: Vec<String>,
    value: String,
    equal: bool,
}

impl Fields {
    pub fn read(resource: &Resource, text: &str) -> Result<Self, String> {
        terms(text).iter().map(|term| requirement(resource, term)).collect::<Result<_, _>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn matches(&self, value: &Value) -> bool {
        self.0.iter().all(|one| {
            let found = one.pointers.iter().filter_map(|pointer| value.pointer(pointer));
            let said = found.map(said).find(|said| !said.is_empty()).unwrap_or_default();
            // What a field is when nothing is said of it.
            let said = if said.is_empty() && one.pointers.iter().any(|one| TRUTHS.contains(&one.as_str())) {
                "false".to_owned()
            } else {
                said
            };
            (said == one.value) == one.equal
        })
    }
}

const TRUTHS: [&str; 2] = ["/spec/hostNetwork", "/spec/unschedulable"];

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(|item| item.get("ip")?.as_str()).collect();
            items.join(",")
        }
        _ => String::new(),
    }
}

/// The parts between commas that are not escaped.
fn terms(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut escaped = false;
    for letter in text.chars() {
        match found.last_mut() {
            Some(_) if letter == ',' && !escaped => found.push(String::new()),
            Some(term) => term.push(letter),
            None => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    found.retain(|term| !term.is_empty());
    found
}

fn requirement(resource: &Resource, term: &str) -> Result<Requirement, String> {
    let split = ["!=", "==", "="].into_iter().filter_map(|sign| Some((term.find(sign)?, sign)));
    let Some((at, sign)) = split.min_by_key(|(at, sign)| (*at, std::cmp::Reverse(sign.len()))) else {
        return Err(format!("invalid selector: '{term}'; can't understand '{term}'"));
    };
    let (name, rest) = term.split_at_checked(at).unwrap_or((term, ""));
    let value = unescaped(rest.strip_prefix(sign).unwrap_or_default())?;
    let pointers = pointers(resource, name)?;
    Ok(Requirement { pointers, value, equal: sign != "!=" })
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut found = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => found.extend(letters.next()),
            '=' | ',' => {
                return Err(format!("invalid field selector: unescaped character in value: {}", u32::from(letter)));
            }
            letter => found.push(letter),
        }
    }
    Ok(found)
}

/// Where a field of a selector stands, or why there is none of that name.
fn pointers(resource: &Resource, name: &str) -> Result<Vec<String>, String> {
    let own: &[&str] = match resource.kind {
        "Pod" => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName",
        ],
        "Event" => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "type",
        ],
        "Namespace" => &["status.phase"],
        "Node" => &["spec.unschedulable"],
        "Secret" => &["type"],
        "Service" => &["spec.clusterIP", "spec.type"],
        _ => &[],
    };
    if resource.kind == "Event" && name == "source" {
        return Ok(vec!["/source/component".to_owned(), "/reportingComponent".to_owned()]);
    }
    let known = name == "metadata.name" || (name == "metadata.namespace" && resource.namespaced) || own.contains(&name);
    if known {
        return Ok(vec![format!("/{}", name.replace('.', "/"))]);
    }
    if own.is_empty() {
        return Err(format!("{name:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""));
    }
    Err(format!("field label not supported: {name}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_choose() {
        let pod = json!({
            "metadata": { "name": "p", "namespace": "shop" }, "spec": { "nodeName": "n1" },
            "status": { "phase": "Running", "podIP": "10.0.0.1", "podIPs": [{ "ip": "10.0.0.1" }] },
        });
        let kind = Resource::pods();
        let fit = [
            "",
            "metadata.name=p",
            "metadata.name==p",
            "metadata.namespace!=other",
            "spec.nodeName=n1,status.phase=Running",
            "status.podIPs=10.0.0.1",
            "spec.hostNetwork=false",
            "status.nominatedNodeName=",
            ",",
        ];
        for text in fit {
            assert!(Fields::read(kind, text).unwrap().matches(&pod), "{text}");
        }
        for text in ["metadata.name!=p", "status.phase=Pending", "spec.nodeName=", "spec.hostNetwork=true"] {
            assert!(!Fields::read(kind, text).unwrap().matches(&pod), "{text}");
        }
    }

    #[test]
    fn other_fields_are_refused() {
        let of = |kind: &str, text: &str| Fields::read(Resource::of_kind(kind).unwrap(), text).unwrap_err();
        assert_eq!(of("Pod", "abc"), "invalid selector: 'abc'; can't understand 'abc'");
        assert_eq!(of("Pod", "spec.foo=b"), "field label not supported: spec.foo");
        assert_eq!(of("Event", "source.component=x"), "field label not supported: source.component");
        assert_eq!(of("Node", "metadata.namespace=x"), "field label not supported: metadata.namespace");
        assert_eq!(of("Pod", "metadata.name=b=c"), "invalid field selector: unescaped character in value: 61");
        assert_eq!(
            of("Deployment", "status.replicas=1"),
            "\"status.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        );
    }
}
