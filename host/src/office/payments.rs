//! Paying a charge online: begun with the provider, asked about until its end, credited once.
//!
//! What is shown or told to anybody is what the provider answers when it is asked; a notification
//! only says that it is time to ask. That the money was taken is durable before the procedure is
//! told, so that neither a crash nor a procedure that has a fault loses it.

use super::letters::written_address;
use super::{Now, Office, OfficeError, Tracked, random};
use crate::contract::{Date, Dossier, Effect, Event, Payment, Text, text_in};
use crate::dossier::{Actor, Attempt, DossierNumber, Online, Reference, Stage, State};
use crate::limits::decision::ATTEMPTS;
use crate::payment::{Order, PaymentError, Provider};
use crate::store::{Record, StoreError};
use crate::texts::Texts;

/// How a charge stands.
pub struct Due {
    /// Its key.
    pub charge: String,
    /// So many cents are due.
    pub cents: i64,
    /// What can be done about it online; nothing where the town has no provider.
    pub online: Option<Online>,
    /// The last attempt to pay it online.
    pub last: Option<Attempt>,
}

/// What is due of a charge, in cents.
fn due(state: &State, charge: &str) -> i64 {
    let account = state.dossier.charges.iter().find(|account| account.key == charge);
    account.map_or(0, |account| account.cents - account.paid)
}

/// The dossier and the event once a charge was paid. Nothing where so much is not due.
pub(super) fn pay(state: &State, charge: &str, cents: i64) -> Option<(Dossier, Event)> {
    if cents <= 0 || cents > due(state, charge) {
        return None;
    }
    let mut dossier = state.dossier.clone();
    dossier.charges.iter_mut().filter(|a| a.key == charge).for_each(|a| a.paid += cents);
    Some((dossier, Event::Paid(Payment { charge: charge.to_owned(), cents })))
}

impl Tracked {
    /// What a charge is for, as it was last said.
    pub fn charged_for(&self, charge: &str) -> Option<&Text> {
        let effects = self.timeline.iter().flat_map(|happened| &happened.entry.decision.effects);
        let mut said = effects.filter_map(|effect| match effect {
            Effect::Charge(said) if said.key == charge => Some(&said.label),
            _ => None,
        });
        said.next_back()
    }

    /// How each charge stands.
    pub fn dues(&self, now: Now, online: bool) -> impl Iterator<Item = Due> {
        self.state.dossier.charges.iter().map(move |account| {
            let attempts = self.payments.iter().filter(|attempt| attempt.charge == account.key);
            let attempts: Vec<&Attempt> = attempts.collect();
            let cents = (account.cents - account.paid).max(0);
            let standing = || Online::of(attempts.iter().copied(), cents, now.seconds());
            Due {
                charge: account.key.clone(),
                cents,
                online: online.then(standing),
                last: attempts.last().map(|last| (*last).clone()),
            }
        })
    }
}

