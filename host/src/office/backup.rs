//! Backups: the evidence of a town in one archive, and the keys that it is sealed under in another.
//!
//! The two are apart since they live differently. What is erased is forgotten because its key is
//! gone; whoever has a copy of the keys of an earlier day and a copy of the journal can still read
//! it. So the archive with the keys has to be thrown away after weeks, while the other one may be
//! kept for as long as there is room: without keys nothing of a person can be read in it.
//!
//! sled is not in it, nor what was compiled: both are made again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use super::{Office, OfficeError, random};
use crate::config::Config;
use crate::digest::Digest;
use crate::limits::backup::{CONTENTS, PARTS};
use crate::limits::package::CONFIG;

/// The layout that this version writes and reads.
const LAYOUT: u32 = 1;
/// What says what is in an archive.
const INDEX: &str = "backup.json";
/// The town's configuration, as it was.
const TOWN: &str = "guichet.toml";
/// What the data folder remembers of its last backup.
const LAST: &str = "last-backup";

/// What is in an archive.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Contents {
    layout: u32,
    /// What both archives of one backup have in common.
    id: String,
    /// When it was made, in milliseconds since 1970.
    at: i64,
    /// The town, by its name.
    town: String,
    /// How many records the journal has.
    records: u64,
    parts: BTreeMap<String, Part>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Part {
    bytes: u64,
    sha256: Digest,
}

/// A backup that was made, or put back.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BackedUp {
    /// When it was made, in milliseconds since 1970.
    pub at: i64,
    /// The town, by its name.
    pub town: String,
    /// How many records its journal has.
    pub records: u64,
    /// The archive with the evidence.
    pub file: PathBuf,
    /// The archive with the keys.
    pub keys: PathBuf,
}

/// Why there is no backup, or why none was put back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// An archive is not one of a backup, or it was altered.
    #[error("{0}: it is not a whole backup as `guichet backup` writes it: {1}")]
    Archive(PathBuf, String),
    /// The keys are not those of this backup.
    #[error("{0}: these are the keys of another backup")]
    OtherKeys(PathBuf),
    /// There is something where the data would come to be.
    #[error("{0}: there is a town in it already; move it away, or name another folder with --data")]
    Taken(PathBuf),
    /// What was put back does not hold.
    #[error("what is in it cannot be used: {0}")]
    Unusable(String),
    /// The office could not give it.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// Where the keys of a backup are, unless somebody says otherwise.
pub fn keys_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// When the last backup of a data folder was made, in milliseconds since 1970.
pub fn last_backup(data: &Path) -> Option<i64> {
    fs::read_to_string(data.join(LAST)).ok()?.trim().parse().ok()
}

/// An archive that is being written. It is readable by its owner alone.
struct Archive {
    path: PathBuf,
    zip: zip::ZipWriter<BufWriter<File>>,
    parts: BTreeMap<String, Part>,
}

