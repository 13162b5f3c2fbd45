//! Makes few large pieces of many small ones, so that no screen is drawn for each token.

use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    analyst::{Answering, Piece},
    error::Error,
};

/// How long text is held back to wait for more.
pub(super) const HOLD: Duration = Duration::from_millis(30);

struct Held<S> {
    from: S,
    /// What came after the text that was held back.
    next: Option<Result<Piece, Error>>,
    idle: Duration,
    over: bool,
}

/// Joins text that arrives within [`HOLD`]; ends with an error when nothing comes for `idle`, and when the end is missing.
pub(super) fn coalesce(
    from: impl Stream<Item = Result<Piece, Error>> + Send + Unpin + 'static,
    idle: Duration,
) -> Answering {
    stream::unfold(Held { from, next: None, idle, over: false }, |mut held| async {
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
        let until = Instant::now() + HOLD;
        while let Ok(next) = timeout_at(until, self.from.next()).await {
            match next {
                Some(Ok(Piece::Delta(more))) => text.push_str(&more),
                other => {
                    self.next = Some(other.unwrap_or(Err(Error::Truncated)));
                    break;
                }
            }
        }
        Some(Ok(Piece::Delta(text)))
    }

    async fn arrive(&mut self) -> Result<Piece, Error> {
        match timeout(self.idle, self.from.next()).await {
            Ok(Some(piece)) => piece,
            Ok(None) => Err(Error::Truncated),
            Err(_) => Err(Error::Stalled(self.idle)),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{sync::mpsc, time::advance};

    use super::*;

    type Fed = (mpsc::Sender<Result<Piece, Error>>, Answering);

    fn fed() -> Fed {
        let (send, receive) = mpsc::channel(64);
        let from = stream::unfold(receive, |mut receive| async { Some((receive.recv().await?, receive)) });
        (send, coalesce(Box::pin(from), Duration::from_secs(30)))
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
    async fn text_is_never_held_longer_than_promised() {
        let (send, mut answer) = fed();
        send.send(Ok(text("a"))).await.unwrap();
        let before = Instant::now();
        assert_eq!(answer.next().await, Some(Ok(text("a"))));
        assert_eq!(before.elapsed(), HOLD);
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
