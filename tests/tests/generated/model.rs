//! A random procedure: the description of its form, and valid answers to it.
//!
//! A [`Plan`] is what proptest makes and shrinks; [`Case::of`] gives its elements names, lets
//! some depend on others, and works out which fields apply and what a host must make of each.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::answer::{Answer, Kind, answer, kind};

/// Different answers to one field, for the groups of a repeat.
const VARIANTS: usize = 4;

/// Names that are all good paths, and that a careless id or input name would mix up.
const NAMES: [&str; 14] = [
    "who",
    "who-1",
    "who-hint",
    "rows",
    "who.name",
    "who-name",
    "who-error",
    "rows-0--who",
    "0",
    "a.b.c",
    "a-b-c",
    "a.b-c",
    "who-name-2",
    "f-who",
];

/// A page before anything has a name.
#[derive(Clone, Debug)]
pub(super) struct PagePlan {
    conditional: bool,
    elements: Vec<Plan>,
}

#[derive(Clone, Debug)]
enum Plan {
    Note,
    Field(FieldPlan),
    Repeat { min: u32, more: u32, spare: u32, conditional: bool, elements: Vec<Plan> },
}

#[derive(Clone, Debug)]
struct FieldPlan {
    kind: Kind,
    variants: Vec<Answer>,
    answered: Vec<bool>,
    required: bool,
    live: bool,
    conditional: bool,
    prefill: Prefill,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Prefill {
    None,
    Open,
    Locked,
}

/// One to four pages of anything.
pub(super) fn pages() -> impl Strategy<Value = Vec<PagePlan>> {
    let page = (prop::bool::weighted(0.3), vec(plan(), 0..6));
    vec(page.prop_map(|(conditional, elements)| PagePlan { conditional, elements }), 1..4)
}

fn plan() -> BoxedStrategy<Plan> {
    let leaf = prop_oneof![1 => Just(Plan::Note), 8 => field().prop_map(Plan::Field)];
    let group = prop_oneof![4 => leaf.clone(), 1 => repeat(leaf.clone().boxed(), 2)];
    prop_oneof![4 => leaf, 1 => repeat(group.boxed(), 4)].boxed()
}

fn repeat(element: BoxedStrategy<Plan>, most: usize) -> BoxedStrategy<Plan> {
    let shape = (0..2u32, 0..3u32, 0..2u32, prop::bool::weighted(0.2), vec(element, 1..=most));
    let repeat = shape.prop_map(|(min, more, spare, conditional, elements)| Plan::Repeat {
        min,
        more,
        spare,
        conditional,
        elements,
    });
    repeat.boxed()
}

fn field() -> BoxedStrategy<FieldPlan> {
    let prefill = prop_oneof![
        4 => Just(Prefill::None), 1 => Just(Prefill::Open), 1 => Just(Prefill::Locked)
    ];
    let field = kind().prop_flat_map(move |kind| {
        let variants = vec(answer(&kind), VARIANTS);
        let answered = vec(prop::bool::weighted(0.7), VARIANTS);
        let conditional = prop::bool::weighted(0.4);
        let words = (any::<bool>(), any::<bool>(), conditional, prefill.clone());
        (Just(kind), variants, answered, words)
    });
    let field = field.prop_map(|(kind, variants, answered, words)| FieldPlan {
        prefill: if variants[0].prefill.is_some() { words.3 } else { Prefill::None },
        required: words.0,
        live: words.1,
        conditional: words.2,
        kind,
        variants,
        answered,
    });
    field.boxed()
}

/// What another field must be for this to be shown: its name, the answer as it is described and
/// as it is kept.
type Condition = Option<(String, String, String)>;

/// An element that has a name.
enum Node {
    Note,
    Field { name: String, only_if: Condition, plan: FieldPlan },
    Repeat { name: String, only_if: Condition, min: u32, max: u32, count: u32, nodes: Vec<Node> },
}

/// A form and valid answers to it.
#[derive(Debug, Default)]
pub(super) struct Case {
    /// What the town sets.
    pub(super) description: String,
    /// What a host must pass on of each answer, as the component's sum writes it.
    pub(super) expected: BTreeMap<String, String>,
    /// The fields that apply and their answers, if any.
    pub(super) fields: BTreeMap<String, Option<Answer>>,
    /// Groups of each repeat that applies: the fewest, and those that the person opens.
    pub(super) groups: BTreeMap<String, (u32, u32)>,
    /// Fields that only the procedure fills in.
    pub(super) locked: Vec<String>,
    /// Fields that must be answered.
    pub(super) required: Vec<String>,
}

impl Case {
    /// The form of a plan.
    pub(super) fn of(pages: &[PagePlan]) -> Self {
        let mut case = Self::default();
        let mut scope = Naming::default();
        for (number, page) in pages.iter().enumerate() {
            let only_if = scope.condition(page.conditional && number > 0);
            case.line(0, format!("page p{number}{}", said(&only_if)));
            let nodes = scope.name(&page.elements);
            case.describe(&nodes, 1);
            if case.holds("", &only_if) {
                case.fill_in(&nodes, "", 0);
            }
        }
        case
    }