impl Archive {
    fn create(path: &Path) -> Result<Self, BackupError> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|e| BackupError::File(path.to_owned(), e))?;
        let zip = zip::ZipWriter::new(BufWriter::new(file));
        Ok(Self { path: path.to_owned(), zip, parts: BTreeMap::new() })
    }

    fn options() -> SimpleFileOptions {
        // What is sealed does not get smaller; a segment may be larger than what fits the format
        // of old.
        let options = SimpleFileOptions::default().large_file(true);
        options.compression_method(zip::CompressionMethod::Stored)
    }

    fn unwritten(&self, error: impl Into<io::Error>) -> BackupError {
        BackupError::File(self.path.clone(), error.into())
    }

    /// Adds a part, from where it is read to its end.
    fn put(&mut self, name: String, mut from: impl Read) -> Result<(), BackupError> {
        self.zip.start_file(&*name, Self::options()).map_err(|e| self.unwritten(e))?;
        let (mut hasher, mut bytes) = (Sha256::new(), 0);
        let mut piece = vec![0; 256 << 10];
        loop {
            let read = from.read(&mut piece).map_err(|e| self.unwritten(e))?;
            if read == 0 {
                break;
            }
            hasher.update(&piece[..read]);
            bytes += read as u64;
            self.zip.write_all(&piece[..read]).map_err(|e| self.unwritten(e))?;
        }
        let sha256 = Digest::from(<[u8; 32]>::from(hasher.finalize()));
        self.parts.insert(name, Part { bytes, sha256 });
        Ok(())
    }

    /// Adds a file, if it is there still: what was erased meanwhile is not.
    fn put_file(&mut self, name: String, path: &Path, bytes: u64) -> Result<(), BackupError> {
        match File::open(path) {
            Ok(file) => self.put(name, file.take(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(BackupError::File(path.to_owned(), error)),
        }
    }

    /// Says what is in it, and has it durable.
    fn finish(mut self, contents: Contents) -> Result<(), BackupError> {
        let contents = Contents { parts: std::mem::take(&mut self.parts), ..contents };
        let json = serde_json::to_vec(&contents).map_err(|e| self.unwritten(e))?;
        let options = Self::options().compression_method(zip::CompressionMethod::Deflated);
        self.zip.start_file(INDEX, options).map_err(|e| self.unwritten(e))?;
        self.zip.write_all(&json).map_err(|e| self.unwritten(e))?;
        let path = self.path;
        let unwritten = |e: io::Error| BackupError::File(path.clone(), e);
        let inner = self.zip.finish().map_err(|e| unwritten(e.into()))?;
        let file = inner.into_inner().map_err(|e| unwritten(e.into_error()))?;
        file.sync_all().map_err(unwritten)
    }
}

impl Office {
    /// Writes a backup while the office serves: the evidence into one file, the keys into another.
    /// Neither may be there. `town` is the town's configuration.
    pub fn back_up(&self, file: &Path, town: &Path) -> Result<BackedUp, BackupError> {
        let keys = keys_beside(file);
        for path in [file, &keys] {
            if path.exists() {
                let there = io::Error::from(io::ErrorKind::AlreadyExists);
                return Err(BackupError::File(path.to_owned(), there));
            }
        }
        let made = self.write_backup(file, &keys, town);
        if made.is_err() {
            // Half a backup is none.
            let _ = (fs::remove_file(file), fs::remove_file(&keys));
        }
        made
    }

    fn write_backup(&self, file: &Path, keys: &Path, town: &Path) -> Result<BackedUp, BackupError> {
        let mut evidence = Archive::create(file)?;
        let mut secrets = Archive::create(keys)?;
        let snapshot = self.store.snapshot().map_err(OfficeError::from)?;
        for (path, bytes) in &snapshot.segments {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            evidence.put_file(format!("journal/{name}"), path, *bytes)?;
        }
        for folder in ["components", "tables", "files"] {
            for path in files_below(&self.folder.join(folder))? {
                let name = path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy();
                if is_part_of_evidence(&name) {
                    evidence.put_file(name.into_owned(), &path, u64::MAX)?;
                }
            }
        }
        evidence.put_file(TOWN.to_owned(), town, CONFIG)?;
        for copy in ["keys/a", "keys/b"] {
            secrets.put(copy.to_owned(), &snapshot.keys[..])?;
        }
        secrets.put_file("key".to_owned(), &self.folder.join("key"), u64::MAX)?;
        let at = self.now().millis;
        let id = hex::encode(random::<16>());
        let contents = || Contents {
            layout: LAYOUT,
            id: id.clone(),
            at,
            town: self.town.name.clone(),
            records: snapshot.records,
            parts: BTreeMap::new(),
        };
        evidence.finish(contents())?;
        secrets.finish(contents())?;
        let last = self.folder.join(LAST);
        fs::write(&last, at.to_string()).map_err(|e| BackupError::File(last, e))?;
        let (town, records) = (self.town.name.clone(), snapshot.records);
        Ok(BackedUp { at, town, records, file: file.to_owned(), keys: keys.to_owned() })
    }
}

/// The files of a folder and of the folders in it. One that is not there has none.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let unread = |path: &Path, e| BackupError::File(path.to_owned(), e);
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(|e| unread(&folder, e))?,
        };
        for entry in entries {
            let entry = entry.map_err(|e| unread(&folder, e))?;
            let kind = entry.file_type().map_err(|e| unread(&entry.path(), e))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a part has a place in a data folder: nothing else is ever written there.
fn is_part_of_evidence(name: &str) -> bool {
    let Some((folder, file)) = name.split_once('/') else { return name == TOWN };
    match folder {
        "journal" => file.strip_suffix(".seg").is_some_and(|n| n.len() == 8 && is_hex(n, 8)),
        "components" => file.strip_suffix(".wasm").is_some_and(|n| is_hex(n, 64)),
        "tables" => file.strip_suffix(".csv").is_some_and(|n| is_hex(n, 64)),
        "files" => {
            file.split_once('/').is_some_and(|(start, id)| is_hex(id, 32) && id[..2] == *start)
        }
        _ => false,
    }
}

fn is_part_of_keys(name: &str) -> bool {
    matches!(name, "keys/a" | "keys/b" | "key")
}

/// An archive that is being read.
struct Opened {
    path: PathBuf,
    zip: zip::ZipArchive<File>,
    contents: Contents,
}

impl Opened {
    fn open(path: &Path, is_part: fn(&str) -> bool) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|e| BackupError::File(path.to_owned(), e))?;
        let wrong = |problem: &dyn std::fmt::Display| {
            let line = problem.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            BackupError::Archive(path.to_owned(), line)
        };
        let mut zip = zip::ZipArchive::new(file).map_err(|e| wrong(&e))?;
        if zip.len() > PARTS {
            return Err(wrong(&format!("it has {} parts", zip.len())));
        }
        let mut json = Vec::new();
        let index = zip.by_name(INDEX).map_err(|e| wrong(&e))?;
        index.take(CONTENTS + 1).read_to_end(&mut json).map_err(|e| wrong(&e))?;
        if json.len() as u64 > CONTENTS {
            return Err(wrong(&"what says what is in it is too long"));
        }
        let contents: Contents = serde_json::from_slice(&json).map_err(|e| wrong(&e))?;
        if contents.layout != LAYOUT {
            let layout = contents.layout;
            return Err(wrong(&format!("it has layout {layout}; this version reads {LAYOUT}")));
        }
        if let Some(strange) = contents.parts.keys().find(|name| !is_part(name)) {
            let strange: String = strange.chars().filter(|c| !c.is_control()).take(100).collect();
            return Err(wrong(&format!("it has a part that belongs nowhere: {strange}")));
        }
        Ok(Self { path: path.to_owned(), zip, contents })
    }

    /// Copies a part to where it belongs, if it is what it was.
    fn unpack(&mut self, name: &str, to: &mut impl Write) -> Result<(), BackupError> {
        let path = self.path.clone();
        let wrong = |problem: String| BackupError::Archive(path.clone(), problem);
        let part = self.contents.parts.get(name);
        let part = part.ok_or_else(|| wrong(format!("{name} is not in it")))?;
        let entry = self.zip.by_name(name).map_err(|_| wrong(format!("{name} is not in it")))?;
        let mut entry = entry.take(part.bytes.saturating_add(1));
        let (mut hasher, mut bytes) = (Sha256::new(), 0);
        let mut piece = vec![0; 256 << 10];
        loop {
            let read = entry.read(&mut piece).map_err(|e| wrong(format!("{name}: {e}")))?;
            if read == 0 {
                break;
            }
            hasher.update(&piece[..read]);
            bytes += read as u64;
            to.write_all(&piece[..read]).map_err(|e| BackupError::File(name.into(), e))?;
        }
        let sha256 = Digest::from(<[u8; 32]>::from(hasher.finalize()));
        if (bytes, sha256) != (part.bytes, part.sha256) {
            return Err(wrong(format!("{name} was altered")));
        }
        Ok(())
    }

    /// Copies all parts into a folder.
    fn unpack_all(&mut self, folder: &Path) -> Result<(), BackupError> {
        let names: Vec<String> = self.contents.parts.keys().cloned().collect();
        for name in names.iter().filter(|name| *name != TOWN) {
            let path = folder.join(name);
            let unwritten = |e| BackupError::File(path.clone(), e);
            fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(unwritten)?;
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            let mut file = file.map_err(unwritten)?;
            self.unpack(name, &mut file)?;
            file.sync_all().map_err(unwritten)?;
        }
        Ok(())
    }
}

