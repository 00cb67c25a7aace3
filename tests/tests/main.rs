//! All integration tests in one binary, one module for each subject.

mod addresses;
mod api;
mod commands;
mod desk;
mod disposal;
mod drafts;
mod erasure;
mod exchanges;
mod face;
mod faults;
mod files;
mod generated;
mod holds;
mod hostile;
mod identity;
mod kill;
mod languages;
mod law;
mod mail;
mod packages;
mod portal;
mod replay;
mod sandbox;
mod sources;
mod tidy;
mod tracking;
