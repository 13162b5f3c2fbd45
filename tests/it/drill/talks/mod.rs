//! The table of conversations. Each is held with either cluster, and answers are compared step by step.

mod discovery;
mod kubectl;
mod lists;
mod objects;
mod pods;
mod refusals;
mod rollouts;
mod stanch;
mod subresources;
mod tables;
mod watches;
pub mod workloads;
mod writes;

use super::hold::Row;

pub const TALKS: &[Row] = &[
    Row { name: "objects", needs_kubectl: false, hold: |talk| Box::pin(objects::objects(talk)) },
    Row { name: "conflicts", needs_kubectl: false, hold: |talk| Box::pin(objects::conflicts(talk)) },
    Row { name: "dry-run", needs_kubectl: false, hold: |talk| Box::pin(objects::dry_run(talk)) },
    Row { name: "deletion", needs_kubectl: false, hold: |talk| Box::pin(objects::deletion(talk)) },
    Row { name: "validation", needs_kubectl: false, hold: |talk| Box::pin(writes::validation(talk)) },
    Row { name: "invalid", needs_kubectl: false, hold: |talk| Box::pin(writes::invalid(talk)) },
    Row { name: "strategic", needs_kubectl: false, hold: |talk| Box::pin(writes::strategic(talk)) },
    Row { name: "patches", needs_kubectl: false, hold: |talk| Box::pin(writes::patches(talk)) },
    Row { name: "pages", needs_kubectl: false, hold: |talk| Box::pin(lists::pages(talk)) },
    Row { name: "selectors", needs_kubectl: false, hold: |talk| Box::pin(lists::selectors(talk)) },
    Row { name: "watches", needs_kubectl: false, hold: |talk| Box::pin(watches::watches(talk)) },
    Row { name: "edges", needs_kubectl: false, hold: |talk| Box::pin(watches::edges(talk)) },
    Row { name: "ends", needs_kubectl: false, hold: |talk| Box::pin(watches::ends(talk)) },
    Row { name: "tables", needs_kubectl: false, hold: |talk| Box::pin(tables::tables(talk)) },
    Row { name: "columns", needs_kubectl: false, hold: |talk| Box::pin(tables::columns(talk)) },
    Row { name: "rights", needs_kubectl: false, hold: |talk| Box::pin(refusals::rights(talk)) },
    Row { name: "unknown", needs_kubectl: false, hold: |talk| Box::pin(refusals::unknown(talk)) },
    Row { name: "logs", needs_kubectl: false, hold: |talk| Box::pin(refusals::logs(talk)) },
    Row { name: "discovery", needs_kubectl: false, hold: |talk| Box::pin(discovery::discovery(talk)) },
    Row { name: "generations", needs_kubectl: false, hold: |talk| Box::pin(subresources::generations(talk)) },
    Row { name: "status", needs_kubectl: false, hold: |talk| Box::pin(subresources::status(talk)) },
    Row { name: "scale", needs_kubectl: false, hold: |talk| Box::pin(subresources::scale(talk)) },
    Row { name: "eviction", needs_kubectl: false, hold: |talk| Box::pin(subresources::eviction(talk)) },
    Row { name: "rollout", needs_kubectl: false, hold: |talk| Box::pin(rollouts::rollout(talk)) },
    Row { name: "paused", needs_kubectl: false, hold: |talk| Box::pin(rollouts::paused(talk)) },
    Row { name: "stuck", needs_kubectl: false, hold: |talk| Box::pin(rollouts::stuck(talk)) },
    Row { name: "recreate", needs_kubectl: false, hold: |talk| Box::pin(rollouts::recreate(talk)) },
    Row { name: "cascade", needs_kubectl: false, hold: |talk| Box::pin(rollouts::cascade(talk)) },
    Row { name: "running", needs_kubectl: false, hold: |talk| Box::pin(pods::running_pod(talk)) },
    Row { name: "trouble", needs_kubectl: false, hold: |talk| Box::pin(pods::trouble(talk)) },
    Row { name: "events", needs_kubectl: false, hold: |talk| Box::pin(pods::workloads_events(talk)) },
    Row { name: "stateful", needs_kubectl: false, hold: |talk| Box::pin(pods::stateful(talk)) },
    Row { name: "daemon", needs_kubectl: false, hold: |talk| Box::pin(pods::daemon(talk)) },
    Row { name: "services", needs_kubectl: false, hold: |talk| Box::pin(pods::services(talk)) },
    Row { name: "stanch", needs_kubectl: false, hold: |talk| Box::pin(stanch::stanch(talk)) },
    Row { name: "kubectl-look", needs_kubectl: true, hold: |talk| Box::pin(kubectl::look(talk)) },
    Row { name: "kubectl-change", needs_kubectl: true, hold: |talk| Box::pin(kubectl::change(talk)) },
    Row { name: "kubectl-create", needs_kubectl: true, hold: |talk| Box::pin(kubectl::create(talk)) },
    Row { name: "kubectl-rollout", needs_kubectl: true, hold: |talk| Box::pin(kubectl::rollout(talk)) },
    Row { name: "kubectl-sets", needs_kubectl: true, hold: |talk| Box::pin(kubectl::sets(talk)) },
    Row { name: "kubectl-refused", needs_kubectl: true, hold: |talk| Box::pin(kubectl::refused(talk)) },
];