/// The configuration that is in a backup.
pub fn backed_up_config(file: &Path) -> Result<Vec<u8>, BackupError> {
    let mut text = Vec::new();
    Opened::open(file, is_part_of_evidence)?.unpack(TOWN, &mut text)?;
    Ok(text)
}

/// Puts a backup back, where there is no town yet: all of it, checked byte by byte, or nothing.
pub fn restore(config: &Config, file: &Path, keys: &Path) -> Result<BackedUp, BackupError> {
    let data = &config.data;
    let unwritten = |e| BackupError::File(data.clone(), e);
    match fs::read_dir(data) {
        Ok(entries) => {
            if entries.count() > 0 {
                return Err(BackupError::Taken(data.clone()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unwritten(error)),
    }
    let mut evidence = Opened::open(file, is_part_of_evidence)?;
    let mut secrets = Opened::open(keys, is_part_of_keys)?;
    if evidence.contents.id != secrets.contents.id {
        return Err(BackupError::OtherKeys(keys.to_owned()));
    }
    let beside = data.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(beside).map_err(unwritten)?;
    let folder = tempfile::Builder::new().prefix(".restoring-").tempdir_in(beside);
    let folder = folder.map_err(unwritten)?;
    evidence.unpack_all(folder.path())?;
    secrets.unpack_all(folder.path())?;
    let Contents { at, town, records, .. } = evidence.contents;
    let there = Config { data: folder.path().to_owned(), ..config.clone() };
    let unusable = |e: OfficeError| BackupError::Unusable(e.to_string());
    // Opening builds the state and looks for every key.
    let found = Office::open(&there).and_then(|office| office.verify_journal());
    let found = found.map_err(unusable)?;
    if found != records {
        return Err(BackupError::Unusable(format!(
            "its journal has {found} records, and should have {records}"
        )));
    }
    if data.exists() {
        fs::remove_dir(data).map_err(unwritten)?;
    }
    fs::rename(folder.keep(), data).map_err(unwritten)?;
    File::open(beside).and_then(|f| f.sync_all()).map_err(unwritten)?;
    Ok(BackedUp { at, town, records, file: file.to_owned(), keys: keys.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_a_place_or_are_none() {
        let digest = Digest::of(b"a");
        for part in [
            "guichet.toml",
            "journal/00000001.seg",
            &format!("components/{digest}.wasm"),
            &format!("tables/{digest}.csv"),
            "files/ab/abcdef0123456789abcdef0123456789",
        ] {
            assert!(is_part_of_evidence(part), "{part}");
        }
        for none in [
            "key",
            "keys/a",
            "backup.json",
            "journal/LOCK",
            "journal/../00000001.seg",
            "journal/x/00000001.seg",
            "../guichet.toml",
            "/guichet.toml",
            "files/abcdef0123456789abcdef0123456789",
            "files/cd/abcdef0123456789abcdef0123456789",
            "files/../abcdef0123456789abcdef0123456789",
            "sled/db",
        ] {
            assert!(!is_part_of_evidence(none), "{none}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(0_u8.., 0..200), text in "\\PC{0,200}") {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("backup");
            fs::write(&file, &bytes).unwrap();
            proptest::prop_assert!(Opened::open(&file, is_part_of_evidence).is_err());
            // An archive whose contents are said in any text.
            let mut archive = zip::ZipWriter::new(File::create(&file).unwrap());
            archive.start_file(INDEX, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
            archive.finish().unwrap();
            proptest::prop_assert!(Opened::open(&file, is_part_of_evidence).is_err());
        }

        #[test]
        fn what_has_a_place_leads_nowhere_else(name in "(journal|components|tables|files|\\.\\.|/)?/?[a-f0-9./]{0,80}(\\.seg|\\.wasm|\\.csv)?") {
            if is_part_of_evidence(&name) {
                proptest::prop_assert!(!name.split('/').any(|part| matches!(part, "" | "." | "..")), "{}", name);
            }
        }
    }
}
