//! Where connections come in: by HTTPS, or in the clear from this machine and the proxies that are
//! named. Who says nothing holds nobody up.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::attended::Attended;
use crate::limits::tls::{HANDSHAKE, HANDSHAKES, IDLE};
use crate::tls::CHALLENGE;

/// Takes connections in the clear.
pub(super) struct Plain {
    tcp: TcpListener,
    /// Who may speak so beside this machine; anybody, where nothing is said.
    proxies: Option<Vec<IpAddr>>,
}

impl Plain {
    /// From this machine and the proxies that are named.
    pub(super) fn through(tcp: TcpListener, proxies: Vec<IpAddr>) -> Self {
        Self { tcp, proxies: Some(proxies) }
    }

    /// From anybody, who is told nothing but where to go.
    pub(super) fn for_all(tcp: TcpListener) -> Self {
        Self { tcp, proxies: None }
    }

    fn takes(&self, from: IpAddr) -> bool {
        let from = from.to_canonical();
        let named = |proxies: &Vec<IpAddr>| from.is_loopback() || proxies.contains(&from);
        self.proxies.as_ref().is_none_or(named)
    }
}

impl Listener for Plain {
    type Io = Attended<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, from) = Listener::accept(&mut self.tcp).await;
            if self.takes(from.ip()) {
                return (Attended::new(stream, IDLE), from);
            }
            tracing::debug!(%from, "not from a proxy that guichet.toml names: closed");
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

type Agreed = Option<(TlsStream<TcpStream>, SocketAddr)>;

/// Takes connections by TLS. Each is agreed on by itself, so that none waits for another.
pub(super) struct Secure {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    agreeing: JoinSet<Agreed>,
    /// The last ones that began, the first of them first.
    begun: VecDeque<AbortHandle>,
}

impl Secure {
    pub(super) fn new(tcp: TcpListener, config: Arc<rustls::ServerConfig>) -> Self {
        let (agreeing, begun) = (JoinSet::new(), VecDeque::with_capacity(HANDSHAKES + 1));
        Self { tcp, acceptor: config.into(), agreeing, begun }
    }

    fn begin(&mut self, stream: TcpStream, from: SocketAddr) {
        let handshake = self.acceptor.accept(stream);
        self.begun.push_back(self.agreeing.spawn(async move {
            let agreed = timeout(HANDSHAKE, handshake).await;
            let agreed = agreed.map_err(|late| late.to_string());
            match agreed.and_then(|agreed| agreed.map_err(|e| e.to_string())) {
                // An ACME server has seen by now what it looks for, and says nothing.
                Ok(stream) if stream.get_ref().1.alpn_protocol() == Some(CHALLENGE) => None,
                Ok(stream) => Some((stream, from)),
                Err(error) => {
                    tracing::debug!(%from, error, "no agreement on a connection");
                    None
                }
            }
        }));
        if self.begun.len() > HANDSHAKES
            && let Some(first) = self.begun.pop_front()
        {
            first.abort();
        }
    }
}

impl Listener for Secure {
    type Io = Attended<TlsStream<TcpStream>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            tokio::select! {
                (stream, from) = Listener::accept(&mut self.tcp) => self.begin(stream, from),
                Some(done) = self.agreeing.join_next() => {
                    if let Ok(Some((stream, from))) = done {
                        return (Attended::new(stream, IDLE), from);
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_clear_is_for_this_machine_and_proxies_that_are_named() {
        let tcp = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
        let plain = Plain::through(tcp().await, vec!["10.0.0.1".parse().unwrap()]);
        for from in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "::ffff:10.0.0.1"] {
            assert!(plain.takes(from.parse().unwrap()), "{from}");
        }
        for from in ["10.0.0.2", "::ffff:10.0.0.2", "2001:db8::1"] {
            assert!(!plain.takes(from.parse().unwrap()), "{from}");
            assert!(Plain::for_all(tcp().await).takes(from.parse().unwrap()), "{from}");
        }
    }
}
