//! A connection that ends once nothing has passed on it for long, in either direction: who comes
//! and says nothing does not stay, and whoever reads a large file slowly is not broken off.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Such a connection.
pub(super) struct Attended<S> {
    stream: S,
    time: Duration,
    idle: Pin<Box<Sleep>>,
}

impl<S> Attended<S> {
    /// A connection on which something passes within this time, each time.
    pub(super) fn new(stream: S, time: Duration) -> Self {
        Self { stream, time, idle: Box::pin(sleep(time)) }
    }

    /// What came of a try to pass something.
    fn passed<T>(
        &mut self,
        context: &mut Context<'_>,
        tried: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.idle.as_mut().reset(Instant::now() + self.time);
        }
        self.waited(context, tried)
    }

    /// What came of something that may have to wait.
    fn waited<T>(
        &mut self,
        context: &mut Context<'_>,
        tried: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if tried.is_pending() && self.idle.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        tried
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Attended<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.passed(context, read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Attended<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.passed(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.passed(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // A flush with nothing to pass is done at once, and says nothing of who is there.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.waited(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.waited(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const TIME: Duration = Duration::from_millis(400);

    #[tokio::test]
    async fn it_ends_when_nothing_passes_and_not_before() {
        let (here, mut there) = duplex(64);
        let mut here = Attended::new(here, TIME);
        let began = Instant::now();
        let writes = async {
            for _ in 0..3 {
                sleep(TIME / 2).await;
                there.write_all(b"a").await.unwrap();
            }
            std::future::pending::<()>().await;
        };
        let mut bytes = Vec::new();
        let error = tokio::select! {
            read = here.read_to_end(&mut bytes) => read.unwrap_err(),
            () = writes => unreachable!("it waits without end"),
        };
        assert_eq!((error.kind(), bytes.as_slice()), (io::ErrorKind::TimedOut, &b"aaa"[..]));
        assert!(began.elapsed() >= TIME / 2 * 3 + TIME);
    }

    #[tokio::test]
    async fn who_reads_slowly_is_not_broken_off() {
        let (here, mut there) = duplex(8);
        let mut here = Attended::new(here, TIME);
        let reads = async {
            let mut piece = [0; 8];
            for _ in 0..4 {
                sleep(TIME / 2).await;
                there.read_exact(&mut piece).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(here.write_all(&[7; 32]), reads);
        written.unwrap();
    }
}
