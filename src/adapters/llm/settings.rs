//! Which model, where, and by which key.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::text::Safe;

use super::{analyst::Residence, error::Error};

/// The wire formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// And everything that speaks as it does: Groq, vLLM, llama.cpp, …
    OpenAi,
    Anthropic,
    Gemini,
    Ollama,
}

/// A key that prints as nothing.
#[derive(Clone, Default)]
pub struct Key(Option<SecretString>);

/// Everything that a client needs.
#[derive(Debug, Clone)]
pub struct Settings {
    pub provider: Provider,
    pub url: Url,
    pub model: Safe,
    pub key: Key,
    /// How long it may say nothing, if not as long as usual.
    pub patience: Option<Duration>,
}

impl Key {
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(Some(key.trim()).filter(|key| !key.is_empty()).map(SecretString::from))
    }

    /// The key itself, for what sends it and for what keeps it from going elsewhere.
    #[must_use]
    pub fn expose(&self) -> Option<&str> {
        self.0.as_ref().map(ExposeSecret::expose_secret)
    }

    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_set() { "[set]" } else { "[not set]" })
    }
}

impl FromStr for Provider {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.to_ascii_lowercase().as_str() {
            "openai" => Ok(Self::OpenAi),
            "anthropic" => Ok(Self::Anthropic),
            "gemini" => Ok(Self::Gemini),
            "ollama" => Ok(Self::Ollama),
            other => Err(Error::Settings(Safe::line(&format!(
                "unknown provider `{other}`: openai, anthropic, gemini or ollama"
            )))),
        }
    }
}

impl Provider {
    /// Where it is, if nobody says.
    #[must_use]
    pub fn customary(self) -> &'static str {
        match self {
            Self::OpenAi => "https://api.openai.com/v1/",
            Self::Anthropic => "https://api.anthropic.com/v1/",
            Self::Gemini => "https://generativelanguage.googleapis.com/v1beta/",
            Self::Ollama => "http://127.0.0.1:11434/v1/",
        }
    }
}

impl Settings {
    /// Checks them. A URL may leave out its last slash, and Ollama's its `/v1`.
    pub fn new(provider: Provider, url: Option<&str>, model: &str, key: Key) -> Result<Self, Error> {
        let wrong = |why: String| Error::Settings(Safe::line(&why));
        let text = url.unwrap_or(provider.customary());
        let mut url = Url::parse(text).map_err(|error| wrong(format!("`{text}` is no address: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(wrong(format!("`{text}` is no address of HTTP")));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("an address holds no password: set a key".to_owned()));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("an address ends with its path: nothing after ? or #".to_owned()));
        }
        if provider == Provider::Ollama && matches!(url.path(), "" | "/") {
            url.set_path("/v1/");
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        if model.trim().is_empty() {
            return Err(wrong("no name: set STANCH_MODEL".to_owned()));
        }
        let settings = Self { provider, url, model: Safe::line(model.trim()), key, patience: None };
        let clear = settings.url.scheme() == "http" && settings.residence() != Residence::Local;
        if clear && settings.key.is_set() {
            return Err(wrong(format!("{} would get the key in clear text: use https", settings.host())));
        }
        Ok(settings)
    }

    /// With another limit of silence.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// A loopback address is local, any other is not (a name that only resolves to one is any other).
    #[must_use]
    pub fn residence(&self) -> Residence {
        let host = self.host();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let local = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        if local { Residence::Local } else { Residence::Cloud(Safe::line(&host)) }
    }

    pub(super) fn host(&self) -> String {
        self.url.host_str().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(provider: Provider, url: &str, key: &str) -> Result<Settings, Error> {
        Settings::new(provider, Some(url), "m", Key::new(key))
    }

    #[test]
    fn loopback_is_local_and_nothing_else() {
        let local = |url| of(Provider::OpenAi, url, "").unwrap().residence() == Residence::Local;
        assert!(local("http://127.0.0.1:8080/v1") && local("http://localhost:1/") && local("http://[::1]:9/v1/"));
        assert!(
            !local("http://10.0.0.7/v1")
                && !local("https://localhost.example.com/")
                && !local("http://127.0.0.1.nip.io/")
        );
    }

    #[test]
    fn addresses_are_completed() {
        assert_eq!(
            of(Provider::Ollama, "http://localhost:11434", "").unwrap().url.as_str(),
            "http://localhost:11434/v1/"
        );
        assert_eq!(of(Provider::OpenAi, "http://localhost/v1", "").unwrap().url.as_str(), "http://localhost/v1/");
    }

    #[test]
    fn what_would_give_a_key_away_is_refused() {
        for (url, why) in [
            ("http://models.corp/v1", "clear text"),
            ("https://u:p@models.corp/", "no password"),
            ("https://models.corp/v1?key=abc", "nothing after ?"),
            ("file:///x", "HTTP"),
        ] {
            assert!(of(Provider::OpenAi, url, "sk-1").unwrap_err().to_string().contains(why), "{url}");
        }
        let shown = format!("{:?}", of(Provider::OpenAi, "https://models.corp/v1", "sk-123").unwrap());
        assert!(!shown.contains("sk-123") && shown.contains("[set]"), "{shown}");
    }
}
