//! All integration tests in one binary, one module for each subject.

mod generated;
mod hostile;
mod sandbox;
mod tidy;
