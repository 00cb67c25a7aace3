//! What pages for administrators need beside the commands: files that come in by a browser, and
//! previews.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::catalogue::read_package;
use super::installing::InstallError;
use super::{Office, Order, Plan, Tuning};
use crate::digest::Digest;
use crate::plugin::{Installation, ProcedureId, Table};

/// What a table would have.
pub struct Preview {
    /// Its columns.
    pub columns: Vec<String>,
    /// Its rows, each in the order of the columns.
    pub rows: Vec<Vec<String>>,
}

impl Office {
    /// What served of a procedure, and who decided that.
    pub fn history_of(&self, id: &str) -> Option<Arc<Installation>> {
        let id = ProcedureId::try_from(id.to_owned()).ok()?;
        self.catalogue().installation(&id).cloned()
    }

    /// Keeps a file that came in, under the digest of the package that it is, until it is
    /// installed or the data folder is tidied up.
    pub fn keep_package(&self, bytes: &[u8]) -> Result<PathBuf, InstallError> {
        let folder = self.folder.join("incoming");
        let failed = |e: std::io::Error| InstallError::File(folder.clone(), e.to_string());
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        // What is no package is gone with the temporary file; its name is nobody's business.
        let package = read_package(file.path())
            .map_err(|problem| InstallError::Order(without_path(&problem, file.path())))?;
        let path = self.incoming(package.digest);
        file.persist(&path).map_err(|e| failed(e.error))?;
        Ok(path)
    }

    /// A file that was kept.
    pub fn kept_package(&self, digest: &str) -> Result<PathBuf, InstallError> {
        let path = digest.parse().map(|digest| self.incoming(digest)).ok();
        path.filter(|path| path.is_file()).ok_or_else(|| {
            InstallError::Order("this file is not kept any more: send it again".into())
        })
    }

    /// Lets a kept file go.
    pub fn forget_package(&self, digest: Option<Digest>) {
        if let Some(digest) = digest {
            // It may have gone already, and the next file takes its place.
            let _ = fs::remove_file(self.incoming(digest));
        }
    }

    fn incoming(&self, digest: Digest) -> PathBuf {
        self.folder.join("incoming").join(format!("{digest}.wasm"))
    }

    /// What installing a file would do, or upgrading to it where the procedure serves already.
    pub fn plan_for(&self, file: PathBuf, by: &str) -> Result<(Plan, Order), InstallError> {
        let mut order = Order {
            file,
            from: None,
            upgrade: false,
            digest: None,
            by: by.to_owned(),
            deny: vec![],
            max_cents: None,
            settings: None,
            tables: Default::default(),
            open: false,
        };
        let plan = match self.plan(&order) {
            Err(InstallError::Installed(..)) => {
                order.upgrade = true;
                self.plan(&order)
            }
            other => other,
        };
        Ok((plan?, order))
    }

    /// What a table of a procedure would have. An error names the line.
    pub fn preview_table(&self, id: &str, name: &str, csv: &[u8]) -> Result<Preview, InstallError> {
        let installed = self.installed(id)?;
        let shape = installed.manifest().tables.iter().find(|shape| shape.key == name);
        let shape = shape
            .ok_or_else(|| InstallError::Order(format!("{id} has no table \"{}\"", short(name))))?;
        let table = Table::from_csv(shape, csv).map_err(|e| InstallError::Order(e.to_string()))?;
        let rows = table.cells().map(|row| {
            let cell = |column: &String| row.get(column).cloned().unwrap_or_default();
            shape.columns.iter().map(cell).collect()
        });
        Ok(Preview { columns: shape.columns.clone(), rows: rows.collect() })
    }

    /// Takes a table of a procedure.
    pub async fn tune_table(
        &self,
        id: &str,
        name: &str,
        csv: &[u8],
        by: &str,
    ) -> Result<(), InstallError> {
        self.preview_table(id, name, csv)?;
        let failed = |e: std::io::Error| InstallError::File(self.folder.clone(), e.to_string());
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        file.write_all(csv).map_err(failed)?;
        let tables = [(name.to_owned(), file.path().to_owned())].into();
        let tuning = Tuning { id: id.to_owned(), by: by.to_owned(), settings: None, tables };
        self.tune(&tuning).await.map(drop)
    }
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

fn without_path(problem: &str, path: &std::path::Path) -> String {
    problem.replace(&format!("{}: ", path.display()), "")
}