    fn line(&mut self, depth: usize, line: String) {
        self.description += &format!("{}{line}\n", " ".repeat(depth));
    }

    fn describe(&mut self, nodes: &[Node], depth: usize) {
        for node in nodes {
            match node {
                Node::Note => self.line(depth, "note".into()),
                Node::Field { name, only_if, plan } => {
                    let line = format!("field {name} {}{}", plan.words(), said(only_if));
                    self.line(depth, line);
                }
                Node::Repeat { name, only_if, min, max, nodes, .. } => {
                    self.line(depth, format!("repeat {name} {min} {max}{}", said(only_if)));
                    self.describe(nodes, depth + 1);
                    self.line(depth, "end".into());
                }
            }
        }
    }

    fn holds(&self, root: &str, condition: &Condition) -> bool {
        condition.as_ref().is_none_or(|(name, _, kept)| {
            self.expected.get(&join(root, name)).is_some_and(|is| is == kept)
        })
    }

    fn fill_in(&mut self, nodes: &[Node], root: &str, group: usize) {
        for node in nodes {
            match node {
                Node::Field { name, only_if, plan } if self.holds(root, only_if) => {
                    self.answer(join(root, name), plan, group);
                }
                Node::Repeat { name, only_if, min, count, nodes, .. }
                    if self.holds(root, only_if) =>
                {
                    let path = join(root, name);
                    self.groups.insert(path.clone(), (*min, *count));
                    self.expected.insert(path.clone(), format!("integer {count}"));
                    for index in 0..*count {
                        self.fill_in(
                            nodes,
                            &format!("{path}[{index}]"),
                            3 * group + index as usize,
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn answer(&mut self, path: String, plan: &FieldPlan, group: usize) {
        let answer = plan.answer(group);
        if let Some(answer) = &answer {
            self.expected.insert(path.clone(), answer.kept.clone());
        }
        if plan.prefill == Prefill::Locked {
            self.locked.push(path.clone());
        } else if plan.required {
            self.required.push(path.clone());
        }
        self.fields.insert(path, answer);
    }

    /// The sum that the component must reach: the same as in the guest's `sum`.
    pub(super) fn sum(&self) -> u64 {
        let written = self.expected.iter().map(|(path, kept)| format!("{path}={kept}\n"));
        written.collect::<String>().bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

fn join(root: &str, name: &str) -> String {
    if root.is_empty() { name.to_owned() } else { format!("{root}.{name}") }
}

fn said(condition: &Condition) -> String {
    condition.as_ref().map_or(String::new(), |(name, value, _)| format!(" if={name}={value}"))
}

impl FieldPlan {
    fn words(&self) -> String {
        let mut words = self.kind.words();
        for (word, there) in [("required", self.required), ("live", self.live)] {
            if there {
                words += &format!(" {word}");
            }
        }
        match (&self.variants[0].prefill, self.prefill) {
            (Some(value), Prefill::Open) => words + &format!(" prefill={value}"),
            (Some(value), Prefill::Locked) => words + &format!(" prefill={value} locked"),
            _ => words,
        }
    }

    /// What the field holds in a group. Of a box that is not ticked the portal says `false`, and
    /// one that must be ticked is.
    fn answer(&self, group: usize) -> Option<Answer> {
        if self.prefill == Prefill::Locked {
            return Some(self.variants[0].clone());
        }
        if self.kind == Kind::Flag {
            let variant = &self.variants[group % VARIANTS];
            return Some(if self.required { Answer::flag(true) } else { variant.clone() });
        }
        let open = self.required || self.prefill == Prefill::Open;
        let answered = open || self.answered[group % VARIANTS];
        answered.then(|| self.variants[group % VARIANTS].clone())
    }
}

/// Names within a group, and what a later element of it may depend on.
#[derive(Default)]
struct Naming {
    named: usize,
    last: Condition,
}

impl Naming {
    fn condition(&self, wanted: bool) -> Condition {
        self.last.clone().filter(|_| wanted)
    }

    fn next(&mut self) -> String {
        self.named += 1;
        NAMES.get(self.named - 1).map_or(format!("f{}", self.named), |name| (*name).to_owned())
    }

    fn name(&mut self, plans: &[Plan]) -> Vec<Node> {
        plans.iter().map(|plan| self.node(plan)).collect()
    }

    fn node(&mut self, plan: &Plan) -> Node {
        match plan {
            Plan::Note => Node::Note,
            Plan::Field(plan) => {
                let (name, only_if) = (self.next(), self.condition(plan.conditional));
                let mut plan = plan.clone();
                // What others depend on is live, as the SDK asks for.
                if let Some(value) = plan.kind.decides(&plan.variants[0]) {
                    plan.live = true;
                    self.last = Some((name.clone(), value.0, value.1));
                }
                Node::Field { name, only_if, plan }
            }
            Plan::Repeat { min, more, spare, conditional, elements } => {
                let (name, only_if) = (self.next(), self.condition(*conditional));
                let count = min + more;
                let max = (count + spare).max(1);
                let nodes = Naming::default().name(elements);
                Node::Repeat { name, only_if, min: *min, max, count, nodes }
            }
        }
    }
}
