//! Kubeconfigs: found, checked (T-14) and pinned, so that a later change of the file moves nothing.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use kube::config::{AuthInfo, ExecAuthCluster, Kubeconfig, KubeconfigError};

use crate::domain::{
    cluster::{Cluster, ClusterNo},
    text::Safe,
};

use super::{Error, PluginSettings, ServiceAccount};

/// A kubeconfig larger than this is none.
const LARGEST: u64 = 1 << 20;

/// Which clusters to use, and which programs may be run to log in to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The files, in the order of `KUBECONFIG`: the first to name a thing wins. Files that do not exist are passed over.
    pub kubeconfigs: Vec<PathBuf>,
    /// The contexts to pin; empty for the file's current one.
    pub contexts: Vec<String>,
    /// What there is inside a cluster, for where none of these files exists.
    pub in_cluster: Option<ServiceAccount>,
    pub plugins: PluginSettings,
}

/// One context of a kubeconfig with all that belongs to it, taken out of the file once.
#[derive(Debug, Clone)]
pub(super) struct Pinned {
    pub(super) cluster: Cluster,
    /// The kubeconfig, reduced to this context.
    pub(super) kubeconfig: Kubeconfig,
    /// `insecure-skip-tls-verify`: whoever is in between can say anything.
    pub(super) unverified: bool,
}

impl Pinned {
    /// Whether its user acts in somebody else's name (`as`, `as-groups`).
    pub(super) fn impersonates(&self) -> bool {
        let users = self.kubeconfig.auth_infos.iter().filter_map(|user| user.auth_info.as_ref());
        users.into_iter().any(|user| user.impersonate.is_some() || user.impersonate_groups.is_some())
    }
}

/// What is worth a warning about the files, in words.
pub type Warnings = Vec<Safe>;

/// Reads the kubeconfigs and takes the contexts out of them.
pub(super) fn pin(settings: &Settings, first: ClusterNo) -> Result<(Vec<Pinned>, Warnings), Error> {
    let (kubeconfig, warnings) = read(settings)?;
    let contexts = if settings.contexts.is_empty() {
        let current = kubeconfig.current_context.clone().filter(|name| !name.is_empty());
        vec![current.ok_or_else(|| refuse_nothing(&kubeconfig))?]
    } else {
        settings.contexts.clone()
    };
    let pinned = contexts.iter().zip(first.0..).map(|(context, no)| take(&kubeconfig, context, ClusterNo(no)));
    Ok((pinned.collect::<Result<_, _>>()?, warnings))
}

/// The names of the contexts in the files, for `:ctx` and for messages.
pub fn contexts(settings: &Settings) -> Result<Vec<Safe>, Error> {
    let (kubeconfig, _) = read(settings)?;
    Ok(kubeconfig.contexts.iter().map(|context| Safe::clean(&context.name)).collect())
}

fn read(settings: &Settings) -> Result<(Kubeconfig, Warnings), Error> {
    let mut warnings = Warnings::new();
    let mut merged: Option<Kubeconfig> = None;
    for file in settings.kubeconfigs.iter().filter(|file| file.exists()) {
        let shared = check(file)?;
        let unreadable =
            |reason: KubeconfigError| Error::Kubeconfig(Safe::line(&format!("{}: {}", file.display(), said(&reason))));
        let next = Kubeconfig::read_from(file).map_err(unreadable)?;
        if shared {
            if next.auth_infos.iter().any(|user| user.auth_info.as_ref().is_some_and(|info| info.exec.is_some())) {
                let text =
                    format!("{} is writable by its group and names a program to run: chmod 600 it", file.display());
                return Err(Error::Refused(Safe::clean(&text)));
            }
            warnings.push(Safe::clean(&format!("{} is writable by its group: chmod 600 it", file.display())));
        }
        merged = Some(match merged {
            Some(before) => before.merge(next).map_err(unreadable)?,
            None => next,
        });
    }
    let in_cluster = || settings.in_cluster.as_ref().and_then(ServiceAccount::kubeconfig);
    match merged.or_else(in_cluster) {
        Some(kubeconfig) => Ok((kubeconfig, warnings)),
        None => Err(Error::Kubeconfig(Safe::clean(&missing(&settings.kubeconfigs)))),
    }
}

fn missing(files: &[PathBuf]) -> String {
    let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    format!("there is none at {}: name one with --kubeconfig or KUBECONFIG", names.join(", "))
}

