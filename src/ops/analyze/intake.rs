//! Evidence on its way in: read, redacted, numbered.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        digest::Digest,
        environment::Environment,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        incident::Place,
        journal::Ulid,
        text::Safe,
    },
    logic::{
        categorize::Circumstances,
        detect::Pattern,
        evidence::{Guess, Material, detect_sort, take_in},
        redact::{Door, Masked, Numbers, Refused},
    },
};

use super::error::Error;

/// What somebody or something brought.
#[derive(Debug, Clone)]
pub struct Brought {
    /// What it is called where it is asked for: `git_diff`.
    pub what: Safe,
    /// As what it was brought; `None` where its look decides.
    pub sort: Option<Sort>,
    pub origin: Origin,
    pub pod: Option<Safe>,
    pub container: Option<Safe>,
    pub bytes: Vec<u8>,
}

/// A piece of evidence with its text, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub header: Evidence,
    pub text: String,
}

/// What is analysed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    pub environment: Environment,
    pub about: Option<Place>,
    pub around: Circumstances,
    pub pieces: Vec<Piece>,
    /// What a team looks for besides the rules.
    pub patterns: Arc<[Pattern]>,
}

/// Where evidence is taken in: the door, and the numbers of the secrets that it saw.
pub struct Desk {
    door: Door,
    numbers: Numbers,
    masked: u32,
    seed: Ulid,
}

impl Desk {
    /// A desk that knows these secrets besides their formats.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        Ok(Self::behind(Door::new(secrets)?))
    }

    /// A desk behind this door.
    #[must_use]
    pub fn behind(door: Door) -> Self {
        Self { door, numbers: Numbers::default(), masked: 0, seed: Ulid::new() }
    }

    /// With what fences are made of: the same seed and the same evidence make the same prompt.
    #[must_use]
    pub fn seeded(self, seed: Ulid) -> Self {
        Self { seed, ..self }
    }

    /// What stands at the fences around this evidence. Whoever wrote it cannot know it, for want of the seed.
    #[must_use]
    pub fn nonce(&self, case: &Case) -> String {
        let pieces = case.pieces.iter().map(|piece| piece.header.sha256.to_string());
        let all: String = std::iter::once(self.seed.to_string()).chain(pieces).collect();
        Digest::of(all.as_bytes()).to_string().chars().take(16).collect::<String>().to_uppercase()
    }

    /// Places that were masked so far.
    #[must_use]
    pub fn masked(&self) -> u32 {
        self.masked
    }

    /// The one way out: whatever leaves goes through here.
    pub fn mask(&mut self, text: &str) -> Result<Masked, Refused> {
        self.door.mask(text, &mut self.numbers)
    }

    /// Takes in what was brought, as this number; also says what it looks like.
    pub fn take(&mut self, brought: Brought, no: EvidenceNo, taken: Timestamp) -> Result<(Piece, Guess), Error> {
        let intake = take_in(&brought.bytes).map_err(|error| Error::of(error, &brought.what))?;
        self.door.learn(&intake.text)?;
        let Masked { text, places } = self.mask(&intake.text)?;
        self.masked = self.masked.saturating_add(places);
        let guess = detect_sort(&text);
        let sort = match (brought.sort, guess.sort) {
            (Some(Sort::Diff), found) if found != Some(Sort::Diff) => {
                return Err(Error::NoDiff { what: brought.what, found: guess.words });
            }
            (Some(sort), _) | (None, Some(sort)) => sort,
            // Whatever it is, somebody thought that it tells something.
            (None, None) => Sort::RuntimeLog,
        };
        let mut cut = intake.cut;
        if places > 0 {
            let noun = if places == 1 { "secret" } else { "secrets" };
            cut.push(Safe::line(&format!("{places} {noun} masked")));
        }
        let header = Evidence {
            no,
            sort,
            origin: brought.origin,
            title: guess.words.clone(),
            sha256: Digest::of(text.as_bytes()),
            lines: intake.lines,
            cut,
            taken,
            pod: brought.pod,
            container: brought.container,
        };
        Ok((Piece { header, text }, guess))
    }
}

impl Piece {
    /// As rules and checks read it.
    #[must_use]
    pub fn read(&self) -> Material<'_> {
        Material::read(&self.header, &self.text)
    }
}

impl Case {
    /// The number of the next piece.
    #[must_use]
    pub fn next(&self) -> EvidenceNo {
        EvidenceNo(self.pieces.iter().map(|piece| piece.header.no.0).max().unwrap_or_default() + 1)
    }

    /// Takes one more piece in.
    pub fn bring(&mut self, desk: &mut Desk, brought: Brought, taken: Timestamp) -> Result<Guess, Error> {
        let (piece, guess) = desk.take(brought, self.next(), taken)?;
        self.pieces.push(piece);
        Ok(guess)
    }

    /// `payments/deployment/checkout`
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        let about = self.about.as_ref()?;
        Some(format!("{}/{}/{}", about.namespace, about.kind.name(), about.name).to_lowercase())
    }
}
