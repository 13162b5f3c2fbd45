//! What a language model does, whoever runs it.

use async_trait::async_trait;
use futures::stream::BoxStream;
use serde_json::Value;

use crate::domain::text::Safe;

use super::error::Error;

/// What is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub system: String,
    pub user: String,
    /// JSON Schema of the answer.
    pub schema: Value,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// More text.
    Delta(String),
    /// It is alive, and says nothing yet: it reasons, or waits for its turn.
    Thinks,
    /// What it cost, in tokens, as far as the provider says.
    Usage { read: Option<u32>, written: Option<u32> },
    /// It is whole: a stream that ends without this one was cut off.
    Done,
}

/// Where a model runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Residence {
    /// On this host: nothing leaves.
    Local,
    /// Elsewhere, by this name.
    Cloud(Safe),
}

/// An answer as it arrives. Dropping it closes the connection.
pub type Answering = BoxStream<'static, Result<Piece, Error>>;

/// A model that can be asked.
#[async_trait]
pub trait Analyst: Send + Sync {
    /// `llama3.3:70b`
    fn name(&self) -> &Safe;

    fn residence(&self) -> &Residence;

    async fn ask(&self, request: &Request) -> Result<Answering, Error>;
}