fn refuse_nothing(kubeconfig: &Kubeconfig) -> Error {
    let names: Vec<_> = kubeconfig.contexts.iter().map(|context| context.name.as_str()).collect();
    Error::Kubeconfig(Safe::clean(&format!(
        "it has no current context: choose one with --context ({})",
        names.join(", ")
    )))
}

/// Refuses a file that others control; answers whether its group may write it.
fn check(file: &Path) -> Result<bool, Error> {
    let about = |text: String| Safe::clean(&format!("{}: {text}", file.display()));
    let meta = fs::metadata(file).map_err(|reason| Error::Kubeconfig(about(reason.to_string())))?;
    if meta.len() > LARGEST {
        return Err(Error::Kubeconfig(about("larger than 1 MiB".to_owned())));
    }
    let me = rustix::process::geteuid().as_raw();
    if meta.uid() != me && meta.uid() != 0 {
        return Err(Error::Refused(about(format!("belongs to user {}, not to you", meta.uid()))));
    }
    // A root-owned file is an administrator's; for root itself every other owner was refused above.
    if meta.mode() & 0o002 != 0 {
        return Err(Error::Refused(about("can be written by everybody: chmod 600 it".to_owned())));
    }
    Ok(meta.mode() & 0o020 != 0)
}

fn take(kubeconfig: &Kubeconfig, context: &str, no: ClusterNo) -> Result<Pinned, Error> {
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        Error::Kubeconfig(Safe::clean(&format!("there is no {what} `{name}` in it (it has: {})", known.join(", "))))
    };
    let found = kubeconfig.contexts.iter().find(|one| one.name == context);
    let named = found.cloned().ok_or_else(|| {
        unknown("context", context, kubeconfig.contexts.iter().map(|one| one.name.as_str()).collect())
    })?;
    let parts = named.context.clone().unwrap_or_default();
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == parts.cluster).cloned().ok_or_else(|| {
        unknown("cluster", &parts.cluster, kubeconfig.clusters.iter().map(|one| one.name.as_str()).collect())
    })?;
    let mut user = kubeconfig.auth_infos.iter().find(|one| Some(&one.name) == parts.user.as_ref()).cloned();
    if let Some(name) = parts.user.as_ref().filter(|name| user.is_none() && !name.is_empty()) {
        return Err(unknown("user", name, kubeconfig.auth_infos.iter().map(|one| one.name.as_str()).collect()));
    }
    if let Some(info) = user.as_ref().and_then(|user| user.auth_info.as_ref()) {
        refuse_hidden_programs(info)?;
    }
    let details = cluster.cluster.clone().unwrap_or_default();
    introduce(user.as_mut().and_then(|user| user.auth_info.as_mut()), &details)?;
    Ok(Pinned {
        cluster: Cluster {
            no,
            name: Safe::clean(&cluster.name),
            context: Safe::clean(context),
            server: Safe::clean(details.server.as_deref().unwrap_or_default()),
            namespace: Safe::clean(parts.namespace.as_deref().unwrap_or("default")),
            id: None,
        },
        unverified: details.insecure_skip_tls_verify.unwrap_or(false),
        kubeconfig: Kubeconfig {
            current_context: Some(context.to_owned()),
            contexts: vec![named],
            clusters: vec![cluster],
            auth_infos: user.into_iter().collect(),
            ..Kubeconfig::default()
        },
    })
}

/// Tells a credential plugin about its cluster, if it wants to know.
fn introduce(info: Option<&mut AuthInfo>, cluster: &kube::config::Cluster) -> Result<(), Error> {
    let Some(exec) = info.and_then(|info| info.exec.as_mut()).filter(|exec| exec.provide_cluster_info) else {
        return Ok(());
    };
    let told = ExecAuthCluster::try_from(cluster).map_err(|reason| Error::Kubeconfig(Safe::line(&said(&reason))))?;
    exec.cluster = Some(told);
    Ok(())
}

/// Old auth providers can name a program too, which the client would run by itself, without asking the allow-list.
fn refuse_hidden_programs(info: &AuthInfo) -> Result<(), Error> {
    match info.auth_provider.as_ref().filter(|provider| provider.config.contains_key("cmd-path")) {
        Some(provider) => Err(Error::Refused(Safe::clean(&format!(
            "the auth provider `{}` runs a program: use an exec credential plugin instead",
            provider.name
        )))),
        None => Ok(()),
    }
}

