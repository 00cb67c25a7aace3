//! A submission: from answers to a dossier with a number, or to the problems that stop it.

use std::sync::Arc;

use super::decide::{self, Matter, Place};
use super::{Installed, Office, OfficeError, random};
use crate::contract::{Answer, Context, Event, Moment, Time};
use crate::digest::Digest;
use crate::dossier::{
    AccessKey, Actor, Arrival, Consulted, Counter, Course, DossierNumber, Opening, Origin, Person,
    Receipt, Salt, State, Terms,
};
use crate::store::StoreError;

/// What arrived by letter was received on a day, at no hour.
const MIDNIGHT: Time = Time { hour: 0, minute: 0 };

/// What the applicant gets, once it is durable.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The dossier.
    pub number: DossierNumber,
    /// What opens it.
    pub access_key: AccessKey,
    /// The receipt.
    pub receipt: Receipt,
    /// Whether an earlier, equal request made it.
    pub repeated: bool,
}

/// What is submitted.
pub(super) struct Submission {
    /// Answers that were checked.
    pub(super) answers: Vec<Answer>,
    /// Which request it is.
    pub(super) origin: Origin,
    /// By which a repeated request is known from a new one.
    pub(super) body: Digest,
    /// Who submits it, where they signed in.
    pub(super) person: Option<Person>,
    /// What was asked of sources for it.
    pub(super) consulted: Vec<Consulted>,
    /// When it arrived, where that was before.
    pub(super) arrived: Option<Arrival>,
    /// Which agent filled it in, where one did, and why.
    pub(super) counter: Option<Counter>,
}

impl Office {
    /// Submits checked answers. A repeated request gets what the first one got. When it returns,
    /// the dossier is durable.
    pub(super) async fn submit(
        &self,
        installed: &Installed,
        context: Arc<Context>,
        submission: Submission,
    ) -> Result<Submitted, OfficeError> {
        let Submission { answers, origin, body, person, consulted, arrived, counter } = submission;
        self.check_source(installed, &answers, person.as_ref())?;
        let by = match &counter {
            Some(counter) => Actor::Agent(counter.agent.clone()),
            None => Actor::Applicant,
        };
        let terms = Terms::new(&installed.manifest().legal, &self.town.holidays);
        let mut tries = self.tries();
        loop {
            let now = self.now();
            let number = DossierNumber::from_random(u64::from_le_bytes(random()));
            let received = arrived.as_ref().map_or(now.today(), |arrived| arrived.date);
            let dossier = Arc::new(State::submitted(number, received, answers.clone()));
            let matter =
                Matter { context: context.clone(), dossier, event: Arc::new(Event::Submitted) };
            let mailbox = self.mailbox_of(installed, &answers);
            let (salt, origin) = (Salt::from(random()), origin.clone());
            let (person, arrived, counter) = (person.clone(), arrived.clone(), counter.clone());
            let (consulted, terms) = (consulted.clone(), Some(terms.clone()));
            let opening =
                Opening { salt, origin, body, mailbox, person, consulted, arrived, counter, terms };
            let place = Place { number, index: 1, by: by.clone(), opening: Some(opening) };
            let mut entry = decide::entry(installed, now, place, matter).await?;
            entry.prints = self.prints_of(installed, &entry)?;
            entry.letters = self.letters_of(installed, &entry, &context.lang);
            entry.prints = self.prints_of(installed, &entry)?;
            entry.marks = Some(self.marks(installed, &entry));
            match self.store_entry(installed, entry).await? {
                Ok(state) => {
                    metrics::counter!("guichet_dossiers_submitted_total", "procedure" => installed.manifest().id.to_string()).increment(1);
                    return Ok(self.submitted(installed, number, &state, false));
                }
                Err(StoreError::Repeated { number, body: earlier }) => {
                    return self.again(number, earlier, body);
                }
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What the first of two equal requests got.
    pub(super) fn repeated(
        &self,
        origin: &Origin,
        body: Digest,
    ) -> Result<Option<Submitted>, OfficeError> {
        match self.store.submitted_as(&origin.digest())? {
            Some((number, earlier)) => self.again(number, earlier, body).map(Some),
            None => Ok(None),
        }
    }

    fn again(
        &self,
        number: DossierNumber,
        earlier: Digest,
        body: Digest,
    ) -> Result<Submitted, OfficeError> {
        if earlier != body {
            return Err(OfficeError::KeyReused);
        }
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.version_of(&state)?;
        Ok(self.submitted(&installed, number, &state, true))
    }

    fn submitted(
        &self,
        installed: &Installed,
        number: DossierNumber,
        state: &State,
        repeated: bool,
    ) -> Submitted {
        let access_key = self.secret.access_key(number, &state.salt);
        Submitted { number, access_key, receipt: self.receipt(installed, number, state), repeated }
    }

    /// The receipt of a dossier, the same each time.
    pub fn receipt(&self, installed: &Installed, number: DossierNumber, state: &State) -> Receipt {
        let entered = self.clock.moment(state.received_at);
        let (received, recorded) = match &state.arrived {
            Some(arrived) => (Moment { date: arrived.date, time: MIDNIGHT }, Some(entered)),
            None => (entered, None),
        };
        let legal = &installed.manifest().legal;
        let course = match &state.course {
            // What was known then: nothing was asked for yet.
            Some(course) => Course { asked: vec![], ..course.clone() },
            None => Course::new(Terms::new(legal, &self.town.holidays), received.date, None),
        };
        Receipt::new(number, received, recorded, installed.service.clone(), legal, &course)
    }
}
