//! What a room costs, by who uses it and for how long, and what is kept when a booking is
//! cancelled: rows of the town’s tables. Exact, rounded once to the nearest cent, half a cent up.
//! Start at [`of`].

use guichet_sdk::{prelude::*, tariff};

use crate::form::{Booking, BookingDraft, Origin, UserKind};
use crate::sessions::{self, Session};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Who uses a room, as prices and priorities go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Category {
    #[choice(fr = "services de la commune", en = "services of the town")]
    TownService,
    #[choice(fr = "écoles", en = "schools")]
    School,
    #[choice(fr = "associations de la commune", en = "associations of the town")]
    Club,
    #[choice(fr = "habitants", en = "residents")]
    Resident,
    #[choice(
        fr = "personnes et organismes d’autres communes, entreprises",
        en = "people and bodies of other towns, companies"
    )]
    Other,
}

impl Category {
    pub(crate) fn of(kind: UserKind, origin: Option<Origin>) -> Self {
        match (kind, origin) {
            (UserKind::TownService, _) => Self::TownService,
            (UserKind::School, _) => Self::School,
            (UserKind::Association, Some(Origin::Town)) => Self::Club,
            (UserKind::Person, Some(Origin::Town)) => Self::Resident,
            _ => Self::Other,
        }
    }

    /// What the queue sorts by: town services before schools, schools before the town’s
    /// associations, these before all others.
    pub(crate) fn priority(self) -> i64 {
        match self {
            Self::TownService => 4,
            Self::School => 3,
            Self::Club => 2,
            Self::Resident | Self::Other => 1,
        }
    }
}

/// By what a room is let.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Per {
    #[choice(fr = "heure", en = "hour")]
    Hour,
    #[choice(fr = "jour", en = "day")]
    Day,
    #[choice(fr = "séance", en = "session")]
    Session,
}

/// What a booking costs, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Price {
    pub(crate) rent: Cents,
    pub(crate) deposit: Cents,
    category: Category,
    /// Nothing for the town and its schools, where the table has no row for them.
    rate: Option<(Per, Cents, Cents)>,
    sessions: usize,
    minutes: i64,
}

/// The price of a request, once enough is known.
pub(crate) fn of_draft(ctx: &Context, draft: &BookingDraft) -> Option<Result<Price, Problem>> {
    let category = Category::of(draft.user.kind?, draft.user.origin);
    if draft.user.origin.is_none() && category == Category::Other {
        return None;
    }
    let slots: Option<Vec<_>> = draft.slots.iter().map(sessions::of_draft).collect();
    Some(of(ctx, draft.room.key.as_deref()?, category, &slots?.concat()))
}

pub(crate) fn category(booking: &Booking) -> Category {
    Category::of(booking.user.kind, booking.user.origin)
}

/// The price of a room for who uses it, over these sessions; a problem where the town does not
/// let it to them.
pub(crate) fn of(
    ctx: &Context,
    room: &str,
    category: Category,
    sessions: &[Session],
) -> Result<Price, Problem> {
    let minutes: i64 = sessions.iter().map(Session::minutes).sum();
    let row = reference::lookup("room-fees", &format!("{room}/{}", category.key()));
    let Some(row) = row else {
        if matches!(category, Category::TownService | Category::School) {
            let (rent, deposit) = (Cents::ZERO, Cents::ZERO);
            return Ok(Price {
                rent,
                deposit,
                category,
                rate: None,
                sessions: sessions.len(),
                minutes,
            });
        }
        return Err(ctx.problem(
            "room.key",
            text! {
                fr: "Cette salle n’est pas louée à : {category}.",
                en: "This room is not let to: {category}.";
                category
            },
        ));
    };
    let unusable = || {
        ctx.refusal(text! {
            fr: "Le tarif de cette salle ne se calcule pas : contactez la commune.",
            en: "The price of this room cannot be computed: please contact the town."
        })
    };
    let per = row.get::<Per>("per").ok_or_else(unusable)?;
    let cents: Cents = row.get("cents").ok_or_else(unusable)?;
    let more: Cents = row.get("more-cents").unwrap_or(cents);
    let count = i64::try_from(sessions.len()).unwrap_or(i64::MAX);
    let rent = match per {
        Per::Hour => {
            cents.ratio(minutes, 60, Rounding::MidpointAwayFromZero).ok_or_else(unusable)?
        }
        Per::Day => sessions.iter().map(|it| cents + more * (days(it) - 1)).sum(),
        Per::Session => cents * count,
    };
    let deposit = row.get("deposit-cents").unwrap_or(Cents::ZERO);
    Ok(Price {
        rent,
        deposit,
        category,
        rate: Some((per, cents, more)),
        sessions: sessions.len(),
        minutes,
    })
}