/// What is wrong with a file, without any of its text: that holds tokens, and the parser would quote it.
fn said(reason: &KubeconfigError) -> String {
    match reason {
        KubeconfigError::Parse(error) => match error.location() {
            Some(place) => format!("not a kubeconfig: line {}, column {}", place.line(), place.column()),
            None => "not a kubeconfig".to_owned(),
        },
        other => chain(other),
    }
}

/// An error with all its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const FILE: &str = "apiVersion: v1\nkind: Config\ncurrent-context: one\n\
        clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}]\n\
        users: [{name: u, user: {token: t}}, {name: p, user: {exec: {command: touch, apiVersion: client.authentication.k8s.io/v1}}}]\n\
        contexts: [{name: one, context: {cluster: c, user: u, namespace: shop}}, {name: two, context: {cluster: gone, user: u}}]\n";

    fn settings(text: &str, mode: u32) -> (tempfile::TempDir, Settings) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        (folder, Settings { kubeconfigs: vec![file], ..Settings::default() })
    }

    #[test]
    fn the_current_context_is_pinned_with_what_belongs_to_it() {
        let (_folder, settings) = settings(FILE, 0o600);
        let (pinned, warnings) = pin(&settings, ClusterNo(0)).unwrap();
        let one = &pinned[0];
        assert_eq!((one.cluster.name.as_str(), one.cluster.namespace.as_str(), one.unverified), ("c", "shop", true));
        assert_eq!((one.kubeconfig.contexts.len(), one.kubeconfig.auth_infos.len()), (1, 1));
        assert!(warnings.is_empty());
    }

    #[test]
    fn what_is_missing_is_named_with_what_there_is() {
        let (_folder, mut settings) = settings(FILE, 0o600);
        settings.contexts = vec!["three".to_owned()];
        assert!(
            pin(&settings, ClusterNo(0))
                .unwrap_err()
                .to_string()
                .contains("no context `three` in it (it has: one, two)")
        );
        settings.contexts = vec!["two".to_owned()];
        assert!(pin(&settings, ClusterNo(0)).unwrap_err().to_string().contains("no cluster `gone` in it (it has: c)"));
        settings.kubeconfigs = vec!["/nowhere/config".into()];
        assert!(pin(&settings, ClusterNo(0)).unwrap_err().to_string().contains("there is none at /nowhere/config"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_quoted() {
        for text in [FILE.replace("{token: t}", "{token: s3cret"), FILE.replace("{token: t}", "s3cret")] {
            let (_folder, settings) = settings(&text, 0o600);
            let said = pin(&settings, ClusterNo(0)).unwrap_err().to_string();
            assert!(said.contains("not a kubeconfig: line ") && !said.contains("s3cret"), "{said}");
        }
    }

    #[test]
    fn a_plugin_is_told_about_its_cluster_if_it_asks() {
        for (wish, told) in [("provideClusterInfo: true, ", Some("https://127.0.0.1:1")), ("", None)] {
            let text = FILE.replace("exec: {", &format!("exec: {{{wish}")).replace("user: u, ", "user: p, ");
            let (_folder, settings) = settings(&text, 0o600);
            let one = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
            let exec = one.kubeconfig.auth_infos[0].auth_info.as_ref().unwrap().exec.as_ref().unwrap();
            assert_eq!(exec.cluster.as_ref().and_then(|cluster| cluster.server.as_deref()), told);
        }
    }

    #[test]
    fn a_file_that_others_can_write_is_refused() {
        let (_folder, everybody) = settings(FILE, 0o666);
        assert!(matches!(pin(&everybody, ClusterNo(0)), Err(Error::Refused(text)) if text.contains("chmod 600")));
        let (_folder, with_program) = settings(FILE, 0o660);
        assert!(
            matches!(pin(&with_program, ClusterNo(0)), Err(Error::Refused(text)) if text.contains("names a program"))
        );
        let (_folder, group) = settings(
            &FILE.replace("exec: {command: touch, apiVersion: client.authentication.k8s.io/v1}", "token: x"),
            0o660,
        );
        assert_eq!(pin(&group, ClusterNo(0)).unwrap().1.len(), 1);
    }

    #[test]
    fn a_program_in_an_auth_provider_is_refused() {
        let text = FILE.replace("{token: t}", "{auth-provider: {name: gcp, config: {cmd-path: /bin/touch}}}");
        let (_folder, settings) = settings(&text, 0o600);
        assert!(matches!(pin(&settings, ClusterNo(0)), Err(Error::Refused(_))));
    }
}
