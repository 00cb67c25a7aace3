//! Which packages a town trusts: those signed with a vendor's key that it lists, and single ones
//! that it names by their digest. Pure.

use super::package::Package;
use super::signature::{PublicKey, SignatureError, VendorKey};
use crate::contract::Date;
use crate::digest::Digest;

/// What a town trusts.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Keys of vendors.
    pub keys: Vec<VendorKey>,
    /// Packages that are taken without a signature of one of them.
    pub unsigned: Vec<Digest>,
}

/// Who vouches for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// A vendor, by a signature.
    Vendor {
        /// As the town calls them.
        vendor: String,
        /// The key.
        key: PublicKey,
    },
    /// The town itself, which names its digest.
    Town,
}

/// Why a package is not trusted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Nobody whom the town knows vouches for it.
    #[error(
        "{0}; have its vendor sign it with a key that [trust] lists, or trust this one package with [trust] unsigned = [\"{1}\"]"
    )]
    Unsigned(SignatureError, Digest),
    /// Signed with a key that the town does not list.
    #[error(
        "it was signed with the key {key}, which [trust] does not list; ask its vendor for KEY.pub, or trust this one package with [trust] unsigned = [\"{digest}\"]"
    )]
    UnknownKey {
        /// The key.
        key: PublicKey,
        /// The package.
        digest: Digest,
    },
    /// The signature does not hold.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl Trust {
    /// Who vouches for a package on this day.
    pub fn voucher(&self, package: &Package, today: Date) -> Result<Voucher, Untrusted> {
        let digest = package.digest;
        if self.unsigned.contains(&digest) {
            return Ok(Voucher::Town);
        }
        let Some(signature) = &package.signature else {
            return Err(Untrusted::Unsigned(SignatureError::Unsigned, digest));
        };
        // One key may be listed for several spans of time.
        let mut listed = self.keys.iter().filter(|known| known.key == signature.key).peekable();
        if listed.peek().is_none() {
            return Err(Untrusted::UnknownKey { key: signature.key, digest });
        }
        let mut refused = SignatureError::Unsigned;
        for known in listed {
            match package.verify(known, today) {
                Ok(()) => {
                    return Ok(Voucher::Vendor { vendor: known.vendor.clone(), key: known.key });
                }
                Err(error) => refused = error,
            }
        }
        Err(refused.into())
    }
}
