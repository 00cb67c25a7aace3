//! People who sign in: with an identity provider, or by a link sent to their mailbox. What a
//! procedure's minimum level means is decided here, for every way in (LAW.md ID-3).

use super::{Begun, Installed, Office, OfficeError, Visitor};
use crate::contract::{Assurance, Value};
use crate::dossier::{
    About, AccessKey, DossierNumber, Draft, DraftKey, LetterId, LetterKey, Person, State,
};
use crate::form::Form;
use crate::identity::{Identities, IdentityError, SigningIn, Vouched};
use crate::limits::identity::{LINK, LISTED};
use crate::store::Record;
use crate::texts::Texts;

/// A dossier of a person.
pub struct Mine {
    /// Its number.
    pub number: DossierNumber,
    /// What opens it.
    pub key: AccessKey,
    /// How it stands.
    pub state: State,
}

impl Office {
    /// Whether somebody can sign in at all.
    pub fn signs_in(&self) -> bool {
        self.identities.is_some() || self.sends_mail()
    }

    /// The identity provider's name, where it can make as sure of somebody as this.
    pub fn provider(&self, minimum: Assurance) -> Option<&str> {
        self.identities.as_ref().filter(|i| i.reaches(minimum)).map(|i| i.name())
    }

    /// The key that the identity provider encrypts for, as a JWK set.
    pub fn identity_keys(&self) -> Option<serde_json::Value> {
        self.identities.as_ref().map(Identities::keys)
    }

    /// How sure a procedure must be of the person.
    pub(super) fn check_identity(
        &self,
        installed: &Installed,
        person: Option<&Person>,
    ) -> Result<(), OfficeError> {
        let minimum = installed.manifest().identity.minimum;
        let known = person.map_or(Assurance::None, |person| person.assurance);
        if known >= minimum { Ok(()) } else { Err(OfficeError::Identity(minimum)) }
    }

    /// How sure the host must be of who opens a draft: as sure as its procedure must, and as it
    /// was of who began it, who alone opens it then.
    fn needed(&self, draft: &Draft) -> Assurance {
        if draft.counter.is_some() {
            return Assurance::None;
        }
        let minimum = self.installed(&draft.procedure).map(|i| i.manifest().identity.minimum);
        let held = draft.person.as_ref().map_or(Assurance::None, |person| person.assurance);
        held.max(minimum.unwrap_or(Assurance::None))
    }

    /// Lets a person at a draft. One that a new version asks an identity for becomes theirs.
    pub(super) fn admit(&self, mut draft: Draft, visitor: &Visitor) -> Result<Draft, OfficeError> {
        // An agent vouches for whom they fill it in.
        if let Some(counter) = &draft.counter {
            let own = visitor.agent.as_ref() == Some(&counter.agent);
            return if own { Ok(draft) } else { Err(OfficeError::AtCounter) };
        }
        let person = visitor.person.as_ref();
        let needed = self.needed(&draft);
        if needed == Assurance::None {
            return Ok(draft);
        }
        let sure = person.filter(|person| person.assurance >= needed);
        let Some(person) = sure else { return Err(OfficeError::Identity(needed)) };
        match &draft.person {
            Some(held) if held.assurance > Assurance::None => {
                // To anybody else there is no such draft.
                if held.id == person.id { Ok(draft) } else { Err(OfficeError::NoDraft) }
            }
            _ => {
                draft.person = Some(person.clone());
                Ok(draft)
            }
        }
    }

    /// How sure somebody has to be made of before a page of this address opens.
    pub fn needed_for(&self, path: &str) -> Assurance {
        let mut parts = path.trim_start_matches('/').split(['/', '?', '#']);
        match (parts.next(), parts.next()) {
            (Some("procedures"), Some(id)) => self
                .installed(id)
                .map_or(Assurance::None, |installed| installed.manifest().identity.minimum),
            (Some("drafts"), Some(key)) => key
                .parse()
                .ok()
                .and_then(|key| self.kept_draft(&key).ok())
                .map_or(Assurance::None, |draft| self.needed(&draft)),
            _ => Assurance::None,
        }
    }

    /// Who signed in from a draft that nobody held is who fills it in.
    pub async fn hold(&self, visitor: &Visitor) -> Result<(), OfficeError> {
        let mut draft = self.draft(visitor)?;
        if draft.person.is_none() && draft.counter.is_none() && visitor.person.is_some() {
            draft.person = visitor.person.clone();
            self.save(draft).await?;
        }
        Ok(())
    }

    /// Fixes what somebody vouched for in the fields that the manifest names, and offers the rest.
    pub(super) fn vouch(
        &self,
        installed: &Installed,
        identity: &crate::contract::Identity,
        form: &mut Form,
        t: &Texts,
    ) {
        let applicant = &installed.manifest().applicant;
        let text = |text: &str| Value::Text(text.to_owned());
        let vouched = [
            (&applicant.family_name, Some(text(&identity.family_name))),
            (&applicant.given_names, Some(text(&identity.given_names))),
            (&applicant.birth_date, identity.birth_date.map(Value::Date)),
        ];
        for (path, value) in vouched {
            let (Some(path), Some(value)) = (path, value) else { continue };
            if !form.lock(path, value, t) {
                let procedure = &installed.manifest().id;
                tracing::warn!(%procedure, path, "what an identity provider vouches for does not fit this field");
            }
        }
        if let (Some(path), Some(email)) = (&applicant.email, &identity.email) {
            form.offer(path, text(email), t);
        }
    }

