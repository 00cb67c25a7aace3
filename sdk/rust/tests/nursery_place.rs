//! A sketch of a harder procedure: a nursery place. Points by a scale that the town
//! voted, the national hourly fee, and a commission that ranks the dossiers.

use std::collections::BTreeMap;

use guichet_sdk::prelude::*;
use guichet_sdk::testing::Town;

#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Activity {
    #[choice(fr = "Travail ou études", en = "Work or studies")]
    Working,
    #[choice(fr = "Recherche d’emploi", en = "Looking for work")]
    Seeking,
    #[choice(fr = "Sans activité", en = "Not working")]
    Inactive,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Nursery {
    #[page("child", fr = "L’enfant", en = "The child")]
    #[field(label(fr = "Déjà né ?", en = "Already born?"), live)]
    born: bool,
    #[field(label(fr = "Naissance", en = "Birth"), latest = ctx.today(), show_if = draft.born == Some(true), required)]
    birth_date: Option<Date>,
    #[field(label(fr = "Naissance prévue", en = "Expected"), earliest = ctx.today(), show_if = draft.born != Some(true), required)]
    expected: Option<Date>,
    #[field(label(fr = "Naissances multiples", en = "Twins or more"))]
    multiple: bool,
    #[page("household", fr = "Le foyer", en = "The household")]
    #[field(label(fr = "Habite la commune", en = "Lives in the town"))]
    resident: bool,
    #[field(label(fr = "Parents", en = "Parents"), repeat(min = 1, max = 2))]
    parents: Vec<Parent>,
    #[field(label(fr = "Enfants à charge", en = "Children"), min = 1, max = 12, live)]
    children: i64,
    #[field(label(fr = "dont avec AEEH", en = "of whom with AEEH"), min = 0, max = 12, live)]
    disabled_children: Option<i64>,
    #[field(label(fr = "Revenus annuels", en = "Yearly income"), min = 0, live)]
    income: Option<Cents>,
    #[page("wishes", fr = "Vos souhaits", en = "Your wishes")]
    #[field(label(fr = "Crèche", en = "Nursery"), options = nurseries(ctx))]
    nursery: String,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Parent {
    #[field(label(fr = "Nom", en = "Name"), max_length = 120)]
    name: String,
    #[field(label(fr = "Naissance", en = "Birth"))]
    birth_date: Date,
    #[field(label(fr = "Activité", en = "Activity"))]
    activity: Activity,
}

fn nurseries(ctx: &Context) -> Vec<OptionItem> {
    let item = |row: reference::Row| Some(OptionItem::new(&row.key, row.get::<String>(&ctx.lang)?));
    reference::rows("nurseries", "").into_iter().filter_map(item).collect()
}

/// The rules of the scale that apply; what each is worth is the town's table.
fn points(ctx: &Context, form: &Nursery) -> Vec<Reason> {
    let all = |activity| form.parents.iter().all(|parent| parent.activity == activity);
    let any = |activity| form.parents.iter().any(|parent| parent.activity == activity);
    let minor =
        form.parents.iter().any(|parent| civil::age_on(parent.birth_date, ctx.today()) < 18);
    let rules = [
        ("resident", form.resident, "resident"),
        ("minor-parent", minor, "parents"),
        ("single-parent", form.parents.len() == 1, "parents"),
        ("multiple", form.multiple, "multiple"),
        ("all-work", all(Activity::Working), "parents"),
        ("work-and-seek", any(Activity::Working) && any(Activity::Seeking), "parents"),
        ("work-and-inactive", any(Activity::Working) && any(Activity::Inactive), "parents"),
        ("disabled-child", form.disabled_children.unwrap_or(0) > 0, "disabled-children"),
    ];
    let applies = rules.iter().filter(|(_, applies, _)| *applies);
    applies
        .filter_map(|(rule, _, input)| {
            let row = reference::lookup("points", rule)?;
            let french: String = row.get("fr")?;
            let sentence = Text::new()
                .with("en", row.get::<String>("en").unwrap_or_else(|| french.clone()))
                .with("fr", french);
            let source: String = ctx.setting("deliberation").unwrap_or_default();
            Some(Reason::new(rule, sentence).source(source).input(input).points(row.get("points")?))
        })
        .collect()
}

/// The national hourly fee (PSU): monthly resources within floor and ceiling, times
/// a rate per number of children; each child with AEEH counts for one more.
fn hourly_fee(ctx: &Context, draft: &NurseryDraft) -> Option<Cents> {
    let monthly = draft.income?.ratio(1, 12, Rounding::ToZero)?;
    let floor = ctx.setting("resources-floor").unwrap_or(Cents::ZERO);
    let ceiling = ctx.setting("resources-ceiling").unwrap_or(Cents::euros(8500));
    let children = draft.children? + draft.disabled_children.unwrap_or(0);
    let percent: Decimal =
        reference::lookup("rates", &children.clamp(1, 8).to_string())?.get("percent")?;
    monthly
        .clamp(floor, ceiling.max(floor))
        .times(percent / Decimal::ONE_HUNDRED, Rounding::MidpointAwayFromZero)
}

struct NurseryPlace;

fn waiting(form: &Nursery, reasons: Vec<Reason>, score: i64) -> Decision {
    Decision::in_review(
        text! { fr: "Sur la liste : {score} points", en: "On the list: {score} points" },
    )
    .score(score)
    .set("nursery", form.nursery.clone())
    .reasons(reasons)
    .action(Action::agent("offer", text! { fr: "Proposer une place", en: "Offer a place" }))
    .action(Action::applicant("renew", text! { fr: "Renouveler", en: "Renew" }))
}

impl Procedure for NurseryPlace {
    type Answers = Nursery;

    fn form(sheet: &mut Sheet<'_>, draft: &NurseryDraft) {
        if let Some(fee) = hourly_fee(sheet.ctx(), draft)
            && let Some(sheet) = sheet.on_page("household")
        {
            sheet.figure_because(
                text! { fr: "Tarif horaire", en: "Hourly fee" },
                fee,
                text! { fr: "Barème national de la CNAF", en: "National scale" },
            );
        }
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Nursery>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        let form = &dossier.answers;
        let reasons = points(ctx, form);
        let score = reasons.iter().filter_map(|reason| reason.points).sum();
        let lapses = civil::plus_months(ctx.today(), ctx.setting("renew-months").unwrap_or(6));
        match (event, event.action()) {
            (Event::Submitted, _) | (_, Some("renew")) => {
                Ok(waiting(form, reasons, score).schedule("lapse", lapses))
            }
            (_, Some("offer")) => Ok(Decision::waiting(
                text! { fr: "Une place vous est proposée", en: "You are offered a place" },
            )
            .cancel_timer("lapse")
            .schedule(
                "offer-ends",
                civil::plus_days(ctx.today(), ctx.setting("offer-days").unwrap_or(10)),
            )
            .action(
                Action::applicant("accept", text! { fr: "Accepter", en: "Accept" })
                    .leads_to(Verdict::Granted),
            )
            .action(Action::applicant("decline", text! { fr: "Refuser", en: "Decline" }))),
            (_, Some("accept")) => {
                Ok(Decision::granted(text! { fr: "Place attribuée", en: "Place given" })
                    .score(score)
                    .reasons(reasons)
                    .cancel_timer("offer-ends"))
            }
            (_, Some("decline")) => Ok(waiting(form, reasons, score - 20)
                .set("declined", true)
                .cancel_timer("offer-ends")
                .schedule("lapse", lapses)),
            (Event::Timer(key), _) if key == "offer-ends" => {
                Ok(waiting(form, reasons, score).schedule("lapse", lapses))
            }
            (Event::Timer(_), _) => Ok(Decision::new(
                Phase::Closed,
                text! { fr: "Demande non renouvelée", en: "Not renewed" },
            )),
            (Event::Withdrawn, _) => {
                Ok(Decision::withdrawn(text! { fr: "Retirée", en: "Withdrawn" }))
            }
            _ => Err(ctx
                .refusal(text! { fr: "Impossible à cette étape", en: "Not possible now" })
                .into()),
        }
    }
}

impl Ranking for NurseryPlace {
    /// By points, then by date; an offer as long as the nursery wished has places.
    fn deliberate(_ctx: &Context, _key: &str, candidates: &[Candidate]) -> Vec<Proposal> {
        let mut ranked: Vec<&Candidate> = candidates.iter().collect();
        ranked.sort_by_key(|each| {
            (std::cmp::Reverse(each.score), each.submitted_on, each.number.clone())
        });
        let mut taken: BTreeMap<String, i64> = BTreeMap::new();
        let propose = |(index, candidate): (usize, &Candidate)| {
            let nursery: String = candidate.fact("nursery").unwrap_or_default();
            let places =
                reference::lookup("nurseries", &nursery).and_then(|row| row.get::<i64>("places"));
            let count = taken.entry(nursery).or_default();
            let fits = *count < places.unwrap_or(0);
            *count += i64::from(fits);
            let rank = u32::try_from(index + 1).unwrap_or(u32::MAX);
            Proposal::new(candidate, rank, fits.then(|| Taken::by_agent("offer")))
        };
        ranked.into_iter().enumerate().map(propose).collect()
    }
}

guichet_sdk::export_ranking!(NurseryPlace);

#[test]
fn points_rank_the_families_and_the_fee_follows_the_national_scale() {
    let mut town = Town::<NurseryPlace>::on(date(2026, 3, 1))
        .setting("deliberation", "délibération 2026-12")
        .row("nurseries", "lutins", &[("fr", "Les Lutins"), ("places", "1")])
        .row("points", "resident", &[("fr", "Vous habitez la commune."), ("points", "300")])
        .row("points", "single-parent", &[("fr", "Parent isolé."), ("points", "30")])
        .row("points", "all-work", &[("fr", "Les parents travaillent."), ("points", "40")])
        .row("rates", "2", &[("percent", "0.0516")]);
    let parent =
        Parent { name: "B. Roy".into(), birth_date: date(1995, 4, 2), activity: Activity::Working };
    let family = Nursery {
        born: true,
        birth_date: Some(date(2026, 1, 5)),
        expected: None,
        multiple: false,
        resident: true,
        parents: vec![parent.clone(), Parent { activity: Activity::Inactive, ..parent.clone() }],
        children: 2,
        disabled_children: None,
        income: Some(Cents::euros(36_000)),
        nursery: "lutins".into(),
    };
    let view = town.form(&family);
    let fee = view.pages[1].blocks.iter().find_map(|block| match block {
        Block::Figure(figure) => Some(figure.value.clone()),
        _ => None,
    });
    assert_eq!(fee, Some(Value::Integer(155)), "3,000 € × 0.0516 %");

    let first = town.submit(&family).unwrap();
    assert_eq!(town.rules(first), ["resident"]);
    let second = town.submit(&Nursery { parents: vec![parent], ..family }).unwrap();
    assert_eq!(town.dossier(second).score, Some(370));

    let proposals = town.deliberate("march");
    let offered: Vec<_> =
        proposals.iter().map(|each| (&*each.number, each.act.is_some())).collect();
    assert_eq!(offered, [("2026-0002", true), ("2026-0001", false)]);
    town.agent(second, "offer").unwrap();
    town.act(second, Party::Applicant, "decline", Answers::new()).unwrap();
    assert_eq!(town.dossier(second).score, Some(350));
    town.timer(first, "lapse").unwrap();
    assert_eq!(town.dossier(first).phase, Phase::Closed);
}
