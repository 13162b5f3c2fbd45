//! In which form a client wants its answer.

use crate::drill::store::Refusal;

use super::{query::Query, refusals};

/// The form of an object, a list or a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is stored.
    Object,
    /// Only `metadata`.
    Metadata,
    /// What `kubectl get` prints, in the version that was asked for.
    Table { version: &'static str, include: Include },
}

/// What a row of a table carries beside its cells (`includeObject`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Include {
    Nothing,
    Metadata,
    Object,
}

/// Media types that are answered with JSON, whatever they ask: it is the only encoding here.
const KNOWN: [&str; 6] = [
    "application/json",
    "*/*",
    "application/*",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
    "application/cbor",
];

/// The first form of an `Accept` header that can be had; quality values are not weighed, as the API server does not weigh them either.
pub fn form(accept: &str, query: &Query) -> Result<Form, Refusal> {
    if accept.trim().is_empty() {
        return Ok(Form::Object);
    }
    let wanted = accept.split(',').find_map(one).ok_or_else(refusals::not_acceptable)?;
    let Form::Table { version, .. } = wanted else { return Ok(wanted) };
    let include = match query.text("includeObject") {
        "" | "Metadata" => Include::Metadata,
        "None" => Include::Nothing,
        "Object" => Include::Object,
        other => {
            return Err(Refusal::bad_request(format!(
                "Unable to convert to Table as requested: includeObject: Invalid value: \"{other}\": must be 'Metadata', 'Object', 'None', or empty"
            )));
        }
    };
    Ok(Form::Table { version, include })
}

fn one(range: &str) -> Option<Form> {
    let mut parts = range.split(';').map(str::trim);
    if !KNOWN.contains(&parts.next()?) {
        return None;
    }
    let (mut form, mut group, mut version) = ("", "", "");
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        match name {
            "as" => form = value,
            "g" => group = value,
            "v" => version = value,
            _ => {}
        }
    }
    let version = match (group, version) {
        ("meta.k8s.io", "v1") => "v1",
        ("meta.k8s.io", "v1beta1") => "v1beta1",
        _ => "",
    };
    match form {
        "" => Some(Form::Object),
        "Table" if !version.is_empty() => Some(Form::Table { version, include: Include::Metadata }),
        "PartialObjectMetadata" | "PartialObjectMetadataList" if !version.is_empty() => Some(Form::Metadata),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_that_is_known_counts() {
        let none = Query::default();
        let kubectl = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        let table = |version, include| Ok(Form::Table { version, include });
        assert_eq!(form(kubectl, &none), table("v1", Include::Metadata));
        assert_eq!(form(kubectl, &Query::read("includeObject=Object")), table("v1", Include::Object));
        assert_eq!(form("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", &none), Ok(Form::Object));
        assert_eq!(form("application/vnd.kubernetes.protobuf", &none), Ok(Form::Object));
        assert_eq!(form("text/html", &none).unwrap_err().code, 406);
        assert_eq!(form(kubectl, &Query::read("includeObject=Foo")).unwrap_err().code, 400);
    }
}
