//! The type of failure that a finding is a sign of.

use crate::domain::{
    analysis::Category,
    finding::{Finding, Matter, Strength},
};

/// The type (B5) of one finding; `None` for what only accompanies other things, or is only a change.
pub(super) fn of(finding: &Finding) -> Option<Category> {
    let changed = match finding.strength {
        Strength::Strong => true,
        Strength::Medium => false,
        Strength::Weak => return None,
    };
    let either = |with: Category, without: Category| if changed { with } else { without };
    Some(match finding.rule.as_str() {
        "missing_env_var" | "missing_object" | "missing_file" | "changed_configuration" => Category::Configuration,
        "image_pull" => image(finding, changed),
        "missing_module" | "new_dependency" => Category::Dependency,
        "out_of_memory" | "memory_intensive" | "cpu_limit" | "disk_full" => Category::Resource,
        // A node that is full is nobody's limit, unless a change asked for more.
        "not_scheduled" => either(Category::Configuration, Category::Infrastructure),
        "failed_migration" if says(finding, &["deadlock"]) => Category::Timing,
        "failed_migration" | "connections_exhausted" => Category::Data,
        "authentication" | "permission_denied" => Category::Security,
        "name_resolution" => either(Category::Configuration, Category::Network),
        "connection_refused" => refused(finding, changed),
        "probe_failing" if changed => Category::Configuration,
        "timeouts" => either(Category::Application, Category::Dependency),
        "crash" if !changed && !has_error(finding) => return None,
        "missing_key" | "crash" | "blocked_event_loop" if says(finding, &["deadlock", "race"]) => Category::Timing,
        "missing_key"
        | "crash"
        | "blocked_event_loop"
        | "db_in_loop"
        | "blocking_operations"
        | "async_to_sync"
        | "file_io_in_request"
        | "heavy_computation" => Category::Application,
        // Slow requests, and patterns of a team's own: what was seen changing is what fails.
        _ if changed => Category::Application,
        _ => return None,
    })
}

/// Whether the program said what it failed with, rather than the cluster that it ended.
fn has_error(finding: &Finding) -> bool {
    finding.symptom.as_ref().is_some_and(|place| place.file.is_some())
}

fn image(finding: &Finding, changed: bool) -> Category {
    if says(finding, &["unauthorized", "pull access denied", "authentication required"]) {
        Category::Security
    } else if changed || says(finding, &["not found", "manifest unknown", "InvalidImageName", "NotFound"]) {
        Category::Configuration
    } else if says(finding, &["timeout", "no such host", "connection refused", "i/o"]) {
        Category::Network
    } else {
        Category::Infrastructure
    }
}

fn refused(finding: &Finding, changed: bool) -> Category {
    let database =
        finding.matter.as_ref().is_some_and(|matter| matches!(matter, Matter::Port(5432 | 3306 | 1433 | 27017)));
    if changed {
        Category::Configuration
    } else if says(finding, &["no route to host"]) {
        Category::Network
    } else if database {
        Category::Data
    } else {
        Category::Dependency
    }
}

/// Whether the symptom's line has one of the words.
fn says(finding: &Finding, words: &[&str]) -> bool {
    let text = finding.symptom.as_ref().map(|place| place.text.to_lowercase()).unwrap_or_default();
    words.iter().any(|word| text.contains(&word.to_lowercase()))
}
