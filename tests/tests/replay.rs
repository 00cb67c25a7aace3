//! Replay finds what was altered on the disk, and names the dossier and the entry.

use std::ops::Range;
use std::path::{Path, PathBuf};

use guichet::dossier::Secret;
use guichet::vault::{KeyId, Vault};
use guichet_tests::honest;
use guichet_tests::server::{Said, Town};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// A town with two dossiers, the first of which was granted, and its server stopped. Gives the
/// number of the first.
async fn town() -> (Town, String) {
    let mut town = Town::honest();
    let api = town.api();
    let accepted = api.submit("a", &honest::answers()).await.expect(201);
    let number = accepted["number"].as_str().expect("a number").to_owned();
    let agent = api.bearing(&town.agent("claude").token);
    let grant = format!("/desk/dossiers/{number}/actions/grant");
    agent.post(&grant, &json!({})).await.expect(200);
    api.submit("b", &honest::answers_of("Max")).await.expect(201);
    assert!(town.stop());
    (town, number)
}

fn segment(town: &Town) -> PathBuf {
    town.data().join("journal/00000001.seg")
}

fn replay(town: &Town, number: &str) -> Said {
    town.command(&["dossier", "replay", number])
}

/// It fails, and one line names the dossier and the entry.
#[track_caller]
fn fails(town: &Town, number: &str, entry: u32) -> String {
    let said = replay(town, number);
    let line = said.complaint().to_owned();
    assert!(line.contains(number), "the dossier is not named: {line}");
    assert!(line.contains(&format!("entry {entry}")), "the entry is not named: {line}");
    line
}

/// A record of the journal, as `host/src/journal.rs` lays it out.
struct Record {
    header: usize,
    payload: Range<usize>,
}

const HEADER: usize = 64;

fn records(segment: &[u8]) -> Vec<Record> {
    let (mut records, mut at) = (Vec::new(), HEADER);
    while segment[at..].starts_with(b"GJR\x01") {
        let length = u32::from_le_bytes(segment[at + 16..at + 20].try_into().expect("four bytes"));
        let payload = at + HEADER..at + HEADER + length as usize;
        records.push(Record { header: at, payload: payload.clone() });
        at = payload.end;
    }
    records
}

/// Writes every checksum and the chain again, as who alters evidence with care would.
fn reseal(segment: &mut [u8]) {
    let mut chain = [0; 32];
    for Record { header, payload } in records(segment) {
        chain = Sha256::new()
            .chain_update(chain)
            .chain_update(&segment[payload.clone()])
            .finalize()
            .into();
        let payload_checksum = crc32c::crc32c(&segment[payload]);
        segment[header + 24..header + 28].copy_from_slice(&payload_checksum.to_le_bytes());
        segment[header + 32..header + 64].copy_from_slice(&chain);
        let checksum = crc32c::crc32c(&segment[header..header + 20]);
        let checksum = crc32c::crc32c_append(checksum, &segment[header + 24..header + 64]);
        segment[header + 20..header + 24].copy_from_slice(&checksum.to_le_bytes());
    }
}

/// Where the header of a record says whose it is, and where what is sealed begins, as
/// `host/src/store/envelope.rs` lays it out. Entries that come by the API destroy no key.
const KEY: Range<usize> = 2..18;
const PREVIOUS: usize = 18;
const NUMBER: Range<usize> = 51..63;
const ENTRY: Range<usize> = 67..71;
const SEALED: usize = 73;

/// The bytes of an entry of a dossier.
fn find(segment: &[u8], number: &str, entry: u32) -> Range<usize> {
    let named = |record: &&Record| {
        let payload = &segment[record.payload.clone()];
        payload[NUMBER] == *number.replace('-', "").as_bytes()
            && payload[ENTRY] == entry.to_be_bytes()
    };
    records(segment).iter().find(named).expect("the entry").payload.clone()
}

fn position(bytes: &[u8], text: &str) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text.as_bytes())
}

fn flip(file: &Path, at: usize) {
    let mut bytes = std::fs::read(file).expect("a file");
    bytes[at] ^= 1;
    std::fs::write(file, bytes).expect("a file");
}

/// What somebody does to the bytes of an entry.
type Alter = Box<dyn Fn(&Town, &mut [u8])>;

/// One bit of what is stored.
fn bits() -> Vec<Alter> {
    let places: [fn(&[u8]) -> usize; 4] =
        [|_| PREVIOUS, |_| SEALED, |_| SEALED + 24, |bytes| bytes.len() - 1];
    let flip =
        |place: fn(&[u8]) -> usize| -> Alter { Box::new(move |_, bytes| bytes[place(bytes)] ^= 1) };
    places.map(flip).into()
}

/// What is altered by somebody who has the keys: what it comes after, what stands right before
/// the byte, and how many bytes on that is.
const FORGED: [(&str, &str, usize); 3] = [
    // The last digit of the minute.
    ("\"transcript\":", "\"reply\":{\"moment\":\"", "2026-11-22T14:3".len()),
    ("\"dossier\":", "\"path\":\"who.name\",\"value\":{\"text\":\"", 0),
    // The dossier that it decided on has a score, too.
    ("\"decision\":", "\"score\":", 0),
];

