//! Whether a manifest has what the law asks of a procedure before it may be published. Pure: each
//! answer names the article and says what to write.

use super::manifest::{ApplicantKind, DocumentKind, EffectKind, Manifest, SilenceRule};

/// What is missing, or may not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id} ({article}): {what}")]
pub struct Breach {
    /// Its name in `docs/law.md`.
    pub id: &'static str,
    /// The article that asks for it.
    pub article: &'static str,
    /// What to do.
    pub what: String,
}

impl Manifest {
    /// Everything that keeps the procedure from being published. Empty where nothing does.
    pub fn breaches(&self) -> Vec<Breach> {
        let mut found = Vec::new();
        let mut breach = |id, article, what: &str| {
            found.push(Breach { id, article, what: what.to_owned() });
        };
        let legal = &self.legal;
        if legal.request {
            if legal.silence != SilenceRule::None && legal.period.is_none() {
                breach(
                    "SIL-1",
                    "CRPA L231-1, L231-6",
                    "[legal] says what silence means and not after how long: add period = \"2 months\"",
                );
            }
            if legal.basis.iter().all(|text| text.trim().is_empty()) {
                breach(
                    "SIL-1",
                    "CRPA L231-1 to L231-6",
                    "[legal] names no text that the rule on silence stands on: add basis = [\"…\"]",
                );
            }
            if legal.appeal.is_empty() {
                breach(
                    "DEC-5",
                    "CJA R421-1, R421-5",
                    "[legal] names no way to appeal, so that no time limit would hold: add appeal = [{ route = \"administrative-court\", within = \"2 months\" }]",
                );
            }
        } else if legal.silence != SilenceRule::None {
            breach(
                "SIL-1",
                "CRPA L231-1",
                "[legal] silence decides only on a request: write request = true, or silence = \"none\"",
            );
        }
        for appeal in legal.appeal.iter().filter(|appeal| !ROUTES.contains(&&*appeal.route)) {
            breach(
                "DEC-5",
                "CJA R421-5",
                &format!(
                    "[legal] appeal route \"{}\" is not one of {}",
                    appeal.route,
                    ROUTES.join(", ")
                ),
            );
        }
        for path in &legal.published {
            if !self.columns.iter().any(|column| column.path == *path) {
                breach(
                    "SIL-2",
                    "CRPA L232-2",
                    &format!(
                        "[legal] published \"{path}\" has no [[column]], whose label is shown with it"
                    ),
                );
            }
        }
        if !legal.indispensable.is_empty() && !legal.right {
            breach(
                "INC-4",
                "CRPA L114-5-1",
                "[legal] indispensable says something only where right = true",
            );
        }
        self.who_applies(&mut breach);
        let proof = self.documents.iter().find(|d| d.kind == DocumentKind::ProofOfAddress);
        if let Some(document) = proof.filter(|_| legal.proof_of_address.is_none()) {
            breach(
                "DLN-4",
                "CRPA R113-8",
                &format!(
                    "\"{}\" demands a proof of address, which only a few procedures may: ask for the address itself, or say which one this is with [legal] proof-of-address",
                    document.path
                ),
            );
        }
        let charges = self.effects.kinds.contains(&EffectKind::Charge);
        if charges && self.algorithm.is_none() {
            breach(
                "ALG-1",
                "CRPA L311-3-1, R311-3-1-1",
                "it computes amounts and does not say what for: add [algorithm] purpose",
            );
        }
        if !self.effects.automatic.is_empty() && self.algorithm.is_none() {
            breach(
                "ALG-4",
                "loi 78-17, article 47",
                "it decides without a person and does not say what its computation is for: add [algorithm] purpose",
            );
        }
        if self.privacy.retention.count == 0 {
            breach(
                "RGPD-2",
                "GDPR, articles 5 and 30",
                "[privacy] retention is no time: say how long a closed dossier is kept",
            );
        }
        found
    }

    /// Who applies has to be named as the law names them (CRPA R112-9-1).
    fn who_applies(&self, breach: &mut impl FnMut(&'static str, &'static str, &str)) {
        const ARTICLE: &str = "CRPA R112-9-1";
        let who = &self.applicant;
        let mut lacks = |missing: bool, key: &str, what: &str| {
            if missing {
                breach(
                    "SVE-8",
                    ARTICLE,
                    &format!(
                        "[applicant] does not say where {what}: add {key} = \"path.of.the-answer\""
                    ),
                );
            }
        };
        match who.kind {
            ApplicantKind::Company => {
                lacks(who.siret.is_none(), "siret", "the company's register number is");
            }
            ApplicantKind::Association => {
                lacks(who.rna.is_none(), "rna", "the association's register number is");
            }
            ApplicantKind::Person => {
                lacks(who.family_name.is_none(), "family-name", "the person's family name is");
                lacks(
                    who.postal_address.is_none(),
                    "postal-address",
                    "the person's postal address is",
                );
            }
        }
        lacks(who.email.is_none(), "email", "the applicant's e-mail address is");
    }
}

