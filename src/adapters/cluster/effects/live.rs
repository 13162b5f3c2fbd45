//! A real cluster, written to.

use std::{cmp::Reverse, time::Duration};

use async_trait::async_trait;
use futures::future::{join_all, join3};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    adapters::cluster::{
        Error, Live, ask,
        connection::{Connection, Shared},
        decode,
        path::Path,
    },
    domain::{
        Truth,
        action::Reply,
        cluster::Gap,
        inspection::{Bounds, Right},
        pod::Pod,
        text::Safe,
        workload::{Key, Kind},
    },
};

use super::{
    Effects, MayStill, Need, Setting, Stored, Surroundings, Write,
    once::{Sent, once},
    reply::reply,
};

/// The longest that a server's `Retry-After` is followed (B-34), and how often.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const TRIES: u8 = 3;
/// How long it waits before it asks whether it still may.
const ASK_AGAIN: Duration = Duration::from_millis(500);

#[async_trait]
impl Effects for Live {
    async fn identity(&self) -> Result<Safe, Error> {
        let path = Path::collection("/api/v1", None, "namespaces").join("kube-system");
        match self.effects.get::<Value>(&path).await {
            Ok(namespace) => Ok(Safe::clean(ask::text(&namespace, "/metadata/uid"))),
            Err(error) if matches!(error.status(), Some(403 | 404)) => {
                let hash = self.effects.endpoint().await?;
                Ok(Safe::clean(&format!("sha256:{hash}")))
            }
            Err(error) => Err(error),
        }
    }

    async fn may(&self, need: &Need, key: &Key) -> Right {
        let path = Path::fixed("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
        let name = if need.named { key.name.as_str() } else { "" };
        let body = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": { "resourceAttributes": {
                "namespace": key.namespace.as_str(), "verb": need.verb, "group": need.group, "resource": need.resource,
                "name": name,
            } },
        });
        let (allowed, reason) = match self.effects.review::<Value>(&path, &body).await {
            Ok(review) => {
                let allowed = review.pointer("/status/allowed").and_then(Value::as_bool);
                let reason = Safe::clean(ask::text(&review, "/status/reason"));
                (allowed.map_or(Truth::Unknown, |yes| if yes { Truth::Yes } else { Truth::No }), reason)
            }
            Err(error) => (Truth::Unknown, Safe::clean(&error.cause())),
        };
        let (verb, resource) = (Safe::from_static(need.verb), Safe::from_static(need.resource));
        Right { verb, resource, allowed, reason: (!reason.is_empty()).then_some(reason) }
    }

    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        match self.effects.get::<Value>(&object(key)).await {
            // Half a page from a proxy is no object.
            Ok(found) if !ask::text(&found, "/metadata/uid").is_empty() => Ok(Some(found)),
            Ok(_) => Err(Error::Unintelligible {
                path: Safe::clean(object(key).as_str()),
                text: Safe::from_static("an object without a uid"),
            }),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn revisions(&self, key: &Key, object: &Value) -> Result<Vec<Value>, Error> {
        let path = Path::collection("/apis/apps/v1", Some(&key.namespace), revisions(key.kind));
        let path = path.with("labelSelector", &selector(key, object)?);
        let mut found = ask::items(&self.effects, &path).await?;
        found.retain(|revision| is_controlled(revision, ask::text(object, "/metadata/uid")));
        found.sort_by_key(|revision| {
            Reverse(decode::revision(revision.to_string().as_bytes()).ok().map(|one| one.number))
        });
        Ok(found)
    }

    async fn bounds(&self, key: &Key) -> Bounds {
        ask::bounds::bounds(&self.effects, key).await
    }

    async fn surroundings(&self, key: &Key) -> Surroundings {
        let (services, pods, bounds) = join3(
            ask::serving::serving(&self.effects, key),
            pods(&self.effects, key),
            ask::bounds::bounds(&self.effects, key),
        )
        .await;
        Surroundings { services, pods, bounds }
    }

    async fn settings(&self, key: &Key, stored: &[Stored]) -> Vec<Setting> {
        join_all(stored.iter().map(|of| setting(&self.effects, key, of))).await
    }

    async fn dry_run(&self, key: &Key, patch: &[u8]) -> Result<Value, Error> {
        let to = written(key).with("dryRun", "All");
        let message = |text: &str| Safe::clean(text);
        let refusal =
            |status, message| Error::Status { status, verb: "PATCH", path: Safe::clean(to.as_str()), message };
        match once(&self.effects, &to, patch).await {
            Sent::Answered { status: 200 | 201, body: Some(body), .. } => {
                serde_json::from_slice(&body).map_err(|reason| Error::Unintelligible {
                    path: Safe::clean(to.as_str()),
                    text: message(&reason.to_string()),
                })
            }
            Sent::Answered { status, body, .. } => {
                let body: Option<Value> = serde_json::from_slice(&body.unwrap_or_default()).ok();
                let said = body.map(|body| ask::text(&body, "/message").to_owned()).unwrap_or_default();
                Err(refusal(status, message(if said.is_empty() { "no reason given" } else { &said })))
            }
            Sent::Nowhere(text) | Sent::Lost(text) => {
                Err(Error::Unreachable { server: self.effects.cluster().server, text })
            }
        }
    }

    async fn patch(&self, write: &Write, may_still: &MayStill<'_>) -> Reply {
        match self.identity().await {
            Ok(found) if found == write.cluster => {}
            Ok(found) => {
                let text = format!("this is another cluster: {found}, not {}", write.cluster);
                return Reply::NotSent { message: Safe::clean(&text) };
            }
            Err(error) => return Reply::NotSent { message: Safe::clean(&error.cause()) },
        }
        let path = written(&write.key);
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match once(&self.effects, &path, &write.patch).await {
                Sent::Answered { status: 429, retry_after, .. } => {
                    let asked = retry_after.unwrap_or(Duration::from_secs(1));
                    if tries == 0 || !wait(asked.min(LONGEST_WAIT), may_still).await {
                        return Reply::Refused { status: 429, message: Safe::clean(&patience(asked)) };
                    }
                }
                Sent::Answered { status, body, .. } => return reply(write, status, body.as_deref()),
                Sent::Nowhere(message) => return Reply::NotSent { message },
                Sent::Lost(message) => return Reply::Lost { message },
            }
        }
    }
}

