//! Bundles: packages on a stick, for a town without internet.

use std::io::{Cursor, Write as _};

use super::*;

fn bundled(place: &Place, packages: &[&Package]) -> PathBuf {
    let files: Vec<PathBuf> = packages.iter().map(|package| place.signed(package)).collect();
    let out = place.folder.path().join("bundle.zip");
    let _ = std::fs::remove_file(&out);
    let files: Vec<&str> = files.iter().map(|file| text(file)).collect();
    let said = run([&["plugin", "bundle"], &files[..], &["--out", text(&out)]].concat());
    assert!(said.success, "{said:?}");
    out
}

/// Another procedure with the same forms.
fn other(version: &str) -> Package {
    let manifest = manifest(version).replace(honest::ID, "org.example.barn");
    made_of(&honest::guest(), &manifest, CASE)
}

#[tokio::test]
async fn packages_are_installed_from_a_bundle_with_their_signatures() {
    let place = Place::serving(&[]);
    let bundle = bundled(&place, &[&package("1.0.0", ""), &other("2.0.0")]);
    let again =
        run(["plugin", "bundle", text(&place.signed(&other("2.0.0"))), "--out", text(&bundle)]);
    assert!(again.complaint().contains("exists"), "{again:?}");
    let install = |bundle: &Path, command: &str| {
        place.plugin(&[command, text(bundle), "--yes", "--by", "Ada Admin"])
    };
    let said = install(&bundle, "install");
    assert!(said.success && said.out.contains("signed by Example"), "{said:?}");
    assert!(said.out.contains("org.example.shed-1.0.0.wasm in "), "{said:?}");
    assert_eq!(place.serves(), "org.example.barn 2.0.0\norg.example.shed 1.0.0");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
    let said = install(&bundled(&place, &[&package("1.1.0", "")]), "upgrade");
    assert!(said.success, "{said:?}");
    // What goes with one package cannot be said of two.
    let bundle = bundled(&place, &[&package("1.2.0", ""), &other("2.1.0")]);
    let line = place.plugin(&["upgrade", text(&bundle), "--yes", "--deny", "import:clock"]);
    assert!(line.complaint().contains("one by one"), "{line:?}");
    // A package that nobody vouches for is none the better for being in a bundle.
    let unsigned = place.unsigned(&package("1.2.0", ""));
    let out = place.folder.path().join("unsigned.zip");
    assert!(run(["plugin", "bundle", text(&unsigned), "--out", text(&out)]).success);
    let line = install(&out, "upgrade").complaint().to_owned();
    assert!(line.contains("not signed"), "{line}");
    let twice = run(["plugin", "bundle", text(&unsigned), text(&unsigned), "--out", "never.zip"]);
    assert!(twice.complaint().contains("org.example.shed 1.2.0 is in it twice"), "{twice:?}");
}

#[test]
fn bad_bundles_are_refused_in_one_line() {
    let place = Place::new(&[]);
    let package = std::fs::read(place.signed(&package("1.0.0", ""))).expect("a file");
    let archive = |entries: &[(&str, &[u8])]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
            archive.write_all(bytes).expect("an entry");
        }
        archive.finish().expect("an archive").into_inner()
    };
    let file = place.folder.path().join("bad.zip");
    let refused = |bytes: &[u8], words: &str| {
        std::fs::write(&file, bytes).expect("a file");
        let said = place.plugin(&["install", text(&file), "--yes", "--by", "Ada"]);
        assert!(said.complaint().contains(words), "{words}: {said:?}");
        assert!(said.complaint().contains("bad.zip"), "{said:?}");
        assert_eq!(place.serves(), "");
    };
    let whole = archive(&[("a.wasm", &package)]);
    refused(&whole[..whole.len() / 2], "not a whole ZIP archive");
    refused(&whole[..whole.len() - 1], "not a whole ZIP archive");
    for name in ["../a.wasm", "/tmp/a.wasm", "a/../../b.wasm", "..\\a.wasm"] {
        refused(&archive(&[(name, &package)]), "its name must be like");
    }
    // Nothing of a bundle is installed where one of its packages is bad.
    refused(&archive(&[("a.wasm", &package), ("b.wasm", &package[..99])]), "entry b.wasm");
    refused(&archive(&[("a.wasm", &vec![0; 40 << 20])]), "it has more than");
    let mut linked = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    linked.add_symlink("a.wasm", "/etc/passwd", options).expect("a link");
    refused(&linked.finish().expect("an archive").into_inner(), "it is a link");
    let huge = std::fs::File::create(&file).expect("a file");
    std::io::Write::write_all(&mut &huge, &whole).expect("a file");
    huge.set_len(300 << 20).expect("a hole");
    let said = place.plugin(&["install", text(&file), "--yes", "--by", "Ada"]);
    assert!(said.complaint().contains("a bundle may have"), "{said:?}");
}
