//! The configuration that a pod is given: the address in its environment, CA and token in files.

use std::{fs, path::PathBuf};

use kube::config::{AuthInfo, Cluster, Context, Kubeconfig, NamedAuthInfo, NamedCluster, NamedContext};

/// The name of the one context that there is inside a cluster.
const NAME: &str = "in-cluster";

/// Where a pod finds its cluster, and who it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// `https://10.96.0.1:443`.
    pub server: String,
    /// `token`, `ca.crt` and `namespace`, as the kubelet mounts them.
    pub folder: PathBuf,
}

impl ServiceAccount {
    /// As a kubeconfig; `None` where there is no token.
    pub(super) fn kubeconfig(&self) -> Option<Kubeconfig> {
        let file = |name: &str| Some(self.folder.join(name)).filter(|path| path.is_file());
        let shown = |path: PathBuf| path.display().to_string();
        let namespace = file("namespace").and_then(|path| fs::read_to_string(path).ok());
        let namespace = namespace.map(|text| text.trim().to_owned()).filter(|name| !name.is_empty());
        let user = AuthInfo {
            // The file and not what is in it: the kubelet puts another token there before this one ends.
            token_file: Some(shown(file("token")?)),
            ..AuthInfo::default()
        };
        let cluster = Cluster {
            server: Some(self.server.clone()),
            certificate_authority: file("ca.crt").map(shown),
            ..Cluster::default()
        };
        let context =
            Context { cluster: NAME.to_owned(), user: Some(NAME.to_owned()), namespace, ..Context::default() };
        Some(Kubeconfig {
            current_context: Some(NAME.to_owned()),
            clusters: vec![NamedCluster { name: NAME.to_owned(), cluster: Some(cluster), ..NamedCluster::default() }],
            auth_infos: vec![NamedAuthInfo {
                name: NAME.to_owned(),
                auth_info: Some(user),
                ..NamedAuthInfo::default()
            }],
            contexts: vec![NamedContext { name: NAME.to_owned(), context: Some(context), ..NamedContext::default() }],
            ..Kubeconfig::default()
        })
    }
}
