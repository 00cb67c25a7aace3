//! Names of pools, and what a manifest asks for.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::Malformed;
use crate::limits::pools::NAME;

const EXPECTED: &str = "a pool such as town/halls/great or own/licences/W123456789: town or own, then segments of at most 100 bytes in sum";

/// The name of a pool: `town/…` or `own/…`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolName(String);

impl PoolName {
    /// Whether it is the town's, and not a procedure's own.
    pub fn is_towns(&self) -> bool {
        self.0.starts_with("town/")
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_name(text: &str) -> bool {
    let segment = |s: &str| !s.is_empty() && !s.chars().any(|c| c.is_control() || c == '*');
    let rest = text.strip_prefix("town/").or_else(|| text.strip_prefix("own/"));
    text.len() <= NAME && rest.is_some_and(|rest| rest.split('/').all(segment))
}

impl TryFrom<String> for PoolName {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        if is_name(&text) { Ok(Self(text)) } else { Err(Malformed(EXPECTED)) }
    }
}

impl std::str::FromStr for PoolName {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.to_owned().try_into()
    }
}

impl From<PoolName> for String {
    fn from(name: PoolName) -> Self {
        name.0
    }
}

impl fmt::Display for PoolName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a manifest asks for: one pool, or with `/*` at the end all below a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolPattern(String);

impl PoolPattern {
    /// Whether it covers this pool.
    pub fn covers(&self, name: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(folder) => is_name(name) && name.starts_with(folder),
            None => self.0 == name,
        }
    }

    /// The one pool of the town that it covers, if it covers just one.
    pub fn one_of_the_town(&self) -> Option<PoolName> {
        self.0.parse().ok().filter(PoolName::is_towns)
    }
}

impl TryFrom<String> for PoolPattern {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let one = text.strip_suffix("/*").unwrap_or(&text);
        let all = matches!(one, "town" | "own") && text.ends_with("/*");
        if all || is_name(one) {
            Ok(Self(text))
        } else {
            Err(Malformed(
                "a pool such as town/hall, or with /* at the end all below it, such as own/licences/*",
            ))
        }
    }
}

impl From<PoolPattern> for String {
    fn from(pattern: PoolPattern) -> Self {
        pattern.0
    }
}

impl fmt::Display for PoolPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths_below_town_or_own() {
        for good in ["town/hall", "own/licences/W123456789", "town/salle des fêtes/1"] {
            assert_eq!(good.parse::<PoolName>().unwrap().as_str(), good);
        }
        let long = format!("town/{}", "a".repeat(96));
        for bad in ["", "hall", "town", "town/", "own//a", "town/a/", "towns/a", "own/*", "own/a\n"]
        {
            assert!(bad.parse::<PoolName>().is_err(), "{bad}");
        }
        assert!(long.parse::<PoolName>().is_err());
    }

    #[test]
    fn a_pattern_covers_one_or_all_below() {
        let table = [
            ("town/hall", "town/hall", true),
            ("town/hall", "town/hall/2", false),
            ("town/halls/*", "town/halls/great", true),
            ("town/halls/*", "town/halls", false),
            ("town/halls/*", "town/halls/", false),
            ("town/halls/*", "town/hallsgreat", false),
            ("own/*", "own/licences/W1", true),
            ("own/*", "town/hall", false),
            ("own/*", "own/*", false),
        ];
        for (pattern, name, covered) in table {
            let pattern = PoolPattern::try_from(pattern.to_owned()).unwrap();
            assert_eq!(pattern.covers(name), covered, "{pattern} {name}");
        }
        for bad in ["*", "/*", "hall/*", "town/h*", "town/*/a", "town//*"] {
            assert!(PoolPattern::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
