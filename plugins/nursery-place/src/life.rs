//! A commission from the requests to the answers, natively, on the sample tables.

use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Case, Town};

use crate::NurseryPlace;
use crate::desk::key;

fn town() -> Town<NurseryPlace> {
    Town::on(date(2027, 3, 10))
        .table("nurseries", include_str!("../tables/nurseries.csv"), 1)
        .table("nursery-groups", include_str!("../tables/nursery-groups.csv"), 1)
        .table("nursery-places", include_str!("../tables/nursery-places.csv"), 2)
        .table("nursery-points", include_str!("../tables/nursery-points.csv"), 1)
        .table("nursery-means", include_str!("../tables/nursery-means.csv"), 1)
        .table("nursery-commissions", include_str!("../tables/nursery-commissions.csv"), 1)
        .table("psu-rates", include_str!("../tables/psu-rates.csv"), 1)
        .table("psu-ceilings", include_str!("../tables/psu-ceilings.csv"), 1)
}

fn request(activity: &str) -> Answers {
    let address = Address {
        lines: vec!["2 place du Marché".into()],
        postcode: "99999".into(),
        city: "Saint-Exemple".into(),
        commune: None,
        country: "FR".into(),
        ban_id: None,
        position: None,
    };
    let text = |value: &str| value.to_owned();
    Answers::new()
        .with("applicant.family-name", text("Exemple"))
        .with("applicant.given-names", text("Inès"))
        .with("applicant.email", text("ines@example.org"))
        .with("applicant.address", address)
        .with("in-town", text("yes"))
        .with("child.born", text("yes"))
        .with("child.given-names", text("Zoé"))
        .with("child.family-name", text("Exemple"))
        .with("child.birth-date", date(2027, 1, 5))
        .with("care", text("none"))
        .with("parents", 1i64)
        .with("parents[0].name", text("Inès Exemple"))
        .with("parents[0].birth-date", date(1995, 4, 2))
        .with("parents[0].activity", text(activity))
        .with("wanted.entry", date(2027, 9, 6))
        .with("wanted.days", vec![text("monday")])
        .with("wanted.monday.from", time(8, 0, 0, 0))
        .with("wanted.monday.until", time(17, 0, 0, 0))
        .with("wishes.first", text("farandole"))
        .with("means.how", text("not-given"))
        .with("means.children", 1i64)
        .with("certified", true)
}

fn assessed(town: &mut Town<NurseryPlace>, activity: &str) -> Case {
    let case = town.submit(request(activity)).expect("a request");
    let found = Answers::new().with("set-aside", Vec::<String>::new()).with("breach", false);
    town.act(case, Party::Agent, key::ASSESS, found).expect("an assessment");
    case
}

#[test]
fn what_a_commission_proposes_is_offered_answered_and_proposed_again() {
    let mut town = town();
    let cases: Vec<Case> =
        ["seeking", "working", "inactive", "working"].map(|it| assessed(&mut town, it)).into();
    let scores: Vec<_> = cases.iter().map(|case| town.dossier(*case).score).collect();
    assert_eq!(scores, [Some(360), Some(400), Some(360), Some(400)]);

    // Three places on a Monday: the two that work, and the earlier of the others.
    let proposals = town.deliberate("2027-04");
    let order: Vec<_> = proposals.iter().map(|each| &*each.number).collect();
    assert_eq!(order, ["2027-0002", "2027-0004", "2027-0001", "2027-0003"]);
    let by_number = [cases[1], cases[3], cases[0], cases[2]];
    for (case, proposal) in by_number.into_iter().zip(&proposals) {
        let act = proposal.act.clone().expect("something is proposed for each");
        town.act(case, Party::Agent, &act.key, Answers::from(act.inputs)).expect("it goes through");
    }
    assert_eq!(town.dossier(cases[2]).score, Some(370), "a commission without a place");
    let told = town.messages(cases[2]);
    let body = Text::from(told.last().expect("a letter").body.as_slice());
    assert!(
        body.pick("fr").contains("Votre rang : 4. Le dernier dossier retenu avait 360 points.")
    );
    let offer = Answers::new().with("nursery", "farandole").with("entry", date(2027, 9, 6));
    let full =
        town.act(cases[2], Party::Agent, key::OFFER, offer).expect_err("all three are taken");
    assert_eq!(full[0].path.as_deref(), Some("nursery"));

    town.act(cases[1], Party::Applicant, key::ACCEPT, Answers::new()).expect("accepted");
    let signed = Answers::new().with("signed-on", date(2027, 3, 10));
    town.act(cases[1], Party::Agent, key::SIGN, signed).expect("signed");
    assert_eq!(town.documents(cases[1])[0].key, "nursery-admission");
    town.act(cases[3], Party::Applicant, key::DECLINE, Answers::new()).expect("declined");
    assert_eq!(town.dossier(cases[3]).score, Some(380));

    // What was declined is free, and goes to whoever has the most points now.
    let again = town.deliberate("2027-04");
    let acts: Vec<_> =
        again.iter().map(|each| (&*each.number, each.act.as_ref().map(|act| &*act.key))).collect();
    assert_eq!(acts, [("2027-0004", Some(key::OFFER)), ("2027-0003", Some(key::KEEP_WAITING))]);
}
