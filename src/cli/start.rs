//! What every command begins with: settings, policies, and the clusters.

use std::{
    future::Future,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::Context;

use crate::{
    adapters::{
        cluster::{self, Api, Live, Warnings},
        llm,
        store::{self, Access, Address, Holder, Journal, filesystem_of},
        world::World,
    },
    config::{
        self, Complaint, Connect, Loaded, Places, PolicyFile, PolicyPlaces, PolicyState, Settings, Variables, load,
        load_policy,
    },
    domain::cluster::{ClusterNo, Scope},
    logic::{board::Board, policy::Environments},
    ops::{Follow, inspect::Target, walk::Site},
    runtime::{self, clock},
};

use super::{arguments::Arguments, exit::Failure};

/// How long a command looks before it prints what it has.
const LIMIT: Duration = Duration::from_secs(10);

/// What every command begins with.
pub struct Start {
    pub loaded: Loaded,
    pub variables: Variables,
    pub places: Places,
    pub environments: Environments,
    pub policies: Vec<PolicyFile>,
    drill: bool,
    model: OnceLock<Result<Option<llm::Settings>, llm::Error>>,
}

impl Start {
    pub fn new(arguments: &Arguments) -> Self {
        let (variables, places) = (Variables::of_process(), Places::of_user());
        let loaded = load(arguments.config(), arguments.flags.settings(), &variables, &places);
        let named = loaded.settings.policy.as_ref().map(PathBuf::from);
        let (environments, policies) = load_policy(&PolicyPlaces::new(places.config.as_deref(), named));
        Self { loaded, variables, places, environments, policies, drill: false, model: OnceLock::new() }
    }

    /// The same for a drill: the one cluster is its own, and whatever is written is written there.
    #[must_use]
    pub fn in_drill(mut self, kubeconfig: &Path, state: PathBuf) -> Self {
        let settings = &mut self.loaded.settings;
        settings.connect = Connect {
            kubeconfig: Some(kubeconfig.display().to_string()),
            all_namespaces: true,
            credential_plugins: Vec::new(),
            ..Connect::default()
        };
        settings.store = config::Store::default();
        self.places.state = Some(state);
        Self { drill: true, ..self }
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    /// What somebody named on purpose has to be usable (exit 2).
    pub fn insist(&self, arguments: &Arguments) -> anyhow::Result<()> {
        if let (Some(path), false) = (arguments.config(), self.loaded.file_found) {
            let why = self.loaded.complaints.first().map_or_else(|| path.display().to_string(), ToString::to_string);
            return Err(Failure::bad_input(format!("failed to read settings: {why}")).into());
        }
        for file in self.policies.iter().filter(|file| file.named) {
            if let PolicyState::Refused(why) = &file.state {
                return Err(
                    Failure::bad_input(format!("failed to read a policy: {}: {why}", file.path.display())).into()
                );
            }
        }
        Ok(())
    }

    /// The model to ask, if one is configured. The file of its key is read once: it may be a pipe.
    pub fn model(&self) -> Result<Option<llm::Settings>, llm::Error> {
        self.model.get_or_init(|| self.settings().model.settings(&self.variables)).clone()
    }

    /// Everything about settings and policies that the user should know.
    #[must_use]
    pub fn complaints(&self) -> Vec<Complaint> {
        let refused = self.policies.iter().filter_map(|file| match &file.state {
            PolicyState::Refused(why) => {
                Some(Complaint::new(file.path.display().to_string(), format!("{why}: everything is production")))
            }
            PolicyState::Absent | PolicyState::Used(_) => None,
        });
        self.loaded.complaints.iter().cloned().chain(refused).collect()
    }

    /// Says the complaints on standard error: the command goes on.
    pub fn warn(&self) {
        let mut err = std::io::stderr().lock();
        for complaint in self.complaints() {
            // Nobody is left to be told that standard error is closed.
            let _ = writeln!(err, "stanch: {}", crate::domain::text::Safe::line(&complaint.to_string()));
        }
    }

    /// Starts stanch's own log, if one is wanted.
    pub fn log(&self) -> anyhow::Result<()> {
        let Some(file) = &self.settings().log_file else { return Ok(()) };
        runtime::log::start(Path::new(file))
            .map_err(|error| Failure::bad_input(format!("failed to write a log to {file}: {error}")).into())
    }

    /// An empty board by these settings.
    #[must_use]
    pub fn board(&self) -> Board {
        Board::new(self.settings().thresholds, self.environments.clone())
    }

    /// Which clusters, and what may be run to log in to them.
    #[must_use]
    pub fn cluster(&self) -> cluster::Settings {
        self.settings().connect.cluster(&self.variables, &self.places)
    }

    /// Pins the contexts. Nothing is sent yet.
    pub fn pin(&self) -> Result<(Vec<Arc<Live>>, Warnings), cluster::Error> {
        cluster::pin(&self.cluster(), ClusterNo(0))
    }

    /// Pins the contexts for a command that can ask nobody: what may not be run to log in ends it. What is worth a warning
    /// about their files goes to standard error.
    pub fn world(&self) -> anyhow::Result<World> {
        let (clusters, warnings) = cluster::pin(&self.cluster(), ClusterNo(0))?;
        clusters.iter().try_for_each(|cluster| cluster.check())?;
        let mut err = std::io::stderr().lock();
        for warning in warnings {
            // Nobody is left to be told that standard error is closed.
            let _ = writeln!(err, "stanch: {warning}");
        }
        Ok(world(clusters))
    }
}

impl Start {
    /// The journal that settings and flags name.
    pub async fn store(&self, access: Access) -> anyhow::Result<Arc<dyn Journal>> {
        Ok(store::open(self.store_settings(access)?).await?)
    }

    pub fn store_settings(&self, access: Access) -> anyhow::Result<store::Settings> {
        let wanted = &self.settings().store;
        let address = match (&wanted.address, &self.places.state) {
            _ if wanted.ephemeral => Address::Memory,
            (Some(address), _) => address.parse()?,
            (None, Some(state)) => Address::customary(state),
            (None, None) => return Err(Failure::bad_input("no home directory: name a store with --store").into()),
        };
        Ok(store::Settings {
            address,
            access,
            heads: self.places.state.as_ref().map(|state| state.join("heads")),
            actor: runtime::principal(),
            clock: Arc::new(clock::now),
            holder: Holder::of_process(),
            filesystem: filesystem_of,
            drill: self.drill,
        })
    }
}

impl Start {
    /// One rollout of the one cluster that is pinned, for what may change it.
    pub fn site(&self, target: &Target) -> anyhow::Result<Site> {
        let (mut clusters, warnings) = cluster::pin(&self.cluster(), ClusterNo(0))?;
        let (Some(live), true) = (clusters.pop(), clusters.is_empty()) else {
            return Err(Failure::bad_input("a walk is about one cluster: name one --context").into());
        };
        live.check()?;
        let mut err = std::io::stderr().lock();
        for warning in warnings {
            // Nobody is left to be told that standard error is closed.
            let _ = writeln!(err, "stanch: {warning}");
        }
        Ok(Site {
            key: target.on(live.cluster().no),
            tls_verified: live.is_verified(),
            impersonates: live.impersonates(),
            api: Arc::clone(&live) as Arc<dyn Api>,
            effects: live,
            thresholds: self.settings().thresholds,
            environments: self.environments.clone(),
            clock: clock::now,
        })
    }
}

pub fn world(clusters: Vec<Arc<Live>>) -> World {
    World { clusters: clusters.into_iter().map(|cluster| cluster as Arc<dyn Api>).collect() }
}

/// The watches of a command that looks once.
pub fn follow<'a>(world: &'a World, scope: &'a Scope) -> Follow<'a> {
    Follow { world, scope, clock: clock::now, limit: LIMIT }
}

/// Runs a command that waits for the network.
pub fn wait<T>(command: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("failed to start threads")?;
    let answer = runtime.block_on(command);
    // Nothing that still waits for a cluster keeps the user waiting.
    runtime.shutdown_background();
    Ok(answer)
}
