//! A pod's volumes.

use serde_json::Value;

use crate::drill::store::names;

use super::problems::{Problems, items, text};

/// What is wrong with volumes; answers with the names of those that nothing is wrong with.
pub fn check<'a>(spec: &'a Value, path: &str, problems: &mut Problems) -> Vec<&'a str> {
    let mut sound = Vec::new();
    for (at, volume) in items(spec, path, "volumes") {
        let (before, name) = (problems.count(), text(volume, "name"));
        source(volume, &at, problems);
        if name.is_empty() {
            problems.required(&format!("{at}.name"), "");
        } else {
            problems.text(&format!("{at}.name"), name, names::label(name));
        }
        if sound.contains(&name) {
            problems.duplicate(&format!("{at}.name"), &name.into());
        }
        if problems.count() == before {
            sound.push(name);
        }
    }
    sound
}

/// What is wrong with where a volume comes from: one thing only.
fn source(volume: &Value, at: &str, problems: &mut Problems) {
    let sources = volume.as_object().into_iter().flatten().filter(|(field, _)| *field != "name");
    let mut sources: Vec<(&str, &Value)> = sources.map(|(field, source)| (field.as_str(), source)).collect();
    sources.sort_by_key(|(field, _)| ORDER.iter().position(|one| one == field));
    for (index, (field, source)) in sources.into_iter().enumerate() {
        if index > 0 {
            problems.forbidden(&format!("{at}.{field}"), "may not specify more than 1 volume type");
            continue;
        }
        let needed = match field {
            "configMap" => "name",
            "secret" => "secretName",
            "persistentVolumeClaim" => "claimName",
            "hostPath" => "path",
            _ => continue,
        };
        if text(source, needed).is_empty() {
            problems.required(&format!("{at}.{field}.{needed}"), "");
        }
    }
}

/// The order in which the server looks at them.
const ORDER: [&str; 6] = ["emptyDir", "hostPath", "secret", "persistentVolumeClaim", "configMap", "projected"];
