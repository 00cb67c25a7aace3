//! The second proof of agents: set up, asked for at sign-in.

use std::collections::BTreeSet;

use super::agents::session;
use super::{Office, OfficeError, Session, random};
use crate::limits::staff::RECOVERY_CODES;
use crate::staff::{Agent, Device, SecondProof, paper};

impl Office {
    /// The device that an agent sets up, until a code of it was shown.
    pub fn device_of(&self, agent: &Agent) -> Option<Device> {
        let proof = agent.second.as_ref()?;
        let derived = self.secret_for(&format!("second proof {} {}", agent.name, proof.salt));
        Device::new(std::array::from_fn(|i| derived[i]), &agent.name, &self.town.name)
    }

    /// An agent begins to set up a device. One that works already stays.
    pub async fn begin_second(&self, name: &str) -> Result<Agent, OfficeError> {
        let salt = random();
        let begin = |agent: &mut Agent| {
            match &agent.second {
                Some(proof) if proof.confirmed => return Err(OfficeError::Changed),
                Some(_) => {}
                None => agent.second = Some(SecondProof::begun(salt)),
            }
            Ok(())
        };
        self.change_agent(name, Some(name), begin).await
    }

    /// A code shows that the device works; from now on it is asked for. Gives codes for the paper,
    /// which are shown once, and the session that goes on.
    pub async fn confirm_second(
        &self,
        name: &str,
        code: &str,
    ) -> Result<(Vec<String>, Session), OfficeError> {
        let codes: [String; RECOVERY_CODES] =
            std::array::from_fn(|_| grouped(&hex::encode(random::<10>())));
        let papers: BTreeSet<_> = codes.iter().map(|code| paper(code)).collect();
        let confirm = |agent: &mut Agent| {
            let device = self.device_of(agent).ok_or(OfficeError::Changed)?;
            let seconds = self.seconds();
            let proof = agent.second.as_mut().filter(|proof| !proof.confirmed);
            let proof = proof.ok_or(OfficeError::Changed)?;
            if !proof.take(&device, code, seconds) {
                return Err(OfficeError::SignIn);
            }
            proof.confirmed = true;
            proof.papers.clone_from(&papers);
            Ok(())
        };
        let agent = self.change_agent(name, Some(name), confirm).await?;
        Ok((codes.into(), session(&agent)))
    }

    /// The second step of a sign-in: a code of the device or on paper. Each is good once, also for
    /// two who send the same one at the same time.
    pub async fn second_step(&self, first: &Session, code: &str) -> Result<(), OfficeError> {
        let take = |agent: &mut Agent| {
            let device = self.device_of(agent).ok_or(OfficeError::SignIn)?;
            let good = agent.second.as_mut().is_some_and(|proof| {
                proof.confirmed
                    && (proof.take(&device, code, self.seconds()) || proof.take_paper(code))
            });
            if good { Ok(()) } else { Err(OfficeError::SignIn) }
        };
        self.resume(first)?.ok_or(OfficeError::SignIn)?;
        self.change_agent(&first.agent, Some(&first.agent), take).await.map(drop)
    }

    fn seconds(&self) -> u64 {
        u64::try_from(self.now().seconds()).unwrap_or(0)
    }
}

/// In groups of five, as people copy it.
fn grouped(code: &str) -> String {
    let groups = (0..code.len()).step_by(5).filter_map(|at| code.get(at..at + 5));
    groups.collect::<Vec<_>>().join("-")
}
