//! What has to differ between two clusters is taken out of what they say.

use regex::Regex;
use serde_json::Value;

use super::stand::Stand;

/// Letters and digits of generated names: `k8s.io/apimachinery/pkg/util/rand`.
const LETTERS: &str = "[bcdfghjklmnpqrstvwxz2456789]";

pub struct Normal {
    words: Vec<(String, &'static str)>,
    patterns: Vec<(Regex, &'static str)>,
}

impl Normal {
    pub fn new(namespace: &str, stand: &Stand) -> Self {
        let patterns = [
            ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "{uid}"),
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "{time}"),
            (r"sha256:[0-9a-f]{64}", "{digest}"),
            (r"containerd://[0-9a-f]{64}", "{container}"),
            (r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", "{ip}"),
            (&format!(r"-{LETTERS}{{8,10}}-{LETTERS}{{5}}(_|\b)"), "-{hash}-{suffix}$1"),
            (&format!(r"-{LETTERS}{{8,10}}\b"), "-{hash}"),
            (&format!(r"\b(agent|made)-{LETTERS}{{5}}\b"), "$1-{suffix}"),
            ("kube-api-access-[a-z0-9]{5}", "kube-api-access-{suffix}"),
            (r"(pod-template-hash|controller-revision-hash)=[a-z0-9]+", "$1={hash}"),
            (r#"resourceVersion: "\d+""#, "resourceVersion: {version}"),
            (r"\.[0-9a-f]{14,16}\b", ".{number}"),
            (r"back-off (10|20|40)s restarting", "back-off {while} restarting"),
            // The whole object, with what managed it.
            (r#"(?s)Invalid value: "\{\\"(apiVersion|kind).*\}": "#, "Invalid value: {object}: "),
            // Why an image is not to be had: a machine without a network says it in other words than a registry.
            (
                r#"(rpc error: code = \w+ desc = )?failed to pull and unpack image ("[^"]+"): failed to resolve reference .*"#,
                "failed to pull and unpack image $2: {why}",
            ),
            (r"in record \(\d+\)", "in record ({version})"),
            (r"too old resource version: (\d+) \(\d+\)", "too old resource version: $1 ({version})"),
        ];
        let patterns = patterns.map(|(pattern, with)| (Regex::new(pattern).unwrap(), with)).into();
        let host = stand.server.trim_start_matches("https://").to_owned();
        let words = vec![
            (namespace.to_owned(), "{ns}"),
            (stand.image.clone(), "{image}"),
            (stand.node.clone(), "{node}"),
            (host, "{server}"),
        ];
        Self { words, patterns }
    }

    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (word, with) in &self.words {
            text = text.replace(word, with);
        }
        for (pattern, with) in &self.patterns {
            text = pattern.replace_all(&text, *with).into_owned();
        }
        text
    }

    pub fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter().filter(|(name, _)| name != "managedFields");
                fields.map(|(name, value)| (self.text(&name), self.field(&name, value))).collect()
            }
            other => other,
        }
    }

    fn field(&self, name: &str, value: Value) -> Value {
        let replaced = match (name, &value) {
            ("resourceVersion", Value::String(text)) if !text.is_empty() => "{version}",
            ("continue", Value::String(text)) if !text.is_empty() => "{continue}",
            ("pod-template-hash" | "controller-revision-hash" | "controller.kubernetes.io/hash", Value::String(_)) => {
                "{hash}"
            }
            _ => return self.value(value),
        };
        replaced.into()
    }
}
