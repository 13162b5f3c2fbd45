use crate::{
    domain::{action::ActionSpec, approval::Binding, digest::Digest},
    logic::gate::{Visit, bind, text},
};

use super::make::{at, ground, plan, rule, safe, scale};

fn bytes(spec: ActionSpec) -> String {
    let visit = Visit { node: safe("act"), attempt: 2, expires_at: at(0) };
    text(&bind(&ground(), &plan(spec), &rule(1, true), &visit)).unwrap()
}

#[test]
fn the_bytes_are_sorted_and_hold_no_number() {
    let text = bytes(scale());
    assert!(
        text.starts_with(
            r#"{"action":{"action":"scale","replicas":"3"},"api_server":"https://api:6443","attempt":"2","#
        )
    );
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    sorted_without_numbers(&value);
    assert_eq!(value["target_key"], "shop/Deployment/checkout/u-1");
    assert_eq!(value["expires_at"], "2023-11-14T22:13:20Z");
}

fn sorted_without_numbers(value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            let keys: Vec<_> = fields.keys().collect();
            assert!(keys.is_sorted(), "{keys:?}");
            fields.values().for_each(sorted_without_numbers);
        }
        serde_json::Value::Array(items) => items.iter().for_each(sorted_without_numbers),
        other => assert!(!other.is_number(), "{other}"),
    }
}

#[test]
fn a_binding_is_read_back_from_its_bytes() {
    let undo = ActionSpec::Undo {
        revision: safe("40"),
        keeper: safe("checkout-7d"),
        keeper_uid: safe("u-rs"),
        template_sha256: Digest::of(b"template"),
    };
    // A value that looks like a number stays text.
    let annotate = ActionSpec::Annotate { key: safe("replicas"), value: safe("3") };
    for spec in [scale(), undo, annotate, ActionSpec::Restart { at: safe("2026-01-01T00:00:00Z") }] {
        let text_before = bytes(spec.clone());
        let binding = Binding::read(&text_before).unwrap();
        assert_eq!(binding.action, spec);
        assert_eq!(text(&binding).unwrap(), text_before);
    }
    assert!(Binding::read(&bytes(scale()).replace("\"v\":", "\"w\":")).is_err(), "nothing unknown is let through");
}
