//! The second proof at sign-in: codes that change with the time (RFC 6238), and codes on paper
//! for when the device is lost.
//!
//! What a device shares with the town is stored nowhere: it is derived from the town's secret and
//! a random salt that the agent's record keeps.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};

use crate::digest::Digest;

/// How the second proof of an agent stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SecondProof {
    /// 256 random bits, from which and the town's secret the device's secret is derived.
    pub salt: Digest,
    /// Whether a code showed that the device has it. Before that it is not asked for.
    pub confirmed: bool,
    /// The step of time of the last code that was taken: none is taken twice, nor one before it.
    pub last: u64,
    /// Digests of the codes on paper that are still good. They have 80 random bits each, so that
    /// nobody finds one by its digest.
    pub papers: BTreeSet<Digest>,
}

impl SecondProof {
    /// One that no device has shown to have yet.
    pub fn begun(salt: [u8; 32]) -> Self {
        Self { salt: salt.into(), confirmed: false, last: 0, papers: BTreeSet::new() }
    }

    /// Takes a code of the device, at a time in seconds since 1970. Whether it is good; it is
    /// no longer afterwards.
    pub fn take(&mut self, device: &Device, code: &str, seconds: u64) -> bool {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let step = device.0.check(&digits, seconds).filter(|step| *step > self.last);
        self.last = step.unwrap_or(self.last);
        step.is_some()
    }

    /// Takes a code on paper. Whether it is good; it is no longer afterwards.
    pub fn take_paper(&mut self, code: &str) -> bool {
        self.papers.remove(&paper(code))
    }
}

/// By what a code on paper is known. Spaces, hyphens and case make no difference.
pub fn paper(code: &str) -> Digest {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Digest::of(plain.to_ascii_lowercase().as_bytes())
}

/// A device that shows codes.
pub struct Device(Totp);

impl Device {
    /// With a secret, for an agent of a town: six digits each half minute, by SHA-1, which every
    /// program for it knows. A clock may go half a minute wrong.
    pub fn new(secret: [u8; 20], agent: &str, town: &str) -> Option<Self> {
        // A colon would end the name in the link.
        let plain = |text: &str| text.replace(':', " ");
        let builder = Builder::new()
            .with_secret(secret)
            .with_account_name(plain(agent))
            .with_issuer(Some(plain(town)));
        builder.build().ok().map(Self)
    }

    /// What it reads from a picture, as its makers agreed on: `otpauth://…`.
    pub fn link(&self) -> Option<String> {
        self.0.to_url().ok()
    }

    /// The secret, to be typed where there is no camera.
    pub fn typed(&self) -> String {
        let letters = self.0.secret().to_base32();
        let groups: Vec<&str> =
            (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..at + 4)).collect();
        groups.join(" ")
    }

    /// The code of a time in seconds since 1970.
    pub fn code(&self, seconds: u64) -> String {
        self.0.generate(seconds).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> Device {
        Device::new(*b"12345678901234567890", "zoe", "Saint-Exemple : mairie").unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B has eight digits; of six, the last six.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(device().code(seconds), code);
            let mut proof = SecondProof::begun([0; 32]);
            assert!(proof.take(&device(), &format!("{} {}", &code[..3], &code[3..]), seconds));
        }
    }

    #[test]
    fn a_code_is_taken_once_and_in_its_time() {
        let (device, now) = (device(), 1_800_000_000);
        let mut proof = SecondProof::begun([0; 32]);
        let code = device.code(now);
        assert!(!proof.take(&device, "000000", now) || code == "000000");
        assert!(proof.take(&device, &code, now + 29));
        assert!(!proof.take(&device, &code, now + 30), "it was taken before");
        assert!(!proof.take(&device, &device.code(now - 30), now), "one before it");
        assert!(proof.take(&device, &device.code(now + 30), now), "a clock that is early");
        assert!(!proof.take(&device, &device.code(now + 90), now));
        assert!(!proof.take(&device, "", now) && !proof.take(&device, "é12345", now));
    }

    #[test]
    fn a_code_on_paper_is_good_once() {
        let mut proof = SecondProof::begun([0; 32]);
        proof.papers.insert(paper("abcd-0123"));
        assert!(!proof.take_paper("abcd-0124"));
        assert!(proof.take_paper(" ABCD 0123"));
        assert!(!proof.take_paper("abcd-0123"));
    }

    #[test]
    fn a_device_reads_the_link() {
        let link = device().link().unwrap();
        assert!(link.starts_with("otpauth://totp/Saint-Exemple"), "{link}");
        assert!(link.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{link}");
        assert_eq!(device().typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
