//! One request over HTTP: who sent it, what it meets on its way, and what goes back.

use std::{convert::Infallible, future::pending, io, sync::Arc};

use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderValue, Request, Response, header, request::Parts};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Frame, Incoming};
use jiff::Timestamp;

use crate::drill::{faults::Fault, store::Refusal};

use super::{
    answer::{Answer, Content},
    asked::Asked,
    desk::Api,
    options::Options,
    refusals,
    role::{Role, Tokens},
    route::Target,
    seen::Seen,
    wire::{Grip, Trouble},
};

pub type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Bodies are no larger than the API server takes them.
const LARGEST: usize = 3 * 1024 * 1024;

/// What all connections share.
pub struct Front {
    pub api: Api,
    pub tokens: Tokens,
    pub options: Options,
}

impl Front {
    /// Answers a request; an error ends its connection.
    pub async fn serve(self: Arc<Self>, request: Request<Incoming>, grip: Grip) -> io::Result<Response<Body>> {
        grip.set(Trouble::default());
        let (parts, body) = request.into_parts();
        let role = self.role(&parts);
        let body = match Limited::new(body, LARGEST).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => {
                return Ok(self.response(refusals::too_large(LARGEST).into()));
            }
            Err(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let asked = Asked::new(&parts, body, role);
        let verb = asked.verb().map_or("", super::route::Verb::word);
        let fault = self.options.faults.meet(verb, &asked.path, asked.is_dry());
        let answer = match fault {
            None => self.carry_out(&asked),
            Some(fault) => self.through(fault, asked, &grip).await?,
        };
        Ok(self.response(answer))
    }

    fn role(&self, parts: &Parts) -> Option<Role> {
        let Some(shown) = parts.headers.get(header::AUTHORIZATION) else { return Some(Role::Anonymous) };
        let token = shown.to_str().ok()?.strip_prefix("Bearer ")?;
        self.tokens.whose(token)
    }

    /// Carries a request out, and tells of it.
    fn carry_out(&self, asked: &Asked) -> Answer {
        let answer = self.api.answer(asked);
        self.tell(asked, &answer);
        answer
    }

    /// Answers without carrying anything out, and tells of it all the same.
    fn refuse(&self, asked: &Asked, answer: impl Into<Answer>) -> Answer {
        let answer = answer.into();
        self.tell(asked, &answer);
        answer
    }

    /// What becomes of a request that meets a fault.
    async fn through(self: &Arc<Self>, fault: Fault, asked: Asked, grip: &Grip) -> io::Result<Answer> {
        Ok(match fault {
            Fault::Refused => {
                grip.set(Trouble { cut: Some(0), slow: None });
                Answer::text(503, "")
            }
            Fault::Reset { after } => {
                let answer = self.carry_out(&asked);
                grip.set(Trouble { cut: Some(after), slow: None });
                answer
            }
            Fault::Swallowed => {
                self.carry_out(&asked);
                pending().await
            }
            Fault::Late { after } => {
                let answer = self.refuse(&asked, refusals::plain(504));
                let front = Arc::clone(self);
                tokio::spawn(async move {
                    tokio::time::sleep(after).await;
                    front.carry_out(&asked);
                });
                answer
            }
            Fault::Lost => self.refuse(&asked, refusals::plain(504)),
            Fault::Twice => {
                self.carry_out(&asked);
                self.carry_out(&asked)
            }
            Fault::TooMany { retry_after } => {
                let answer = Answer { retry_after: Some(retry_after), ..refusals::plain(429).into() };
                self.refuse(&asked, answer)
            }
            Fault::Broken { code } => self.refuse(&asked, refusals::plain(code)),
            Fault::Html { code } => {
                let page =
                    format!("<html><head><title>{code}</title></head><body><h1>{code}</h1><hr>proxy</body></html>\n");
                self.refuse(&asked, Answer::new(code, "text/html", Content::Whole(page.into())))
            }
            Fault::Gone => {
                let message = "The provided continue parameter is too old to display a consistent list result.";
                self.refuse(&asked, Refusal::expired(message.to_owned(), None))
            }
            Fault::Slow { bytes, pause } => {
                let answer = self.carry_out(&asked);
                grip.set(Trouble { cut: None, slow: Some((bytes, pause)) });
                answer
            }
            Fault::Stale { versions } => {
                let newest = self.api.simulation.read(|store, _, _| store.version());
                self.carry_out(&Asked { as_of: Some(newest.saturating_sub(versions)), ..asked })
            }
            Fault::Stalled { by } => {
                tokio::time::sleep(by).await;
                self.carry_out(&asked)
            }
        })
    }

    fn tell(&self, asked: &Asked, answer: &Answer) {
        let (group, resource, subresource, place) = match &asked.target {
            Target::Place(place) => {
                (place.resource.group, place.resource.plural.to_owned(), place.subresource.clone(), Some(place))
            }
            Target::Review(review) => (review.group(), review.plural(), String::new(), None),
            Target::Document | Target::Missing => ("", asked.path.clone(), String::new(), None),
        };
        let name = place.and_then(|place| place.name.clone()).or_else(|| answer.name.as_deref().map(str::to_owned));
        (self.options.observer)(&Seen {
            at: self.api.simulation.now(),
            user: asked.role.map_or("", Role::user),
            verb: asked.verb(),
            group: group.to_owned(),
            resource,
            subresource,
            namespace: place.and_then(|place| place.namespace.clone()).unwrap_or_default(),
            name: name.unwrap_or_default(),
            status: answer.status,
            dry_run: asked.is_dry(),
            changed: answer.changed,
            agent: asked.agent.clone(),
        });
    }

    fn response(&self, answer: Answer) -> Response<Body> {
        let body = match answer.content {
            Content::Whole(bytes) => Full::new(bytes).boxed_unsync(),
            Content::Pieces(pieces) => StreamBody::new(pieces.map(|bytes| Ok(Frame::data(bytes)))).boxed_unsync(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.media));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
        if let Ok(date) = HeaderValue::from_str(&date(self.api.simulation.now())) {
            headers.insert(header::DATE, date);
        }
        if let Some(seconds) = answer.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        for warning in &answer.warnings {
            // RFC 9110 once had such headers (section 5.5 of RFC 7234); the API machinery still does.
            let quoted = warning.replace('\\', "\\\\").replace('"', "\\\"");
            if let Ok(warning) = HeaderValue::from_str(&format!("299 - \"{quoted}\"")) {
                headers.append(header::WARNING, warning);
            }
        }
        response
    }
}

/// As headers have it (RFC 9110, section 5.6.7).
fn date(now: Timestamp) -> String {
    now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
