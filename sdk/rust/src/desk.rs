//! What agents of nearly every procedure fill in: which pieces are missing, and why a request is
//! refused; and what they are told where a button is out of date. The words are here once; which pieces and grounds there are is the procedure's, in
//! an enum with [`PieceKind`] or [`Ground`].
//!
//! An agent's own sentences are in French, the language of the town (CRPA L111-1), and stand so
//! for every reader.

use crate::prelude::*;

/// What `decide` answers to an event that means nothing at this stage: a browser may still show
/// the buttons of an hour ago.
pub fn not_now(ctx: &Context) -> Vec<Problem> {
    let sentence = text! {
        fr: "Ce n’est pas possible à cette étape.", en: "That is not possible at this stage."
    };
    ctx.refusal(sentence).into()
}

/// What an applicant may be asked to supply or to correct.
pub trait PieceKind: Choice {
    /// The field of the application where it goes.
    fn path(&self) -> &'static str;
    /// The text that asks for it.
    fn source(&self) -> &'static str {
        "CRPA L114-5"
    }
}

/// Pieces that an agent asks for, and why.
///
/// ```
/// use guichet_sdk::desk::{PieceKind, PiecesAsked};
/// use guichet_sdk::prelude::*;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Choice)]
/// enum Piece {
///     #[choice(fr = "Dessin", en = "Drawing")]
///     Drawing,
/// }
///
/// impl PieceKind for Piece {
///     fn path(&self) -> &'static str {
///         "drawing"
///     }
/// }
///
/// let asked = PiecesAsked { pieces: vec![Piece::Drawing], why: "Il est illisible.".into() };
/// let demand = asked.demand(date(2026, 3, 1));
/// assert!(demand.suspends);
/// assert_eq!(demand.pieces[0].path, "drawing");
/// assert_eq!(Text::from(demand.pieces[0].label.as_slice()).pick("fr"), "Dessin");
/// ```
#[derive(Clone, Debug, PartialEq, Form)]
pub struct PiecesAsked<P: PieceKind> {
    /// One or several.
    #[page("pieces", fr = "Demande de pièces", en = "Pieces asked for")]
    #[field(
        label(fr = "À fournir ou à corriger", en = "To supply or to correct"),
        hint(
            fr = "Ne demandez que ce dont vous ne pouvez vous passer",
            en = "Ask only for what you cannot do without"
        ),
        required
    )]
    pub pieces: Vec<P>,
    /// For the applicant.
    #[field(
        label(fr = "Pourquoi", en = "Why"),
        hint(fr = "Le demandeur lit cette phrase", en = "The applicant reads this sentence"),
        kind = paragraph, min_length = 10, max_length = 1000
    )]
    pub why: String,
}

impl<P: PieceKind> PiecesAsked<P> {
    /// The request for them. The legal clock stops until they come or `until` has passed, where
    /// the law lets it (CRPA L114-5).
    pub fn demand(&self, until: Date) -> Demand {
        self.pieces.iter().fold(Demand::until(until).suspending(), |demand, piece| {
            let label = text! { fr: "{piece}", en: "{piece}"; piece = piece.clone() };
            demand.piece(piece.path(), label, self.why.as_str()).source(piece.source())
        })
    }
}

/// A ground on which a request may be refused: a closed list, so that no refusal is without a
/// text.
pub trait Ground: Choice {
    /// The text that it applies; a deliberation is a setting.
    fn source(&self, ctx: &Context) -> String;
    /// What that text says, to the applicant.
    fn law(&self) -> Text;
    /// The answers that it looks at.
    fn inputs(&self) -> &'static [&'static str];
}

/// A refusal, which says why in law and in fact (CRPA L211-5).
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Refusal<G: Ground> {
    /// In law.
    #[page("refuse", fr = "Refus", en = "Refusal")]
    #[field(label(fr = "Motif de droit", en = "Reason in law"))]
    pub ground: G,
    /// In fact.
    #[field(
        label(fr = "Motif de fait", en = "Reason in fact"),
        hint(
            fr = "Ce que vous avez constaté, en quelques phrases adressées au demandeur",
            en = "What you found, in a few sentences to the applicant"
        ),
        kind = paragraph, min_length = 20, max_length = 4000
    )]
    pub facts: String,
}

impl<G: Ground> Refusal<G> {
    /// In law, under the ground's key, and in fact, as `facts`.
    pub fn reasons(&self, ctx: &Context) -> [Reason; 2] {
        let source = self.ground.source(ctx);
        let in_law = Reason::new(self.ground.key(), self.ground.law()).source(source.as_str());
        let in_fact = Reason::new("facts", self.facts.as_str()).source(source);
        let inputs = self.ground.inputs().iter();
        [in_law, inputs.fold(in_fact, |reason, path| reason.input(path))]
    }
}
