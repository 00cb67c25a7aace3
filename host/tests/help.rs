//! Every command explains itself.
//!
//! That this test is here also makes cargo build the binary whenever it tests this package: the
//! end-to-end tests in `tests/` start it, and cannot ask for it themselves.

use std::process::Command;

/// What a command prints for `--help`.
fn help(command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_guichet")).args(command).arg("--help").output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "guichet {command:?} --help: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The commands that a help lists, but for `help` itself.
fn commands(help: &str) -> Vec<&str> {
    let listed = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    let names = listed.lines().take_while(|line| !line.is_empty());
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

#[test]
fn every_command_has_help() {
    let top = help(&[]);
    assert!(commands(&top).contains(&"serve"), "{top}");
    for command in commands(&top) {
        let text = help(&[command]);
        for below in commands(&text) {
            let text = help(&[command, below]);
            assert!(text.contains("Usage: guichet"), "{text}");
        }
    }
}
