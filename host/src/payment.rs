//! Paying online: a provider takes the money and says afterwards what became of it. Knows
//! nothing of dossiers; start with [`Provider`].

mod payfip;

use std::future::Future;
use std::pin::Pin;

use crate::config;
use crate::dossier::PaymentOutcome;

pub use payfip::PayFip;

/// Somebody who takes money for the town.
pub trait Provider: Send + Sync {
    /// What people know it by.
    fn name(&self) -> &'static str;

    /// Called when a person wants to pay, once for each attempt. Nothing is paid by it: it gives
    /// what the provider calls it. May be called again where it failed; what was begun and never
    /// shown expires with the provider.
    fn begin<'a>(&'a self, order: &'a Order) -> Asked<'a, String>;

    /// Where people pay what was begun.
    fn page(&self, operation: &str) -> String;

    /// Called when the person comes back, when the provider says that something happened, and
    /// from time to time while the end is not known.
    fn outcome<'a>(&'a self, operation: &'a str) -> Asked<'a, PaymentOutcome>;
}

/// An answer that is waited for.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, PaymentError>> + Send + 'a>>;

/// What is to be paid.
#[derive(Clone)]
pub struct Order {
    /// The town's reference, 6 to 30 letters and digits.
    pub reference: String,
    /// How much, in cents.
    pub cents: i64,
    /// Who pays.
    pub email: String,
    /// What for, in a few words.
    pub subject: String,
    /// The financial year.
    pub year: u16,
    /// Where the provider says that something happened.
    pub notify: String,
    /// Where the person comes back to.
    pub back: String,
}

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// The provider refuses what was asked, and says why.
    #[error("the payment service refuses: {0}")]
    Refused(String),
    /// It does not answer, or not as it should.
    #[error("the payment service does not answer as it should: {0}")]
    Unreachable(String),
}

/// The provider that a town configured.
pub fn provider(config: &config::PayFip) -> Result<Box<dyn Provider>, String> {
    Ok(Box::new(PayFip::new(config)?))
}
