//! What a PDF is, read by Debian's poppler.

use std::process::Command;

/// A PDF.
pub struct Pdf(pub Vec<u8>);

impl Pdf {
    /// What one of poppler's tools prints of it.
    fn read(&self, tool: &str, more: &[&str]) -> String {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &self.0).expect("a file");
        let output = Command::new(tool).arg(file.path()).args(more).output();
        let output = output.unwrap_or_else(|e| panic!("{tool} of Debian's poppler-utils: {e}"));
        assert!(output.status.success(), "{output:?}");
        // It cuts words where its lines end, within a letter too.
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What `pdfinfo` says: title, tags, dates.
    pub fn info(&self) -> String {
        self.read("pdfinfo", &[])
    }

    /// Its structure: headings, tables, figures.
    pub fn structure(&self) -> String {
        self.read("pdfinfo", &["-struct"])
    }

    /// Its words with single spaces.
    pub fn text(&self) -> String {
        self.read("pdftotext", &["-"]).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
