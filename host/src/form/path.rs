//! Paths: where a value sits in a form, `child.birth-date`, `guardians[1].name`.
//!
//! Segments of `[a-z0-9-]+` joined by dots, each with one index at most. Since neither `:` nor
//! `_` can occur in a path, input names of pages are built from paths without ambiguity.

use crate::limits::view;

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// Nothing there.
    #[error("a path is empty")]
    Empty,
    /// Longer than [`view::PATH`]; the text is its beginning.
    #[error("the path `{0}…` is longer than {max} bytes", max = view::PATH)]
    TooLong(String),
    /// A segment that is not `[a-z0-9-]+`.
    #[error(
        "`{0}` is not a path: write segments of a-z, 0-9 and `-` joined by dots, such as `child.birth-date`"
    )]
    Segment(String),
    /// An index that is no plain number below [`view::REPEATS`].
    #[error("`{0}` has an index that is not a number from 0 to {last}, as in `guardians[1].name`", last = view::REPEATS - 1)]
    Index(String),
}

/// Checks the grammar of a path and its length.
pub fn check(path: &str) -> Result<(), PathFault> {
    if path.is_empty() {
        return Err(PathFault::Empty);
    }
    if path.len() > view::PATH {
        return Err(PathFault::TooLong(path.chars().take(40).collect()));
    }
    path.split('.').try_for_each(|segment| check_segment(path, segment))
}

fn check_segment(path: &str, segment: &str) -> Result<(), PathFault> {
    let (name, index) = match segment.split_once('[') {
        Some((name, index)) => (name, Some(index)),
        None => (segment, None),
    };
    if !is_key(name) {
        return Err(PathFault::Segment(path.to_owned()));
    }
    match index {
        None => Ok(()),
        Some(index) => match index.strip_suffix(']').and_then(parse_index) {
            Some(_) => Ok(()),
            None => Err(PathFault::Index(path.to_owned())),
        },
    }
}

/// Whether a text is `[a-z0-9-]+`: the key of a page, the segment of a path.
pub fn is_key(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(fits)
}

/// An index in its one spelling: no sign, no zeros in front, below the limit.
fn parse_index(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0'));
    let index: u32 = digits.parse().ok().filter(|_| plain)?;
    (index < view::REPEATS).then_some(index)
}

/// The repeats that a path lies in, from the outside: `a[1].b[0].c` gives `("a", 1)` and
/// `("a[1].b", 0)`. What is no path gives what can be read of it.
pub fn indices(path: &str) -> impl Iterator<Item = (&str, u32)> {
    path.match_indices('[').filter_map(move |(at, _)| {
        let (digits, _) = path[at + 1..].split_once(']')?;
        Some((&path[..at], parse_index(digits)?))
    })
}

/// A group of a repeat, `guardians[1]`, as the repeat's path and the index.
pub fn parse_group(text: &str) -> Option<(&str, u32)> {
    check(text).ok()?;
    let (repeat, index) = text.strip_suffix(']')?.rsplit_once('[')?;
    Some((repeat, parse_index(index)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar() {
        for good in ["a", "child.birth-date", "guardians[1].name", "a[0].b[99]", "0.-"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [".", "a.", "A", "a b", "é", "a_b", "a:b", "[0]", "a..b", "a[0]b"] {
            let fault = check(bad).unwrap_err();
            assert!(matches!(fault, PathFault::Segment(_) | PathFault::Index(_)), "{bad}");
        }
        for bad in
            ["a[]", "a[00]", "a[01]", "a[-1]", "a[+1]", "a[100]", "a[0][1]", "a[0", "a[9999999999]"]
        {
            assert!(matches!(check(bad), Err(PathFault::Index(_))), "{bad}");
        }
        assert_eq!(check(""), Err(PathFault::Empty));
        assert_eq!(check(&"a".repeat(view::PATH)), Ok(()));
        assert!(matches!(check(&"é".repeat(view::PATH)), Err(PathFault::TooLong(_))));
    }

    #[test]
    fn indices_and_groups() {
        assert_eq!(indices("a[1].b[0].c").collect::<Vec<_>>(), [("a", 1), ("a[1].b", 0)]);
        assert_eq!(indices("a.b").count(), 0);
        assert_eq!(parse_group("a[1].b[12]"), Some(("a[1].b", 12)));
        assert_eq!(parse_group("a[1].b"), None);
        assert_eq!(parse_group("a[x]"), None);
    }
}
