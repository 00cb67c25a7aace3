//! typst: what it is given instead of a disk, a clock and a network, and what comes out of it.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::words::settable;

/// The fonts of every document, in this program: what a machine has installed changes nothing.
/// DejaVu has Latin, Greek, Cyrillic, Arabic, Armenian, Georgian and Hebrew letters.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    use dejavu::{sans, sans_condensed, sans_mono};
    let files = [
        sans_condensed::regular(),
        sans_condensed::bold(),
        sans_mono::bold(),
        sans::regular(),
        sans::bold(),
    ];
    let fonts: Vec<Font> =
        files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// What templates may call. `pdf.header-cell`, which says that a cell heads its row, is among the
/// extras.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static LETTER: LazyLock<Source> =
    LazyLock::new(|| Source::new(file("/letter.typ"), include_str!("letter.typ").to_owned()));

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// A file of the world of one document.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths here are ours");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Everything that there is for one document.
struct Desk {
    data: Bytes,
    code: Bytes,
    logo: Option<Bytes>,
    files: [FileId; 3],
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        LETTER.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == LETTER.id() { Ok(LETTER.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let [data, code, logo] = self.files;
        match id {
            id if id == data => Ok(self.data.clone()),
            id if id == code => Ok(self.code.clone()),
            id if id == logo => self.logo.clone().ok_or(FileError::AccessDenied),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    /// There is no clock: dates come with the data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a document. A logo that cannot be set does not keep anybody from their document.
pub(crate) fn pdf(mut sheet: Value) -> Result<Vec<u8>, String> {
    if !sheet.is_object() {
        return Err("its words are no object".to_owned());
    }
    let logo = sheet.get("logo").and_then(Value::as_str).unwrap_or_default();
    let logo = STANDARD.decode(logo).ok().filter(|logo| !logo.is_empty());
    sheet["logo"] = logo.as_deref().map(format).into();
    match set(&sheet, logo.clone()) {
        Err(_) if logo.is_some() => {
            sheet["logo"] = Value::Null;
            set(&sheet, None)
        }
        other => other,
    }
}

/// The format of a picture, as typst names it.
fn format(picture: &[u8]) -> &'static str {
    match picture {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, ..] => "jpg",
        [b'R', b'I', b'F', b'F', ..] => "webp",
        _ => "svg",
    }
}

fn set(sheet: &Value, logo: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    let text = |value: &Value, key: &str| -> Result<String, String> {
        let text = value.get(key).and_then(Value::as_str);
        text.map(str::to_owned).ok_or_else(|| format!("its words lack {key}"))
    };
    let has = |c: char| {
        FONTS.fonts.iter().take(2).any(|font| font.info().coverage.contains(u32::from(c)))
    };
    let mut data = settable(sheet.clone(), &has);
    // typst takes the language alone, without a country.
    let lang = text(sheet, "lang")?;
    data["lang"] = lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().into();
    // One line, and one that says something: no document is without a title.
    let title = text(&data, "title")?.split_whitespace().collect::<Vec<_>>().join(" ");
    data["title"] = if title.is_empty() { text(&data, "town")?.into() } else { title.into() };
    let data = serde_json::to_vec(&data).map_err(|e| e.to_string())?;
    let link = text(&sheet["proof"], "link")?;
    let code = QRBuilder::new(link.as_str()).build().map_err(|e| e.to_string())?;
    let desk = Desk {
        data: Bytes::new(data),
        code: Bytes::from_string(SvgBuilder::default().to_str(&code)),
        logo: logo.map(Bytes::new),
        files: [file("/data.json"), file("/code"), file("/logo")],
    };
    let set = typst::compile::<PagedDocument>(&desk).output.and_then(|document| {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).expect("PDF/UA-1 is known");
        let options = PdfOptions {
            // The same link is the same document.
            ident: Smart::Custom(link),
            creator: Smart::Custom(Some("Guichet".to_owned())),
            timestamp: sheet["made"].as_i64().and_then(timestamp),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options)
    });
    set.map_err(|problems| said(&problems))
}

/// Seconds since 1970 as the date of a file.
fn timestamp(made: i64) -> Option<Timestamp> {
    let made = jiff::Timestamp::from_second(made).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |part: i8| u8::try_from(part).ok();
    let (date, time) = (made.date(), made.time());
    let made = Datetime::from_ymd_hms(
        i32::from(date.year()),
        part(date.month())?,
        part(date.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )?;
    Some(Timestamp::new_utc(made))
}

fn said(problems: &EcoVec<SourceDiagnostic>) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}
