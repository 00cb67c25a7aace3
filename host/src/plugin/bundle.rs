//! A bundle: several packages in one ZIP archive, for a town without internet. Each is in it as it
//! is in a file, with its signature. Pure: nothing is ever written under a name that an archive
//! chose.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;

use super::package::{Package, PackageError};
use crate::limits::bundle::{BYTES, PACKAGES, UNPACKED};
use crate::limits::{component, package};

/// Why a file is not a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Larger than a bundle may be.
    #[error("it has {0} bytes; a bundle may have {BYTES}")]
    TooLarge(u64),
    /// Not an archive, cut off, or damaged.
    #[error("it is not a whole ZIP archive: {0}")]
    Archive(String),
    /// Nothing in it.
    #[error("there is no package in it")]
    Empty,
    /// Too much in it.
    #[error("it has {0} entries; a bundle may have {PACKAGES}")]
    TooMany(usize),
    /// Unpacked it is too much.
    #[error("its packages have more than {UNPACKED} bytes in sum")]
    TooMuch,
    /// An entry that is no package's.
    #[error("entry {name}: {problem}")]
    Entry {
        /// What the archive calls it.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An entry that is no package.
    #[error("entry {name}: {error}")]
    Package {
        /// What the archive calls it.
        name: String,
        /// What is wrong with it.
        error: PackageError,
    },
    /// Two packages with one name.
    #[error("{0} is in it twice")]
    Twice(String),
}

impl BundleError {
    fn archive(error: &dyn std::fmt::Display) -> Self {
        Self::Archive(printable(&error.to_string()))
    }
}

/// Whether a file that begins so is meant to be a bundle.
pub fn is_bundle(start: &[u8]) -> bool {
    // The second is what an archive without entries begins with.
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Writes packages into one archive. The same packages are the same bytes.
pub fn bundle(packages: &[Package]) -> Result<Vec<u8>, BundleError> {
    if packages.len() > PACKAGES {
        return Err(BundleError::TooMany(packages.len()));
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (at, package) in packages.iter().enumerate() {
        let (id, version) = (&package.manifest.id, &package.manifest.version);
        if packages[..at].iter().any(|p| (&p.manifest.id, &p.manifest.version) == (id, version)) {
            return Err(BundleError::Twice(package.name()));
        }
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        archive
            .start_file(format!("{id}-{version}.wasm"), options)
            .map_err(|e| BundleError::archive(&e))?;
        archive.write_all(&package.file()).map_err(|e| BundleError::archive(&e))?;
    }
    Ok(archive.finish().map_err(|e| BundleError::archive(&e))?.into_inner())
}

/// Reads the packages of an archive, all or none, with the names that it gives them.
pub fn unbundle(bytes: &[u8]) -> Result<Vec<(String, Package)>, BundleError> {
    if bytes.len() as u64 > BYTES {
        return Err(BundleError::TooLarge(bytes.len() as u64));
    }
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| BundleError::archive(&e))?;
    if archive.has_duplicate_names() {
        return Err(BundleError::archive(&"two entries have one name"));
    }
    if archive.len() > PACKAGES {
        return Err(BundleError::TooMany(archive.len()));
    }
    let mut packages = Vec::new();
    let mut room = UNPACKED;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|e| BundleError::archive(&e))?;
        let name = printable(&String::from_utf8_lossy(entry.name_raw()));
        let wrong = |problem: &str| {
            Err(BundleError::Entry { name: name.clone(), problem: problem.to_owned() })
        };
        if entry.is_symlink() {
            return wrong("it is a link, which leads elsewhere");
        }
        if !entry.is_file() || !is_plain(entry.name_raw()) {
            return wrong("its name must be like NAME.wasm, without a folder");
        }
        let limit = (component::BYTES + package::SIGNATURE) as u64;
        let mut unpacked = Vec::new();
        let read = (&mut entry).take(limit.min(room) + 1).read_to_end(&mut unpacked);
        if let Err(error) = read {
            return wrong(&format!("it cannot be unpacked: {}", printable(&error.to_string())));
        }
        if unpacked.len() as u64 > limit {
            return wrong(&format!("it has more than {limit} bytes"));
        }
        room = room.checked_sub(unpacked.len() as u64).ok_or(BundleError::TooMuch)?;
        match Package::read(unpacked) {
            Ok(package) => packages.push((name, package)),
            Err(error) => return Err(BundleError::Package { name, error }),
        }
    }
    if packages.is_empty() { Err(BundleError::Empty) } else { Ok(packages) }
}

/// A file name of its own, whatever system reads it.
fn is_plain(name: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_');
    name.len() <= package::NAME
        && name.ends_with(b".wasm")
        && !name.starts_with(b".")
        && name.iter().all(plain)
}

/// What a file says, in one short line and without what drives a terminal.
fn printable(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive with these entries.
    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn error(bytes: &[u8]) -> String {
        unbundle(bytes).unwrap_err().to_string()
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in [
            "../a.wasm",
            "/etc/a.wasm",
            "a/b.wasm",
            "..\\a.wasm",
            "C:\\a.wasm",
            "C:a.wasm",
            ".wasm",
            "a.wasm/",
            "a\n.wasm",
            "a.txt",
        ] {
            let said = error(&archive(&[(name, b"x")]));
            assert!(said.contains("its name must be like"), "{name:?}: {said}");
            assert!(!said.contains('\n'), "{said:?}");
        }
        let mut linked = zip::ZipWriter::new(Cursor::new(Vec::new()));
        linked.add_symlink("a.wasm", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let linked = linked.finish().unwrap().into_inner();
        assert!(error(&linked).contains("it is a link"), "{}", error(&linked));
    }

    #[test]
    fn too_many_and_too_large_entries_are_refused() {
        let names: Vec<String> = (0..=PACKAGES).map(|n| format!("{n}.wasm")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
        assert!(error(&archive(&many)).contains("101 entries"));
        assert!(error(&archive(&[])).contains("no package"));
        // 64 MiB of zeroes are a few kilobytes in an archive.
        let bomb = archive(&[("a.wasm", &vec![0; 64 << 20])]);
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        assert!(error(&bomb).contains("more than"), "{}", error(&bomb));
        let stranger = archive(&[("a.wasm", b"hello")]);
        assert!(error(&stranger).contains("entry a.wasm: not a WebAssembly component"));
    }

    #[test]
    fn a_cut_off_archive_is_refused() {
        let whole = archive(&[("a.wasm", b"some bytes of a package"), ("b.wasm", b"more")]);
        for end in 0..whole.len() {
            assert!(unbundle(&whole[..end]).is_err(), "{end} of {}", whole.len());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(0_u8.., 0..300), flips in proptest::collection::vec((0_usize..400, 0_u8..), 0..4)) {
            let _ = unbundle(&bytes);
            // Nearly an archive.
            let mut nearly = archive(&[("a.wasm", b"some bytes of a package"), ("b.wasm", &bytes)]);
            for (at, to) in flips {
                let at = at % nearly.len();
                nearly[at] = to;
            }
            let _ = unbundle(&nearly);
        }
    }
}
