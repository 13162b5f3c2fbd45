//! One look at a Deployment (`syncDeployment`).

use super::{
    plan::{Plan, Sets},
    progress, recreate, rolling, scaling, sets, status,
};
use crate::drill::{
    engine::{
        cluster::Cluster,
        condition::{self, Condition},
        fields::Fields,
    },
    object::Key,
};

/// Does the next thing that a Deployment needs. What it changes brings the next look.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(object) = cluster.get(key) else { return };
    let plan = Plan::of(&object);
    let mut all = sets::read(cluster, &plan);
    if !object.value.at("metadata.deletionTimestamp").is_null() {
        let counted = status::counted(cluster, &plan, &all);
        return status::write(cluster, &plan, counted);
    }
    if pause(cluster, &plan) || sets::revise(cluster, &plan, &all) {
        return;
    }
    if plan.paused || scaling::wanted(&plan, &all) {
        scaling::scale(cluster, &plan, &mut all);
        if plan.paused {
            sets::forget(cluster, &plan, &all);
        }
        let counted = status::counted(cluster, &plan, &all);
        return status::write(cluster, &plan, counted);
    }
    if plan.recreate { replace(cluster, &plan, all) } else { roll(cluster, &plan, all) }
}

fn roll(cluster: &mut Cluster<'_>, plan: &Plan, mut all: Sets) {
    if all.new.is_none() {
        all.new = sets::make(cluster, plan, &all);
    }
    if all.new.is_some() {
        let scaled = rolling::step(cluster, plan, &mut all);
        if !scaled && status::complete(plan, plan.status()) {
            sets::forget(cluster, plan, &all);
        }
        progress::report(cluster, plan, &all);
    }
}

fn replace(cluster: &mut Cluster<'_>, plan: &Plan, mut all: Sets) {
    if recreate::stop(cluster, plan, &mut all) || recreate::still_running(cluster, &all) {
        return progress::report(cluster, plan, &all);
    }
    if all.new.is_none() {
        all.new = sets::make(cluster, plan, &all);
    }
    if let Some(new) = &mut all.new {
        sets::scale(cluster, plan, new, plan.replicas);
        if status::complete(plan, plan.status()) {
            sets::forget(cluster, plan, &all);
        }
        progress::report(cluster, plan, &all);
    }
}

/// Says that the Deployment was paused or resumed, so that its deadline does not run meanwhile.
fn pause(cluster: &mut Cluster<'_>, plan: &Plan) -> bool {
    let current = condition::find(plan.status(), "Progressing");
    let said = current.text("reason") == "DeploymentPaused";
    if !plan.has_deadline() || current.text("reason") == "ProgressDeadlineExceeded" || said == plan.paused {
        return false;
    }
    let (reason, message) = if plan.paused {
        ("DeploymentPaused", "Deployment is paused")
    } else {
        ("DeploymentResumed", "Deployment is resumed")
    };
    let mut new = plan.status().clone();
    condition::set(&mut new, &Condition::new("Progressing", "Unknown", reason, message), cluster.now);
    cluster.edit_status(plan.key(), new);
    true
}