impl Office {
    /// With whom charges are paid online, if they can be.
    pub fn pays_with(&self) -> Option<&'static str> {
        self.provider.as_ref().map(|provider| provider.name())
    }

    fn provider_of_payments(&self) -> Result<&dyn Provider, OfficeError> {
        self.provider.as_deref().ok_or(OfficeError::NoPage)
    }

    /// An attempt at a charge of this dossier.
    pub fn payment(
        &self,
        number: DossierNumber,
        reference: &Reference,
    ) -> Result<Attempt, OfficeError> {
        let attempt = self.store.payment(reference)?.filter(|attempt| attempt.number == number);
        attempt.ok_or(OfficeError::NoPage)
    }

    /// Where the provider takes the money of an attempt, while its page opens.
    pub fn payment_page(&self, attempt: &Attempt) -> Option<String> {
        let opens = attempt.stage == Stage::Begun && self.now().seconds() < attempt.opens_until();
        let provider = self.provider.as_ref().filter(|_| opens)?;
        Some(provider.page(&attempt.operation))
    }

    /// Begins to pay what is due of a charge, or goes on with what was begun. When it returns,
    /// what was begun is durable.
    pub async fn begin_payment(
        &self,
        number: DossierNumber,
        charge: &str,
    ) -> Result<Attempt, OfficeError> {
        let provider = self.provider_of_payments()?;
        for _ in 0..ATTEMPTS {
            let tracked = self.dossier(number)?;
            let texts = Texts::for_lang(&tracked.state.lang);
            let invalid = |key: &str| Err(OfficeError::Invalid(texts.text(key).into_owned()));
            let now = self.now();
            let found = tracked.dues(now, true).find(|due| due.charge == charge);
            let found = found.ok_or(OfficeError::NoPage)?;
            match found.online {
                Some(Online::Offered) => {}
                Some(Online::Open(reference, _)) => return self.payment(number, &reference),
                Some(Online::Beyond) => return invalid("payment-beyond"),
                _ => return Err(OfficeError::Changed),
            }
            // Nobody asked about the last one since it can no longer be paid.
            if let Some(last) = found.last.filter(|last| last.stage == Stage::Begun) {
                self.settle_payment(&last.reference).await?;
                continue;
            }
            let answers = &tracked.state.dossier.answers;
            let Some(email) = written_address(&tracked.installed, answers) else {
                return invalid("payment-email");
            };
            let reference = Reference::new(number, random());
            let order = Order {
                reference: reference.to_string(),
                cents: found.cents,
                email,
                subject: subject(&tracked, charge),
                year: now.today().year,
                notify: format!("{}/payments/{reference}/notification", self.url()),
                back: format!("{}/payments/{reference}/return", self.url()),
            };
            let operation = provider.begin(&order).await.map_err(OfficeError::Payment)?;
            let at = now.seconds();
            let attempt = Attempt::new(reference, number, charge, found.cents, operation, at);
            match self.store.commit(Record::Payment(Box::new(attempt.clone()))).await {
                Ok(_) => return Ok(attempt),
                // Somebody began another one meanwhile.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Changed)
    }

    /// Asks the provider what became of an attempt, and does what follows. When it returns, that
    /// is durable.
    pub async fn settle_payment(&self, reference: &Reference) -> Result<Attempt, OfficeError> {
        let provider = self.provider_of_payments()?;
        for _ in 0..ATTEMPTS {
            let attempt = self.store.payment(reference)?.ok_or(OfficeError::NoPage)?;
            if attempt.is_final() {
                return Ok(attempt);
            }
            if attempt.stage == Stage::Taken {
                return self.credit(&attempt).await;
            }
            let outcome = provider.outcome(&attempt.operation).await;
            let outcome = outcome.map_err(OfficeError::Payment)?;
            let after = attempt.after(&outcome, self.now().seconds());
            match self.became(&attempt, after).await {
                Ok(after) if after.stage == Stage::Taken => return self.credit(&after).await,
                Err(OfficeError::Changed) => {}
                noted => return noted,
            }
        }
        Err(OfficeError::Changed)
    }

    /// Records what became of an attempt.
    async fn became(&self, before: &Attempt, after: Attempt) -> Result<Attempt, OfficeError> {
        if *before == after {
            return Ok(after);
        }
        self.store.commit(Record::Payment(Box::new(after.clone()))).await?;
        metrics::counter!("guichet_payments_total", "stage" => after.stage.name()).increment(1);
        if matches!(after.stage, Stage::Amiss(_) | Stage::Unanswered) {
            tracing::error!(number = %after.number, reference = %after.reference, stage = ?after.stage, "an agent has to look at a payment");
        }
        Ok(after)
    }

    /// Has the dossier say that a charge was paid, once. Where so much is no longer due, an agent
    /// is told instead.
    async fn credit(&self, attempt: &Attempt) -> Result<Attempt, OfficeError> {
        let Attempt { reference, number, charge, cents, .. } = attempt;
        let state = self.store.dossier(*number)?.ok_or(OfficeError::NoDossier)?;
        let event = |state: &State, _: Date| {
            let stage = self.store.payment(reference)?.map(|attempt| attempt.stage);
            let taken = stage == Some(Stage::Taken);
            let event = taken.then(|| pay(state, charge, *cents)).flatten();
            event.ok_or(OfficeError::Changed)
        };
        let by = Actor::Applicant;
        let happened = self.happen_settling(*number, by, &state.lang, Some(reference), event).await;
        match happened {
            Ok(_) => {
                metrics::counter!("guichet_payments_total", "stage" => Stage::Paid.name())
                    .increment(1);
                Ok(attempt.paid())
            }
            Err(OfficeError::Changed) => {
                let attempt = self.store.payment(reference)?.ok_or(OfficeError::NoPage)?;
                let state = self.store.dossier(*number)?.ok_or(OfficeError::NoDossier)?;
                match attempt.stage {
                    // Somebody else credited it meanwhile.
                    Stage::Taken if pay(&state, charge, *cents).is_none() => {
                        self.became(&attempt, attempt.amiss(*cents)).await
                    }
                    Stage::Taken => Err(OfficeError::Changed),
                    _ => Ok(attempt),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Asks about the attempts whose time it is, where that was done before at `last`, in seconds
    /// since 1970. Gives until when all were asked about.
    pub async fn ask_about_payments(&self, last: i64) -> Result<i64, OfficeError> {
        let now = self.now().seconds();
        if self.provider.is_none() {
            return Ok(now);
        }
        for attempt in self.store.unpaid()?.into_iter().filter(|a| a.is_due(last, now)) {
            let (number, reference) = (attempt.number, &attempt.reference);
            match self.settle_payment(reference).await {
                Ok(_) => {}
                Err(OfficeError::Payment(error)) => {
                    tracing::warn!(%number, %reference, %error, "what became of a payment is not known");
                    self.became(&attempt, attempt.unanswered(now)).await?;
                    // The others would be told the same, each after its time.
                    if matches!(error, PaymentError::Unreachable(_)) {
                        return Ok(last);
                    }
                }
                Err(error) => {
                    tracing::warn!(%number, %reference, %error, "a payment could not be credited; it is tried again");
                }
            }
        }
        Ok(now)
    }
}

/// What is paid for, in French: that is what the treasury reads.
fn subject(tracked: &Tracked, charge: &str) -> String {
    let label = tracked.charged_for(charge).map_or("", |label| text_in(label, "fr"));
    let title = tracked.installed.manifest().title.get("fr").map_or("", String::as_str);
    format!("{label} {title}")
}
