//! Whether the cluster answers (K-3): asked every five seconds, since a watch that is silent proves nothing.

use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use crate::{
    adapters::cluster::{Error, limits::now, path::Path},
    domain::{
        cluster::{ClusterId, Identity, Link},
        text::Safe,
        watch::Change,
    },
};

use super::feed::Line;

/// Between two heartbeats.
const PERIOD: Duration = Duration::from_secs(5);

/// Until a heartbeat counts as missed: three misses of a silent connection fit into 15 seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// After a miss that came at once (a refused connection), the next attempt.
const AGAIN: Duration = Duration::from_secs(1);

/// Asks for ever; `wake` makes it ask at once, and `nudge` tells the feeds that the cluster is back.
pub(super) async fn beat(line: Line, mut wake: watch::Receiver<u64>, nudge: watch::Sender<u64>) {
    let (mut missed, mut identified) = (0_u32, false);
    loop {
        let asked = now();
        let pause = match ask(&line).await {
            Ok(()) => {
                let (was_away, skew) = (missed > 1, line.connection.skew());
                missed = 0;
                line.health.update(|source| {
                    (source.link, source.answered, source.skew) = (Link::Live, Some(now()), skew);
                    (source.retry, source.message, source.plugin) = (None, None, None);
                });
                if was_away {
                    nudge.send_modify(|count| *count += 1);
                }
                if was_away || !identified {
                    identified = identify(&line).await.is_ok();
                }
                PERIOD
            }
            Err(error) => {
                missed += 1;
                let took = now().duration_since(asked);
                let pause = if took > SignedDuration::from_secs(1) { Duration::ZERO } else { AGAIN * missed.min(5) };
                miss(&line, missed, &error, pause);
                pause
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = wake.changed() => nudge.send_modify(|count| *count += 1),
        }
    }
}

async fn ask(line: &Line) -> Result<(), Error> {
    line.connection.log_in().await?;
    let path = Path::fixed("/version");
    // The whole answer has to be read before its connection serves again.
    let answer = timeout(PATIENCE, line.connection.get::<IgnoredAny>(&path)).await;
    match answer.unwrap_or_else(|_| Err(line.connection.late(PATIENCE))) {
        // It answers; that it does not tell its version is no harm.
        Ok(_) | Err(Error::Unintelligible { .. } | Error::Status { status: 403 | 404, .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn miss(line: &Line, missed: u32, error: &Error, pause: Duration) {
    let state = match (error.is_denied(), missed) {
        (true, _) => Some(Link::Denied),
        (false, 0 | 1) => None,
        (false, 2) => Some(Link::Stale),
        (false, _) => Some(Link::Offline),
    };
    line.health.update(|source| {
        // A cluster that never answered is not stale.
        source.link = match state {
            Some(Link::Stale) if source.answered.is_none() => Link::Offline,
            Some(other) => other,
            None => source.link,
        };
        source.message = Some(Safe::clean(&error.cause()));
        source.plugin = error.plugin().cloned();
        source.retry = now().checked_add(pause).ok();
    });
}

/// Who the cluster is, and who it says that we are.
async fn identify(line: &Line) -> Result<(), Error> {
    let id = cluster_id(line).await?;
    line.connection.identify(id);
    let _ = line.out.send(Change::Cluster(line.connection.cluster())).await;
    let _ = line.out.send(Change::Identity(whoami(line).await?)).await;
    Ok(())
}

async fn cluster_id(line: &Line) -> Result<ClusterId, Error> {
    #[derive(Deserialize)]
    struct Namespace {
        metadata: Meta,
    }
    #[derive(Deserialize)]
    struct Meta {
        uid: Safe,
    }
    let path = Path::collection("/api/v1", None, "namespaces").join("kube-system");
    let uid = match line.connection.get::<Namespace>(&path).await {
        Ok(namespace) => Some(namespace.metadata.uid),
        Err(error) if matches!(error.status(), Some(403 | 404)) => None,
        Err(error) => return Err(error),
    };
    Ok(ClusterId { uid, endpoint: line.connection.endpoint().await? })
}

/// `SelfSubjectReview`, 1.28 and later; before that nobody can say.
async fn whoami(line: &Line) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Review {
        status: Status,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Status {
        user_info: User,
    }
    #[derive(Deserialize)]
    struct User {
        username: Safe,
    }
    let path = Path::fixed("/apis/authentication.k8s.io/v1/selfsubjectreviews");
    let body = serde_json::json!({ "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview" });
    match line.connection.review::<Review>(&path, &body).await {
        Ok(review) => Ok(Identity { user: Some(review.status.user_info.username) }),
        Err(error) if matches!(error.status(), Some(403 | 404)) => Ok(Identity { user: None }),
        Err(error) => Err(error),
    }
}
