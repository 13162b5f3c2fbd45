//! `ConfigMaps` and Secrets that an earlier template names: an undo brings the template back, and not what they held then.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    adapters::cluster::{
        effects::{Setting, Stored},
        text,
    },
    domain::{Truth, action::Guard},
};

use super::guards::guard;

/// Every ConfigMap and Secret that a pod template names.
pub(super) fn named(template: &Value) -> Vec<Stored> {
    let mut found = BTreeSet::new();
    gather(template.get("spec").unwrap_or(&Value::Null), &mut found);
    found.into_iter().collect()
}

fn gather(value: &Value, found: &mut BTreeSet<Stored>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = text(value, "/name");
                match field.as_str() {
                    "configMapKeyRef" | "configMapRef" | "configMap" if !name.is_empty() => {
                        found.insert(Stored::ConfigMap(name.to_owned()));
                    }
                    "secretKeyRef" | "secretRef" if !name.is_empty() => {
                        found.insert(Stored::Secret(name.to_owned()));
                    }
                    // A volume says secretName, a projected volume name.
                    "secret" => {
                        let name = if name.is_empty() { text(value, "/secretName") } else { name };
                        if !name.is_empty() {
                            found.insert(Stored::Secret(name.to_owned()));
                        }
                    }
                    _ => gather(value, found),
                }
            }
        }
        _ => {}
    }
}

/// What changed since the revision was made. What cannot be read is said, and unknown only where `ConfigMaps` cannot be: hardly anybody may read
/// Secrets, so those are told among what could not be looked at.
pub(super) fn guard_of(revision: &str, made: Option<Timestamp>, settings: &[Setting]) -> Option<Guard> {
    let (mut changed, mut kept, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for Setting { of, changed: at } in settings {
        match (at, made) {
            (Ok(None), _) => changed.push(format!("{} does not exist any more", of.words())),
            (Ok(Some(at)), Some(made)) if *at <= made => kept.push(of.words()),
            (Ok(Some(at)), Some(_)) => changed.push(format!("{} was changed {at}", of.words())),
            (Ok(Some(_)), None) | (Err(_), _) => unread.push(of),
        }
    }
    let blind = unread.iter().any(|of| matches!(of, Stored::ConfigMap(_)));
    let seen_nothing = changed.is_empty() && kept.is_empty() && !blind;
    let unseen: Vec<_> = unread.iter().map(|of| of.words()).collect();
    let unseen = if unseen.is_empty() { String::new() } else { format!("; cannot be seen: {}", unseen.join(", ")) };
    let (holds, message) = if !changed.is_empty() {
        (
            Truth::No,
            format!("{}, after revision {revision} was made: the undo does not cover it{unseen}", changed.join(", ")),
        )
    } else if blind {
        (
            Truth::Unknown,
            format!("whether its configuration changed since revision {revision} was made is not known{unseen}"),
        )
    } else {
        let did = if kept.len() == 1 { "has" } else { "have" };
        let kept = kept.join(", ");
        (Truth::Yes, format!("{kept} {did} not changed since revision {revision} was made{unseen}"))
    };
    // Of Secrets alone that nobody may read, nothing was seen that could be ticked.
    (!seen_nothing).then(|| guard("configuration", holds, true, &message))
}

pub(super) fn guard_for(revision: &str, keeper: &Value, settings: &[Setting]) -> Option<Guard> {
    guard_of(revision, text(keeper, "/metadata/creationTimestamp").parse().ok(), settings)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{cluster::Gap, text::Safe};

    #[test]
    fn everything_that_a_template_names_is_found_once() {
        let template = json!({ "spec": {
            "containers": [{
                "env": [
                    { "name": "A", "valueFrom": { "configMapKeyRef": { "name": "settings", "key": "a" } } },
                    { "name": "B", "valueFrom": { "secretKeyRef": { "name": "stripe", "key": "key" } } },
                    { "name": "C", "value": "configMapRef" }],
                "envFrom": [{ "configMapRef": { "name": "settings" } }, { "secretRef": { "name": "more" } }] }],
            "volumes": [
                { "name": "v", "configMap": { "name": "files" } }, { "name": "w", "secret": { "secretName": "tls" } },
                { "name": "x", "projected": { "sources": [{ "secret": { "name": "deep" } }, { "configMap": { "name": "deeper" } }] } }] } });
        let words: Vec<_> = named(&template).iter().map(Stored::words).collect();
        let expected = [
            "ConfigMap deeper",
            "ConfigMap files",
            "ConfigMap settings",
            "Secret deep",
            "Secret more",
            "Secret stripe",
            "Secret tls",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn what_changed_later_is_named_and_unknown_is_never_no() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let made = Some(at("2026-01-01T02:00:00Z"));
        let setting = |of: Stored, changed| Setting { of, changed };
        let map = || Stored::ConfigMap("settings".to_owned());
        let secret = || Stored::Secret("stripe".to_owned());
        let gap =
            || Gap { verb: Safe::default(), resource: Safe::default(), namespace: None, message: Safe::default() };
        let of =
            |settings: &[Setting]| guard_of("3", made, settings).map(|guard| (guard.holds, guard.message.to_string()));
        assert_eq!(of(&[]), None);
        let (holds, message) = of(&[setting(map(), Ok(Some(at("2026-01-01T03:00:00Z"))))]).unwrap();
        assert_eq!(holds, Truth::No);
        assert!(message.contains("ConfigMap settings was changed 2026-01-01T03:00:00Z"), "{message}");
        let before = || setting(map(), Ok(Some(at("2026-01-01T02:00:00Z"))));
        assert_eq!(of(&[before()]).unwrap().0, Truth::Yes);
        assert_eq!(of(&[setting(map(), Ok(None))]).unwrap().0, Truth::No);
        assert_eq!(of(&[setting(map(), Err(gap()))]).unwrap().0, Truth::Unknown);
        let (holds, message) = of(&[before(), setting(secret(), Err(gap()))]).unwrap();
        let text = "ConfigMap settings has not changed since revision 3 was made; cannot be seen: Secret stripe";
        assert_eq!((holds, message.as_str()), (Truth::Yes, text));
        assert_eq!(of(&[setting(secret(), Err(gap()))]), None, "what was not seen is not ticked");
        assert_eq!(guard_of("3", None, &[before()]).unwrap().holds, Truth::Unknown);
    }
}
