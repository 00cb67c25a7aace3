//! Addresses that the town's table knows: looked up, chosen, and known again.

use std::fs;
use std::path::Path;

use super::{Office, OfficeError, Posted};
use crate::addresses::Addresses;
use crate::contract::{Kind, Value};
use crate::form::{Answers, Form, html};
use crate::limits::addresses::BYTES;

/// Name of the button that asks for the addresses that the field which is its value may mean.
pub const LOOK_UP: &str = "_look-up";
/// Name of the button that chooses an address: its value is the field, `:` and the identifier.
pub const CHOOSE: &str = "_choose";

/// The table in a file; none where there is no file.
pub(super) fn read(file: Option<&Path>) -> Result<Addresses, OfficeError> {
    let Some(file) = file else { return Ok(Addresses::default()) };
    let wrong = |problem: String| {
        OfficeError::Invalid(format!("the table of addresses {}: {problem}", file.display()))
    };
    let size = fs::metadata(file).map_err(|e| wrong(e.to_string()))?.len();
    if size > BYTES {
        return Err(wrong(format!("it has {size} bytes; {BYTES} are allowed")));
    }
    let csv = fs::read(file).map_err(|e| wrong(e.to_string()))?;
    let addresses = Addresses::from_csv(&csv).map_err(|e| wrong(e.to_string()))?;
    tracing::info!(addresses = addresses.len(), file = %file.display(), "addresses are suggested");
    Ok(addresses)
}

impl Posted {
    /// The address field whose suggestions were asked for.
    pub(super) fn looked_up(&self, form: &Form) -> Option<String> {
        let path = self.input(LOOK_UP)?;
        is_address(form, path).then(|| path.to_owned())
    }

    /// Writes the address that was chosen into its field's inputs, as if it had been typed.
    /// Gives the field. What stands on further lines stays, since no table knows the floor.
    pub(super) fn choose(&mut self, form: &Form, addresses: &Addresses) -> Option<String> {
        let (path, id) = self.input(CHOOSE)?.split_once(':')?;
        let known = addresses.find(id).filter(|_| is_address(form, path))?;
        let path = path.to_owned();
        let name = |part: &str| format!("{path}:{part}");
        let more = self.input(&name("more")).map(str::trim).filter(|more| !more.is_empty());
        let more = more.map_or_else(|| known.more().join("\n"), str::to_owned);
        let parts = [
            ("lines", known.line()),
            ("more", more),
            ("postcode", known.postcode().to_owned()),
            ("city", known.city().to_owned()),
            ("country", crate::addresses::COUNTRY.to_owned()),
            ("ban", known.id().to_owned()),
        ];
        let parts = parts.map(|(part, value)| (name(part), value));
        self.inputs.retain(|(name, _)| parts.iter().all(|(part, _)| part != name));
        self.inputs.extend(parts);
        Some(path)
    }
}

impl Office {
    /// The addresses that the town knows.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Gives the addresses that were read the commune and place of the known ones that they
    /// say: the one chosen on the page, or the one that they were before.
    pub(super) fn place(&self, read: &mut html::Posted, posted: &Posted, kept: &Answers) {
        for answer in &mut read.set {
            let Value::Address(address) = &mut answer.value else { continue };
            let before = match kept.get(&answer.path) {
                Some(Value::Address(before)) => before.ban_id.as_deref(),
                _ => None,
            };
            let chosen = posted.input(&format!("{}:ban", answer.path));
            let mut known =
                chosen.into_iter().chain(before).filter_map(|id| self.addresses.find(id));
            if let Some(known) = known.find(|known| known.is_said_by(address)) {
                *address = known.placed(address.clone());
            }
        }
    }
}

fn is_address(form: &Form, path: &str) -> bool {
    form.field(path).is_some_and(|field| field.kind == Kind::Address && !field.locked)
}
