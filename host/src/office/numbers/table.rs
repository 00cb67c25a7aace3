//! A table as CSV, OpenDocument or JSON, row by row.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::BytesText;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::OfficeError;
use super::Line;
use crate::contract::Date;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a byte order mark, since spreadsheets take it for UTF-8 then.
    Csv,
    /// OpenDocument spreadsheet (ISO/IEC 26300).
    Ods,
    /// A list of objects (RFC 8259).
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Ods, Self::Json];

    /// What follows the dot of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ods => "ods",
            Self::Json => "json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ods => SPREADSHEET,
            Self::Json => "application/json",
        }
    }
}

const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

const HEADINGS: [&str; 12] = [
    "number",
    "procedure",
    "phase",
    "received",
    "deadline",
    "decided",
    "verdict",
    "silent",
    "score",
    "assignee",
    "tags",
    "columns",
];

impl Line {
    /// In the order of [`HEADINGS`].
    fn cells(&self) -> [String; 12] {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let columns = self.columns.iter().map(|(label, value)| format!("{label}: {value}"));
        [
            self.number.to_string(),
            self.procedure.to_string(),
            self.phase.name().to_owned(),
            day(self.received),
            day(self.deadline),
            day(self.decided),
            self.verdict.map_or_else(String::new, |verdict| verdict.name().to_owned()),
            self.silent.to_string(),
            self.score.map_or_else(String::new, |score| score.to_string()),
            self.assignee.clone().unwrap_or_default(),
            self.tags.join(", "),
            columns.collect::<Vec<_>>().join("; "),
        ]
    }
}

/// Writes a table. What was written before an error stays written.
pub(super) fn write(
    format: Format,
    lines: impl Iterator<Item = Result<Line, OfficeError>>,
    to: impl Write,
) -> Result<(), OfficeError> {
    match format {
        Format::Csv => csv(lines, to),
        Format::Ods => ods(lines, to),
        Format::Json => json(lines, to),
    }
}

fn broken(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Sandbox(format!("the table could not be written: {error}"))
}

fn csv(
    lines: impl Iterator<Item = Result<Line, OfficeError>>,
    mut to: impl Write,
) -> Result<(), OfficeError> {
    to.write_all("\u{feff}".as_bytes()).map_err(broken)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(HEADINGS).map_err(broken)?;
    for line in lines {
        writer.write_record(line?.cells().map(inert)).map_err(broken)?;
    }
    writer.flush().map_err(broken)
}

/// Nothing that somebody typed is a formula to a spreadsheet that reads the table (OWASP, CSV
/// injection).
fn inert(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<i64>().is_err() {
        format!("'{cell}")
    } else {
        cell
    }
}

fn json(
    lines: impl Iterator<Item = Result<Line, OfficeError>>,
    mut to: impl Write,
) -> Result<(), OfficeError> {
    to.write_all(b"[").map_err(broken)?;
    for (at, line) in lines.enumerate() {
        to.write_all(if at == 0 { b"\n" } else { b",\n" }).map_err(broken)?;
        serde_json::to_writer(&mut to, &line?).map_err(broken)?;
    }
    to.write_all(b"\n]\n").and_then(|()| to.flush()).map_err(broken)
}

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="dossiers">"#;

const TAIL: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

fn ods(
    lines: impl Iterator<Item = Result<Line, OfficeError>>,
    to: impl Write,
) -> Result<(), OfficeError> {
    let mut archive = ZipWriter::new_stream(to);
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().large_file(true);
    // First and stored, so that the file tells its type by its first bytes.
    archive.start_file("mimetype", stored).map_err(broken)?;
    archive.write_all(SPREADSHEET.as_bytes()).map_err(broken)?;
    archive.start_file("META-INF/manifest.xml", packed).map_err(broken)?;
    archive.write_all(MANIFEST.as_bytes()).map_err(broken)?;
    archive.start_file("content.xml", packed).map_err(broken)?;
    archive.write_all(HEAD.as_bytes()).map_err(broken)?;
    row(&mut archive, &HEADINGS.map(str::to_owned)).map_err(broken)?;
    for line in lines {
        row(&mut archive, &line?.cells()).map_err(broken)?;
    }
    archive.write_all(TAIL.as_bytes()).map_err(broken)?;
    archive.finish().map_err(broken)?;
    Ok(())
}

fn row(to: &mut impl Write, cells: &[String]) -> io::Result<()> {
    let mut writer = Writer::new(to);
    writer.create_element("table:table-row").write_inner_content(|row| {
        for cell in cells {
            let text: String = cell.chars().filter(|c| !c.is_control()).collect();
            row.create_element("table:table-cell")
                .with_attribute(("office:value-type", "string"))
                .write_inner_content(|cell| {
                    cell.create_element("text:p").write_text_content(BytesText::new(&text))?;
                    Ok(())
                })?;
        }
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use proptest::prelude::*;

    use super::*;
    use crate::contract::Phase;
    use crate::dossier::DossierNumber;

    fn line(assignee: &str) -> Line {
        Line {
            number: DossierNumber::from_random(7),
            procedure: "org.example.a".to_owned().try_into().unwrap(),
            phase: Phase::Decided,
            received: Some("2026-01-31".parse().unwrap()),
            deadline: None,
            decided: None,
            verdict: None,
            silent: false,
            score: Some(-3),
            assignee: Some(assignee.to_owned()),
            tags: vec![],
            columns: BTreeMap::new(),
        }
    }

    fn written(format: Format, assignee: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(format, [Ok(line(assignee))].into_iter(), &mut bytes).unwrap();
        bytes
    }

    proptest! {
        #[test]
        fn whatever_was_typed_is_one_cell(text in "\\PC{0,40}") {
            let bytes = written(Format::Csv, &text);
            let mut reader = csv::Reader::from_reader(&bytes[3..]);
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.len(), HEADINGS.len());
            prop_assert!(record[9].ends_with(&text));
            prop_assert!(!record[9].starts_with(['=', '+', '@']));

            let json: serde_json::Value =
                serde_json::from_slice(&written(Format::Json, &text)).unwrap();
            prop_assert_eq!(json[0]["assignee"].as_str(), Some(text.as_str()));

            let mut archive =
                zip::ZipArchive::new(std::io::Cursor::new(written(Format::Ods, &text))).unwrap();
            let mut content = String::new();
            archive.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
            let mut reader = quick_xml::Reader::from_str(&content);
            let mut cells = 0;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag)
                        if tag.name().as_ref() == "table:table-cell" => cells += 1,
                    _ => {}
                }
            }
            prop_assert_eq!(cells, 2 * HEADINGS.len());
        }
    }

    #[test]
    fn a_formula_is_no_formula_and_a_number_stays_one() {
        assert_eq!(inert("=1+1".into()), "'=1+1");
        assert_eq!(inert("-3".into()), "-3");
        assert_eq!(inert("-3+x".into()), "'-3+x");
    }
}
