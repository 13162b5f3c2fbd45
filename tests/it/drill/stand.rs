//! The two clusters that conversations are held with.

use std::{path::PathBuf, time::Duration};

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::ask::{Ask, Who, get};
use crate::support::real::image;

/// A cluster, and how to talk to it.
pub struct Stand {
    pub kubeconfig: PathBuf,
    pub server: String,
    pub image: String,
    /// Where pods run: the first node.
    pub node: String,
    client: Client,
    operator: String,
    viewer: String,
}

impl Stand {
    /// The one that `STANCH_TEST_KUBECONFIG` names; a viewer's kubeconfig lies beside the administrator's.
    pub async fn real(kubeconfig: PathBuf) -> Self {
        let (config, viewer) = (read(&kubeconfig), read(&kubeconfig.with_file_name("viewer.kubeconfig")));
        let authority = config.pointer("/clusters/0/cluster/certificate-authority").and_then(Value::as_str);
        let authority = std::fs::read(authority.expect("a kubeconfig that names the file of its CA")).unwrap();
        Self::new((kubeconfig, &config), &authority, (token(&config, 0), token(&viewer, 0)), image()).await
    }

    async fn new(
        (kubeconfig, config): (PathBuf, &Value),
        authority: &[u8],
        (operator, viewer): (String, String),
        image: String,
    ) -> Self {
        // Another test may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authority = reqwest::Certificate::from_pem(authority).unwrap();
        let client = Client::builder().tls_certs_only([authority]).no_proxy().http1_only();
        let client = client.connect_timeout(Duration::from_secs(5)).build().unwrap();
        let server = config["clusters"][0]["cluster"]["server"].as_str().unwrap().to_owned();
        let mut stand = Self { kubeconfig, server, image, node: String::new(), client, operator, viewer };
        let nodes: Value = stand.request(&get("/api/v1/nodes")).send().await.unwrap().json().await.unwrap();
        nodes["items"][0]["metadata"]["name"].as_str().unwrap().clone_into(&mut stand.node);
        stand
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

fn token(config: &Value, user: usize) -> String {
    config["users"][user]["user"]["token"].as_str().expect("a kubeconfig with a token").to_owned()
}
