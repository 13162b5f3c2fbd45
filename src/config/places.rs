//! Where stanch keeps its files.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The directories of the XDG base directory specification, as far as the user has a home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// `~/.config/stanch`: config.toml, policy.yaml, themes/, keymaps/.
    pub config: Option<PathBuf>,
    /// `~/.local/state/stanch`: the log, crash files, what was copied and saved.
    pub state: Option<PathBuf>,
}

impl Places {
    #[must_use]
    pub fn of_user() -> Self {
        let Some(dirs) = ProjectDirs::from("", "", "stanch") else { return Self::default() };
        Self { config: Some(dirs.config_dir().to_owned()), state: dirs.state_dir().map(ToOwned::to_owned) }
    }
}
