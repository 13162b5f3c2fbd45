//! What can go wrong with a cluster. The texts fit after "failed to …".

use crate::domain::{
    cluster::{Gap, Plugin},
    shell::{can_i, quoted},
    text::Safe,
};

/// A failure of a cluster, its credentials or its kubeconfig.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("read a kubeconfig: {0}")]
    Kubeconfig(Safe),
    /// Refused for safety's sake (exit 3): nothing was run or sent.
    #[error("use this kubeconfig: {0}")]
    Refused(Safe),
    /// A credential plugin that nobody has allowed (exit 3): it was not run.
    #[error("use this kubeconfig: {}", unallowed(.0))]
    Plugin(Box<Plugin>),
    #[error("get credentials: {0}")]
    Credentials(Safe),
    #[error("reach {server}: {text}")]
    Unreachable { server: Safe, text: Safe },
    #[error("get an answer from {server} within {seconds} s")]
    Timeout { server: Safe, seconds: u64 },
    #[error("{verb} {path}: {message} ({status})")]
    Status { status: u16, verb: &'static str, path: Safe, message: Safe },
    #[error("understand the answer to {path}: {text}")]
    Unintelligible { path: Safe, text: Safe },
}

impl Error {
    /// The server's answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The resource version is too old to go on from: list again (B-32).
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status() == Some(410)
    }

    /// This user may not, or is nobody.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::Credentials(_) | Self::Refused(_) | Self::Plugin(_))
            || matches!(self.status(), Some(401 | 403))
    }

    /// The program that has to be allowed first.
    #[must_use]
    pub fn plugin(&self) -> Option<&Plugin> {
        match self {
            Self::Plugin(plugin) => Some(plugin),
            _ => None,
        }
    }

    /// As something that could not be read.
    #[must_use]
    pub fn gap(&self, verb: &str, resource: &str, namespace: Option<&Safe>) -> Gap {
        let place = namespace.map_or_else(|| "all namespaces".to_owned(), |name| format!("namespace {name}"));
        let message = match self.status() {
            Some(403) => {
                let question = can_i(verb, resource, namespace.map(Safe::as_str));
                format!("cannot {verb} {resource} in {place}: forbidden. Check: kubectl {question}")
            }
            _ => format!("cannot {verb} {resource} in {place}: {}", self.cause()),
        };
        Gap {
            verb: Safe::clean(verb),
            resource: Safe::clean(resource),
            namespace: namespace.cloned(),
            message: Safe::clean(&message),
        }
    }

    /// In a few words, without what was attempted.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Kubeconfig(text) | Self::Refused(text) | Self::Credentials(text) | Self::Unreachable { text, .. } => {
                text.to_string()
            }
            Self::Plugin(plugin) => unallowed(plugin),
            Self::Timeout { seconds, .. } => format!("no answer within {seconds} s"),
            Self::Status { status: 401, .. } => {
                "login expired or not accepted (401): log in again in another window, then press r".to_owned()
            }
            Self::Status { status, message, .. } => format!("{message} ({status})"),
            Self::Unintelligible { text, .. } => format!("unintelligible answer: {text}"),
        }
    }
}

fn unallowed(plugin: &Plugin) -> String {
    let words = [&plugin.path].into_iter().chain(&plugin.arguments);
    let line = words.map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    format!(
        "credential plugin `{}` is not allowed and was not run: {line}. If you trust it, answer the console's question, or \
         add credential_plugins = [\"{}\"] to the configuration",
        plugin.command, plugin.call
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_names_the_verb_and_how_to_check() {
        let denied = Error::Status { status: 403, verb: "GET", path: Safe::clean("/x"), message: Safe::clean("no") };
        let gap = denied.gap("list", "pods", Some(&Safe::clean("shop")));
        assert_eq!(
            gap.message.as_str(),
            "cannot list pods in namespace shop: forbidden. Check: kubectl auth can-i list pods -n shop"
        );
    }
}
