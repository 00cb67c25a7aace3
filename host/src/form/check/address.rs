//! Postal addresses.

use crate::contract::Address;
use crate::limits::answer;
use crate::texts::Texts;

/// The country of an address that names none.
pub(in crate::form) const HOME: &str = "FR";

/// Trims all parts, drops empty lines, sets the country where there is none.
pub(super) fn check(given: &Address, texts: &Texts) -> Result<Address, String> {
    let address = Address {
        lines: lines(given, texts)?,
        country: country(&given.country, texts)?,
        city: one_line(&given.city).ok_or_else(|| texts.text("check-city").into_owned())?,
        postcode: given.postcode.trim().to_ascii_uppercase(),
        ..given.clone()
    };
    check_postcode(&address, texts)?;
    check_known(&address, texts)?;
    Ok(address)
}

fn lines(given: &Address, texts: &Texts) -> Result<Vec<String>, String> {
    let lines: Vec<&String> = given.lines.iter().filter(|line| !line.trim().is_empty()).collect();
    let fits = !lines.is_empty() && lines.len() <= answer::ADDRESS_LINES;
    let checked: Option<Vec<String>> = lines.into_iter().map(|line| one_line(line)).collect();
    checked
        .filter(|_| fits)
        .ok_or_else(|| texts.with("check-address-lines", &[("max", answer::ADDRESS_LINES.into())]))
}

/// A trimmed line that says something; nothing where it is none.
fn one_line(text: &str) -> Option<String> {
    let text = text.trim().replace('\t', " ");
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    let fits = !text.is_empty() && text.chars().count() <= answer::LINE_CHARS;
    (fits && !text.contains(breaks)).then_some(text)
}

fn country(given: &str, texts: &Texts) -> Result<String, String> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(HOME.to_owned());
    }
    let is_code = given.len() == 2 && given.bytes().all(|b| b.is_ascii_alphabetic());
    let code = is_code.then(|| given.to_ascii_uppercase());
    code.ok_or_else(|| texts.text("check-country").into_owned())
}

fn check_postcode(address: &Address, texts: &Texts) -> Result<(), String> {
    let code = &address.postcode;
    if address.country == HOME {
        let fits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
        return if fits { Ok(()) } else { Err(texts.text("check-postcode").into_owned()) };
    }
    // Some countries have none.
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b' ' || b == b'-';
    if code.len() <= answer::POSTCODE_CHARS && code.bytes().all(letter) {
        return Ok(());
    }
    Err(texts.with("check-postcode-abroad", &[("max", answer::POSTCODE_CHARS.into())]))
}

/// What comes with an address that was picked from a list.
fn check_known(address: &Address, texts: &Texts) -> Result<(), String> {
    // INSEE: 35238, 2A004.
    let commune = |code: &String| {
        let place =
            |(at, b): (usize, u8)| b.is_ascii_digit() || (at == 1 && matches!(b, b'A' | b'B'));
        code.len() == 5 && code.bytes().enumerate().all(place)
    };
    if !address.commune.as_ref().is_none_or(commune) {
        return Err(texts.text("check-commune").into_owned());
    }
    let id = |id: &String| {
        (1..=answer::BAN_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
    };
    if !address.ban_id.as_ref().is_none_or(id) {
        return Err(texts.text("check-ban-id").into_owned());
    }
    match address.position.is_none_or(super::in_range) {
        true => Ok(()),
        false => Err(texts.text("check-position").into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(postcode: &str, country: &str) -> Address {
        Address {
            lines: vec![" 1 rue de la Paix ".into(), " ".into()],
            postcode: postcode.into(),
            city: "Rennes".into(),
            commune: None,
            country: country.into(),
            ban_id: None,
            position: None,
        }
    }

    fn checked(address: Address) -> Result<Address, String> {
        check(&address, Texts::for_lang("en"))
    }

    #[test]
    fn addresses_are_trimmed_and_french_unless_said() {
        let normal = checked(address(" 35000 ", "")).unwrap();
        assert_eq!(normal.lines, ["1 rue de la Paix"]);
        assert_eq!((normal.postcode.as_str(), normal.country.as_str()), ("35000", "FR"));
        assert_eq!(checked(address("b-1000", "be")).unwrap().postcode, "B-1000");
        assert!(checked(address("", "HK")).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |address| checked(address).unwrap_err();
        assert!(error(address("3500", "FR")).contains("postcode"));
        assert!(error(address("3500!", "BE")).contains("postcode"));
        assert!(error(address("35000", "FRA")).contains("country"));
        assert!(error(Address { city: " ".into(), ..address("35000", "FR") }).contains("town"));
        assert!(error(Address { lines: vec![], ..address("35000", "FR") }).contains("street"));
        let six = vec!["a".to_owned(); 6];
        assert!(error(Address { lines: six, ..address("35000", "FR") }).contains("at most 5"));
        let commune = Some("3523".into());
        assert!(error(Address { commune, ..address("35000", "FR") }).contains("commune"));
        let corsican = Some("2A004".into());
        assert!(checked(Address { commune: corsican, ..address("20000", "FR") }).is_ok());
        let broken = vec!["a\nb".to_owned()];
        assert!(checked(Address { lines: broken, ..address("35000", "FR") }).is_err());
    }
}
