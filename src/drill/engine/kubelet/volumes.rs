//! What a pod waits for before anything of it starts: its volumes.

use super::{
    environment::{contents, missing},
    life::Bench,
};
use crate::drill::engine::fields::Fields;

/// Mounts a pod's volumes; or reports what is missing, and says `false`.
pub fn mount(bench: &mut Bench<'_, '_>) -> bool {
    let namespace = bench.pod.key.namespace.clone();
    let pod = std::sync::Arc::clone(&bench.pod);
    let mut lacking = Vec::new();
    for volume in pod.value.items("spec.volumes") {
        for (kind, name, source) in [
            ("ConfigMap", volume.text("configMap.name"), "configMap"),
            ("Secret", volume.text("secret.secretName"), "secret"),
        ] {
            if name.is_empty() || volume.at(source).flag("optional") {
                continue;
            }
            let known = contents(bench.cluster, kind, &namespace, name);
            let mut keys = volume.at(source).items("items").iter().map(|item| item.text("key"));
            let absent = known.as_ref().map(|known| keys.any(|key| !known.contains_key(key)));
            match absent {
                None => lacking.push((volume.text("name").to_owned(), missing(kind, name))),
                Some(true) => lacking
                    .push((volume.text("name").to_owned(), format!("references non-existent {} key", key_kind(kind)))),
                Some(false) => {}
            }
        }
    }
    for (volume, why) in &lacking {
        bench.report("", (true, "FailedMount"), format!("MountVolume.SetUp failed for volume \"{volume}\" : {why}"));
    }
    lacking.is_empty()
}

fn key_kind(kind: &str) -> &'static str {
    if kind == "Secret" { "secret" } else { "config" }
}
