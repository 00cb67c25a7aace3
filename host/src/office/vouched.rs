//! Agents who sign in with an identity provider such as ProConnect. It says who somebody is, and
//! nothing of what they may do: nobody becomes an agent by it.

use super::agents::session;
use super::{Office, OfficeError, Session};
use crate::contract::Assurance;
use crate::identity::{Identities, IdentityError, SigningIn};
use crate::staff::Agent;

impl Office {
    fn desk_identities(&self) -> Result<&(Identities, Assurance), OfficeError> {
        self.desk_identities.as_ref().ok_or(OfficeError::NoPage)
    }

    /// What agents know their identity provider by, if there is one.
    pub fn desk_provider(&self) -> Option<&str> {
        self.desk_identities.as_ref().map(|(identities, _)| identities.name())
    }

    fn desk_callback(&self) -> String {
        format!("{}/desk/sign-in/callback", self.url())
    }

    /// Where to send an agent to sign in.
    pub async fn begin_desk_sign_in(&self) -> Result<(String, SigningIn), OfficeError> {
        let (identities, minimum) = self.desk_identities()?;
        let begun = identities.begin(*minimum, &self.desk_callback()).await;
        begun.map_err(OfficeError::SignInFailed)
    }

    /// The session of the agent who came back from the provider: known by what it calls them, and
    /// the first time by their address. Anybody else is nobody here.
    pub async fn finish_desk_sign_in(
        &self,
        signing_in: SigningIn,
        state: &str,
        code: &str,
    ) -> Result<Session, OfficeError> {
        let (identities, minimum) = self.desk_identities()?;
        let home = format!("{}/desk/sign-in", self.url());
        let back = self.desk_callback();
        let vouched = identities.finish(signing_in, state, code, &back, &home).await;
        let vouched = vouched.map_err(OfficeError::SignInFailed)?;
        if vouched.assurance < *minimum {
            let weak = format!("it answered with acr {:?}, which is not enough", vouched.acr);
            return Err(OfficeError::SignInFailed(IdentityError::Provider(weak)));
        }
        let subject = format!("{} {}", identities.issuer(), vouched.subject);
        let all = self.store.agents()?;
        let known = all.iter().find(|agent| agent.subject.as_ref() == Some(&subject));
        let named = || {
            let address = vouched.identity.email.as_deref()?;
            all.iter().find(|agent| {
                let theirs = agent.email.as_deref();
                agent.subject.is_none() && theirs.is_some_and(|e| e.eq_ignore_ascii_case(address))
            })
        };
        let agent = known.or_else(named).filter(|agent| !agent.disabled);
        let agent = agent.ok_or(OfficeError::SignIn)?;
        let agent = if agent.subject.is_some() {
            agent.clone()
        } else {
            let bind = |agent: &mut Agent| match &agent.subject {
                Some(other) if *other != subject => Err(OfficeError::SignIn),
                _ => {
                    agent.subject = Some(subject.clone());
                    Ok(())
                }
            };
            self.change_agent(&agent.name, Some(&agent.name), bind).await?
        };
        let twice = vouched.assurance >= Assurance::Substantial;
        Ok(Session { vouched: twice, ..session(&agent) })
    }
}
