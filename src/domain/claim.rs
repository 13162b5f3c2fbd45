//! Sentences of a model, each with what it rests on and whether that was found to hold.

use serde::{Deserialize, Serialize};

use super::{evidence::EvidenceNo, text::Safe};

/// Whether a claim's evidence says what the claim says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Its quotes exist there, and what it names exists.
    Verified,
    /// Nothing was cited, or what was cited is not there.
    Unsupported,
    /// The evidence says the opposite.
    Contradicted,
}

/// One sentence with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub text: Safe,
    pub evidence: Vec<EvidenceNo>,
    /// Verbatim pieces of that evidence that the model says it rests on.
    pub quotes: Vec<Safe>,
    pub verdict: Standing,
    /// How that was found, in words.
    pub how: Safe,
}