/// One byte of what is sealed, which is opened and sealed again with the town's own keys.
fn forged((after, text, on): (&'static str, &'static str, usize)) -> Alter {
    Box::new(move |town, bytes| {
        let secret = std::fs::read(town.data().join("key")).expect("the town's secret");
        let secret = Secret::new(secret.try_into().expect("32 bytes")).derive("key store");
        let (vault, _) = Vault::open(&town.data().join("keys"), &secret).expect("its keys");
        let key = KeyId::from(<[u8; 16]>::try_from(&bytes[KEY]).expect("16 bytes"));
        let (header, sealed) = bytes.split_at_mut(SEALED);
        let mut json = vault.open_sealed(key, header, sealed).expect("it opens");
        let after = position(&json, after).expect(after);
        let place = after + position(&json[after..], text).expect(text) + text.len() + on;
        // The lowest bit makes another letter or digit of most, so that it is still JSON.
        json[place] ^= 1;
        sealed.copy_from_slice(&vault.seal(key, header, &json).expect("it is sealed"));
    })
}

async fn altered(alterations: Vec<Alter>, reseals: bool, without_sled: bool) {
    let (town, number) = town().await;
    assert!(replay(&town, &number).out.contains("2 entries"));
    let whole = std::fs::read(segment(&town)).expect("the segment");
    assert!(position(&whole, "Zoé").is_none() && position(&whole, "score").is_none());
    let aside = town.data().join("../aside");
    copy(&town.data().join("sled"), &aside);
    for alter in alterations {
        for entry in [1, 2] {
            let mut altered = whole.clone();
            alter(&town, &mut altered[find(&whole, &number, entry)]);
            if reseals {
                reseal(&mut altered);
            }
            std::fs::write(segment(&town), altered).expect("the segment");
            if without_sled {
                std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
            }
            let line = fails(&town, &number, entry);
            assert!(!line.contains("Zo"), "a complaint says nothing of the answers: {line}");
            std::fs::write(segment(&town), &whole).expect("the segment");
            let _ = std::fs::remove_dir_all(town.data().join("sled"));
            copy(&aside, &town.data().join("sled"));
            assert!(replay(&town, &number).success, "entry {entry} was put back");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

#[tokio::test]
async fn one_altered_byte() {
    altered(bits(), false, false).await;
}

#[tokio::test]
async fn one_altered_byte_with_every_checksum_made_right_again() {
    altered(bits(), true, false).await;
}

#[tokio::test]
async fn one_altered_byte_with_the_state_gone_too() {
    altered(bits(), false, true).await;
}

#[tokio::test]
async fn one_altered_byte_with_checksums_right_and_the_state_gone() {
    altered(bits(), true, true).await;
}

#[tokio::test]
async fn what_is_forged_with_the_keys_of_the_town() {
    altered(FORGED.map(forged).into(), true, false).await;
    altered(FORGED.map(forged).into(), true, true).await;
}

/// The day on which something was received proves that it was sent in time (CRPA L112-13).
#[tokio::test]
async fn sve_7_the_day_on_a_receipt_is_kept_and_cannot_be_altered() {
    let minute = ("{", "\"at\":", 6);
    altered(vec![forged(minute)], true, false).await;
    let mut town = Town::honest();
    let made = town.api().submit("a", &honest::answers()).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    assert!(made["receipt"]["received"].is_string(), "{made}");
    // Months later, on a state that was built anew, it is the same minute.
    town.wait(70);
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    town.restart();
    let api = town.api().bearing(&text("access_key"));
    let dossier = api.get(&format!("/dossiers/{}", text("number"))).await.expect(200);
    assert_eq!(dossier["receipt"]["received"], made["receipt"]["received"]);
    assert!(town.command(&["dossier", "verify"]).success);
}

#[tokio::test]
async fn the_component() {
    let (town, number) = town().await;
    let folder = town.data().join("components");
    let mut files = std::fs::read_dir(&folder).expect("the components");
    let file = files.next().expect("a component").expect("a component").path();
    let whole = std::fs::read(&file).expect("the component");
    // Offered still, a server would put it right again; so it is not.
    std::fs::write(town.config(), guichet::config::FIRST).expect("guichet.toml");
    for at in [0, 100, whole.len() / 2, whole.len() - 1] {
        flip(&file, at);
        let line = fails(&town, &number, 1);
        assert!(line.contains("altered"), "{line}");
        std::fs::write(&file, &whole).expect("the component");
        assert!(replay(&town, &number).success);
    }
    std::fs::remove_file(&file).expect("the component is removed");
    fails(&town, &number, 1);
}

#[tokio::test]
async fn a_dossier_that_is_not_there() {
    let (town, _) = town().await;
    let (other, number) = self::town().await;
    drop(other);
    assert!(replay(&town, &number).complaint().contains(&number));
    let said = replay(&town, "nonsense");
    assert!(!said.success && said.err.contains("nonsense"), "{said:?}");
}
