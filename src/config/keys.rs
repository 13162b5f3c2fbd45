//! Every setting, once: its name, what it means and where it goes. Files, variables, `doctor --config` and the manual read this.

use std::fmt;

use super::{secret::Secret, settings::Settings};

/// One setting.
pub struct Key {
    /// As files write it: `verdict.slow_grace`.
    pub name: &'static str,
    pub about: &'static str,
    pub slot: Slot,
}

/// Where a setting's value goes, and so which values it takes.
pub enum Slot {
    Flag(fn(&mut Settings) -> &mut bool),
    /// A whole number, at most so large.
    Count(fn(&mut Settings) -> &mut u32, u32),
    OptionalCount(fn(&mut Settings) -> &mut Option<u32>, u32),
    Text(fn(&mut Settings) -> &mut String),
    OptionalText(fn(&mut Settings) -> &mut Option<String>),
    /// A text that is never shown.
    Secret(fn(&mut Settings) -> &mut Secret),
    Words(fn(&mut Settings) -> &mut Vec<String>),
}

/// A setting's value as a file, a variable or a flag gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Flag(bool),
    Count(i64),
    Text(String),
    Words(Vec<String>),
    /// A secret that is set.
    Hidden,
    /// Something that no setting takes, by its name in TOML.
    Other(&'static str),
}

const DAY: u32 = 86_400;

#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    Key { name: "context", about: "contexts of the kubeconfig to look at", slot: Slot::Words(|s| &mut s.connect.contexts) },
    Key { name: "namespace", about: "namespaces to look at", slot: Slot::Words(|s| &mut s.connect.namespaces) },
    Key { name: "all_namespaces", about: "look at all namespaces", slot: Slot::Flag(|s| &mut s.connect.all_namespaces) },
    Key { name: "kubeconfig", about: "kubeconfig in place of KUBECONFIG and ~/.kube/config", slot: Slot::OptionalText(|s| &mut s.connect.kubeconfig) },
    Key { name: "credential_plugins", about: "credential plugins that may run: names, absolute paths, or the sha256: that a refusal shows", slot: Slot::Words(|s| &mut s.connect.credential_plugins) },
    Key { name: "theme", about: "dark, light, colour-blind, mono or a theme file", slot: Slot::Text(|s| &mut s.look.theme) },
    Key { name: "keymap", about: "default or a keymap file", slot: Slot::Text(|s| &mut s.look.keymap) },
    Key { name: "no_color", about: "bold, underline and reverse only", slot: Slot::Flag(|s| &mut s.look.no_color) },
    Key { name: "ascii", about: "draw with ASCII only", slot: Slot::Flag(|s| &mut s.look.ascii) },
    Key { name: "low_bandwidth", about: "at most two frames a second", slot: Slot::Flag(|s| &mut s.look.low_bandwidth) },
    Key { name: "log_file", about: "where stanch writes its own log", slot: Slot::OptionalText(|s| &mut s.log_file) },
    Key { name: "store", about: "where the journal is: sqlite:PATH", slot: Slot::OptionalText(|s| &mut s.store.address) },
    Key { name: "ephemeral", about: "keep the journal in memory only, and take no actions", slot: Slot::Flag(|s| &mut s.store.ephemeral) },
    Key { name: "model.provider", about: "openai (and what speaks as it does), anthropic, gemini or ollama", slot: Slot::OptionalText(|s| &mut s.model.provider) },
    Key { name: "model.url", about: "where the model is, if not where its provider is", slot: Slot::OptionalText(|s| &mut s.model.url) },
    Key { name: "model.name", about: "which model; none is asked without one", slot: Slot::OptionalText(|s| &mut s.model.name) },
    Key { name: "model.key_file", about: "the file that holds the model's key", slot: Slot::OptionalText(|s| &mut s.model.key_file) },
    Key { name: "model.key", about: "the model's key", slot: Slot::Secret(|s| &mut s.model.key) },
    Key { name: "model.patience", about: "seconds in which a model that says nothing is given up (30)", slot: Slot::OptionalCount(|s| &mut s.model.patience, 600) },
    Key { name: "policy", about: "a further policy file, which may only tighten", slot: Slot::OptionalText(|s| &mut s.policy) },
    Key { name: "verdict.fail_early", about: "say FAILED before the controller's deadline does", slot: Slot::Flag(|s| &mut s.thresholds.fail_early) },
    Key { name: "verdict.min_pods", about: "fewest new pods for an early verdict", slot: Slot::Count(|s| &mut s.thresholds.min_pods, 10_000) },
    Key { name: "verdict.failing_percent", about: "share of the new pods that have to fail", slot: Slot::Count(|s| &mut s.thresholds.failing_percent, 100) },
    Key { name: "verdict.crash_restarts", about: "restarts that make a crash loop", slot: Slot::Count(|s| &mut s.thresholds.crash_restarts, 1_000) },
    Key { name: "verdict.oom_kills", about: "OOM kills of one container that are a failure", slot: Slot::Count(|s| &mut s.thresholds.oom_kills, 1_000) },
    Key { name: "verdict.degraded_grace", about: "seconds that a pod may be unready or missing", slot: Slot::Count(|s| &mut s.thresholds.degraded_grace, DAY) },
    Key { name: "verdict.slow_grace", about: "seconds that a rollout may take before it is SLOW", slot: Slot::Count(|s| &mut s.thresholds.slow_grace, DAY) },
    Key { name: "verdict.creating_grace", about: "seconds that a pod may be in ContainerCreating", slot: Slot::Count(|s| &mut s.thresholds.creating_grace, DAY) },
    Key { name: "verdict.unschedulable_grace", about: "seconds that a pod may be unschedulable", slot: Slot::Count(|s| &mut s.thresholds.unschedulable_grace, DAY) },
    Key { name: "verdict.image_grace", about: "seconds that an image pull may fail", slot: Slot::Count(|s| &mut s.thresholds.image_grace, DAY) },
    Key { name: "verdict.stalled_grace", about: "seconds that a controller may lag behind a spec", slot: Slot::Count(|s| &mut s.thresholds.stalled_grace, DAY) },
    Key { name: "response.critical", about: "seconds until a critical incident is answered", slot: Slot::OptionalCount(|s| &mut s.respond_within.critical, DAY) },
    Key { name: "response.high", about: "seconds until a high incident is answered", slot: Slot::OptionalCount(|s| &mut s.respond_within.high, DAY) },
    Key { name: "response.medium", about: "seconds until a medium incident is answered", slot: Slot::OptionalCount(|s| &mut s.respond_within.medium, DAY) },
    Key { name: "response.low", about: "seconds until a low incident is answered", slot: Slot::OptionalCount(|s| &mut s.respond_within.low, DAY) },
    Key { name: "response.info", about: "seconds until an info incident is answered", slot: Slot::OptionalCount(|s| &mut s.respond_within.info, DAY) },
];