/// Waits so long; says whether what is waited with still may be sent, as soon as it may not.
async fn wait(mut left: Duration, may_still: &MayStill<'_>) -> bool {
    while may_still() {
        if left.is_zero() {
            return true;
        }
        let part = left.min(ASK_AGAIN);
        sleep(part).await;
        left = left.saturating_sub(part);
    }
    false
}

fn patience(asked: Duration) -> String {
    match asked.as_secs() {
        seconds @ 0..120 => format!("the API asks to wait {seconds} s (429)"),
        seconds @ 120..7200 => format!("the API asks to wait {} min (429)", seconds / 60),
        seconds => format!("the API asks to wait {} h (429)", seconds / 3600),
    }
}

fn object(key: &Key) -> Path {
    Path::workloads(key.kind, Some(&key.namespace)).join(&key.name)
}

fn written(key: &Key) -> Path {
    object(key).with("fieldManager", "stanch").with("fieldValidation", "Strict")
}

fn revisions(kind: Kind) -> &'static str {
    if kind == Kind::Deployment { "replicasets" } else { "controllerrevisions" }
}

fn selector(key: &Key, object: &Value) -> Result<Safe, Error> {
    let read = decode::workload(key.cluster, key.kind, object.to_string().as_bytes());
    read.map(|workload| workload.selector).map_err(|reason| Error::Unintelligible {
        path: Safe::clean(self::object(key).as_str()),
        text: Safe::clean(&reason.to_string()),
    })
}

fn is_controlled(revision: &Value, uid: &str) -> bool {
    let owners = revision.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    owners
        .into_iter()
        .flatten()
        .any(|owner| ask::text(owner, "/uid") == uid && owner.get("controller").and_then(Value::as_bool) == Some(true))
}

async fn pods(connection: &Shared, key: &Key) -> Result<Vec<Pod>, Gap> {
    let workload = ask::workload(connection, key).await?;
    let path = Path::collection("/api/v1", Some(&key.namespace), "pods").with("labelSelector", &workload.selector);
    let found = ask::items(connection, &path).await.map_err(|error| error.gap("list", "pods", Some(&key.namespace)))?;
    Ok(found.iter().filter_map(|pod| decode::pod(pod.to_string().as_bytes()).ok()).collect())
}

async fn setting(connection: &Connection, key: &Key, of: &Stored) -> Setting {
    #[derive(Deserialize)]
    struct Partial {
        metadata: Metadata,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        creation_timestamp: Option<Timestamp>,
        #[serde(default)]
        managed_fields: Vec<Managed>,
    }
    #[derive(Deserialize)]
    struct Managed {
        time: Option<Timestamp>,
    }
    let path = Path::collection("/api/v1", Some(&key.namespace), of.plural()).join(of.name());
    let changed = match connection.metadata(&path).await {
        Ok(Partial { metadata }) => {
            Ok(metadata.managed_fields.iter().filter_map(|entry| entry.time).max().or(metadata.creation_timestamp))
        }
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error.gap("get", of.plural(), Some(&key.namespace))),
    };
    Setting { of: of.clone(), changed }
}
