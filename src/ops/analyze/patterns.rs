//! The patterns that a team looks for besides the shipped rules.

use std::{path::Path, sync::Arc};

use crate::{
    domain::text::Safe,
    logic::detect::{Pattern, read_patterns},
};

use super::templates::read;

/// `patterns.yaml` of the configuration directory, where it is there; also what is wrong with it. With a fault it is not used.
#[must_use]
pub fn patterns(config: Option<&Path>) -> (Arc<[Pattern]>, Vec<Safe>) {
    let Some(path) = config.map(|config| config.join("patterns.yaml")) else { return (Arc::default(), Vec::new()) };
    let name = path.display().to_string();
    let complaints = match read(&path) {
        Ok(None) => Vec::new(),
        Ok(Some(text)) => match read_patterns(&name, &text) {
            Ok(patterns) => return (patterns.into(), Vec::new()),
            Err(faults) => {
                faults.iter().map(|fault| Safe::line(&format!("{fault}: no pattern of it is used"))).collect()
            }
        },
        Err(error) => vec![Safe::line(&format!("{name}: {error}: no pattern of it is used"))],
    };
    (Arc::default(), complaints)
}
