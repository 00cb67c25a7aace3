//! What a person writes: lines, paragraphs, e-mail addresses, telephone numbers, decimals.

use std::str::FromStr;

use email_address::{EmailAddress, Options};
use phonenumber::country;

use crate::contract::{TextLimits, Value};
use crate::limits::answer;
use crate::texts::Texts;

pub(super) fn line(text: &str, limits: &TextLimits, texts: &Texts) -> Result<Value, String> {
    // A tab comes with what is pasted from a table; nobody meant it.
    let text = text.trim().replace('\t', " ");
    if text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(texts.text("check-line-break").into_owned());
    }
    bounded(text, limits, answer::LINE_CHARS, texts)
}

pub(super) fn paragraph(text: &str, limits: &TextLimits, texts: &Texts) -> Result<Value, String> {
    // HTML sends CR LF for the one character that the browser counted.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    bounded(text.trim().to_owned(), limits, answer::TEXT_CHARS, texts)
}

fn bounded(text: String, limits: &TextLimits, most: usize, texts: &Texts) -> Result<Value, String> {
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(texts.text("check-control").into_owned());
    }
    let length = text.chars().count();
    let max = limits.max_length.map_or(most, |max| most.min(max as usize));
    if length > max {
        return Err(texts.with("check-too-long", &[("max", max.into())]));
    }
    match limits.min_length {
        Some(min) if length < min as usize => {
            Err(texts.with("check-too-short", &[("min", min.into())]))
        }
        _ => Ok(Value::Text(text)),
    }
}

pub(super) fn email(text: &str, texts: &Texts) -> Result<Value, String> {
    let text = text.trim();
    // Mail leaves for the internet: a domain with a dot, no `Name <address>`, no bare IP.
    let options = Options::default().with_required_tld().without_display_text();
    let options = options.without_domain_literal();
    let is_address = text.len() <= answer::EMAIL
        && !text.contains(char::is_control)
        && EmailAddress::parse_with_options(text, options).is_ok();
    match is_address {
        true => Ok(Value::Text(text.to_owned())),
        false => Err(texts.text("check-email").into_owned()),
    }
}

/// Whose numbers are dialled with ten digits and no prefix. The overseas departments have
/// country codes of their own: 0692… of Réunion is +262 692…, not +33 692….
const HOME_COUNTRIES: [country::Id; 6] =
    [country::FR, country::GP, country::MQ, country::GF, country::RE, country::YT];

/// A number without `+` or `00` is French.
pub(super) fn phone(text: &str, texts: &Texts) -> Result<Value, String> {
    e164(text).map(Value::Text).ok_or_else(|| texts.text("check-phone").into_owned())
}

fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    // The library reads `tel:` links, letters and extensions as well; people here write digits.
    let written = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+.-/()".contains(c);
    if text.chars().count() > answer::PHONE_CHARS || !text.chars().all(written) {
        return None;
    }
    // The `(0)` that is not dialled from abroad.
    let digits = text.replace("(0)", "").replace(|c: char| !c.is_ascii_digit() && c != '+', "");
    if digits.chars().skip(1).any(|c| c == '+') {
        return None;
    }
    let number = |country: &country::Id| {
        let number = phonenumber::parse(Some(*country), &digits).ok()?;
        let is_valid = phonenumber::is_valid(&number);
        is_valid.then(|| number.format().mode(phonenumber::Mode::E164).to_string())
    };
    HOME_COUNTRIES.iter().find_map(number)
}

pub(super) fn decimal(text: &str, texts: &Texts) -> Result<Value, String> {
    let error = || texts.with("check-decimal", &[("digits", answer::DECIMAL_DIGITS.into())]);
    plain_decimal(text).map(Value::Decimal).ok_or_else(error)
}

