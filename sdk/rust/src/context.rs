//! What the host tells a procedure on every call.

use crate::choice::Words;
use crate::civil::{Date, from_contract};
use crate::contract::types::{Context, Problem};
use crate::text::{Text, pick};
use crate::value::FieldValue;

impl Context {
    /// Today in the town.
    ///
    /// # Panics
    ///
    /// Where the host gives a day that no calendar has: it never does.
    pub fn today(&self) -> Date {
        from_contract(self.today).expect("the host gives a day of the calendar")
    }

    /// What the town set under `key`, nothing where the manifest gives no default
    /// and the town no value.
    ///
    /// ```
    /// use guichet_sdk::prelude::*;
    /// fn lead_time(ctx: &Context) -> i64 {
    ///     ctx.setting("lead-days").unwrap_or(15)
    /// }
    /// ```
    pub fn setting<T: FieldValue>(&self, key: &str) -> Option<T> {
        self.settings
            .iter()
            .find(|each| each.path == key)
            .and_then(|each| T::from_value(&each.value))
    }

    /// A text in the person's language.
    pub fn say(&self, text: impl Into<Text>) -> String {
        text.into().pick(&self.lang).to_owned()
    }

    /// Constant translations in the person's language; what the derives use.
    pub fn pick(&self, words: Words) -> &'static str {
        pick(words.iter().copied(), &self.lang)
    }

    /// Something at `path` that the person can put right.
    ///
    /// ```
    /// use guichet_sdk::prelude::*;
    /// fn check(ctx: &Context, guests: i64) -> Result<(), Problem> {
    ///     if guests > 80 {
    ///         return Err(ctx.problem("guests", text! { fr: "80 au plus", en: "80 at most" }));
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn problem(&self, path: impl Into<String>, message: impl Into<Text>) -> Problem {
        Problem { path: Some(path.into()), message: self.say(message) }
    }

    /// That the question at `path` waits for an answer, in the words of required fields.
    pub fn unanswered(&self, path: impl Into<String>) -> Problem {
        let words: Words =
            &[("fr", "Une réponse est attendue ici."), ("en", "Please answer this.")];
        Problem { path: Some(path.into()), message: self.pick(words).to_owned() }
    }

    /// Something that concerns the whole form, or an event that has no form.
    pub fn refusal(&self, message: impl Into<Text>) -> Problem {
        Problem { path: None, message: self.say(message) }
    }
}

/// Lets `?` turn one problem into the list that `decide` returns.
impl From<Problem> for Vec<Problem> {
    fn from(problem: Problem) -> Self {
        vec![problem]
    }
}
