//! Models over HTTP, through genai.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use genai::{
    ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{ChatMessage, ChatOptions, ChatRequest, ChatResponseFormat, ChatStreamEvent, JsonSpec, StopReason},
    resolver::{AuthData, Endpoint},
};
use tokio::time::timeout;

use crate::domain::text::Safe;

use super::{
    analyst::{Analyst, Answering, Piece, Request, Residence},
    coalesce::{Patience, coalesce},
    error::{self, Error},
    settings::{Provider, Settings},
};

/// How long nothing may come (B-42), if nobody says.
const IDLE: Duration = Duration::from_secs(30);
/// How long a whole answer may take.
const WHOLE: Duration = Duration::from_mins(10);
const CONNECT: Duration = Duration::from_secs(10);
/// Tokens of an answer, and its temperature (A9).
const TOKENS: u32 = 2_000;
const TEMPERATURE: f64 = 0.3;

/// A model behind an address.
pub struct Client {
    settings: Settings,
    residence: Residence,
    address: Safe,
    wire: genai::Client,
    patience: Patience,
}

impl Client {
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let residence = settings.residence();
        let wrong = |error: &dyn std::fmt::Display| Error::Settings(Safe::line(&error.to_string()));
        // Another part of the process may have installed it before: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            // A redirect would take the evidence to an address that nobody allowed.
            .redirect(reqwest::redirect::Policy::none());
        if residence == Residence::Local {
            // What is local stays so, whatever proxy the environment names, and whatever `localhost` resolves to.
            let here = [(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
            builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
        }
        let http = builder.build().map_err(|error| wrong(&error))?;
        let wire = genai::Client::builder().with_reqwest(http).build().map_err(|error| wrong(&error))?;
        let address = Safe::line(settings.url.as_str());
        let patience = Patience { idle: settings.patience.unwrap_or(IDLE), whole: WHOLE };
        Ok(Self { settings, residence, address, wire, patience })
    }

    fn target(&self) -> ServiceTarget {
        let kind = match self.settings.provider {
            // Ollama's own interface takes no schema; the one that speaks as OpenAI does.
            Provider::OpenAi | Provider::Ollama => AdapterKind::OpenAI,
            Provider::Anthropic => AdapterKind::Anthropic,
            Provider::Gemini => AdapterKind::Gemini,
        };
        ServiceTarget {
            endpoint: Endpoint::from_owned(self.settings.url.as_str()),
            auth: AuthData::from_single(self.settings.key.expose().unwrap_or("none")),
            model: ModelIden::new(kind, self.settings.model.as_str()),
        }
    }
}

#[async_trait]
impl Analyst for Client {
    fn name(&self) -> &Safe {
        &self.settings.model
    }

    fn residence(&self) -> &Residence {
        &self.residence
    }

    /// A server or model that knows no schema is asked again without one: the prompt says what the answer has to be.
    async fn ask(&self, request: &Request) -> Result<Answering, Error> {
        let schema = ChatResponseFormat::from(JsonSpec::new("analysis", request.schema.clone()));
        let (first, rest) = match begun(self.stream(request, schema).await).await {
            Err(error) if error.is_about_the_schema() => {
                begun(self.stream(request, ChatResponseFormat::JsonMode).await).await?
            }
            other => other?,
        };
        Ok(stream::iter(first.map(Ok)).chain(rest).boxed())
    }
}

/// The first piece, and what follows.
async fn begun(answering: Result<Answering, Error>) -> Result<(Option<Piece>, Answering), Error> {
    let mut answering = answering?;
    let first = answering.next().await.transpose()?;
    Ok((first, answering))
}

impl Client {
    async fn stream(&self, request: &Request, form: ChatResponseFormat) -> Result<Answering, Error> {
        let chat = ChatRequest::new(vec![ChatMessage::user(request.user.clone())]).with_system(request.system.clone());
        let options = ChatOptions::default()
            .with_temperature(TEMPERATURE)
            .with_max_tokens(TOKENS)
            .with_capture_usage(true)
            .with_response_format(form);
        let key = self.settings.key.clone();
        let address = self.address.clone();
        let Patience { idle, .. } = self.patience;
        let answer = timeout(idle, self.wire.exec_chat_stream(self.target(), chat, Some(&options))).await;
        let answer = answer.map_err(|_| Error::Stalled(idle))?;
        let answer = answer.map_err(|found| error::of(&found, &address, key.expose()))?;
        let ends_by_saying_so = self.settings.provider == Provider::Gemini;
        let pieces = answer.stream.flat_map(move |event| {
            let pieces = match event {
                Ok(event) => pieces(event, ends_by_saying_so),
                Err(found) => vec![Err(error::of(&found, &address, key.expose()))],
            };
            stream::iter(pieces)
        });
        Ok(coalesce(Box::pin(pieces), self.patience))
    }
}

/// What an event of the client means. `strict`: an end without a reason is none, the client made it up.
fn pieces(event: ChatStreamEvent, strict: bool) -> Vec<Result<Piece, Error>> {
    match event {
        ChatStreamEvent::Chunk(chunk) if !chunk.content.is_empty() => vec![Ok(Piece::Delta(chunk.content))],
        ChatStreamEvent::End(end) => {
            match end.captured_stop_reason {
                Some(StopReason::MaxTokens(_)) => return vec![Err(Error::Limit(TOKENS))],
                None if strict => return vec![Err(Error::Truncated)],
                _ => {}
            }
            let count = |tokens: Option<i32>| tokens.and_then(|tokens| u32::try_from(tokens).ok());
            let usage = end.captured_usage.map(|usage| {
                Ok(Piece::Usage { read: count(usage.prompt_tokens), written: count(usage.completion_tokens) })
            });
            usage.into_iter().chain([Ok(Piece::Done)]).collect()
        }
        ChatStreamEvent::ReasoningChunk(_) | ChatStreamEvent::Heartbeat => vec![Ok(Piece::Thinks)],
        _ => Vec::new(),
    }
}
