//! What the runtime has to be told.

use std::path::PathBuf;

use crate::domain::cluster::Scope;

/// What the console's runtime takes from the command line, the files and the environment.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Which namespaces are watched.
    pub scope: Scope,
    /// Where copies, saved logs and crash files go: `$XDG_STATE_HOME/stanch`.
    pub state: PathBuf,
    /// `TERM`.
    pub term: Option<String>,
    /// Whether the terminal is GNU screen (`STY` is set), which swallows copies to the clipboard.
    pub screen: bool,
    /// What opens a text to be edited, as the shell reads it: `VISUAL`, `EDITOR` or `vi`.
    pub editor: String,
    /// Two frames a second.
    pub low_bandwidth: bool,
}
