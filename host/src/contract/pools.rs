//! `wit/pools.wit`: how much of a pool is taken.

use serde::{Deserialize, Serialize};
use wasmtime::component::{ComponentType, Lift, Lower};

use super::types::Span;

#[derive(ComponentType, Lift, Lower, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[component(record)]
pub struct Load {
    pub span: Span,
    pub units: u32,
}

#[derive(
    ComponentType, Lift, Lower, Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq,
)]
#[component(record)]
pub struct Occupancy {
    /// How many units the pool has; nothing for an `own/…` pool.
    pub limit: Option<u32>,
    /// In time order, without gaps; none where all is free.
    pub loads: Vec<Load>,
    /// When the pool is closed.
    pub closed: Vec<Span>,
}
