//! Clients that send the next request once the last one is answered, each over one connection.
//! They do as little as HTTP/1.1 allows, and their CPU time is counted apart.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use guichet_tests::process;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the clients saw.
pub(crate) struct Seen {
    /// How long each answer took.
    pub(crate) latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
    /// Their own CPU time.
    pub(crate) cpu: Duration,
}

/// How long they go on.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// Each sends so many requests.
    Count(usize),
    /// No request is begun after this.
    Elapsed(Duration),
}

/// Runs so many clients, in a thread of their own. `key` begins their idempotency keys.
pub(crate) fn run(
    clients: usize,
    address: SocketAddr,
    path: &str,
    body: &str,
    key: &str,
    until: Until,
) -> Result<Seen> {
    std::thread::scope(|scope| {
        let run = || -> Result<Seen> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let begun = Instant::now();
            let request = |client: usize, sent: usize| {
                format!(
                    "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
                     Idempotency-Key: {key}-{client}-{sent}\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                )
            };
            let latencies = runtime.block_on(async {
                let request = &request;
                let one = |client| async move {
                    let mut stream = TcpStream::connect(address).await?;
                    stream.set_nodelay(true)?;
                    let mut latencies = Vec::new();
                    while match until {
                        Until::Count(count) => latencies.len() < count,
                        Until::Elapsed(limit) => begun.elapsed() < limit,
                    } {
                        let request = request(client, latencies.len());
                        latencies.push(exchange(&mut stream, &request).await?);
                    }
                    Ok::<_, anyhow::Error>(latencies)
                };
                futures(clients, one).await
            })?;
            Ok(Seen { latencies, took: begun.elapsed(), cpu: process::thread_cpu() })
        };
        let thread = std::thread::Builder::new().name("clients".into()).spawn_scoped(scope, run)?;
        thread.join().ok().context("the clients end")?
    })
}

/// All clients at once, on this thread.
async fn futures<F: Future<Output = Result<Vec<Duration>>>>(
    clients: usize,
    one: impl Fn(usize) -> F,
) -> Result<Vec<Duration>> {
    let all: futures_util::stream::FuturesUnordered<F> = (0..clients).map(one).collect();
    futures_util::TryStreamExt::try_concat(all).await
}

/// Sends a request and reads its answer to the end.
async fn exchange(stream: &mut TcpStream, request: &str) -> Result<Duration> {
    let begun = Instant::now();
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(2 << 10);
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            bail!("the server hung up");
        }
        if let Some(length) = whole(&answer)
            && answer.len() >= length
        {
            break;
        }
    }
    let took = begun.elapsed();
    if !answer.starts_with(b"HTTP/1.1 201 ") {
        bail!("not created: {}", String::from_utf8_lossy(&answer));
    }
    Ok(took)
}

/// How long the answer is, once its head is there.
fn whole(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let mut lengths = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some(head + lengths.next()?)
}
