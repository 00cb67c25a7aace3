//! A command as somebody runs it at a terminal, who is asked and answers: `tests/terminal/person.py`
//! is the terminal and who sits at it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::guest::repository;
use crate::server::{Said, binary};

/// A question and the answer to it.
pub struct Typed {
    /// A part of the question.
    pub question: &'static str,
    /// What is typed then.
    pub answer: &'static str,
    /// Whether the terminal must not show it.
    pub secret: bool,
}

/// What is typed where the terminal shows it.
pub fn typed(question: &'static str, answer: &'static str) -> Typed {
    Typed { question, answer, secret: false }
}

/// What is typed where the terminal must not show it.
pub fn secret(question: &'static str, answer: &'static str) -> Typed {
    Typed { question, answer, secret: true }
}

/// Runs `guichet` with these arguments and answers what it asks. What it said is all that the
/// terminal showed.
pub fn answering(arguments: &[&str], dialogue: &[Typed]) -> Said {
    let dialogue: Vec<_> =
        dialogue.iter().map(|typed| (typed.question, typed.answer, typed.secret)).collect();
    // Debian's Python, as of the mail server.
    let mut person = Command::new("/usr/bin/python3")
        .arg(repository().join("tests/terminal/person.py"))
        .arg(binary())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("/usr/bin/python3");
    let dialogue = serde_json::to_vec(&dialogue).expect("JSON");
    person.stdin.take().expect("its input").write_all(&dialogue).expect("a dialogue");
    let output = person.wait_with_output().expect("its end");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    Said { success: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
}
