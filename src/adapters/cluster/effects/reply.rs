//! What an answer to a write means (reliability.md 2.5 step 4).

use serde::Deserialize;
use serde_json::Value;

use crate::{
    adapters::cluster::ask::text,
    domain::{action::Reply, text::Safe},
};

use super::Write;

/// Statuses of requests that are refused before anything is stored.
const REFUSED: [u16; 8] = [400, 401, 403, 404, 405, 413, 415, 422];

/// A 429 was not executed; the caller waits and comes back here when it has waited long enough.
pub(super) fn reply(write: &Write, status: u16, body: Option<&[u8]>) -> Reply {
    match status {
        200 | 201 => applied(write, body.unwrap_or_default()),
        409 => Reply::Conflict,
        429 => Reply::Refused { status, message: said(status, body) },
        _ if REFUSED.contains(&status) => Reply::Refused { status, message: said(status, body) },
        _ => Reply::Lost { message: said(status, body) },
    }
}

/// Done only if the object that came back says so: a proxy may answer 200 to anything.
fn applied(write: &Write, body: &[u8]) -> Reply {
    match serde_json::from_slice::<Value>(body) {
        Ok(object) if write.is_in(&object) => Reply::Applied {
            rv: Safe::clean(text(&object, "/metadata/resourceVersion")),
            generation: object.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or_default(),
        },
        Ok(_) => Reply::Lost { message: Safe::from_static("the API answered with another object (200)") },
        Err(_) => Reply::Lost { message: said(200, Some(body)) },
    }
}

fn said(status: u16, body: Option<&[u8]>) -> Safe {
    #[derive(Deserialize)]
    struct Status {
        message: String,
    }
    let body = body.unwrap_or_default();
    let text = match serde_json::from_slice::<Status>(body) {
        Ok(said) => format!("{} ({status})", said.message),
        Err(_) if body.trim_ascii_start().starts_with(b"<") => format!("the API answered HTML ({status})"),
        Err(_) => format!("the API answered {status}"),
    };
    Safe::line(&text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{
        cluster::ClusterNo,
        workload::{Key, Kind},
    };

    fn write() -> Write {
        let safe = Safe::clean;
        let key =
            Key { cluster: ClusterNo(0), namespace: safe("shop"), kind: Kind::Deployment, name: safe("checkout") };
        Write::new((&key, &safe("c")), &safe("u1"), Vec::new(), ("stanch.dev/intent", "I1".to_owned()))
    }

    fn object(uid: &str, marker: &str) -> String {
        let metadata = json!({ "uid": uid, "resourceVersion": "8", "generation": 3, "annotations": { "stanch.dev/intent": marker } });
        json!({ "metadata": metadata }).to_string()
    }

    #[test]
    fn every_status_means_one_thing() {
        let meaning = |status| match reply(&write(), status, Some(b"{\"message\":\"m\"}")) {
            Reply::Applied { .. } => "applied",
            Reply::Refused { .. } => "refused",
            Reply::NotSent { .. } => "not sent",
            Reply::Conflict => "conflict",
            Reply::Lost { .. } => "lost",
        };
        for status in [400, 401, 403, 404, 405, 413, 415, 422, 429] {
            assert_eq!(meaning(status), "refused", "{status}");
        }
        assert_eq!(meaning(409), "conflict");
        for status in [200, 201, 202, 204, 301, 307, 408, 410, 418, 500, 501, 502, 503, 504, 599] {
            assert_eq!(meaning(status), "lost", "{status}");
        }
    }

    #[test]
    fn a_200_is_believed_where_the_object_that_came_back_is_marked() {
        let replied = |body: &str| reply(&write(), 200, Some(body.as_bytes()));
        assert_eq!(replied(&object("u1", "I1")), Reply::Applied { rv: Safe::clean("8"), generation: 3 });
        for body in
            [&*object("u1", "I0"), &*object("u2", "I1"), "<html>login</html>", "{\"metadata\":{\"uid\":\"u1\"", ""]
        {
            assert!(matches!(replied(body), Reply::Lost { .. }), "{body}");
        }
        let Reply::Lost { message } = reply(&write(), 502, Some(b" <html>\x1b]0;x\x07")) else { panic!("not lost") };
        assert_eq!(message.as_str(), "the API answered HTML (502)");
    }
}
