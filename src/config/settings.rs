//! The settings of everyone, as one value.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    adapters::cluster,
    domain::{
        cluster::Scope,
        severity::{ResponseTarget, Severity},
        text::Safe,
        verdict::Thresholds,
    },
};

use super::{model::Model, places::Places, variables::Variables};

/// Where the kubelet mounts a pod's token, CA and namespace.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// What a user may set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    pub connect: Connect,
    pub look: Look,
    /// Where stanch writes its own log; it writes none without.
    pub log_file: Option<String>,
    pub store: Store,
    pub model: Model,
    /// A further policy, which may only tighten.
    pub policy: Option<String>,
    pub thresholds: Thresholds,
    /// Seconds until somebody has to answer an incident of this severity, in place of the built-in ones.
    pub respond_within: Response,
}

/// Which clusters to look at, how and at what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// In place of `KUBECONFIG` and `~/.kube/config`.
    pub kubeconfig: Option<String>,
    /// Contexts of the kubeconfig, in the order of the board; the current one where there is none.
    pub contexts: Vec<String>,
    pub namespaces: Vec<String>,
    pub all_namespaces: bool,
    /// Credential plugins that may run: names, absolute paths, or `sha256:` and the hash that a refusal shows (T-14).
    pub credential_plugins: Vec<String>,
}

/// Where the journal is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Store {
    /// In place of the file in the state directory: `sqlite:PATH`.
    pub address: Option<String>,
    /// In memory, gone when stanch ends; it refuses actions.
    pub ephemeral: bool,
}

/// How the console looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// A built-in theme's name, or a file under the configuration directory.
    pub theme: String,
    pub keymap: String,
    pub no_color: bool,
    pub ascii: bool,
    /// At most two frames a second.
    pub low_bandwidth: bool,
}

/// Response targets that were set, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    pub critical: Option<u32>,
    pub high: Option<u32>,
    pub medium: Option<u32>,
    pub low: Option<u32>,
    pub info: Option<u32>,
}

impl Default for Connect {
    fn default() -> Self {
        // Those that cloud and identity providers ship.
        let plugins = [
            "aws",
            "aws-iam-authenticator",
            "az",
            "doctl",
            "gcloud",
            "gke-gcloud-auth-plugin",
            "ibmcloud",
            "kubectl-oidc_login",
            "kubelogin",
            "oci",
            "tsh",
        ];
        Self {
            kubeconfig: None,
            contexts: Vec::new(),
            namespaces: Vec::new(),
            all_namespaces: false,
            credential_plugins: plugins.map(str::to_owned).to_vec(),
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: "dark".to_owned(),
            keymap: "default".to_owned(),
            no_color: false,
            ascii: false,
            low_bandwidth: false,
        }
    }
}

impl Connect {
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.all_namespaces {
            Scope::All
        } else if self.namespaces.is_empty() {
            Scope::Default
        } else {
            Scope::Only(self.namespaces.iter().map(|name| Safe::clean(name)).collect())
        }
    }

    /// What the adapter needs of it. Which files: the one that was set, those of `KUBECONFIG`, or the customary one.
    #[must_use]
    pub fn cluster(&self, variables: &Variables, places: &Places) -> cluster::Settings {
        let listed = || variables.get("KUBECONFIG").map(|files| std::env::split_paths(files).collect::<Vec<_>>());
        let customary = || variables.get("HOME").map(|home| vec![PathBuf::from(home).join(".kube/config")]);
        let named = self.kubeconfig.as_ref().map(|file| vec![PathBuf::from(file)]);
        let pointed = named.or_else(listed);
        cluster::Settings {
            // Whoever names a file means no other cluster.
            in_cluster: if pointed.is_some() { None } else { in_cluster(variables) },
            kubeconfigs: pointed.or_else(customary).unwrap_or_default(),
            contexts: self.contexts.clone(),
            plugins: cluster::PluginSettings {
                allowed: self.credential_plugins.clone(),
                search: variables.get("PATH").map(|path| std::env::split_paths(path).collect()).unwrap_or_default(),
                answers: places.state.as_ref().map(|folder| folder.join("plugins.json")),
            },
        }
    }
}

/// What the kubelet tells a pod about its cluster.
fn in_cluster(variables: &Variables) -> Option<cluster::ServiceAccount> {
    let host = variables.get("KUBERNETES_SERVICE_HOST")?;
    let port = variables.get("KUBERNETES_SERVICE_PORT").unwrap_or("443");
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Some(cluster::ServiceAccount { server: format!("https://{host}:{port}"), folder: PathBuf::from(SERVICE_ACCOUNT) })
}

impl Response {
    /// The built-in targets with the set ones in their place.
    #[must_use]
    pub fn over(&self, targets: &[ResponseTarget]) -> Vec<ResponseTarget> {
        let set: BTreeMap<Severity, Option<u32>> = [
            (Severity::Critical, self.critical),
            (Severity::High, self.high),
            (Severity::Medium, self.medium),
            (Severity::Low, self.low),
            (Severity::Info, self.info),
        ]
        .into();
        let replaced = |target: &ResponseTarget| set.get(&target.severity).copied().flatten().or(target.respond_within);
        targets.iter().map(|target| ResponseTarget { respond_within: replaced(target), ..target.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(connect: &Connect, variables: &[(&str, &str)]) -> Option<String> {
        let variables: Variables = variables.iter().copied().collect();
        connect.cluster(&variables, &Places::default()).in_cluster.map(|account| account.server)
    }

    #[test]
    fn a_pod_is_told_where_its_cluster_is_unless_somebody_names_a_kubeconfig() {
        let connect = Connect::default();
        let pod = [("KUBERNETES_SERVICE_HOST", "10.96.0.1"), ("KUBERNETES_SERVICE_PORT", "6443")];
        assert_eq!(server(&connect, &pod).as_deref(), Some("https://10.96.0.1:6443"));
        assert_eq!(
            server(&connect, &[("KUBERNETES_SERVICE_HOST", "fd00::1")]).as_deref(),
            Some("https://[fd00::1]:443")
        );
        assert_eq!(server(&connect, &[]), None);
        assert_eq!(server(&connect, &[pod[0], ("KUBECONFIG", "/tmp/config")]), None);
        let named = Connect { kubeconfig: Some("/tmp/config".to_owned()), ..connect };
        assert_eq!(server(&named, &pod), None);
    }
}
