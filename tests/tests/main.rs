//! All integration tests in one binary, one module for each subject.

mod addresses;
mod api;
mod commands;
mod counter;
mod desk;
mod drafts;
mod exchanges;
mod face;
mod faults;
mod files;
mod generated;
mod hostile;
mod identity;
mod kill;
mod languages;
mod mail;
mod packages;
mod papers;
mod portal;
mod replay;
mod sandbox;
mod tidy;
mod tracking;
mod webhooks;
