//! The two clusters that conversations are held with.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;

use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use stanch::drill::{
    api::{Options, Role, Served, Server},
    scenario::Scenario,
};

use super::ask::{Ask, Who, get};
use crate::support::real::image;

/// What the shell commands of the tests do there.
const SHELL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/drills/shell.yaml");

/// A cluster, and how to talk to it.
pub struct Stand {
    pub kubeconfig: PathBuf,
    pub server: String,
    pub image: String,
    /// Where pods run: the first node.
    pub node: String,
    client: Client,
    operator: String,
    pub viewer: String,
    /// Of a simulation: it ends with this.
    pub served: Option<Served>,
}

impl Stand {
    /// The one that `STANCH_TEST_KUBECONFIG` names; a viewer's kubeconfig lies beside the administrator's.
    pub async fn real(kubeconfig: PathBuf) -> Self {
        let (config, viewer) = (read(&kubeconfig), read(&kubeconfig.with_file_name("viewer.kubeconfig")));
        let cluster = &config["clusters"][0]["cluster"];
        let authority = cluster["certificate-authority"].as_str().expect("a kubeconfig that names the file of its CA");
        let authority = std::fs::read(authority).unwrap();
        let server = cluster["server"].as_str().unwrap().to_owned();
        let mut stand = Self {
            client: client(&authority),
            kubeconfig,
            server,
            image: image(),
            node: String::new(),
            operator: token(&config),
            viewer: token(&viewer),
            served: None,
        };
        stand.look_around().await;
        stand
    }

    /// A simulated one of a node, whose time goes as fast as `pace` says.
    pub async fn simulated(pace: u32, options: Options) -> Self {
        let scenario = Scenario::load(SHELL).unwrap();
        let simulation = scenario.raise(1, Timestamp::now(), Some(pace)).unwrap();
        let served = Server::start(Arc::new(simulation), options).await.unwrap();
        let mut stand = Self {
            client: client(served.authority().as_bytes()),
            kubeconfig: served.kubeconfig().to_owned(),
            server: served.url().to_owned(),
            image: "registry.local/busybox:1".to_owned(),
            node: String::new(),
            operator: served.token(Role::Operator).to_owned(),
            viewer: served.token(Role::Viewer).to_owned(),
            served: Some(served),
        };
        stand.look_around().await;
        stand
    }

    async fn look_around(&mut self) {
        let nodes: Value = self.request(&get("/api/v1/nodes")).send().await.unwrap().json().await.unwrap();
        nodes["items"][0]["metadata"]["name"].as_str().unwrap().clone_into(&mut self.node);
    }

    /// A request as it will be sent.
    pub fn request(&self, ask: &Ask) -> RequestBuilder {
        let mut request = self.client.request(ask.method.clone(), format!("{}{}", self.server, ask.path));
        request = match ask.who {
            Who::Operator => request.bearer_auth(&self.operator),
            Who::Viewer => request.bearer_auth(&self.viewer),
            Who::Stranger => request.bearer_auth("nobody-gave-this-out"),
            Who::Nobody => request,
        };
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        match &ask.body {
            Some(body) => request.body(body.clone()),
            None => request,
        }
    }
}

fn read(file: &std::path::Path) -> Value {
    serde_saphyr::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn token(config: &Value) -> String {
    config["users"][0]["user"]["token"].as_str().expect("a kubeconfig with a token").to_owned()
}

fn client(authority: &[u8]) -> Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority = reqwest::Certificate::from_pem(authority).unwrap();
    let client = Client::builder().tls_certs_only([authority]).no_proxy().http1_only();
    client.connect_timeout(Duration::from_secs(5)).build().unwrap()
}