/// Days that a session takes: each one of 24 hours that has begun.
fn days(session: &Session) -> i64 {
    (session.minutes() + DAY - 1) / DAY
}

impl Price {
    /// The computation, as the applicant reads it.
    pub(crate) fn in_words(&self) -> Text {
        let (rent, category, sessions, minutes) =
            (self.rent, self.category, self.sessions, self.minutes);
        let Some((per, cents, more)) = self.rate else {
            return text! { fr: "Gratuit : {category}.", en: "Free: {category}."; category };
        };
        match per {
            Per::Hour => text! {
                fr: "{cents} l’heure × {minutes} minutes (séances : {sessions} ; {category}) = {rent}, arrondi au centime le plus proche.",
                en: "{cents} an hour × {minutes} minutes (sessions: {sessions}; {category}) = {rent}, rounded to the nearest cent.";
                cents, category, rent
            },
            Per::Day => text! {
                fr: "{cents} le premier jour, {more} chaque jour de plus commencé (séances : {sessions} ; {category}) = {rent}.",
                en: "{cents} the first day, {more} each further day begun (sessions: {sessions}; {category}) = {rent}.";
                cents, more, category, rent
            },
            Per::Session => text! {
                fr: "{cents} la séance × {sessions} ({category}) = {rent}.",
                en: "{cents} a session × {sessions} ({category}) = {rent}.";
                cents, category, rent
            },
        }
    }

    /// The same as a step of the reasoning.
    pub(crate) fn reason(&self, ctx: &Context) -> Reason {
        let voted: String = ctx.setting("deliberation").unwrap_or_default();
        Reason::new("price", self.in_words())
            .source(format!("CGCT L2144-3, {voted}"))
            .input("user.kind")
            .input("user.origin")
            .input("room.key")
            .input("slots")
    }
}

/// What is kept of a rent when a booking is cancelled so many days before its first session: a row
/// of `cancellation-fees` for the category, else for `any`; all of it where there is none, nothing
/// before the first day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) amount: Cents,
    days: i64,
    percent: i64,
    fixed: Cents,
}

pub(crate) fn kept(category: Category, rent: Cents, days: i64) -> Kept {
    let of = |who: &str| tariff::bracket("cancellation-fees", &format!("{who}/"), days);
    let row = of(category.key()).or_else(|| of("any"));
    let percent =
        row.as_ref().map_or(100, |row| row.get::<i64>("percent").unwrap_or(0)).clamp(0, 100);
    let fixed = row.and_then(|row| row.get("cents")).unwrap_or(Cents::ZERO);
    let share = rent.ratio(percent, 100, Rounding::MidpointAwayFromZero).unwrap_or(rent);
    Kept { amount: (share + fixed).min(rent), days, percent, fixed }
}

