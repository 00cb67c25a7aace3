//! `cases/*.toml`, natively.
