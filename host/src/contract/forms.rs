//! `wit/forms.wit`: what a person sees and fills in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasmtime::component::{ComponentType, Lift, Lower};

use super::types::*;

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct OptionItem {
    pub key: String,
    pub label: String,
    pub hint: Option<String>,
}

/// Lengths in Unicode scalar values.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct TextLimits {
    #[component(name = "min-length")]
    pub min_length: Option<u32>,
    #[component(name = "max-length")]
    pub max_length: Option<u32>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct NumberLimits {
    pub min: Option<i64>,
    pub max: Option<i64>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct DateLimits {
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct FileLimits {
    #[component(name = "media-types")]
    pub media_types: Vec<String>,
    #[component(name = "max-bytes")]
    pub max_bytes: u64,
    #[component(name = "max-files")]
    pub max_files: u32,
}

/// The host checks that an answer fits its field's kind before `form` or
/// `decide` sees it, and words the error in the person's language.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[component(name = "line")]
    Line(TextLimits),
    #[component(name = "paragraph")]
    Paragraph(TextLimits),
    #[component(name = "email")]
    Email,
    #[component(name = "phone")]
    Phone,
    #[component(name = "integer")]
    Integer(NumberLimits),
    #[component(name = "decimal")]
    Decimal,
    #[component(name = "money")]
    Money(NumberLimits),
    #[component(name = "flag")]
    Flag,
    #[component(name = "date")]
    Date(DateLimits),
    #[component(name = "time")]
    Time,
    #[component(name = "choice")]
    Choice(Vec<OptionItem>),
    #[component(name = "choices")]
    Choices(Vec<OptionItem>),
    #[component(name = "address")]
    Address,
    #[component(name = "files")]
    Files(FileLimits),
    #[component(name = "iban")]
    Iban,
    #[component(name = "siret")]
    Siret,
    #[component(name = "rna")]
    Rna,
    #[component(name = "position")]
    Position,
    /// Asked of a source that the town granted (a State service, another town's
    /// register), by the host, with the person's consent. What it answers becomes
    /// answers below the field's path, `….failure` where it did not.
    #[component(name = "sourced")]
    Sourced(SourceQuery),
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct SourceQuery {
    pub source: String,
    pub params: Vec<Answer>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Field {
    pub path: Path,
    pub label: String,
    pub hint: Option<String>,
    pub required: bool,
    /// Another part of the form depends on this answer.
    pub live: bool,
    pub kind: Kind,
    /// What the field holds before the person answers.
    pub prefill: Option<Value>,
    /// The person may not change it: the host holds it at `prefill`.
    pub locked: bool,
    /// HTML autofill token, such as `family-name`.
    pub autofill: Option<String>,
}

/// A group of fields that the person may repeat; its fields follow it with
/// paths `path[0].…` to `path[count-1].…`. How many the person has opened is an
/// answer too: the host gives it as `integer` at `path` itself, so that a group
/// just added, still without an answer in it, is known to `form` and `decide`.
/// `count` says it back, within `min` and `max`.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Repeat {
    pub path: Path,
    pub label: String,
    pub min: u32,
    pub max: u32,
    pub count: u32,
}

/// Something that the procedure worked out, such as a fee or points.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Figure {
    pub label: String,
    pub value: Value,
    pub words: Option<String>,
    pub reason: Option<String>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    #[component(name = "heading")]
    Heading(String),
    #[component(name = "note")]
    Note(String),
    #[component(name = "repeat")]
    Repeat(Repeat),
    #[component(name = "field")]
    Field(Field),
    #[component(name = "figure")]
    Figure(Figure),
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Page {
    pub key: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// The whole form for these answers: only the pages and fields that apply.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct View {
    pub pages: Vec<Page>,
    pub problems: Vec<Problem>,
}
