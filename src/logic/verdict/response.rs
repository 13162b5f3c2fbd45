//! How soon each severity has to be answered (B6): read from data.

use serde::Deserialize;

use crate::domain::severity::ResponseTarget;

/// The response targets that stanch comes with; the configuration may bring others.
const STANDARD: &str = include_str!("../../../assets/rules/response.toml");

/// The document of response targets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    pub target: Vec<ResponseTarget>,
}

/// The targets that stanch comes with, the worst severity first.
///
/// # Errors
/// Never for the file that is built in: a test reads it.
pub fn standard() -> Result<Response, toml::de::Error> {
    toml::from_str(STANDARD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::severity::Severity;

    #[test]
    fn all_five_severities_have_a_target() {
        let targets = standard().unwrap().target;
        let within: Vec<_> = targets.iter().map(|target| (target.severity, target.respond_within)).collect();
        assert_eq!(
            within,
            [
                (Severity::Critical, Some(0)),
                (Severity::High, Some(15 * 60)),
                (Severity::Medium, Some(30 * 60)),
                (Severity::Low, Some(2 * 60 * 60)),
                (Severity::Info, None),
            ]
        );
        assert!(targets.iter().all(|target| !target.meaning.is_empty() && !target.usual.is_empty()));
    }
}