/// Plain decimal notation, `-12.50`, without zeros in front and of bounded length; from a comma
/// as well. The zeros behind stay: they may say how exactly somebody measured.
pub(in crate::form) fn plain_decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = match digits.split_once(['.', ',']) {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, Some(fraction)),
        Some(_) => return None,
        None => (digits, None),
    };
    let all = || whole.bytes().chain(fraction.unwrap_or_default().bytes());
    let count = all().count();
    if count == 0 || count > answer::DECIMAL_DIGITS || !all().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let sign = if all().all(|b| b == b'0') { "" } else { sign };
    let plain = match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    };
    // What the SDKs compute with must be able to hold it.
    rust_decimal::Decimal::from_str(&plain).is_ok().then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(result: Result<Value, String>) -> String {
        match result {
            Ok(Value::Text(text) | Value::Decimal(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    fn english() -> &'static Texts {
        Texts::for_lang("en")
    }

    fn limits(min_length: Option<u32>, max_length: Option<u32>) -> TextLimits {
        TextLimits { min_length, max_length }
    }

    #[test]
    fn lines_are_one_line() {
        let line = |text| line(text, &limits(None, Some(5)), english());
        assert_eq!(ok(line(" É\tb ")), "É b");
        assert_eq!(line("a\nb").unwrap_err(), "Write on one line only.");
        assert_eq!(line("a\u{2028}b").unwrap_err(), "Write on one line only.");
        assert!(line("a\0b").unwrap_err().contains("invisible"));
        assert_eq!(line("123456").unwrap_err(), "Write at most 5 characters.");
        let long = "a".repeat(answer::LINE_CHARS + 1);
        assert!(super::line(&long, &limits(None, None), english()).is_err());
        assert!(super::line(&long, &limits(None, Some(9_999)), english()).is_err());
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        let paragraph = |text| paragraph(text, &limits(Some(2), None), english());
        assert_eq!(ok(paragraph("\na\r\nb\rc\td \r\n")), "a\nb\nc\td");
        assert_eq!(paragraph(" a ").unwrap_err(), "Write at least 2 characters.");
        let one = super::paragraph("é", &limits(Some(1), Some(1)), english());
        assert!(one.is_ok());
        let error = super::paragraph("éé", &limits(None, Some(1)), Texts::for_lang("fr"));
        assert_eq!(error.unwrap_err(), "Écrivez 1 caractère au plus.");
    }

    #[test]
    fn e_mail_addresses() {
        assert_eq!(
            ok(email(" Jeanne.Le+x@mairie.exemple.fr ", english())),
            "Jeanne.Le+x@mairie.exemple.fr"
        );
        for bad in [
            "a",
            "a@b",
            "a@",
            "@b.fr",
            "a@b.fr, c@d.fr",
            "A <a@b.fr>",
            "a@[127.0.0.1]",
            "a@b.fr\r\nBcc: c@d.fr",
        ] {
            assert!(email(bad, english()).is_err(), "{bad}");
        }
        assert!(email(&format!("a@{}.fr", "b.".repeat(200)), english()).is_err());
    }

    #[test]
    fn telephone_numbers() {
        for (written, number) in [
            ("06 12 34 56 78", "+33612345678"),
            ("02.99.12.34.56", "+33299123456"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0033612345678", "+33612345678"),
            ("+32 2 555 12 12", "+3225551212"),
            ("0692 12 34 56", "+262692123456"),
            ("0590 81 00 00", "+590590810000"),
            ("06\u{a0}12\u{a0}34\u{a0}56\u{a0}78", "+33612345678"),
        ] {
            assert_eq!(
                phone(written, english()).map(|v| ok(Ok(v))),
                Ok(number.into()),
                "{written}"
            );
        }
        for bad in [
            "",
            "12",
            "06 12 34 56",
            "+",
            "++33612345678",
            "tel:+33612345678",
            "06 12 34 56 78 ext 3",
            "(((",
            "０６１２３４５６７８",
        ] {
            assert!(phone(bad, english()).is_err(), "{bad}");
        }
    }

    #[test]
    fn decimals() {
        for (written, plain) in [
            ("12,50", "12.50"),
            ("-0012.5", "-12.5"),
            (".5", "0.5"),
            ("0", "0"),
            ("-0,0", "0.0"),
            ("00", "0"),
            ("99999999999999999999", "99999999999999999999"),
        ] {
            assert_eq!(plain_decimal(written).as_deref(), Some(plain), "{written}");
        }
        for bad in [
            "",
            "-",
            ".",
            "1.",
            "1.2.3",
            "1,2.3",
            "1e5",
            "+1",
            "1 2",
            "--1",
            "١",
            "999999999999999999999",
        ] {
            assert_eq!(plain_decimal(bad), None, "{bad}");
        }
    }
}