impl Kept {
    pub(crate) fn in_words(&self) -> Text {
        let Kept { amount, days, percent, fixed } = self.clone();
        text! {
            fr: "Annulation {days} jours avant : la commune garde {percent} % du prix et {fixed}, soit {amount}.",
            en: "Cancelled {days} days before: the town keeps {percent}% of the price and {fixed}, which makes {amount}.";
            fixed, amount
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::RoomBooking;

    fn sample() -> Town<RoomBooking> {
        Town::on(date(2026, 3, 2))
            .table("room-fees", include_str!("../tables/room-fees.csv"), 2)
            .table("cancellation-fees", include_str!("../tables/cancellation-fees.csv"), 2)
    }

    fn cornillon() -> Town<RoomBooking> {
        let scale = include_str!("../examples/cornillon/cancellation-fees.csv");
        Town::on(date(2026, 3, 2))
            .table("room-fees", include_str!("../examples/cornillon/room-fees.csv"), 2)
            .table("cancellation-fees", scale, 2)
    }

    fn of_minutes(minutes: i64) -> Session {
        let start = date(2026, 4, 4).at(10, 0, 0, 0);
        Session { start, end: civil::plus_minutes(start, minutes) }
    }

    fn rent(
        town: &Town<RoomBooking>,
        room: &str,
        category: Category,
        minutes: &[i64],
    ) -> Option<i64> {
        let sessions: Vec<Session> = minutes.iter().copied().map(of_minutes).collect();
        town.run(|ctx| of(ctx, room, category, &sessions)).ok().map(|price| price.rent.0)
    }

    #[test]
    fn a_day_begins_with_its_first_minute() {
        let town = cornillon();
        let of = |minutes| rent(&town, "polyvalente", Category::Resident, &[minutes]);
        assert_eq!(of(1), Some(30_000));
        assert_eq!(of(DAY), Some(30_000));
        assert_eq!(of(DAY + 1), Some(38_000));
        assert_eq!(of(2 * DAY), Some(38_000));
        assert_eq!(of(2 * DAY + 1), Some(46_000));
        assert_eq!(rent(&town, "polyvalente", Category::Other, &[2 * DAY]), Some(84_000));
    }

    #[test]
    fn an_hourly_price_is_rounded_once_over_all_sessions() {
        let town = sample().row("room-fees", "gym/club", &[("per", "hour"), ("cents", "1001")]);
        let of = |minutes: &[i64]| rent(&town, "gym", Category::Club, minutes);
        assert_eq!(of(&[60]), Some(1001));
        assert_eq!(of(&[90]), Some(1502), "1501.5 cents");
        assert_eq!(of(&[30, 30]), Some(1001), "and not twice 501");
        assert_eq!(of(&[30]), Some(501), "500.5 cents");
    }

    #[test]
    fn who_has_no_price_is_not_let_to_but_the_town_and_its_schools_are() {
        let town = sample();
        assert_eq!(rent(&town, "polyvalente", Category::Club, &[120]), Some(0));
        assert_eq!(rent(&town, "polyvalente", Category::Resident, &[120, 120]), Some(52_000));
        assert_eq!(rent(&town, "polyvalente", Category::Other, &[120]), Some(35_000));
        assert_eq!(rent(&town, "nowhere", Category::Resident, &[120]), None);
        assert_eq!(rent(&town, "nowhere", Category::School, &[120]), Some(0));
    }

    #[test]
    fn less_is_kept_of_what_is_cancelled_early() {
        let town = sample();
        let keep = |days| town.run(|_| kept(Category::Resident, Cents(26_001), days)).amount.0;
        for (days, cents) in
            [(0, 26_001), (29, 26_001), (30, 7_800), (90, 7_800), (91, 0), (300, 0)]
        {
            assert_eq!(keep(days), cents, "{days}");
        }
        let town = cornillon();
        let keep = |category, days| town.run(|_| kept(category, Cents(30_000), days)).amount.0;
        for (days, resident, other) in
            [(10, 7_000, 15_000), (11, 3_000, 10_000), (30, 3_000, 10_000), (31, 0, 0)]
        {
            assert_eq!(keep(Category::Resident, days), resident, "{days}");
            assert_eq!(keep(Category::Other, days), other, "{days}");
        }
        assert_eq!(town.run(|_| kept(Category::Resident, Cents(2_000), 5)).amount, Cents(2_000));
    }
}
