//! How bad a line of a log is.

/// How bad a line says that it is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Level {
    Fatal,
    Error,
    Warn,
    /// It does not say.
    #[default]
    Unsaid,
    Info,
    Debug,
}

impl Level {
    pub(super) fn parse(word: &str) -> Option<Self> {
        let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        if is(&["fatal", "critical", "crit", "panic", "emerg", "emergency", "alert"]) {
            Some(Self::Fatal)
        } else if is(&["error", "err", "severe"]) {
            Some(Self::Error)
        } else if is(&["warn", "warning"]) {
            Some(Self::Warn)
        } else if is(&["info", "notice", "normal"]) {
            Some(Self::Info)
        } else if is(&["debug", "trace", "verbose"]) {
            Some(Self::Debug)
        } else {
            None
        }
    }
}