/// Ways to appeal that the host has words for.
const ROUTES: [&str; 6] =
    ["gracious", "hierarchical", "administrative-court", "prefect", "cada", "prosecutor"];

#[cfg(test)]
mod tests {
    use super::*;

    const LAWFUL: &str = r#"
id = "org.example.lawful"
version = "1.0.0"
vendor = "Example"
licence = "MIT"
category = "other"
contract = "0.1"
title = { fr = "Essai" }
summary = { fr = "Essai" }
applicant = { kind = "person", family-name = "who.name", postal-address = "who.address", email = "who.email" }
privacy = { purpose = { fr = "Essai" }, basis = "public-task", retention = "1 year" }

[legal]
request = true
silence = "accept"
period = "2 months"
basis = ["CRPA L231-1"]
appeal = [{ route = "administrative-court", within = "2 months" }]

[effects]
kinds = ["notify"]
"#;

    fn ids(change: impl Fn(&str) -> String) -> Vec<&'static str> {
        let manifest = Manifest::parse(&change(LAWFUL)).unwrap();
        manifest.breaches().iter().map(|breach| breach.id).collect()
    }

    #[test]
    fn a_manifest_that_has_everything_is_published() {
        assert_eq!(ids(str::to_owned), Vec::<&str>::new());
    }

    #[test]
    fn sil_1_a_request_names_the_texts_and_a_declaration_has_no_silence() {
        assert_eq!(ids(|m| m.replace("basis = [\"CRPA L231-1\"]", "")), ["SIL-1"]);
        assert_eq!(ids(|m| m.replace("request = true", "request = false")), ["SIL-1"]);
    }

    #[test]
    fn dec_5_a_request_names_a_way_to_appeal_that_there_is() {
        let appeal = "appeal = [{ route = \"administrative-court\", within = \"2 months\" }]";
        assert_eq!(ids(|m| m.replace(appeal, "")), ["DEC-5"]);
        assert_eq!(ids(|m| m.replace("administrative-court", "king")), ["DEC-5"]);
    }

    #[test]
    fn sve_8_each_kind_of_applicant_is_identified() {
        assert_eq!(ids(|m| m.replace("family-name = \"who.name\", ", "")), ["SVE-8"]);
        assert_eq!(ids(|m| m.replace(", email = \"who.email\"", "")), ["SVE-8"]);
        assert_eq!(ids(|m| m.replace("kind = \"person\"", "kind = \"company\"")), ["SVE-8"]);
        assert_eq!(ids(|m| m.replace("kind = \"person\"", "kind = \"association\"")), ["SVE-8"]);
        let rna = "kind = \"association\", rna = \"who.rna\"";
        assert_eq!(ids(|m| m.replace("kind = \"person\"", rna)), Vec::<&str>::new());
    }

    #[test]
    fn dln_4_a_proof_of_address_is_demanded_by_few() {
        let asking = "[[document]]\npath = \"who.proof\"\ntype = \"proof-of-address\"\n";
        assert_eq!(ids(|m| format!("{m}\n{asking}")), ["DLN-4"]);
        let allowed = "silence = \"accept\"\nproof-of-address = \"schooling\"";
        let said = ids(|m| format!("{}\n{asking}", m.replace("silence = \"accept\"", allowed)));
        assert_eq!(said, Vec::<&str>::new());
    }

    #[test]
    fn alg_1_alg_4_what_is_computed_is_mentioned() {
        assert_eq!(ids(|m| m.replace("[\"notify\"]", "[\"charge\"]")), ["ALG-1"]);
        assert_eq!(ids(|m| format!("{m}automatic = [\"granted\"]\n")), ["ALG-4"]);
        let said = "[\"charge\"]\n[algorithm]\npurpose = { fr = \"Essai\" }";
        assert_eq!(ids(|m| m.replace("[\"notify\"]", said)), Vec::<&str>::new());
    }

    #[test]
    fn rgpd_2_inc_4_sil_2_data_that_say_nothing_are_refused() {
        assert_eq!(ids(|m| m.replace("1 year", "0 years")), ["RGPD-2"]);
        let said = "silence = \"accept\"\nindispensable = [\"a\"]";
        assert_eq!(ids(|m| m.replace("silence = \"accept\"", said)), ["INC-4"]);
        let said = "silence = \"accept\"\npublished = [\"who.name\"]";
        assert_eq!(ids(|m| m.replace("silence = \"accept\"", said)), ["SIL-2"]);
    }

    #[test]
    fn every_breach_names_its_article() {
        let empty = LAWFUL.replace(", email = \"who.email\"", "");
        let breach = Manifest::parse(&empty).unwrap().breaches().remove(0).to_string();
        assert_eq!(
            breach,
            "SVE-8 (CRPA R112-9-1): [applicant] does not say where the applicant's e-mail address is: add email = \"path.of.the-answer\""
        );
    }
}
