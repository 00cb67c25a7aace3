//! Keys and signatures.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn public(place: &Place) -> VendorKey {
    let file = place.folder.path().join("vendor.pub");
    VendorKey::parse(&std::fs::read_to_string(file).expect("KEY.pub")).expect("a key")
}

#[test]
fn a_key_is_made_and_nobody_else_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key");
    let keygen = || run(["plugin", "keygen", "--out", text(&key)]);
    assert!(keygen().success);
    let mode = std::fs::metadata(&key).expect("KEY").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = std::fs::read_to_string(&key).expect("KEY");
    let secret = secret.lines().find(|l| l.starts_with("secret")).expect("a secret").to_owned();
    let public = std::fs::read_to_string(folder.path().join("key.pub")).expect("KEY.pub");
    assert!(!public.contains(&secret["secret = \"".len()..]));
    // The block is one that a town can paste.
    let mut town = Town::new(&[]);
    town.configure(&public);
    assert!(town.command(&["agent", "list"]).success);
    let again = keygen();
    assert!(again.complaint().contains("there already"), "{again:?}");
    let other = folder.path().join("other");
    let never = ["plugin", "keygen", "--out", text(&other), "--until", "2000-01-01"];
    assert!(run(never).complaint().contains("never"));
}

#[test]
fn a_signed_package_verifies_with_its_key_and_no_other() {
    let place = Place::new(&[]);
    let package = package("1.0.0", "");
    let file = place.signed(&package);
    let key = place.folder.path().join("vendor.pub");
    let verify =
        |file: &Path, key: &Path| run(["plugin", "verify", text(file), "--key", text(key)]);
    let said = verify(&file, &key);
    assert!(said.success && said.out.contains("signed by Example"), "{said:?}");
    // Its digest is that of the package, signed or not.
    assert!(said.out.contains(&package.digest.to_string()), "{said:?}");
    let inspected = run(["plugin", "inspect", text(&file), "--json"]).json();
    assert_eq!(inspected["sha256"], package.digest.to_string());
    assert_eq!(inspected["signature"]["key"], public(&place).key.to_string());
    // Signed again it is the same file, as long as the day is the same.
    let first = std::fs::read(&file).expect("a file");
    assert_eq!(std::fs::read(place.signed(&package)).expect("a file").len(), first.len());
    let other = place.folder.path().join("other");
    assert!(run(["plugin", "keygen", "--out", text(&other)]).success);
    let said = verify(&file, &place.folder.path().join("other.pub"));
    assert!(said.complaint().contains("another one"), "{said:?}");
    let said = verify(&place.unsigned(&package), &key);
    assert!(said.complaint().contains("not signed"), "{said:?}");
    // A key that has expired vouches for nothing, and signs nothing.
    let block = std::fs::read_to_string(&key).expect("KEY.pub");
    let until = public(&place).until.to_string();
    let expired = place.folder.path().join("expired.pub");
    let from = public(&place).from.to_string();
    let past = block.replace(&until, "2001-01-01").replace(&from, "2000-01-01");
    std::fs::write(&expired, past).expect("a file");
    let signed = place.signed(&package);
    assert!(verify(&signed, &expired).complaint().contains("expired"));
    let secret = std::fs::read_to_string(place.folder.path().join("vendor")).expect("KEY");
    let past = secret.replace(&until, "2001-01-01").replace(&from, "2000-01-01");
    let old = place.folder.path().join("old");
    std::fs::write(&old, past).expect("a file");
    let said = run(["plugin", "sign", text(&signed), "--key", text(&old)]);
    assert!(said.complaint().contains("expired"), "{said:?}");
    assert!(verify(&signed, &key).success, "what it could not sign anew it left as it was");
}

#[test]
fn no_altered_byte_and_no_cut_off_end_passes() {
    let place = Place::new(&[]);
    let signed = std::fs::read(place.signed(&package("1.0.0", ""))).expect("a file");
    let key = public(&place);
    let today = guichet::office::today();
    let passes = |bytes: Vec<u8>| {
        Package::read(bytes).is_ok_and(|package| package.verify(&key, today).is_ok())
    };
    assert!(passes(signed.clone()));
    let signature = signed.len() - 600;
    // Everywhere in the contents, and every byte of the signature.
    for at in (0..signature).step_by(61).chain(signature..signed.len()) {
        let mut flipped = signed.clone();
        flipped[at] ^= 1;
        assert!(!passes(flipped), "byte {at} of {}", signed.len());
        assert!(!passes(signed[..at].to_vec()), "cut off at {at}");
    }
    // Nothing may follow, nor may the signature of another package be put there.
    assert!(!passes([&signed[..], &guichet_tests::guest::section("note", b"hello")].concat()));
    assert!(!passes([&signed[..], &[0]].concat()));
    let other = Package::read(std::fs::read(place.signed(&package("1.0.1", ""))).expect("a file"));
    let moved = package("1.0.0", "").signed(other.expect("a package").signature.expect("signed"));
    assert!(!passes(moved.file()));
}

#[test]
fn only_what_the_town_trusts_is_installed() {
    let place = Place::new(&[]);
    let package = package("1.0.0", "");
    let install = |place: &Place, file: &Path| {
        place.plugin(&["install", text(file), "--yes", "--by", "Ada Admin"])
    };
    let unsigned = place.unsigned(&package);
    let line = install(&place, &unsigned).complaint().to_owned();
    assert!(line.contains("not signed") && line.contains("[trust]"), "{line}");
    let stranger = place.folder.path().join("stranger");
    assert!(run(["plugin", "keygen", "--out", text(&stranger)]).success);
    assert!(run(["plugin", "sign", text(&unsigned), "--key", text(&stranger)]).success);
    let line = install(&place, &unsigned).complaint().to_owned();
    assert!(line.contains("[trust] does not list"), "{line}");
    assert_eq!(place.serves(), "");
    // Named by its digest it is taken, and nothing else is.
    let block = std::fs::read_to_string(place.folder.path().join("vendor.pub")).expect("KEY.pub");
    let named = format!("[trust]\nunsigned = [\"{}\"]\n{block}", package.digest);
    place.town.replace_config(&format!("{}\n{named}", guichet::config::FIRST));
    let other = place.unsigned(&super::package("1.0.1", ""));
    assert!(install(&place, &other).complaint().contains("not signed"));
    let unsigned = place.unsigned(&package);
    let said = install(&place, &unsigned);
    assert!(said.success && said.out.contains("[trust] unsigned names it"), "{said:?}");
    // Without [trust] nothing can be installed by command.
    place.town.replace_config(guichet::config::FIRST);
    let upgrade = place.signed(&super::package("1.1.0", ""));
    let said = place.plugin(&["upgrade", text(&upgrade), "--yes", "--by", "Ada"]);
    assert!(said.complaint().contains("[trust] does not list"), "{said:?}");
}
