//! What the law says that a manifest must say, or may not ask for. Pure: one list of rules, each
//! with its number in the requirements and its article.

use std::fmt;

use super::manifest::{AddressGround, ApplicantKind, Category, DocumentKind, EffectKind, Manifest};

/// A rule that a manifest breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Number of the requirement, such as `DLN-4`.
    pub rule: &'static str,
    /// What is wrong, why, and what to do.
    pub problem: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.problem, self.rule)
    }
}

/// Every rule that a manifest breaks.
pub fn breaches(manifest: &Manifest) -> Vec<Breach> {
    let rules: [fn(&Manifest) -> Vec<Breach>; 3] = [proofs_of_address, applicant, computed];
    rules.iter().flat_map(|rule| rule(manifest)).collect()
}

/// Amounts, points or ranks that are computed need `[algorithm]` (CRPA L311-3-1): the person is
/// told so with each decision. `what` was seen to be computed.
pub fn computes(manifest: &Manifest, what: &str) -> Option<Breach> {
    manifest.algorithm.is_none().then(|| Breach {
        rule: "ALG-1",
        problem: format!(
            "it computes {what} and has no [algorithm]: add its purpose (CRPA L311-3-1)"
        ),
    })
}

fn computed(manifest: &Manifest) -> Vec<Breach> {
    let kinds = &manifest.effects.kinds;
    let money = kinds.iter().any(|k| matches!(k, EffectKind::Charge | EffectKind::Refund));
    money.then(|| computes(manifest, "amounts of money")).flatten().into_iter().collect()
}

/// A proof of address may be demanded in a few cases only (CRPA R113-8).
fn proofs_of_address(manifest: &Manifest) -> Vec<Breach> {
    let proofs = manifest.documents.iter().filter(|d| d.kind == DocumentKind::ProofOfAddress);
    let broken = proofs.filter_map(|document| {
        let problem = match document.ground {
            None => "and does not say on which ground: add ground = \"…\", one of those of CRPA R113-8, or leave it out and have the person declare the address",
            Some(AddressGround::SchoolEnrolment) if manifest.category != Category::School => {
                "for a school enrolment, which a procedure of another category is not (CRPA R113-8)"
            }
            Some(_) => return None,
        };
        Some(Breach {
            rule: "DLN-4",
            problem: format!("it asks for a proof of address ({}) {problem}", document.path),
        })
    });
    broken.collect()
}

/// By what an applicant is known, by kind (CRPA R112-9-1).
fn applicant(manifest: &Manifest) -> Vec<Breach> {
    let applicant = &manifest.applicant;
    let wanted: &[(&str, bool)] = match applicant.kind {
        ApplicantKind::Company => &[("siret", applicant.siret.is_some())],
        ApplicantKind::Association => &[("rna", applicant.rna.is_some())],
        ApplicantKind::Person => &[
            ("family-name", applicant.family_name.is_some()),
            ("given-names", applicant.given_names.is_some()),
            ("postal-address", applicant.postal_address.is_some()),
            ("email", applicant.email.is_some()),
        ],
    };
    let missing: Vec<_> =
        wanted.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return vec![];
    }
    vec![Breach {
        rule: "SVE-8",
        problem: format!(
            "[applicant] does not say where the answers have {}, by which such an applicant is known (CRPA R112-9-1)",
            missing.join(", ")
        ),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::manifest::SMALL;
    use super::*;

    const PERSON: &str = r#"{ kind = "person", family-name = "n", given-names = "g", postal-address = "a", email = "e" }"#;

    fn broken(change: impl Fn(String) -> String) -> Vec<String> {
        let text = SMALL.replace("{ kind = \"person\" }", PERSON);
        let manifest = Manifest::parse(&change(text)).unwrap();
        breaches(&manifest).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn dln_4_a_proof_of_address_needs_a_ground_of_the_list() {
        let asking = |more: &str| {
            let more =
                format!("[[document]]\npath = \"proof\"\ntype = \"proof-of-address\"\n{more}");
            broken(|text| format!("{text}\n{more}"))
        };
        assert!(asking("")[0].contains("R113-8"));
        let grounds = [
            "nationality-certificate",
            "identity-or-residence-title",
            "vehicle-registration",
            "hosting-certificate",
            "electoral-registration",
        ];
        for ground in grounds {
            assert!(asking(&format!("ground = \"{ground}\"")).is_empty(), "{ground}");
        }
        assert!(asking("ground = \"school-enrolment\"")[0].contains("DLN-4"));
        let school = broken(|text| {
            let text = text.replace("\"other\"", "\"school\"");
            format!(
                "{text}\n[[document]]\npath = \"proof\"\ntype = \"proof-of-address\"\nground = \"school-enrolment\"\n"
            )
        });
        assert!(school.is_empty(), "{school:?}");
    }

    #[test]
    fn sve_8_each_kind_of_applicant_is_known_by_what_the_law_says() {
        let kind = |applicant: &str| broken(|text| text.replace(PERSON, applicant));
        assert!(kind(PERSON).is_empty());
        assert!(
            kind("{ kind = \"person\" }")[0]
                .contains("family-name, given-names, postal-address, email")
        );
        assert!(kind("{ kind = \"company\", siret = \"s\" }").is_empty());
        assert!(kind("{ kind = \"company\", email = \"e\" }")[0].contains("siret"));
        assert!(kind("{ kind = \"association\", rna = \"r\" }").is_empty());
        assert!(kind("{ kind = \"association\" }")[0].contains("SVE-8"));
    }

    #[test]
    fn alg_1_computed_money_needs_a_purpose() {
        let charging = "[effects]\nkinds = [\"charge\"]\nmax-cents = 100\n";
        assert!(broken(|text| format!("{text}\n{charging}"))[0].contains("ALG-1"));
        let said = format!("[algorithm]\npurpose = {{ fr = \"Calculer\" }}\n{charging}");
        assert!(broken(|text| format!("{text}\n{said}")).is_empty());
    }
}
