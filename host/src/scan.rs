//! Viruses: a file is shown to clamd by its INSTREAM command (clamd(8)): pieces with their
//! lengths, an empty one, then one line of answer.

use std::io::{ErrorKind, Read};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::config::Scanner;
use crate::limits::scan::{ANSWER, PIECE, TIME};

/// What clamd found.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A virus of this name.
    Virus(String),
}

/// Shows a file to clamd, a piece at a time. An error says why it could not look.
pub async fn scan(scanner: &Scanner, file: impl Read) -> std::io::Result<Found> {
    let work = async {
        match scanner {
            Scanner::Tcp(address) => stream(TcpStream::connect(address).await?, file).await,
            Scanner::Unix(path) => stream(UnixStream::connect(path).await?, file).await,
        }
    };
    tokio::time::timeout(TIME, work).await.unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
}

async fn stream(
    mut clamd: impl AsyncRead + AsyncWrite + Unpin,
    mut file: impl Read,
) -> std::io::Result<Found> {
    let mut piece = vec![0; PIECE];
    clamd.write_all(b"zINSTREAM\0").await?;
    loop {
        let length = file.read(&mut piece)?;
        clamd.write_all(&(length as u32).to_be_bytes()).await?;
        if length == 0 {
            break;
        }
        clamd.write_all(&piece[..length]).await?;
    }
    clamd.flush().await?;
    let mut answer = Vec::new();
    clamd.take(ANSWER).read_to_end(&mut answer).await?;
    found(&answer)
}

/// `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or what went wrong.
fn found(answer: &[u8]) -> std::io::Result<Found> {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_end_matches('\0').trim();
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Found::Nothing),
        Some(found) if found.ends_with(" FOUND") => {
            Ok(Found::Virus(found.trim_end_matches(" FOUND").to_owned()))
        }
        _ => Err(std::io::Error::other(format!("clamd answered \"{answer}\""))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_nothing_else_passes() {
        assert_eq!(found(b"stream: OK\0").unwrap(), Found::Nothing);
        assert_eq!(found(b"stream: X.Y FOUND\0").unwrap(), Found::Virus("X.Y".into()));
        for bad in ["", "OK", "stream: ", "INSTREAM size limit exceeded. ERROR", "stream: OKAY"] {
            assert!(found(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
