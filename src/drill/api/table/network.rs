//! Services and what stands behind them.

use serde_json::Value;

use super::field::{labels, list, map, number, or, text};

pub fn service(value: &Value, age: String) -> Vec<Value> {
    let kind = text(value, "/spec/type");
    let ip = or(text(value, "/spec/clusterIP"), "<none>");
    vec![
        kind.into(),
        ip.into(),
        external(value, kind).into(),
        ports(value).into(),
        age.into(),
        labels(map(value, "/spec/selector")).into(),
    ]
}

fn external(value: &Value, kind: &str) -> String {
    let mut ips: Vec<&str> = list(value, "/spec/externalIPs").iter().filter_map(Value::as_str).collect();
    if kind == "ExternalName" {
        return text(value, "/spec/externalName").to_owned();
    }
    if kind == "LoadBalancer" {
        let balancers = list(value, "/status/loadBalancer/ingress").iter();
        ips.extend(balancers.map(|one| or(text(one, "/ip"), text(one, "/hostname"))));
    }
    match (ips.is_empty(), kind) {
        (true, "LoadBalancer") => "<pending>".to_owned(),
        (true, _) => "<none>".to_owned(),
        (false, _) => ips.join(","),
    }
}

fn ports(value: &Value) -> String {
    let port = |one: &Value| {
        let (port, node, protocol) =
            (number(one, "/port"), number(one, "/nodePort"), or(text(one, "/protocol"), "TCP"));
        if node > 0 { format!("{port}:{node}/{protocol}") } else { format!("{port}/{protocol}") }
    };
    let ports: Vec<String> = list(value, "/spec/ports").iter().map(port).collect();
    if ports.is_empty() { "<none>".to_owned() } else { ports.join(",") }
}

/// At most three, and how many more.
fn few(all: &[String], none: &str) -> String {
    match all.len() {
        0 => none.to_owned(),
        1..=3 => all.join(","),
        many => format!("{} + {} more...", all.get(..3).unwrap_or_default().join(","), many - 3),
    }
}

pub fn endpoints(value: &Value, age: String) -> Vec<Value> {
    let mut all = Vec::new();
    for subset in list(value, "/subsets") {
        let addresses = || list(subset, "/addresses").iter().map(|one| text(one, "/ip"));
        let ports = list(subset, "/ports");
        if ports.is_empty() {
            all.extend(addresses().map(str::to_owned));
        }
        for port in ports {
            all.extend(addresses().map(|ip| format!("{ip}:{}", number(port, "/port"))));
        }
    }
    vec![few(&all, "<none>").into(), age.into()]
}

pub fn slice(value: &Value, age: String) -> Vec<Value> {
    let ports: Vec<String> = list(value, "/ports").iter().map(|one| number(one, "/port").to_string()).collect();
    let all: Vec<String> = list(value, "/endpoints")
        .iter()
        .flat_map(|one| list(one, "/addresses"))
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    vec![text(value, "/addressType").into(), few(&ports, "<unset>").into(), few(&all, "<unset>").into(), age.into()]
}
