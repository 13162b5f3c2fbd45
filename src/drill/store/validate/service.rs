//! Services.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::drill::store::names;

use super::{
    port::{port_number, port_or_name},
    problems::{Problems, entries, items, number, text},
};

const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

pub fn spec(spec: &Value, problems: &mut Problems) {
    let kind = text(spec, "type");
    let headless = text(spec, "clusterIP") == "None";
    let count = items(spec, "", "ports").count();
    if count == 0 && !headless && kind != "ExternalName" {
        problems.required("spec.ports", "");
    }
    if kind == "ExternalName" && text(spec, "externalName").is_empty() {
        problems.required("spec.externalName", "");
    }
    let (mut taken, mut same): (Vec<&str>, Vec<(i64, &str)>) = (Vec::new(), Vec::new());
    for (at, port) in items(spec, "spec", "ports") {
        let name = text(port, "name");
        if name.is_empty() && count > 1 {
            problems.required(&format!("{at}.name"), "");
        } else if !name.is_empty() {
            problems.text(&format!("{at}.name"), name, names::label(name));
            if taken.contains(&name) {
                problems.duplicate(&format!("{at}.name"), &name.into());
            }
            taken.push(name);
        }
        port_number(number(port, "port"), &format!("{at}.port"), problems);
        problems.one_of(&format!("{at}.protocol"), port.get("protocol"), &["SCTP", "TCP", "UDP"]);
        port_or_name(port.get("targetPort").unwrap_or(&Value::Null), &format!("{at}.targetPort"), problems);
    }
    for (name, value) in entries(spec, "selector") {
        problems.text("spec.selector", name, names::qualified(name));
        problems.text("spec.selector", value, names::value(value));
    }
    problems.one_of("spec.sessionAffinity", spec.get("sessionAffinity"), &["ClientIP", "None"]);
    problems.one_of("spec.type", spec.get("type"), &TYPES);
    for (at, port) in items(spec, "spec", "ports") {
        let told = (number(port, "port"), text(port, "protocol"));
        if same.contains(&told) {
            let words = json!({
                "Name": "", "Protocol": told.1, "AppProtocol": null, "Port": told.0, "TargetPort": 0, "NodePort": 0,
            });
            problems.duplicate(&at, &words);
        }
        same.push(told);
    }
    let address = text(spec, "clusterIP");
    if !address.is_empty() && !headless && address.parse::<IpAddr>().is_err() {
        let words = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        problems.invalid("spec.clusterIPs[0]", &address.into(), words);
    }
}
