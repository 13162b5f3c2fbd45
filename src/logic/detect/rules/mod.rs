//! The rules, one a file: what each looks for and what it says. This list is all of them.

mod async_to_sync;
mod authentication;
mod blocked_event_loop;
mod blocking_operations;
pub(super) mod changed_configuration;
mod connection_refused;
mod connections_exhausted;
mod cpu_limit;
pub(super) mod crash;
mod db_in_loop;
mod disk_full;
mod failed_migration;
mod file_io_in_request;
mod heavy_computation;
mod image_pull;
mod memory_intensive;
mod missing_env_var;
mod missing_file;
mod missing_key;
mod missing_module;
mod missing_object;
mod name_resolution;
mod new_dependency;
mod not_scheduled;
mod out_of_memory;
mod permission_denied;
mod probe_failing;
mod register;
mod slow_requests;
mod timeouts;

pub(super) use register::all;
pub use register::names;

use super::clue::Rule;

/// Every rule, causes before consequences, changes last.
const RULES: [&Rule; 29] = [
    &missing_env_var::RULE,
    &missing_module::RULE,
    &missing_file::RULE,
    &missing_key::RULE,
    &missing_object::RULE,
    &changed_configuration::RULE,
    &image_pull::RULE,
    &out_of_memory::RULE,
    &cpu_limit::RULE,
    &not_scheduled::RULE,
    &failed_migration::RULE,
    &connection_refused::RULE,
    &connections_exhausted::RULE,
    &name_resolution::RULE,
    &authentication::RULE,
    &permission_denied::RULE,
    &disk_full::RULE,
    &blocked_event_loop::RULE,
    &crash::RULE,
    &probe_failing::RULE,
    &timeouts::RULE,
    &slow_requests::RULE,
    &blocking_operations::RULE,
    &db_in_loop::RULE,
    &new_dependency::RULE,
    &async_to_sync::RULE,
    &memory_intensive::RULE,
    &file_io_in_request::RULE,
    &heavy_computation::RULE,
];
