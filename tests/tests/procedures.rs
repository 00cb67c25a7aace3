//! The procedures of this repository, as two towns run them: one with the values that each
//! package comes with, the other with those of a real town, `plugins/NAME/examples`. Both serve
//! the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use guichet::office::scenario;
use guichet::plugin::{Case, Grants, Package};
use guichet::runtime::Runtime;
use guichet_tests::guest::repository;
use guichet_tests::server::Town;
use serde_json::json;

/// The folder of each procedure, by name.
fn plugins() -> BTreeMap<String, PathBuf> {
    let folders = std::fs::read_dir(repository().join("plugins")).expect("the procedures");
    let named = folders.map(|folder| {
        let folder = folder.expect("a folder");
        (folder.file_name().into_string().expect("a name"), folder.path())
    });
    named.collect()
}

/// The file of a procedure, which `make packages` builds.
fn file(name: &str) -> PathBuf {
    let file = repository().join(format!("target/packages/{name}.wasm"));
    assert!(file.is_file(), "{} is not there: run `make packages`", file.display());
    file
}

/// The other town of a procedure: the folder of its example.
fn example(folder: &Path) -> PathBuf {
    let mut examples: Vec<PathBuf> = std::fs::read_dir(folder.join("examples"))
        .unwrap_or_else(|_| panic!("{}: there is no other town", folder.display()))
        .map(|example| example.expect("a folder").path())
        .collect();
    examples.sort();
    examples.remove(0)
}

/// The block of an example for guichet.toml, with whole paths.
fn block(name: &str, folder: &Path) -> String {
    let example = example(folder);
    let text = std::fs::read_to_string(example.join("procedure.toml"));
    let text = text.unwrap_or_else(|e| panic!("{}/procedure.toml: {e}", example.display()));
    let mut config: toml::Table = toml::from_str(&text).expect("TOML");
    let procedures = config["procedure"].as_array_mut().expect("[[procedure]]");
    let procedure = procedures[0].as_table_mut().expect("a table");
    procedure.insert("file".into(), file(name).display().to_string().into());
    // Its cases are run where it is tested.
    procedure.insert("untried".into(), true.into());
    if let Some(tables) = procedure.get_mut("tables").and_then(|tables| tables.as_table_mut()) {
        for (_, table) in tables.iter_mut() {
            let path = example.join(table.as_str().expect("a file"));
            *table = path.display().to_string().into();
        }
    }
    toml::to_string(&config).expect("TOML")
}

#[tokio::test]
async fn two_towns_serve_the_same_files_with_values_of_their_own() {
    let plugins = plugins();
    assert_eq!(plugins.len(), 11);
    let (mut ours, mut theirs) = (Town::new(&[]), Town::new(&[]));
    for (name, folder) in &plugins {
        let file = file(name);
        ours.configure(&format!(
            "\n[[procedure]]\nfile = \"{}\"\ngrant = \"as-requested\"\nuntried = true\n",
            file.display()
        ));
        theirs.configure(&block(name, folder));
    }
    let mut settings = Vec::new();
    for town in [&mut ours, &mut theirs] {
        town.restart();
        let listed = town.api().get("/procedures").await.expect(200);
        let listed = listed["procedures"].as_array().expect("a list").clone();
        assert_eq!(listed.len(), plugins.len(), "{}", town.log());
        let mut said = BTreeMap::new();
        for procedure in &listed {
            let id = procedure["id"].as_str().expect("an id").to_owned();
            let path = format!("/procedures/{id}/form");
            let form = town.api().post(&path, &json!({"lang": "fr", "answers": {}})).await;
            let pages = form.expect(200)["pages"].as_array().map_or(0, Vec::len);
            assert!(pages > 0, "{id}");
            said.insert(id.clone(), town.command(&["plugin", "settings", &id]).out);
        }
        settings.push(said);
    }
    let differ = settings[0].iter().filter(|(id, said)| settings[1][*id] != **said).count();
    assert!(differ >= 7, "{differ} of them have settings of their own; the others, tables");
}

/// The case that a package brings of its other town: it sets what that town sets.
fn case_of(package: &Package) -> Case {
    let cases = package.folder("cases").filter(|(name, _)| name.contains("another-town"));
    let cases = cases.map(|(name, text)| Case::parse(name, text).expect("a case"));
    let mut sets = cases.filter(|case| !case.settings.is_empty() || !case.tables.is_empty());
    sets.next().unwrap_or_else(|| panic!("{} has no case of another town", package.name()))
}

#[tokio::test]
async fn two_towns_decide_differently_where_their_values_differ() {
    let runtime = Runtime::new(2, None).expect("a sandbox");
    for (name, folder) in plugins() {
        let package =
            Package::read(std::fs::read(file(&name)).expect("a file")).expect("a package");
        let theirs = case_of(&package);
        let block: toml::Table = toml::from_str(&block(&name, &folder)).expect("TOML");
        let example = &block["procedure"][0];
        for (key, value) in &theirs.settings {
            let said = example.get("settings").and_then(|settings| settings.get(key));
            assert_eq!(said, Some(value), "{name}: the case and the example agree on {key}");
        }
        for table in theirs.tables.keys() {
            let there = example.get("tables").and_then(|tables| tables.get(table));
            assert!(there.is_some(), "{name}: the example has the table {table}");
        }
        let grants = Grants::as_requested(&package.manifest);
        let procedure = runtime.load(package, grants).expect("a procedure");
        let run = scenario::run(&procedure, &theirs).await;
        assert!(run.is_ok(), "{name}, in the other town: {run:?}");
        // The same people and events in a town with the values that the package comes with.
        let ours = Case { settings: Default::default(), tables: Default::default(), ..theirs };
        let run = scenario::run(&procedure, &ours).await;
        assert!(run.is_err(), "{name}: both towns decide the same");
    }
}
