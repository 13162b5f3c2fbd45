//! POST of an eviction: a deletion that asks the disruption budgets first.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    simulation::Simulation,
    store::{Deletion, Refusal, Store},
};

use super::{answer::Answer, asked::Asked, read::key, refusals, route::Place};

pub fn answer(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let body = asked.object("Eviction")?.value;
    let key = key(place);
    if body.pointer("/metadata/name").and_then(Value::as_str) != Some(&*key.name) {
        return Err(Refusal::bad_request("name in URL does not match name in Eviction object"));
    }
    let options = |name: &str| body.pointer(&format!("/deleteOptions/{name}"));
    let dry = options("dryRun").and_then(Value::as_array).is_some_and(|all| all.contains(&"All".into()));
    let text = |name: &str| options(name).and_then(Value::as_str).map(str::to_owned);
    let deletion = Deletion {
        uid: text("preconditions/uid"),
        version: text("preconditions/resourceVersion"),
        grace_seconds: options("gracePeriodSeconds").and_then(Value::as_i64),
        propagation: None,
        dry_run: dry || asked.dry_run("CreateOptions")?,
    };
    simulation.write(|store, now| evict(store, now, &key, &deletion))?;
    let told = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201 });
    Ok(Answer { changed: !deletion.dry_run, ..Answer::json(201, &told) })
}

fn evict(store: &mut Store, now: Timestamp, key: &Key, deletion: &Deletion) -> Result<(), Refusal> {
    let pod = store.get(key).cloned().ok_or_else(|| Refusal::not_found(key))?;
    let over = matches!(pod.text("/status/phase"), "Succeeded" | "Failed" | "Pending");
    let going = pod.value.pointer("/metadata/deletionTimestamp").is_some();
    let budgets = if over || going { Vec::new() } else { budgets(store, &pod) };
    match budgets.as_slice() {
        [] => {}
        [budget] => take(store, budget, &pod, deletion.dry_run)?,
        _ => {
            let why =
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
            return Err(Refusal::internal(why.to_owned()));
        }
    }
    store.delete(now, key, deletion).map(drop)
}

/// The budgets that count a pod.
fn budgets(store: &Store, pod: &Object) -> Vec<Key> {
    let Some(resource) = Resource::of_kind("PodDisruptionBudget") else { return Vec::new() };
    let counts = |budget: &Object| budget.value.pointer("/spec/selector").is_some_and(|selector| fits(selector, pod));
    store
        .list(resource, Some(&pod.key.namespace))
        .filter(|budget| counts(budget))
        .map(|budget| budget.key.clone())
        .collect()
}

/// Takes one disruption from a budget. A pod that is not ready costs nothing while the others are enough.
fn take(store: &mut Store, budget: &Key, pod: &Object, dry: bool) -> Result<(), Refusal> {
    let Some(known) = store.get(budget).cloned() else { return Ok(()) };
    let number = |name: &str| known.value.pointer(&format!("/status/{name}")).and_then(Value::as_i64).unwrap_or(0);
    let (needs, has, allowed) = (number("desiredHealthy"), number("currentHealthy"), number("disruptionsAllowed"));
    let is_ready = |one: &Value| one.get("type") == Some(&"Ready".into()) && one.get("status") == Some(&"True".into());
    let ready =
        pod.value.pointer("/status/conditions").and_then(Value::as_array).is_some_and(|all| all.iter().any(is_ready));
    if !ready && has >= needs && needs > 0 {
        return Ok(());
    }
    if allowed <= 0 {
        let why = format!("The disruption budget {} needs {needs} healthy pods and has {has} currently", budget.name);
        return Err(refusals::disruption(why));
    }
    if !dry {
        store.edit(budget, |value| {
            if let Some(left) = value.pointer_mut("/status/disruptionsAllowed") {
                *left = (allowed - 1).into();
            }
        });
    }
    Ok(())
}

/// Whether a label selector fits a pod.
fn fits(selector: &Value, pod: &Object) -> bool {
    let label = |name: &str| pod.value.pointer("/metadata/labels").and_then(|labels| labels.get(name));
    let mut exact = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let mut others = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
    exact.all(|(name, value)| label(name) == Some(value))
        && others.all(|one| {
            let has = one.get("key").and_then(Value::as_str).and_then(label);
            let listed =
                has.is_some_and(|has| one.get("values").and_then(Value::as_array).is_some_and(|all| all.contains(has)));
            match one.get("operator").and_then(Value::as_str) {
                Some("In") => listed,
                Some("NotIn") => !listed,
                Some("Exists") => has.is_some(),
                _ => has.is_none(),
            }
        })
}
