//! A procedure as a file: its manifest, its package, what the town granted it, and the
//! tables and settings that the town keeps for it.
//!
//! Knows nothing of running it (`runtime`) nor of dossiers. Start with [`Package::read`].

mod asks;
mod build;
mod bundle;
mod cases;
mod grants;
mod installation;
mod law;
mod manifest;
mod metadata;
mod package;
mod period;
mod settings;
mod signature;
mod sources;
mod tables;
mod trust;

pub use asks::{Ask, Asked, Difference, granting};
pub use build::{BuildError, build, componentize, package as assemble};
pub use bundle::{BundleError, bundle, is_bundle, unbundle};
pub use cases::{
    Case, CaseError, Expectation, Happening, HeldElsewhere, PoolStated, PublishedElsewhere, Step,
    VerdictExpected,
};
pub use grants::{Grants, Refusal};
pub use installation::{Change, Changed, Installation, Noted, Served, Signed, Unfit};
pub use law::{Breach, breaches, computes, unpublishable};
pub use manifest::*;
pub(crate) use package::{HANDLER, SESSION};
pub use package::{Import, Package, PackageError};
pub use period::{Period, Unit};
pub use settings::{Settings, SettingsError, settings};
pub use signature::{KeyError, PublicKey, Signature, SignatureError, SigningKey, VendorKey};
pub use sources::{SourceAsked, SourceKind};
pub use tables::{Table, TableError, Tables};
pub use trust::{Trust, Untrusted, Voucher};
