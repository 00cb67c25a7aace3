//! Words as they can be set: characters that no font has a picture of would be refused in an
//! accessible document, and those that drive a line's direction could make it say something else.

use serde_json::Value;

/// What stands for a character that cannot be set.
const UNKNOWN: char = '\u{fffd}';

/// The same with every string in it as it can be set.
pub(super) fn settable(value: Value, has: &impl Fn(char) -> bool) -> Value {
    match value {
        Value::String(text) => Value::String(plain(&text, has)),
        Value::Array(values) => {
            Value::Array(values.into_iter().map(|value| settable(value, has)).collect())
        }
        Value::Object(values) => Value::Object(
            values.into_iter().map(|(key, value)| (key, settable(value, has))).collect(),
        ),
        other => other,
    }
}

fn plain(text: &str, has: &impl Fn(char) -> bool) -> String {
    let settable = |c: char| match c {
        '\n' => Some(c),
        '\t' => Some(' '),
        c if c.is_control() || invisible(c) => None,
        c if has(c) => Some(c),
        _ => Some(UNKNOWN),
    };
    text.replace("\r\n", "\n").chars().filter_map(settable).collect()
}

/// Characters without a picture of their own: directions that override what is read, joints,
/// variants, tags, breaks that only a typesetter should choose.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_set_is_shown_as_such_and_what_drives_is_gone() {
        let plain = |text: &str| plain(text, &|c| c.is_ascii());
        assert_eq!(plain("a\r\nb\tc"), "a\nb c");
        assert_eq!(plain("a\u{202e}b\u{0}c\u{e001}"), "abc");
        assert_eq!(plain("日"), "\u{fffd}");
    }
}
