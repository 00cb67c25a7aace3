//! Sets one document as tagged PDF/UA-1 (ISO 14289-1): what it says comes as JSON on the standard
//! input, as the host's `documents::Sheet` is written; its bytes go to the standard output. The
//! same words give the same bytes. What cannot be set is one line on the standard error.
//!
//! A program of its own: a fault of the typesetter, or words that keep it busy, end this process
//! and no server. It opens no file and no connection.
//!
//! Nothing that a resident or a procedure wrote is ever read as typst's markup: the letter is one
//! fixed template (`letter.typ`), and words come to it as the strings of a JSON file.

mod paper;
#[cfg(test)]
mod tests;
mod words;

use std::io::{Read, Write};
use std::process::ExitCode;

/// Bytes that are read of the words of one document.
const WORDS: u64 = 16 << 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("guichet-documents: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut words = Vec::new();
    std::io::stdin().take(WORDS + 1).read_to_end(&mut words).map_err(|e| e.to_string())?;
    if words.len() as u64 > WORDS {
        return Err(format!("its words have more than {WORDS} bytes"));
    }
    let sheet = serde_json::from_slice(&words).map_err(|e| format!("its words are none: {e}"))?;
    let made = paper::pdf(sheet)?;
    let mut out = std::io::stdout();
    out.write_all(&made).and_then(|()| out.flush()).map_err(|e| e.to_string())
}
