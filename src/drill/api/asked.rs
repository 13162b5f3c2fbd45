//! One request, as far as it does not depend on what is stored.

use bytes::Bytes;
use http::{HeaderMap, header, request::Parts};

use crate::drill::store::{Body, Options, Refusal, Validation};

use super::{
    accept::{self, Form},
    body, protobuf,
    query::Query,
    refusals,
    role::Role,
    route::{Target, Verb, watched},
};

/// What was asked, and by whom.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `None`: the token is nobody's.
    pub role: Option<Role>,
    pub method: String,
    pub path: String,
    pub target: Target,
    pub query: Query,
    pub accept: String,
    pub media: String,
    pub agent: String,
    pub body: Bytes,
    /// Reads only: as things were at this version.
    pub as_of: Option<u64>,
    /// The path says that it watches.
    pub old: bool,
}

impl Asked {
    #[must_use]
    pub fn new(parts: &Parts, body: Bytes, role: Option<Role>) -> Self {
        let text = |name| text(&parts.headers, name);
        let path = parts.uri.path().to_owned();
        let watched = watched(&path);
        let media = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_owned();
        Self {
            role,
            method: parts.method.as_str().to_owned(),
            target: Target::of(watched.as_deref().unwrap_or(&path)),
            old: watched.is_some(),
            path,
            query: Query::read(parts.uri.query().unwrap_or_default()),
            accept: text(header::ACCEPT).to_owned(),
            media,
            agent: text(header::USER_AGENT).to_owned(),
            body,
            as_of: None,
        }
    }

    #[must_use]
    pub fn watches(&self) -> bool {
        self.old || self.query.flag("watch")
    }

    /// What it asks of a resource; `None` where it asks nothing of one, or something that cannot be asked.
    #[must_use]
    pub fn verb(&self) -> Option<Verb> {
        match &self.target {
            Target::Place(place) => place.verb(&self.method, self.watches()),
            Target::Review(_) if self.method == "POST" => Some(Verb::Create),
            Target::Document if self.method == "GET" => Some(Verb::Get),
            _ => None,
        }
    }

    pub fn form(&self) -> Result<Form, Refusal> {
        accept::form(&self.accept, &self.query)
    }

    #[must_use]
    pub fn is_dry(&self) -> bool {
        self.query.text("dryRun") == "All"
    }

    /// The parameters of a write; `kind` is that of its options: `PatchOptions`.
    pub fn options(&self, kind: &str) -> Result<Options, Refusal> {
        let dry_run = self.dry_run(kind)?;
        let validation = match self.query.text("fieldValidation") {
            "" | "Warn" => Validation::Warn,
            "Strict" => Validation::Strict,
            "Ignore" => Validation::Ignore,
            other => {
                let message =
                    format!("Unsupported value: \"{other}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
                return Err(refusals::option(kind, "FieldValueNotSupported", "fieldValidation", &message));
            }
        };
        let manager = match self.query.text("fieldManager") {
            "" => self.agent.split('/').next().unwrap_or_default(),
            named => named,
        };
        Ok(Options { dry_run, manager: manager.to_owned(), validation, force: self.query.flag("force") })
    }

    pub fn dry_run(&self, kind: &str) -> Result<bool, Refusal> {
        let asked: Vec<&str> = self.query.all("dryRun").collect();
        if asked.iter().any(|one| *one != "All") {
            let message = format!("Unsupported value: {asked:?}: supported values: \"All\"");
            return Err(refusals::option(kind, "FieldValueNotSupported", "dryRun", &message));
        }
        Ok(!asked.is_empty())
    }

    /// The object in the body; `kind` is what it has to be.
    pub fn object(&self, kind: &str) -> Result<Body, Refusal> {
        match self.media.as_str() {
            "" | "application/json" | "*/*" => body::json(&self.body).map_err(|error| {
                let why = body::why(&self.body, &error);
                let sent = String::from_utf8_lossy(&self.body);
                let sent = if sent.is_empty() { "<empty>" } else { &*sent };
                Refusal::bad_request(format!(
                    "the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {why} ({sent})"
                ))
            }),
            "application/yaml" => body::yaml(&self.body),
            "application/vnd.kubernetes.protobuf" => protobuf::read(&self.body, kind).map(Body::from),
            _ => Err(refusals::media_type()),
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
