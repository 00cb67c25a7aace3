//! What the law says that a manifest must say, or may not ask for. Pure: one list of rules, each
//! with its number in the requirements and its article.

use std::fmt;

use super::manifest::{
    AddressGround, ApplicantKind, Category, DocumentKind, EffectKind, Manifest, SilenceRule,
};

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
    let mut broken = unpublishable(manifest);
    broken.extend(applicant(manifest));
    broken
}

/// What keeps a procedure from being published even where `guichet.toml` names its file, which a
/// town takes at its word otherwise.
pub fn unpublishable(manifest: &Manifest) -> Vec<Breach> {
    let rules: [fn(&Manifest) -> Vec<Breach>; 4] = [silence, appeal, proofs_of_address, computed];
    rules.iter().flat_map(|rule| rule(manifest)).chain(kept(manifest)).collect()
}

fn breach(rule: &'static str, problem: impl Into<String>) -> Breach {
    Breach { rule, problem: problem.into() }
}

/// What silence means, after how long, by which texts, and whom it is told (CRPA L231-1 to L232-2,
/// L114-5-1).
fn silence(manifest: &Manifest) -> Vec<Breach> {
    let legal = &manifest.legal;
    let mut broken = Vec::new();
    if legal.request && legal.basis.iter().all(|text| text.trim().is_empty()) {
        broken.push(breach("SIL-1", "[legal] names no text that the rule on silence stands on: add basis = [\"…\"] (CRPA L231-1 to L231-6)"));
    }
    if !legal.request && legal.silence != SilenceRule::None {
        broken.push(breach("SIL-1", "[legal] silence decides only on a request: write request = true, or silence = \"none\" (CRPA L231-1)"));
    }
    if !legal.indispensable.is_empty() && !legal.right {
        broken.push(breach(
            "INC-4",
            "[legal] indispensable says something only where right = true (CRPA L114-5-1)",
        ));
    }
    for path in &legal.published {
        if !manifest.columns.iter().any(|column| column.path == *path) {
            broken.push(breach("SIL-2", format!("[legal] published \"{path}\" has no [[column]], whose label is shown with it (CRPA L232-2)")));
        }
    }
    broken
}

/// Ways to appeal that the host has words for.
const ROUTES: [&str; 6] =
    ["gracious", "hierarchical", "administrative-court", "prefect", "cada", "prosecutor"];

/// A time limit for appeal holds only where the way to it was named (CJA R421-5).
fn appeal(manifest: &Manifest) -> Vec<Breach> {
    let legal = &manifest.legal;
    let mut broken = Vec::new();
    if legal.request && legal.appeal.is_empty() {
        broken.push(breach("DEC-5", "[legal] names no way to appeal, so that no time limit would hold: add appeal = [{ route = \"administrative-court\", within = \"2 months\" }] (CJA R421-1, R421-5)"));
    }
    let unknown = legal.appeal.iter().filter(|appeal| !ROUTES.contains(&&*appeal.route));
    broken.extend(unknown.map(|appeal| {
        let problem = format!(
            "[legal] appeal route \"{}\" is not one of {} (CJA R421-5)",
            appeal.route,
            ROUTES.join(", ")
        );
        breach("DEC-5", problem)
    }));
    broken
}

/// How long data are kept (GDPR, articles 5 and 30).
fn kept(manifest: &Manifest) -> Option<Breach> {
    (manifest.privacy.retention.count == 0).then(|| {
        breach("RGPD-2", "[privacy] retention is no time: say how long a closed dossier is kept (GDPR, articles 5 and 30)")
    })
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
    let money = money.then(|| computes(manifest, "amounts of money")).flatten();
    money.into_iter().chain(automatic(manifest)).collect()
}

/// A decision that falls without a person is void unless it says so (loi 78-17, article 47).
fn automatic(manifest: &Manifest) -> Option<Breach> {
    let unsaid = !manifest.effects.automatic.is_empty() && manifest.algorithm.is_none();
    unsaid.then(|| {
        breach("ALG-4", "[effects] automatic decides without a person, and there is no [algorithm] that its decisions would mention: add its purpose (CRPA L311-3-1; loi 78-17, article 47)")
    })
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
    fn sil_1_dec_5_a_request_names_texts_and_ways_to_appeal() {
        let legal = |legal: &str| {
            let small = "{ request = false, silence = \"none\" }";
            broken(|text| text.replace(small, legal))
        };
        let appeal = "appeal = [{ route = \"gracious\", within = \"2 months\" }]";
        let whole = format!("{{ request = true, silence = \"none\", basis = [\"x\"], {appeal} }}");
        assert!(legal(&whole).is_empty(), "{:?}", legal(&whole));
        assert!(legal(&whole.replace("basis = [\"x\"], ", ""))[0].contains("SIL-1"));
        assert!(legal(&whole.replace(&format!(", {appeal}"), ""))[0].contains("DEC-5"));
        assert!(legal(&whole.replace("gracious", "king"))[0].contains("king"));
        let declared = "{ request = false, silence = \"accept\", period = \"2 months\" }";
        assert!(legal(declared)[0].contains("SIL-1"));
        let more = |more: &str| whole.replace("request = true", &format!("request = true, {more}"));
        assert!(legal(&more("indispensable = [\"a\"]"))[0].contains("INC-4"));
        assert!(legal(&more("published = [\"a\"]"))[0].contains("SIL-2"));
    }

    #[test]
    fn rgpd_2_data_are_kept_for_some_time() {
        assert!(broken(|text| text.replace("1 year", "0 years"))[0].contains("RGPD-2"));
    }

    #[test]
    fn alg_1_alg_4_computed_money_and_automatic_decisions_need_a_purpose() {
        let charging = "[effects]\nkinds = [\"charge\"]\nmax-cents = 100\n";
        assert!(broken(|text| format!("{text}\n{charging}"))[0].contains("ALG-1"));
        let automatic = "[effects]\nautomatic = [\"granted\"]\n";
        assert!(broken(|text| format!("{text}\n{automatic}"))[0].contains("ALG-4"));
        let said = format!("[algorithm]\npurpose = {{ fr = \"Calculer\" }}\n{charging}");
        assert!(broken(|text| format!("{text}\n{said}")).is_empty());
    }
}
