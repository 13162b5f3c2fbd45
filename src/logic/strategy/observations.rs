//! What conditions may read: every observation by its name, with its meaning. One that is not known is absent, never "no".

/// What type a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Boolean,
    Integer,
    Text,
    Texts,
}

/// One thing that may be observed.
#[derive(Debug, Clone, Copy)]
pub struct Observation {
    pub name: &'static str,
    pub sort: Sort,
    pub meaning: &'static str,
}

const fn observed(name: &'static str, sort: Sort, meaning: &'static str) -> Observation {
    Observation { name, sort, meaning }
}

use Sort::{Boolean, Integer, Text, Texts};

/// Every observation, in the order of their names.
pub const OBSERVATIONS: [Observation; 39] = [
    observed("action.applied_s", Integer, "seconds since the walk's newest action was applied"),
    observed("action.present", Boolean, "the newest action's change is still in the object"),
    observed("autoscaler.max", Integer, "maxReplicas of the HorizontalPodAutoscaler"),
    observed("autoscaler.min", Integer, "minReplicas of it"),
    observed("autoscaler.present", Boolean, "a HorizontalPodAutoscaler scales the workload"),
    observed("cluster.environment", Text, "production, staging or development, by the policy"),
    observed("incident.category", Text, "the analysis' type of failure, such as configuration"),
    observed("incident.severity", Text, "critical, high, medium, low or info"),
    observed("incident.strong", Boolean, "the analysis has a finding whose change and symptom agree"),
    observed("owner.kind", Text, "none, argocd, flux, helm, operator or rollout"),
    observed("owner.self_heals", Boolean, "the owner takes changes back by itself"),
    observed(
        "pods.failing",
        Integer,
        "pods that are not ready, or were killed, crashed or lost readiness again and again until a moment ago",
    ),
    observed("pods.reasons", Texts, "why they fail: CrashLoopBackOff, ImagePullBackOff, OOMKilled, …"),
    observed("pods.restarts", Integer, "restarts of all its containers together"),
    observed("pods.total", Integer, "pods of the workload"),
    observed("rollout.age_s", Integer, "seconds since the workload was created"),
    observed("rollout.available", Integer, "available replicas, as its status says"),
    observed("rollout.brought_back", Boolean, "the newest revision is an earlier one that was brought back"),
    observed("rollout.changed_s", Integer, "seconds since its spec last changed"),
    observed("rollout.desired", Integer, "spec.replicas, or the nodes that a DaemonSet wants"),
    observed("rollout.early", Boolean, "it was called failed before its progress deadline"),
    observed("rollout.generation", Integer, "metadata.generation"),
    observed("rollout.has_previous", Boolean, "an earlier revision with another template is kept"),
    observed("rollout.new_failing", Integer, "pods of the new revision that fail, as pods.failing counts them"),
    observed("rollout.new_ready", Integer, "pods of the new revision that are ready"),
    observed("rollout.observed", Boolean, "the controller has seen the newest spec (observedGeneration >= generation)"),
    observed("rollout.old_ready", Integer, "pods of earlier revisions that are ready"),
    observed("rollout.paused", Boolean, "spec.paused"),
    observed("rollout.previous_revision", Text, "the newest earlier revision with another template"),
    observed("rollout.progress_deadline_exceeded", Boolean, "its Progressing condition says so"),
    observed("rollout.ready", Integer, "ready replicas"),
    observed("rollout.revision", Text, "the newest revision"),
    observed("rollout.rule", Text, "the verdict's rule, such as crash_loop"),
    observed(
        "rollout.state",
        Text,
        "ok, progressing, slow, degraded, failed or paused; absent where the verdict is unknown",
    ),
    observed("rollout.updated", Integer, "pods of the newest revision"),
    observed("rollout.why", Text, "the verdict in words"),
    observed("serving.ready", Integer, "ready endpoints of it behind its Services"),
    observed("serving.services", Integer, "Services that select its pods"),
    observed("walk.elapsed_s", Integer, "seconds since the walk was started"),
];
