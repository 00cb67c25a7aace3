//! The trait that a procedure implements, and how it becomes a component.

use crate::answers::{Answers, is_below};
use crate::contract;
use crate::contract::dossiers::{Decision, Event};
use crate::contract::forms::View;
use crate::contract::session::{Candidate, Proposal};
use crate::contract::types::{Answer, Context, Problem};
use crate::dossier::{Dossier, Turn};
use crate::form::{Draft, Form};
use crate::sheet::Sheet;

/// An administrative procedure: what its form looks like, and what an event does.
///
/// Both functions are pure. What they may know is their arguments and the answers
/// of [`reference`](crate::reference), [`pools`](crate::pools),
/// [`registers`](crate::registers) and [`clock`](crate::clock), which the host
/// records; so a decision can be run again years later and comes out the same.
pub trait Procedure {
    /// The application form, with `#[derive(Form)]`.
    type Answers: Form;

    /// What the derive cannot say about the application form: figures, notes,
    /// options out of a table, problems. Its fields are on the sheet already.
    ///
    /// Called on every step with what has been answered so far. Problems here are
    /// for the person; `decide` checks again what matters.
    fn form(sheet: &mut Sheet<'_>, draft: &Draft<Self::Answers>) {
        let _ = (sheet, draft);
    }

    /// The same where the applicant supplies what was requested. `draft` holds the
    /// dossier's answers and, over them, those given now.
    fn completion(
        sheet: &mut Sheet<'_>,
        dossier: &Dossier<Self::Answers>,
        draft: &Draft<Self::Answers>,
    ) {
        let _ = dossier;
        Self::form(sheet, draft);
    }

    /// What there is to fill in with an action made [`with_form`]: mostly
    /// `sheet.ask::<Refusal<Ground>>()`, which `decide` reads with `taken.inputs(ctx)?`.
    ///
    /// [`with_form`]: crate::Action::with_form
    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Self::Answers>) {
        let _ = (sheet, turn);
    }

    /// What `event` does to the dossier. Problems, in `ctx.lang`, refuse the event
    /// and change nothing.
    fn decide(
        ctx: &Context,
        dossier: &Dossier<Self::Answers>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>>;
}

/// A procedure whose dossiers compete for places; see
/// [`export_ranking!`](crate::export_ranking!).
pub trait Ranking: Procedure {
    /// Proposes a rank and an action for each candidate of the session `key`.
    fn deliberate(ctx: &Context, key: &str, candidates: &[Candidate]) -> Vec<Proposal>;
}

/// The contract's `form` for `P`.
pub(crate) fn run_form<P: Procedure>(
    ctx: &Context,
    task: contract::Task,
    answers: &[Answer],
) -> View {
    let refused = |problems| View { pages: Vec::new(), problems };
    match task {
        contract::Task::Apply => {
            let mut sheet = Sheet::new(ctx, answers);
            let draft = sheet.ask::<P::Answers>();
            P::form(&mut sheet, &draft);
            sheet.into_view()
        }
        contract::Task::Complete(dossier) => match Dossier::from_contract(dossier, ctx) {
            Ok(dossier) => {
                let answers = Answers::from(answers);
                let mut given = dossier.given.clone();
                // What a source answers now stands in place of all that it answered before.
                let asked = |path: &str| {
                    let root = path.strip_suffix(".failure").or(path.strip_suffix(".asked-on"));
                    root.map(str::to_owned)
                };
                let roots: Vec<String> = answers.iter().filter_map(|(p, _)| asked(p)).collect();
                given.retain(|path| !roots.iter().any(|root| is_below(path, root)));
                let answers = given.overlaid(answers);
                let mut sheet = Sheet::new(ctx, &Vec::from(answers));
                let draft = sheet.ask::<P::Answers>();
                P::completion(&mut sheet, &dossier, &draft);
                sheet.into_view()
            }
            Err(problems) => refused(problems),
        },
        contract::Task::Act(turn) => match Dossier::from_contract(turn.dossier, ctx) {
            Ok(dossier) => {
                let turn = Turn { dossier, action: turn.action, party: turn.party };
                let mut sheet = Sheet::new(ctx, answers);
                P::action_form(&mut sheet, &turn);
                sheet.into_view()
            }
            Err(problems) => refused(problems),
        },
    }
}

/// The contract's `decide` for `P`.
pub(crate) fn run_decide<P: Procedure>(
    ctx: &Context,
    dossier: contract::Dossier,
    event: &Event,
) -> Result<Decision, Vec<Problem>> {
    P::decide(ctx, &Dossier::from_contract(dossier, ctx)?, event)
}

/// `P` as the generated bindings want it. Made by [`export!`](crate::export!).
#[doc(hidden)]
#[derive(Debug)]
pub struct Component<P>(core::marker::PhantomData<P>);

impl<P: Procedure> contract::HandlerExports for Component<P> {
    fn form(ctx: Context, task: contract::Task, answers: Vec<Answer>) -> View {
        run_form::<P>(&ctx, task, &answers)
    }

    fn decide(
        ctx: Context,
        dossier: contract::Dossier,
        event: Event,
    ) -> Result<Decision, Vec<Problem>> {
        run_decide::<P>(&ctx, dossier, &event)
    }
}

impl<P: Ranking> contract::session::Guest for Component<P> {
    fn deliberate(ctx: Context, key: String, candidates: Vec<Candidate>) -> Vec<Proposal> {
        P::deliberate(&ctx, &key, &candidates)
    }
}

/// Makes the crate a component that is this procedure. Once per crate, in a
/// library with `crate-type = ["cdylib"]` (and `"rlib"` for its tests' sake).
///
/// Natively it only checks that the type is a [`Procedure`](crate::Procedure).
#[macro_export]
macro_rules! export {
    ($procedure:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::__Component<$procedure>;
    $crate::bindings::export_procedure!(Exported with_types_in $crate::bindings);
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            const fn is_a_procedure<P: $crate::Procedure>() {}
            is_a_procedure::<$procedure>();
        };
    };
}

/// As [`export!`](crate::export!), for a [`Ranking`](crate::Ranking) procedure.
#[macro_export]
macro_rules! export_ranking {
    ($procedure:ty) => {
        $crate::export!($procedure);
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::__Component<$procedure>;
            $crate::bindings::ranking::export_ranking!(
                Exported with_types_in $crate::bindings::ranking
            );
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            const fn is_a_ranking<P: $crate::Ranking>() {}
            is_a_ranking::<$procedure>();
        };
    };
}
