//! A request that is sent once, and how it ended: the difference between "not one byte of it was sent" and "lost" is what all safety
//! rests on, so whatever is not surely the former is the latter.

use std::{
    error::Error as StdError,
    time::{Duration, Instant},
};

use http::{Method, Request, Response, header};
use http_body_util::BodyExt;
use hyper_util::client::legacy;
use kube::client::Body;
use tokio::time::timeout;

use crate::{
    adapters::cluster::{
        connection::{AGENT, Connection, JSON},
        kubeconfig::chain,
        limits::now,
        path::Path,
    },
    domain::{inspection::Call, text::Safe},
};

/// How long an effect may take in all (K-2).
const EFFECT: Duration = Duration::from_secs(10);

/// How a request ended.
#[derive(Debug)]
pub(super) enum Sent {
    Answered {
        status: u16,
        retry_after: Option<Duration>,
        /// `None` where it broke off.
        body: Option<Vec<u8>>,
    },
    Nowhere(Safe),
    Lost(Safe),
}

/// Sends a PATCH, once.
pub(super) async fn once(connection: &Connection, to: &Path, patch: &[u8]) -> Sent {
    let client = match connection.client().await {
        Ok(client) => client,
        Err(error) => return Sent::Nowhere(Safe::clean(&error.cause())),
    };
    let built = Request::builder()
        .method(Method::PATCH)
        .uri(to.as_str())
        .header(header::USER_AGENT, AGENT)
        .header(header::ACCEPT, JSON)
        .header(header::CONTENT_TYPE, "application/json-patch+json")
        .body(Body::from(patch.to_vec()));
    let request = match built {
        Ok(request) => request,
        Err(error) => return Sent::Nowhere(Safe::clean(&error.to_string())),
    };
    let (at, began) = (now(), Instant::now());
    let mut status = None;
    let exchange = async {
        let response = client.send(request).await.map_err(|error| broken(&error))?;
        status = Some(response.status().as_u16());
        Ok::<_, Sent>(answered(response).await)
    };
    let sent = match timeout(EFFECT, exchange).await {
        Ok(Ok(sent) | Err(sent)) => sent,
        Err(_) => Sent::Lost(Safe::clean(&format!("no answer within {} s", EFFECT.as_secs()))),
    };
    connection.calls.push(Call {
        at,
        verb: Safe::clean(Method::PATCH.as_str()),
        path: Safe::clean(to.as_str()),
        status,
        ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
    });
    sent
}

async fn answered(response: Response<Body>) -> Sent {
    let status = response.status().as_u16();
    let seconds = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = response.into_body().collect().await.ok().map(|body| body.to_bytes().to_vec());
    Sent::Answered { status, retry_after: seconds.map(Duration::from_secs), body }
}

fn broken(error: &kube::Error) -> Sent {
    let text = Safe::clean(&chain(error));
    if was_never_sent(error) { Sent::Nowhere(text) } else { Sent::Lost(text) }
}

/// Whether it failed before there was a connection to write it to, or for want of credentials to write into it.
fn was_never_sent(error: &kube::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect) {
            return true;
        }
        cause = error.source();
    }
    matches!(error, kube::Error::Auth(_))
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;
    use crate::{
        adapters::cluster::{Settings, pin},
        domain::cluster::ClusterNo,
    };

    async fn sent_to(address: &str) -> Sent {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let text = format!(
            "{{apiVersion: v1, kind: Config, current-context: c, clusters: [{{name: c, cluster: {{server: 'http://{address}'}}}}], \
             users: [{{name: u, user: {{token: t}}}}], contexts: [{{name: c, context: {{cluster: c, user: u}}}}]}}"
        );
        std::fs::write(&file, text).unwrap();
        let settings = Settings { kubeconfigs: vec![file], ..Settings::default() };
        let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
        once(&live.effects, &Path::fixed("/x"), b"[]").await
    }

    /// A server that reads so much of a request, says this, and closes the connection.
    async fn server(reads: usize, says: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut vec![0; reads]).await.unwrap();
            stream.write_all(says.as_bytes()).await.unwrap();
        });
        address
    }

    #[tokio::test]
    async fn only_what_could_not_connect_was_surely_not_sent() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
        assert!(matches!(sent_to(&closed).await, Sent::Nowhere(_)));
        assert!(matches!(sent_to("no-such-host.invalid:80").await, Sent::Nowhere(_)));
        for (reads, says) in [(0, ""), (5, ""), (60, "HTTP/1.1 200 OK\r\ncontent-le")] {
            assert!(matches!(sent_to(&server(reads, says).await).await, Sent::Lost(_)), "{reads} {says}");
        }
        let broken = sent_to(&server(60, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").await).await;
        assert!(matches!(broken, Sent::Answered { status: 200, body: None, .. }), "{broken:?}");
        let busy = sent_to(&server(60, "HTTP/1.1 429 X\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n").await).await;
        let Sent::Answered { status: 429, retry_after: Some(wait), .. } = busy else { panic!("{busy:?}") };
        assert_eq!(wait, Duration::from_secs(7));
    }
}
