//! Makes few large pieces of many small ones, so that no screen is drawn for each token.

use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    analyst::{Answering, Piece},
    error::Error,
};

/// How long text is held back to wait for more, once some was handed on.
pub(super) const HOLD: Duration = Duration::from_millis(30);
/// Bytes of text that are never held back.
const FULL: usize = 64 * 1024;

/// How long an answer may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// While nothing comes.
    pub idle: Duration,
    /// In all: who says a word now and then is not waited for without an end.
    pub whole: Duration,
}

struct Held<S> {
    from: S,
    /// What came after the text that was held back.
    next: Option<Result<Piece, Error>>,
    patience: Patience,
    begun: Instant,
    /// When text was handed on last.
    told: Option<Instant>,
    over: bool,
}

/// Joins text that arrives within [`HOLD`] of other text; ends with an error when patience does, and when the end is missing.
pub(super) fn coalesce(
    from: impl Stream<Item = Result<Piece, Error>> + Send + Unpin + 'static,
    patience: Patience,
) -> Answering {
    let held = Held { from, next: None, patience, begun: Instant::now(), told: None, over: false };
    stream::unfold(held, |mut held| async {
        let piece = held.step().await?;
        held.over = matches!(piece, Ok(Piece::Done) | Err(_));
        Some((piece, held))
    })
    .boxed()
}

impl<S: Stream<Item = Result<Piece, Error>> + Unpin> Held<S> {
    async fn step(&mut self) -> Option<Result<Piece, Error>> {
        if self.over {
            return None;
        }
        let first = match self.next.take() {
            Some(next) => next,
            None => self.arrive().await,
        };
        let Ok(Piece::Delta(mut text)) = first else { return Some(first) };
        // The first words are shown at once; only what follows on their heels waits.
        let until = self.told.map_or_else(Instant::now, |told| told + HOLD);
        while text.len() < FULL
            && let Ok(next) = timeout_at(until, self.from.next()).await
        {
            match next {
                Some(Ok(Piece::Delta(more))) => text.push_str(&more),
                other => {
                    self.next = Some(other.unwrap_or(Err(Error::Truncated)));
                    break;
                }
            }
        }
        self.told = Some(Instant::now());
        Some(Ok(Piece::Delta(text)))
    }

    async fn arrive(&mut self) -> Result<Piece, Error> {
        let Patience { idle, whole } = self.patience;
        let left = whole.saturating_sub(self.begun.elapsed());
        match timeout(idle.min(left), self.from.next()).await {
            Ok(Some(piece)) if !left.is_zero() => piece,
            Ok(None) => Err(Error::Truncated),
            Err(_) if idle <= left => Err(Error::Stalled(idle)),
            _ => Err(Error::Endless(whole)),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{sync::mpsc, time::advance};

    use super::*;

    const PATIENCE: Patience = Patience { idle: Duration::from_secs(30), whole: Duration::from_mins(10) };

    type Fed = (mpsc::Sender<Result<Piece, Error>>, Answering);

    fn fed() -> Fed {
        let (send, receive) = mpsc::channel(64);
        let from = stream::unfold(receive, |mut receive| async { Some((receive.recv().await?, receive)) });
        (send, coalesce(Box::pin(from), PATIENCE))
    }

    fn text(text: &str) -> Piece {
        Piece::Delta(text.to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_together_is_one_piece() {
        let (send, mut answer) = fed();
        for piece in [text("a"), text("b"), Piece::Done] {
            send.send(Ok(piece)).await.unwrap();
        }
        assert_eq!(answer.next().await, Some(Ok(text("ab"))));
        assert_eq!(answer.next().await, Some(Ok(Piece::Done)));
        assert_eq!(answer.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_words_come_at_once_and_others_are_never_held_longer_than_promised() {
        let (send, mut answer) = fed();
        let before = Instant::now();
        send.send(Ok(text("a"))).await.unwrap();
        assert_eq!((answer.next().await, before.elapsed()), (Some(Ok(text("a"))), Duration::ZERO));
        send.send(Ok(text("b"))).await.unwrap();
        assert_eq!((answer.next().await, before.elapsed()), (Some(Ok(text("b"))), HOLD));
        advance(Duration::from_secs(1)).await;
        send.send(Ok(text("c"))).await.unwrap();
        let before = Instant::now();
        assert_eq!((answer.next().await, before.elapsed()), (Some(Ok(text("c"))), Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_thought_is_life_and_who_never_ends_is_left() {
        let (send, mut answer) = fed();
        let begun = Instant::now();
        tokio::spawn(async move {
            while send.send(Ok(Piece::Thinks)).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(29)).await;
            }
        });
        let mut last = None;
        while let Some(piece) = answer.next().await {
            last = Some(piece);
        }
        assert_eq!((last, begun.elapsed()), (Some(Err(Error::Endless(PATIENCE.whole))), PATIENCE.whole));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_and_a_missing_end_are_failures() {
        let (send, mut answer) = fed();
        advance(Duration::from_secs(1)).await;
        assert_eq!(answer.next().await, Some(Err(Error::Stalled(Duration::from_secs(30)))));
        assert_eq!(answer.next().await, None);
        drop(send);
        let (send, mut answer) = fed();
        send.send(Ok(text("half"))).await.unwrap();
        drop(send);
        assert_eq!(answer.next().await, Some(Ok(text("half"))));
        assert_eq!(answer.next().await, Some(Err(Error::Truncated)));
    }
}
