//! What a procedure asks for, in the words of the town hall. The command line has its own
//! ([`Ask::words`]).

use crate::contract::{Text, text_in};
use crate::plugin::Ask;
use crate::texts::Texts;

/// What it may know or do, with the vendor's reason where there is one.
pub(super) fn words(ask: &Ask, why: Option<&Text>, t: &Texts) -> String {
    let named = |key: &str, name: &str| t.with(key, &[("name", name.to_owned().into())]);
    let said = match ask {
        Ask::Table(name) => named("ask-table", name),
        Ask::Pool(pool) => named("ask-pool", &pool.to_string()),
        Ask::Register(name) => named("ask-register", name),
        Ask::Source(name) => named("ask-source", name),
        Ask::Document(name) => named("ask-document", name),
        Ask::Recipient(name) => named("ask-recipient", name),
        Ask::Money(cents) => t.with("ask-money", &[("amount", t.money(*cents).into())]),
        Ask::Import(_) | Ask::Effect(_) | Ask::Automatic(_) => {
            t.text(&format!("ask-{}", ask.to_string().replace(':', "-"))).into_owned()
        }
    };
    match why {
        Some(why) => t.with(
            "ask-why",
            &[("ask", said.into()), ("why", text_in(why, t.lang()).to_owned().into())],
        ),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_may_be_asked_for_has_its_words() {
        let kinds = [
            "import:reference import:pools import:registers import:clock table:a pool:town/a",
            "register:a source:a document:a recipient:a money:1205",
            "effect:notify effect:request effect:issue effect:transmit effect:schedule",
            "effect:cancel-timer effect:hold effect:release effect:charge effect:refund effect:set",
            "effect:unset effect:publish effect:unpublish effect:tag effect:untag",
            "automatic:granted automatic:partly-granted automatic:refused",
            "automatic:no-further-action",
        ];
        for lang in ["fr", "en"] {
            let t = Texts::for_lang(lang);
            for kind in kinds.join(" ").split(' ') {
                let said = words(&kind.parse().unwrap(), None, t);
                assert!(said.contains(' ') && !said.contains("ask-"), "{kind}: {said}");
            }
        }
        let why: Text = vec![];
        assert!(
            words(&Ask::Table("fees".into()), Some(&why), Texts::for_lang("fr")).contains("fees")
        );
    }
}