    /// Where to send somebody to sign in.
    pub async fn begin_sign_in(
        &self,
        minimum: Assurance,
    ) -> Result<(String, SigningIn), OfficeError> {
        let identities = self.identities.as_ref().ok_or(OfficeError::NoPage)?;
        identities.begin(minimum, &self.callback()).await.map_err(OfficeError::SignInFailed)
    }

    /// Who came back from the provider, and where they sign out there.
    pub async fn finish_sign_in(
        &self,
        signing_in: SigningIn,
        state: &str,
        code: &str,
    ) -> Result<(Person, Option<String>), OfficeError> {
        let identities = self.identities.as_ref().ok_or(OfficeError::NoPage)?;
        let home = format!("{}/", self.url());
        let vouched = identities.finish(signing_in, state, code, &self.callback(), &home).await;
        let Vouched { subject, assurance, acr, identity, sign_out } =
            vouched.map_err(OfficeError::SignInFailed)?;
        let id = self.secret.person(identities.issuer(), &subject);
        metrics::counter!("guichet_sign_ins_total", "level" => level(assurance)).increment(1);
        let (acr, identity) = (Some(acr), Some(identity));
        Ok((Person { id, assurance, acr, identity, email: None }, sign_out))
    }

    fn callback(&self) -> String {
        format!("{}/sign-in/callback", self.url())
    }

    /// Sends a link to sign in with, which says nothing but that the mailbox is theirs.
    pub async fn send_sign_in(&self, to: &str, lang: &str, next: &str) -> Result<(), OfficeError> {
        let to = to.trim();
        if !email_address::EmailAddress::is_valid(to) {
            let texts = Texts::for_lang(lang);
            return Err(OfficeError::Invalid(texts.text("check-email").into_owned()));
        }
        self.post(to, lang, About::SignIn(next.to_owned())).await
    }

    /// The key of a letter, for the link in it.
    pub(super) fn letter_key(&self, id: LetterId) -> LetterKey {
        self.secret.key(id)
    }

    /// Who holds a letter that was sent to sign in with, and where they wanted to go. It does so
    /// once.
    pub async fn confirm_mailbox(&self, key: &LetterKey) -> Result<(Person, String), OfficeError> {
        let unknown = || OfficeError::SignInFailed(IdentityError::Unknown);
        if !self.secret.opens(key) {
            return Err(unknown());
        }
        let posted = self.store.letter(&key.id())?.ok_or_else(unknown)?;
        let About::SignIn(next) = posted.letter.about else { return Err(unknown()) };
        let until = posted.letter.at + i64::try_from(LINK.as_secs()).unwrap_or(0);
        if self.now().seconds() > until {
            return Err(unknown());
        }
        match self.store.commit(Record::LetterTaken(key.id())).await {
            Ok(_) => {}
            Err(crate::store::StoreError::Stale) => return Err(unknown()),
            Err(error) => return Err(error.into()),
        }
        metrics::counter!("guichet_sign_ins_total", "level" => level(Assurance::None)).increment(1);
        let email = posted.letter.to;
        let id = self.secret.mailbox(&email);
        let person = Person {
            id,
            assurance: Assurance::None,
            acr: None,
            identity: None,
            email: Some(email),
        };
        Ok((person, next))
    }

    /// What somebody who signed in has begun, the last saved first.
    pub fn drafts_of(&self, person: &Person) -> Result<Vec<Begun>, OfficeError> {
        let ids = self.store.drafts_of(&person.id)?;
        let key = |id| -> DraftKey { self.secret.key(id) };
        let mut begun: Vec<Begun> = ids.into_iter().filter_map(|id| self.begun(&key(id))).collect();
        begun.sort_by_key(|begun| std::cmp::Reverse(begun.saved));
        begun.truncate(LISTED);
        Ok(begun)
    }

    /// What somebody who signed in has submitted, the last first: as themselves, or with the
    /// address of the mailbox that they confirmed.
    pub fn dossiers_of(&self, person: &Person) -> Result<Vec<Mine>, OfficeError> {
        let mut mine = Vec::new();
        for number in self.store.mailbox(&person.id)? {
            let Some(state) = self.store.dossier(number)? else { continue };
            let theirs = state.person.as_ref().is_some_and(|known| known.id == person.id);
            let written = || {
                let installed = self.version_of(&state).ok()?;
                self.address_of(&installed, &state.dossier.answers)
            };
            let addressed = || {
                person.email.is_some()
                    && written().is_some_and(|a| self.secret.mailbox(&a) == person.id)
            };
            if theirs || addressed() {
                let key = self.secret.access_key(number, &state.salt);
                mine.push(Mine { number, key, state });
            }
        }
        mine.sort_by_key(|mine| std::cmp::Reverse(mine.state.received_at));
        mine.truncate(LISTED);
        Ok(mine)
    }
}

/// A level's name, as the manifest writes it.
pub fn level(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::None => "none",
        Assurance::Low => "low",
        Assurance::Substantial => "substantial",
        Assurance::High => "high",
    }
}