impl Key {
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// The variable that sets it: `STANCH_VERDICT_SLOW_GRACE`. A thing's name has the variable of the thing: `STANCH_MODEL`.
    #[must_use]
    pub fn variable(&self) -> String {
        let name = self.name.strip_suffix(".name").unwrap_or(self.name);
        format!("STANCH_{}", name.to_uppercase().replace('.', "_"))
    }

    /// The value that it has now.
    #[must_use]
    pub fn value(&self, settings: &Settings) -> Value {
        let mut copy = settings.clone();
        match &self.slot {
            Slot::Flag(field) => Value::Flag(*field(&mut copy)),
            Slot::Count(field, _) => Value::Count((*field(&mut copy)).into()),
            Slot::OptionalCount(field, _) => field(&mut copy).map_or(Value::Nothing, |n| Value::Count(n.into())),
            Slot::Text(field) => Value::Text(std::mem::take(field(&mut copy))),
            Slot::OptionalText(field) => field(&mut copy).take().map_or(Value::Nothing, Value::Text),
            Slot::Secret(field) => {
                if field(&mut copy).is_set() {
                    Value::Hidden
                } else {
                    Value::Nothing
                }
            }
            Slot::Words(field) => Value::Words(std::mem::take(field(&mut copy))),
        }
    }

    /// Sets it, or says what it takes instead.
    pub fn set(&self, settings: &mut Settings, value: Value) -> Result<(), String> {
        let refused = |got: &Value| Err(format!("`{}` takes {}, got {got}", self.name, self.slot));
        match (&self.slot, value) {
            (Slot::Flag(field), Value::Flag(flag)) => *field(settings) = flag,
            (Slot::Count(field, most), Value::Count(count)) => match small(count, *most) {
                Some(count) => *field(settings) = count,
                None => return refused(&Value::Count(count)),
            },
            (Slot::OptionalCount(field, most), Value::Count(count)) => match small(count, *most) {
                Some(count) => *field(settings) = Some(count),
                None => return refused(&Value::Count(count)),
            },
            (Slot::Text(field), Value::Text(text)) if !text.is_empty() => *field(settings) = text,
            (Slot::OptionalText(field), Value::Text(text)) if !text.is_empty() => *field(settings) = Some(text),
            (Slot::Secret(field), Value::Text(text)) if !text.is_empty() => *field(settings) = Secret::new(&text),
            (Slot::Secret(_), _) => return refused(&Value::Hidden),
            (Slot::Words(field), Value::Words(words)) => *field(settings) = words,
            (Slot::Words(field), Value::Text(word)) if !word.is_empty() => *field(settings) = vec![word],
            (_, other) => return refused(&other),
        }
        Ok(())
    }

    /// The value that a variable's text stands for.
    #[must_use]
    pub fn read(&self, text: &str) -> Value {
        match &self.slot {
            Slot::Flag(_) => match text.to_ascii_lowercase().as_str() {
                "1" | "true" => Value::Flag(true),
                "0" | "false" => Value::Flag(false),
                _ => Value::Text(text.to_owned()),
            },
            Slot::Count(..) | Slot::OptionalCount(..) => {
                text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Count)
            }
            Slot::Text(_) | Slot::OptionalText(_) | Slot::Secret(_) => Value::Text(text.to_owned()),
            Slot::Words(_) => Value::Words(
                text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            ),
        }
    }
}

fn small(count: i64, most: u32) -> Option<u32> {
    u32::try_from(count).ok().filter(|count| *count <= most)
}

impl fmt::Display for Slot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(_) => out.write_str("true or false"),
            Self::Count(_, most) | Self::OptionalCount(_, most) => write!(out, "a whole number from 0 to {most}"),
            Self::Text(_) | Self::OptionalText(_) | Self::Secret(_) => out.write_str("a text that is not empty"),
            Self::Words(_) => out.write_str("a list of texts"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => out.write_str("-"),
            Self::Flag(flag) => write!(out, "{flag}"),
            Self::Count(count) => write!(out, "{count}"),
            Self::Text(text) => write!(out, "{text:?}"),
            Self::Words(words) => write!(out, "{words:?}"),
            Self::Hidden => out.write_str("[set]"),
            Self::Other(kind) => out.write_str(kind),
        }
    }
}
