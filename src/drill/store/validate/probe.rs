//! Probes and hooks: what a kubelet does to a container.

use serde_json::Value;

use super::{
    port::port_or_name,
    problems::{Problems, text},
};

const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

/// What is wrong with a container's probes and hooks.
pub fn all(container: &Value, path: &str, init: bool, problems: &mut Problems) {
    let words = "may not be set for init containers without restartPolicy=Always";
    let refused = init && text(container, "restartPolicy") != "Always";
    if let Some(lifecycle) = container.get("lifecycle") {
        if refused {
            problems.forbidden(&format!("{path}.lifecycle"), words);
        } else {
            for hook in ["postStart", "preStop"] {
                if let Some(one) = lifecycle.get(hook) {
                    handler(one, &format!("{path}.lifecycle.{hook}"), problems);
                }
            }
        }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let Some(one) = container.get(name) else { continue };
        let path = format!("{path}.{name}");
        if refused {
            problems.forbidden(&path, words);
            continue;
        }
        check(one, &path, problems);
        let successes = one.get("successThreshold").filter(|_| name != "readinessProbe");
        if let Some(successes) = successes.filter(|successes| successes.as_i64() != Some(1)) {
            problems.invalid(&format!("{path}.successThreshold"), successes, "must be 1");
        }
    }
}

fn check(probe: &Value, path: &str, problems: &mut Problems) {
    handler(probe, path, problems);
    for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
        problems.not_negative(&format!("{path}.{name}"), probe.get(name));
    }
}

fn handler(action: &Value, path: &str, problems: &mut Problems) {
    let said: Vec<&str> = HANDLERS.into_iter().filter(|name| action.get(*name).is_some()).collect();
    if said.is_empty() {
        problems.required(path, "must specify a handler type");
    }
    for (index, name) in said.into_iter().enumerate() {
        let (field, told) = (format!("{path}.{name}"), action.get(name).unwrap_or(&Value::Null));
        if index > 0 {
            problems.forbidden(&field, "may not specify more than 1 handler type");
            continue;
        }
        match name {
            "exec" if told.get("command").is_none() => problems.required(&format!("{field}.command"), ""),
            "httpGet" => {
                port_or_name(told.get("port").unwrap_or(&Value::Null), &format!("{field}.port"), problems);
                problems.one_of(&format!("{field}.scheme"), told.get("scheme"), &["HTTP", "HTTPS"]);
            }
            "tcpSocket" => port_or_name(told.get("port").unwrap_or(&Value::Null), &format!("{field}.port"), problems),
            _ => {}
        }
    }
}
