//! Finding addresses by what somebody types of one.
//!
//! Every word must stand in the street, its locality, town or postcode, in any order; of the
//! last one, which is still being typed, the beginning is enough. One word that is a number may
//! be the house's instead, alone or with what follows it: `12 bis`.

use super::folded::{long, words};
use super::{Addresses, House, Known, Street};
use crate::limits::addresses::{NUMBERS, QUERY, SHORTEST, SUGGESTIONS, WORDS};

/// The number of a house as it was typed.
struct Number<'a> {
    number: u32,
    suffix: &'a str,
}

impl Addresses {
    /// The addresses that a text may mean, the likeliest first; always the same for the same
    /// text. A text that is too short for that means none.
    pub fn search(&self, text: &str) -> Vec<Known<'_>> {
        let text: String = text.chars().take(QUERY).collect();
        let mut words = words(&text);
        words.truncate(WORDS);
        let mut found: Vec<Known<'_>> = Vec::new();
        if words.iter().map(|word| word.chars().count()).sum::<usize>() < SHORTEST {
            return found;
        }
        for (number, rest) in readings(&words) {
            for known in self.read_as(number.as_ref(), &rest) {
                if found.len() < SUGGESTIONS && !found.iter().any(|f| f.id() == known.id()) {
                    found.push(known);
                }
            }
        }
        found
    }

    /// The first addresses for one reading. Those of several streets take turns, so that the
    /// long ones do not push the others out.
    fn read_as(&self, number: Option<&Number<'_>>, rest: &[Word<'_>]) -> Vec<Known<'_>> {
        let houses = |street: &Street| -> Vec<&House> {
            let houses = street.houses.iter().map(|at| &self.houses[*at as usize]);
            let meant = |house: &&House| number.is_none_or(|number| number.means(house));
            houses.filter(meant).take(SUGGESTIONS).collect()
        };
        let streets = self.streets.iter().filter(|street| street.has_all(rest));
        let streets = streets.map(houses).filter(|houses| !houses.is_empty()).take(SUGGESTIONS);
        let streets: Vec<Vec<&House>> = streets.collect();
        let turn = |at: usize| streets.iter().filter_map(move |houses| houses.get(at).copied());
        (0..SUGGESTIONS).flat_map(turn).take(SUGGESTIONS).map(|house| self.known(house)).collect()
    }
}

/// A word to be found.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// Whether it may go on.
    last: bool,
}

/// The ways in which words can be read, the likeliest first: with the house's number at an end,
/// with none, with one in the middle, where it mostly belongs to the street's name.
fn readings(words: &[String]) -> Vec<(Option<Number<'_>>, Vec<Word<'_>>)> {
    let without = |at: usize, count: usize| -> Vec<Word<'_>> {
        let left = words.iter().enumerate().filter(|(i, _)| !(at..at + count).contains(i));
        left.map(|(i, text)| Word { text, last: i + 1 == words.len() }).collect()
    };
    let (mut ends, mut middle) = (Vec::new(), Vec::new());
    let numbers = words.iter().enumerate().filter_map(|(at, word)| Some((at, numbered(word)?)));
    for (at, (number, suffix)) in numbers.take(NUMBERS) {
        let mut add = |suffix, count| {
            let is_end = at == 0 || at + count == words.len();
            let readings = if is_end { &mut ends } else { &mut middle };
            readings.push((Some(Number { number, suffix }), without(at, count)));
        };
        if let Some(next) = words.get(at + 1).filter(|next| suffix.is_empty() && is_suffix(next)) {
            add(next.as_str(), 2);
        }
        add(suffix, 1);
    }
    ends.push((None, without(0, 0)));
    ends.append(&mut middle);
    ends
}

/// `12bis` as 12 and `bis`.
fn numbered(word: &str) -> Option<(u32, &str)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = word.split_at(digits);
    let number = number.parse().ok()?;
    (suffix.is_empty() || is_suffix(suffix)).then_some((number, suffix))
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "bis" | "ter" | "quater" | "quinquies")
        || (word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

impl Number<'_> {
    /// Of a number alone, all suffixes are meant; `b` may be the beginning of `bis`.
    fn means(&self, house: &House) -> bool {
        house.number == self.number && house.suffix.to_lowercase().starts_with(self.suffix)
    }
}

