//! Which parts of a system findings touch, by the names, ports and files that they carry.

use crate::domain::{
    analysis::Component,
    finding::{Finding, Matter},
};

/// Words that name a part; each stands alone in a name.
const WORDS: [(Component, &[&str]); 12] = [
    (
        Component::Database,
        &[
            "postgres",
            "postgresql",
            "mysql",
            "mongo",
            "mongodb",
            "sql",
            "sqlalchemy",
            "database",
            "db",
            "psycopg2",
            "migration",
            "migrations",
        ],
    ),
    (Component::Cache, &["redis", "memcached", "cache"]),
    (Component::MessageQueue, &["kafka", "rabbitmq", "amqp", "sqs", "nats", "queue", "celery", "bullmq"]),
    (Component::FileStorage, &["s3", "minio", "bucket", "volume", "persistentvolumeclaim"]),
    (Component::ApiGateway, &["gateway", "kong", "envoy", "upstream"]),
    (Component::LoadBalancer, &["ingress", "haproxy", "loadbalancer", "elb"]),
    (Component::Cdn, &["cdn", "cloudfront", "fastly"]),
    (Component::Monitoring, &["prometheus", "grafana", "datadog", "metrics"]),
    (Component::Logging, &["fluentd", "loki", "logstash", "elasticsearch"]),
    (Component::Authentication, &["oauth", "jwt", "auth", "keycloak", "ldap", "login", "session"]),
    (Component::ExternalApi, &["stripe", "twilio", "paypal", "webhook", "sendgrid"]),
    (Component::Frontend, &["tsx", "jsx", "css", "html", "frontend"]),
];

/// The parts that the findings touch; a program that fails is a backend unless its files say otherwise.
pub(super) fn of(findings: &[&Finding]) -> Vec<Component> {
    let mut found: Vec<Component> = Vec::new();
    for finding in findings {
        let text = text(finding);
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let named =
            WORDS.iter().filter(|(_, names)| names.iter().any(|name| words.contains(name))).map(|(part, _)| *part);
        found.extend(named);
        if let Some(Matter::Port(5432 | 3306 | 1433 | 27017)) = finding.matter {
            found.push(Component::Database);
        }
        if matches!(finding.rule.as_str(), "db_in_loop" | "failed_migration" | "connections_exhausted") {
            found.push(Component::Database);
        }
    }
    if !findings.is_empty() && !found.contains(&Component::Frontend) {
        found.push(Component::Backend);
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn text(finding: &Finding) -> String {
    let places = [&finding.change, &finding.symptom].into_iter().flatten();
    let mut text = String::new();
    for place in places {
        text.push_str(&place.text);
        text.push(' ');
        text.push_str(place.file.as_deref().unwrap_or_default());
        text.push(' ');
    }
    text.to_lowercase()
}
