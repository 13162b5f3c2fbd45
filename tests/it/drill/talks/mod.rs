//! The table of conversations. Each is held with either cluster, and answers are compared step by step.

mod discovery;
mod lists;
mod objects;
mod pods;
mod refusals;
mod rollouts;
mod subresources;
mod tables;
mod watches;
mod workloads;
mod writes;

use super::conformance::Row;

pub const TALKS: &[Row] = &[
    Row { name: "objects", hold: |talk| Box::pin(objects::objects(talk)) },
    Row { name: "conflicts", hold: |talk| Box::pin(objects::conflicts(talk)) },
    Row { name: "dry-run", hold: |talk| Box::pin(objects::dry_run(talk)) },
    Row { name: "deletion", hold: |talk| Box::pin(objects::deletion(talk)) },
    Row { name: "validation", hold: |talk| Box::pin(writes::validation(talk)) },
    Row { name: "invalid", hold: |talk| Box::pin(writes::invalid(talk)) },
    Row { name: "strategic", hold: |talk| Box::pin(writes::strategic(talk)) },
    Row { name: "patches", hold: |talk| Box::pin(writes::patches(talk)) },
    Row { name: "pages", hold: |talk| Box::pin(lists::pages(talk)) },
    Row { name: "selectors", hold: |talk| Box::pin(lists::selectors(talk)) },
    Row { name: "watches", hold: |talk| Box::pin(watches::watches(talk)) },
    Row { name: "edges", hold: |talk| Box::pin(watches::edges(talk)) },
    Row { name: "ends", hold: |talk| Box::pin(watches::ends(talk)) },
    Row { name: "tables", hold: |talk| Box::pin(tables::tables(talk)) },
    Row { name: "columns", hold: |talk| Box::pin(tables::columns(talk)) },
    Row { name: "rights", hold: |talk| Box::pin(refusals::rights(talk)) },
    Row { name: "unknown", hold: |talk| Box::pin(refusals::unknown(talk)) },
    Row { name: "logs", hold: |talk| Box::pin(refusals::logs(talk)) },
    Row { name: "discovery", hold: |talk| Box::pin(discovery::discovery(talk)) },
    Row { name: "generations", hold: |talk| Box::pin(subresources::generations(talk)) },
    Row { name: "status", hold: |talk| Box::pin(subresources::status(talk)) },
    Row { name: "scale", hold: |talk| Box::pin(subresources::scale(talk)) },
    Row { name: "eviction", hold: |talk| Box::pin(subresources::eviction(talk)) },
    Row { name: "rollout", hold: |talk| Box::pin(rollouts::rollout(talk)) },
    Row { name: "paused", hold: |talk| Box::pin(rollouts::paused(talk)) },
    Row { name: "stuck", hold: |talk| Box::pin(rollouts::stuck(talk)) },
    Row { name: "recreate", hold: |talk| Box::pin(rollouts::recreate(talk)) },
    Row { name: "cascade", hold: |talk| Box::pin(rollouts::cascade(talk)) },
    Row { name: "running", hold: |talk| Box::pin(pods::running_pod(talk)) },
    Row { name: "trouble", hold: |talk| Box::pin(pods::trouble(talk)) },
    Row { name: "events", hold: |talk| Box::pin(pods::workloads_events(talk)) },
    Row { name: "stateful", hold: |talk| Box::pin(pods::stateful(talk)) },
    Row { name: "daemon", hold: |talk| Box::pin(pods::daemon(talk)) },
    Row { name: "services", hold: |talk| Box::pin(pods::services(talk)) },
];
