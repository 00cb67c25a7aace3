//! typst: what it is given instead of a disk, a clock and a network, and what comes out of it.

use std::sync::LazyLock;

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

use super::words::settable;
use super::{Sheet, Unset};
use crate::limits::document::{BYTES, PAGES, REMEMBERED, WORDS};

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

/// What the template may call. `pdf.header-cell`, which says that a cell heads its row, is among
/// the extras.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static LETTER: LazyLock<Source> =
    LazyLock::new(|| Source::new(file("/letter.typ"), include_str!("letter.typ").to_owned()));

/// The words of the document.
static DATA: LazyLock<FileId> = LazyLock::new(|| file("/data.json"));
/// The picture of where it is checked.
static CODE: LazyLock<FileId> = LazyLock::new(|| file("/code"));
/// The town's arms or logo.
static LOGO: LazyLock<FileId> = LazyLock::new(|| file("/logo"));

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
struct Given {
    data: Bytes,
    code: Bytes,
    logo: Option<Bytes>,
}

impl World for Given {
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
        match id {
            id if id == *DATA => Ok(self.data.clone()),
            id if id == *CODE => Ok(self.code.clone()),
            id if id == *LOGO => self.logo.clone().ok_or(FileError::AccessDenied),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    /// There is no clock: dates come with the words.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a document. A logo that cannot be set does not keep anybody from their document.
pub(super) fn pdf(sheet: &Sheet) -> Result<Vec<u8>, Unset> {
    match set(sheet, sheet.logo.as_deref()) {
        Err(Unset::Fault(_)) if sheet.logo.is_some() => set(sheet, None),
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

fn set(sheet: &Sheet, logo: Option<&[u8]>) -> Result<Vec<u8>, Unset> {
    let fault = |error: String| Unset::Fault(error);
    let data = serde_json::to_vec(&words(sheet, logo)).map_err(|e| fault(e.to_string()))?;
    if data.len() > WORDS {
        return Err(Unset::Words(data.len()));
    }
    let code = QRBuilder::new(sheet.proof.link.as_str()).build();
    let code = code.map_err(|e| fault(e.to_string()))?;
    let desk = Given {
        data: Bytes::new(data),
        code: Bytes::from_string(SvgBuilder::default().to_str(&code)),
        logo: logo.map(|logo| Bytes::new(logo.to_vec())),
    };
    let set = typst::compile::<PagedDocument>(&desk).output;
    // It remembers what it laid out, and with it what people wrote.
    typst::comemo::evict(REMEMBERED);
    let document = set.map_err(|problems| fault(said(&problems)))?;
    let pages = document.pages().len();
    if pages > PAGES {
        return Err(Unset::Pages(pages));
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]);
    let options = PdfOptions {
        // The same link is the same document.
        ident: Smart::Custom(sheet.proof.link.clone()),
        creator: Smart::Custom(Some("Guichet".to_owned())),
        timestamp: timestamp(sheet.made),
        standards: standards.map_err(|e| fault(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    let made = typst_pdf::pdf(&document, &options).map_err(|problems| fault(said(&problems)))?;
    if made.len() > BYTES { Err(Unset::Bytes(made.len())) } else { Ok(made) }
}

/// What the template reads: strings that can be set, and a title that says something.
fn words(sheet: &Sheet, logo: Option<&[u8]>) -> Value {
    let has = |c: char| {
        FONTS.fonts.iter().take(2).any(|font| font.info().coverage.contains(u32::from(c)))
    };
    let mut data = settable(serde_json::to_value(sheet).unwrap_or_default(), &has);
    // typst takes the language alone, without a country.
    let lang = sheet.lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    data["lang"] = lang.into();
    data["logo"] = logo.map(format).into();
    let title = data["title"].as_str().unwrap_or_default();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    data["title"] = if title.is_empty() { data["town"].clone() } else { title.into() };
    data
}

/// Seconds since 1970 as the date of a file.
fn timestamp(made: i64) -> Option<Timestamp> {
    let made = jiff::Timestamp::from_second(made).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |part: i8| u8::try_from(part).ok();
    let made = Datetime::from_ymd_hms(
        i32::from(made.year()),
        part(made.month())?,
        part(made.day())?,
        part(made.hour())?,
        part(made.minute())?,
        part(made.second())?,
    )?;
    Some(Timestamp::new_utc(made))
}

fn said(problems: &EcoVec<SourceDiagnostic>) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}
