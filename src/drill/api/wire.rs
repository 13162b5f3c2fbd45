//! A connection that can be cut at a byte, or made slow: what a network does to an answer.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};
use tokio_rustls::server::TlsStream;

/// What happens to the bytes of one answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trouble {
    /// The connection is reset once so many bytes were written, head and body together.
    pub cut: Option<usize>,
    /// So many bytes, and then a pause.
    pub slow: Option<(usize, Duration)>,
}

/// The hand on a connection: shared by the connection and by what answers on it.
#[derive(Debug, Clone, Default)]
pub struct Grip(Arc<Mutex<Trouble>>);

impl Grip {
    /// From the next byte on.
    pub fn set(&self, trouble: Trouble) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn trouble(&self) -> Trouble {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spend(&self, bytes: usize) {
        let mut trouble = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.cut = trouble.cut.map(|left| left.saturating_sub(bytes));
    }
}

/// One connection.
pub struct Wire {
    inner: TlsStream<TcpStream>,
    grip: Grip,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    pub fn new(inner: TlsStream<TcpStream>, grip: Grip) -> Self {
        Self { inner, grip, pause: None }
    }

    /// The other side sees a reset, and not an end.
    fn reset(&self) -> io::Error {
        // Where the linger cannot be set, the connection ends all the same.
        let _ = self.inner.get_ref().0.set_zero_linger();
        io::ErrorKind::ConnectionReset.into()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        let trouble = self.grip.trouble();
        if trouble.cut == Some(0) {
            ready!(Pin::new(&mut self.inner).poll_flush(context))?;
            return Poll::Ready(Err(self.reset()));
        }
        let most =
            trouble.cut.into_iter().chain(trouble.slow.map(|(bytes, _)| bytes.max(1))).min().unwrap_or(bytes.len());
        let part = bytes.get(..most).unwrap_or(bytes);
        let written = ready!(Pin::new(&mut self.inner).poll_write(context, part))?;
        self.grip.spend(written);
        if let Some((_, pause)) = trouble.slow {
            self.pause = Some(Box::pin(tokio::time::sleep(pause)));
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        if self.grip.trouble().cut == Some(0) {
            return Poll::Ready(Err(self.reset()));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
