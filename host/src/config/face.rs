//! `[town.face]`: colours, and what a town's pages must say. Colours are checked for contrast
//! (WCAG 2.2, 1.4.3), so that no town publishes pages that some of its people cannot read.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;

use crate::limits::package::LOGO;
use crate::plugin::Words;

/// How a town's pages look, and what they must say.
#[derive(Clone, Debug)]
pub struct Face {
    /// Colour of links and buttons on white.
    pub accent: Colour,
    /// The same where a person wants dark pages.
    pub accent_dark: Colour,
    /// Its arms or logo, beside its name on every page.
    pub logo: Option<Logo>,
    /// Who publishes the pages, and who keeps them (loi 2004-575, article 6).
    pub legal_notice: Words,
    /// The accessibility statement (loi 2005-102, article 47).
    pub accessibility: Words,
    /// How far the pages conform.
    pub conformity: Conformity,
}

/// A picture, as it is served.
#[derive(Clone)]
pub struct Logo {
    /// Its type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

impl Logo {
    fn read(file: &Path) -> Result<Self, String> {
        let wrong = |why: String| format!("[town.face] logo {}: {why}", file.display());
        let size = std::fs::metadata(file).map_err(|e| wrong(e.to_string()))?.len();
        if size > LOGO {
            return Err(wrong(format!(
                "it has {size} bytes; {LOGO} are allowed, since every page shows it"
            )));
        }
        let bytes = std::fs::read(file).map_err(|e| wrong(e.to_string()))?;
        let known = infer::get(&bytes).map(|kind| kind.mime_type());
        let written = std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg"));
        let media_type = ["image/png", "image/jpeg", "image/webp"]
            .into_iter()
            .find(|media_type| known == Some(media_type))
            .or(written.then_some("image/svg+xml"));
        let media_type =
            media_type.ok_or_else(|| wrong("it is no SVG, PNG, JPEG or WebP".into()))?;
        Ok(Self { media_type, bytes })
    }
}

/// How far pages conform to the RGAA; said on every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conformity {
    /// Not, or nobody has looked.
    #[default]
    None,
    /// In part.
    Partial,
    /// Fully.
    Full,
}

/// A colour, `#10477e`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// The paper of light pages.
    pub const WHITE: Self = Self([0xff; 3]);
    /// The paper of dark pages, as the stylesheet has it.
    pub const NIGHT: Self = Self([0x15, 0x17, 0x1c]);
    /// The words on a dark page's buttons, as the stylesheet has them.
    pub const DEEP: Self = Self([0x0b, 0x1d, 0x30]);

    /// How much light it gives, from 0 to 1 (WCAG 2.2, relative luminance).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex::encode(self.0))
    }
}

impl FromStr for Colour {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = [0; 3];
        let read = text.strip_prefix('#').map(|hex| hex::decode_to_slice(hex, &mut parts));
        match read {
            Some(Ok(())) => Ok(Self(parts)),
            _ => Err(format!("\"{text}\" is not a colour such as \"#10477e\"")),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    accent: Option<String>,
    accent_dark: Option<String>,
    logo: Option<PathBuf>,
    #[serde(default)]
    legal_notice: Words,
    #[serde(default)]
    accessibility: Words,
    #[serde(default)]
    conformity: Conformity,
}

/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Face, String> {
        let accent = colour("accent", self.accent.as_deref().unwrap_or("#10477e"))?;
        let accent_dark = colour("accent-dark", self.accent_dark.as_deref().unwrap_or("#9cc7f5"))?;
        readable("accent", accent, Colour::WHITE, "white, which it is read on; take a darker one")?;
        let night = "the dark page that it is read on; take a lighter one";
        readable("accent-dark", accent_dark, Colour::NIGHT, night)?;
        let button = "the dark words of buttons in it; take a lighter one";
        readable("accent-dark", accent_dark, Colour::DEEP, button)?;
        for (name, words) in
            [("legal-notice", &self.legal_notice), ("accessibility", &self.accessibility)]
        {
            if !words.is_empty() && !words.contains_key("fr") {
                return Err(format!("[town.face] {name} has no French text: write {name}.fr"));
            }
        }
        let logo = self.logo.map(|file| Logo::read(&folder.join(file))).transpose()?;
        Ok(Face {
            accent,
            accent_dark,
            logo,
            legal_notice: self.legal_notice,
            accessibility: self.accessibility,
            conformity: self.conformity,
        })
    }
}

fn colour(name: &str, text: &str) -> Result<Colour, String> {
    text.parse().map_err(|problem| format!("[town.face] {name} = {problem}"))
}

fn readable(name: &str, colour: Colour, ground: Colour, what: &str) -> Result<(), String> {
    let contrast = colour.contrast(ground);
    if contrast >= LEAST {
        return Ok(());
    }
    Err(format!(
        "[town.face] {name} = \"{colour}\" has a contrast of {contrast:.1}, and needs {LEAST}, to {what}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str) -> Result<Face, String> {
        toml::from_str::<Wire>(text).map_err(|e| e.to_string())?.build(Path::new(""))
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        assert!((Colour::WHITE.contrast(colour("#000000")) - 21.0).abs() < 1e-9);
        assert!((Colour::WHITE.contrast(Colour::WHITE) - 1.0).abs() < 1e-9);
        // The lightest grey that passes on white, and the next one.
        assert!(Colour::WHITE.contrast(colour("#767676")) >= LEAST);
        assert!(Colour::WHITE.contrast(colour("#777777")) < LEAST);
    }

    #[test]
    fn unreadable_colours_are_refused_with_their_contrast() {
        assert!(built("").is_ok() && built("accent = \"#767676\"").is_ok());
        let error = built("accent = \"#f0c000\"").unwrap_err();
        assert!(
            error.contains("#f0c000") && error.contains("1.7") && error.contains("darker"),
            "{error}"
        );
        assert!(built("accent-dark = \"#10477e\"").unwrap_err().contains("lighter"));
        assert!(built("accent = \"blue\"").unwrap_err().contains("#10477e"));
        assert!(built("legal-notice.en = \"x\"").unwrap_err().contains("legal-notice.fr"));
    }

    #[test]
    fn a_logo_is_a_small_picture() {
        let folder = tempfile::tempdir().unwrap();
        let read = |bytes: &[u8]| {
            let file = folder.path().join("logo");
            std::fs::write(&file, bytes).unwrap();
            Logo::read(&file).map(|logo| logo.media_type)
        };
        assert_eq!(read(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap(), "image/svg+xml");
        assert_eq!(read(b"\x89PNG\r\n\x1a\n and so on").unwrap(), "image/png");
        assert!(read(b"GIF89a").unwrap_err().contains("SVG"));
        assert!(read(&vec![b' '; 40 << 10]).unwrap_err().contains("40960"));
        assert!(Logo::read(Path::new("/nowhere")).unwrap_err().contains("/nowhere"));
    }

    /// The stylesheet has the grounds that contrast is reckoned against.
    #[test]
    fn the_stylesheet_has_these_grounds() {
        let style = include_str!("../../assets/style.css");
        for ground in [
            "--paper: #fff;".to_owned(),
            format!("--paper: {}", Colour::NIGHT),
            format!("--accent-ink: {}", Colour::DEEP),
        ] {
            assert!(style.contains(&ground), "{ground}");
        }
    }
}
