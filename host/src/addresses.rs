//! The addresses of a town and around it, from a table of the Base Adresse Nationale: found by
//! what somebody types of one, and known again by their identifier. Pure: bytes come in.

mod folded;
mod search;
mod table;

use crate::contract::{Address, Position};

pub use folded::words as folded_words;
pub use table::TableError;

/// All addresses, in memory. A town that has no table has none.
#[derive(Debug, Default)]
pub struct Addresses {
    /// In the order in which they are suggested.
    streets: Vec<Street>,
    /// In the order of their identifiers.
    houses: Vec<House>,
}

/// What the addresses of one street have in common.
#[derive(Debug)]
struct Street {
    /// As it is written.
    name: String,
    /// What stands on lines of its own beside it: a locality, a former commune.
    more: Vec<String>,
    postcode: String,
    city: String,
    /// INSEE code of the commune.
    commune: String,
    /// All of that, folded: what is searched.
    words: String,
    /// Places in `houses`, in the order of their numbers.
    houses: Vec<u32>,
}

#[derive(Debug)]
struct House {
    /// Identifier in the Base Adresse Nationale.
    id: Box<str>,
    /// Place in `streets`.
    street: u32,
    number: u32,
    /// `bis`, `ter`, `a`; mostly nothing.
    suffix: Box<str>,
    position: Option<Position>,
}

/// One known address.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    street: &'a Street,
    house: &'a House,
}

impl Addresses {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.houses.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.houses.len()
    }

    /// The address with an identifier.
    pub fn find(&self, id: &str) -> Option<Known<'_>> {
        let at = self.houses.binary_search_by(|house| (*house.id).cmp(id)).ok()?;
        Some(self.known(&self.houses[at]))
    }

    fn known<'a>(&'a self, house: &'a House) -> Known<'a> {
        Known { street: &self.streets[house.street as usize], house }
    }
}

impl Known<'_> {
    /// Its identifier.
    pub fn id(&self) -> &str {
        &self.house.id
    }

    /// Number and street.
    pub fn line(&self) -> String {
        let House { number, suffix, .. } = self.house;
        let space = if suffix.is_empty() { "" } else { " " };
        format!("{number}{space}{suffix} {}", self.street.name)
    }

    /// The lines after number and street.
    pub fn more(&self) -> &[String] {
        &self.street.more
    }

    /// Its postcode.
    pub fn postcode(&self) -> &str {
        &self.street.postcode
    }

    /// Its town.
    pub fn city(&self) -> &str {
        &self.street.city
    }

    /// In one line, which tells it from all others.
    pub fn label(&self) -> String {
        let Street { more, postcode, city, .. } = self.street;
        let mut parts = vec![self.line()];
        parts.extend(more.iter().cloned());
        parts.push(format!("{postcode} {city}"));
        parts.join(", ")
    }

    /// Whether this is what an address says. A floor or a building on a line of its own does
    /// not make it another one.
    pub fn is_said_by(&self, address: &Address) -> bool {
        let line = self.line();
        address.lines.contains(&line)
            && address.postcode == self.street.postcode
            && address.city == self.street.city
            && address.country == COUNTRY
    }

    /// An address that says the same, with what only the table knows of it.
    pub fn placed(&self, written: Address) -> Address {
        Address {
            commune: Some(self.street.commune.clone()),
            ban_id: Some(self.id().to_owned()),
            position: self.house.position,
            ..written
        }
    }
}

/// The one country whose addresses are in the Base Adresse Nationale.
pub const COUNTRY: &str = "FR";
