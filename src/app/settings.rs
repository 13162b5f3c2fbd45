//! What the console was told when it started.

use crate::{
    domain::{cluster::Scope, severity::ResponseTarget, text::Safe},
    ui::{keymap::Keymap, theme::Theme},
};

/// Theme, keys and scope of one console.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub theme: Theme,
    pub keymap: Keymap,
    pub scope: Scope,
    /// How soon somebody has to answer, by severity.
    pub response: Vec<ResponseTarget>,
    /// The contexts of the kubeconfig, for completion.
    pub contexts: Vec<Safe>,
}