impl Street {
    fn has_all(&self, words: &[Word<'_>]) -> bool {
        let own = || self.words.split(' ');
        words.iter().all(|word| {
            own().any(|own| own == long(word.text) || (word.last && own.starts_with(word.text)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::{CSV, addresses};
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses(CSV).search(text).iter().map(Known::label).collect()
    }

    #[test]
    fn words_in_any_order_and_the_last_one_as_far_as_it_is() {
        let expected = [
            "12 Rue de l’Église, 99999 Saint-Exemple",
            "12 Rue de l’Église, Le Hameau, Ancienne-Exemple, 99999 Saint-Exemple",
        ];
        for text in [
            "12 rue de l'église",
            "12 RUE DE L’EGLISE SAINT EXEMPLE",
            "eglise rue 12 exemp",
            "12, église, st-exemple",
            "99999 12 l’eglise exempl",
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        assert_eq!(found("12 egl rue exemple"), [""; 0], "only the last word may be cut");
    }

    #[test]
    fn a_number_finds_its_house() {
        let gare = |numbers: &[&str]| -> Vec<String> {
            numbers.iter().map(|n| format!("{n} Avenue de la Gare, 99999 Saint-Exemple")).collect()
        };
        assert_eq!(found("2 av de la gare"), gare(&["2", "2 bis", "2 ter"]));
        for text in ["2 bis avenue gare", "2bis av gare", "2 b av. de la gare", "gare 2b"] {
            assert_eq!(found(text), gare(&["2 bis"]), "{text}");
        }
        assert_eq!(found("avenue gare"), gare(&["1", "2", "2 bis", "2 ter", "3", "4", "5", "10"]));
        assert_eq!(found("99 avenue gare"), [""; 0]);
    }

    #[test]
    fn streets_may_have_numbers_in_their_names() {
        assert_eq!(found("8 rue du 8 mai")[0], "8 Rue du 8 Mai 1945, 99999 Saint-Exemple");
        assert_eq!(found("rue du 8 mai 1945")[0], "1 Rue du 8 Mai 1945, 99999 Saint-Exemple");
        assert_eq!(found("rue du 8 mai 1945 8")[0], "8 Rue du 8 Mai 1945, 99999 Saint-Exemple");
    }

    #[test]
    fn streets_take_turns_and_former_communes_tell_them_apart() {
        let eglise = found("rue eglise");
        assert_eq!(eglise[0], "12 Rue de l’Église, 99999 Saint-Exemple");
        assert_eq!(
            eglise[1],
            "12 Rue de l’Église, Le Hameau, Ancienne-Exemple, 99999 Saint-Exemple"
        );
        assert_eq!(eglise[2], "14 Rue de l’Église, 99999 Saint-Exemple");
        assert_eq!(found("12 eglise hameau").len(), 1);
    }

    #[test]
    fn little_finds_nothing_and_much_is_cut() {
        for text in ["", "ru", "1 a", "’’’’", "zzz"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert!(found("rue").len() <= SUGGESTIONS);
        found(&"1 ".repeat(100_000));
    }

    proptest::proptest! {
        #[test]
        fn any_text_finds_at_most_a_few(text in "(\\PC|[ 0-9a-e']){0,60}") {
            proptest::prop_assert!(addresses(CSV).search(&text).len() <= SUGGESTIONS);
        }

        /// What was chosen is found again by what it is called.
        #[test]
        fn every_address_is_found_by_its_line(at in 0..14_usize) {
            let addresses = addresses(CSV);
            let known = addresses.known(&addresses.houses[at]);
            let text = format!("{} {}", known.line(), known.more().join(" "));
            let found = addresses.search(&text);
            proptest::prop_assert!(found.iter().any(|f| f.id() == known.id()), "{}", text);
        }
    }
}
