//! One fault, and which requests it meets.

use std::time::Duration;

/// What happens to a request. Durations are real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is reset before the request is carried out; nothing was done.
    Refused,
    /// It is carried out, and the connection reset after so many bytes of the answer; 0: not one comes.
    Reset { after: usize },
    /// It is carried out, and the answer never comes: the connection stays open and silent.
    Swallowed,
    /// 504 at once, and it is carried out this much later.
    Late { after: Duration },
    /// 504 at once, and it is never carried out.
    Lost,
    /// It arrives twice; the second answer is sent.
    Twice,
    /// 429 and `Retry-After`, in seconds; nothing was done.
    TooMany { retry_after: u32 },
    /// A code of 500, 502, 503 or 504 with a `Status`; nothing was done.
    Broken { code: u16 },
    /// The same with a page of HTML, as a proxy in between says it.
    Html { code: u16 },
    /// 410 `Expired`; nothing was done.
    Gone,
    /// So many bytes of the answer at a time, with a pause after each.
    Slow { bytes: usize, pause: Duration },
    /// A read answers as things were so many versions ago; a write is not touched.
    Stale { versions: u64 },
    /// It is carried out after this long.
    Stalled { by: Duration },
}

/// Which requests: what is not named fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matcher {
    /// `get`, `patch`.
    pub verb: Option<String>,
    /// Part of the path.
    pub path: Option<String>,
    /// Whether it is a dry run.
    pub dry_run: Option<bool>,
}

impl Matcher {
    /// Those of a verb whose path has this in it.
    #[must_use]
    pub fn of(verb: &str, path: &str) -> Self {
        Self { verb: Some(verb.to_owned()), path: Some(path.to_owned()), dry_run: None }
    }

    /// Only those that are dry runs, or only those that are not.
    #[must_use]
    pub fn dry(self, dry_run: bool) -> Self {
        Self { dry_run: Some(dry_run), ..self }
    }

    #[must_use]
    pub fn fits(&self, verb: &str, path: &str, dry_run: bool) -> bool {
        self.verb.as_deref().is_none_or(|wanted| wanted == verb)
            && self.path.as_deref().is_none_or(|part| path.contains(part))
            && self.dry_run.is_none_or(|wanted| wanted == dry_run)
    }
}

/// Faults by chance.
#[derive(Debug, Clone)]
pub struct Chance {
    pub seed: u64,
    /// So many of a thousand requests meet one.
    pub per_mille: u16,
    /// One of these; several times the same makes it likelier.
    pub faults: Vec<Fault>,
    pub matcher: Matcher,
}
