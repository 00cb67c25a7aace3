//! Uploaded files: what is taken, what is kept of it, and what is refused without losing the page.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use guichet_tests::honest;
use guichet_tests::server::{Answer, Browser, PATIENCE, Town};
use reqwest::Method;
use reqwest::multipart::{Form, Part};

/// Sends the page with the plan, and a number beside it.
async fn send(browser: &Browser, draft: &str, name: &str, kind: &str, bytes: Vec<u8>) -> Answer {
    let part = Part::bytes(bytes).file_name(name.to_owned()).mime_str(kind).expect("a type");
    let form =
        Form::new().text("what.size", "small").text("what.count", "3").part("what.plan", part);
    let request = browser.request(Method::POST, &format!("{draft}/what"));
    browser.send(request.multipart(form)).await
}

/// A JPEG as a telephone makes it: where it was taken stands in it.
fn photo() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    for (marker, contents) in [
        (0xe0, &b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"[..]),
        (0xe1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0 GPS 48.8566 2.3522 Zoe's telephone"),
        (0xfe, b"at Zoe's"),
        (0xda, b"\x01\x01\0\0\x3f\0"),
    ] {
        bytes.extend_from_slice(&[0xff, marker]);
        bytes.extend_from_slice(&(contents.len() as u16 + 2).to_be_bytes());
        bytes.extend_from_slice(contents);
    }
    bytes.extend_from_slice(b"picture\xff\xd9");
    bytes
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn a_photo_is_sealed_under_its_own_name_without_what_the_camera_wrote() {
    let town = Town::honest();
    let mut tracked = String::new();
    for name in ["one.jpg", "two.jpg"] {
        let browser = town.portal();
        let draft = browser.begin().await;
        let sent = send(&browser, &draft, name, "image/jpeg", photo()).await;
        assert_eq!(sent.location(), format!("{draft}/review"));
        browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await.location();
        let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
        tracked = submitted.location().to_owned();
    }
    let files = below(&town.data().join("files"));
    assert_eq!(files.len(), 2, "equal bytes of two people are not kept as one: {files:?}");
    let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    for file in &files {
        let bytes = std::fs::read(file).expect("the file");
        assert!(!has(&bytes, b"picture") && !has(&bytes, b"GPS"), "{bytes:?}");
    }
    assert!(below(&town.data().join("incoming")).is_empty(), "nothing is left on the way");
    let browser = town.portal();
    let copy = browser.request(Method::GET, &tracked.replace("?key=", "/copy.zip?key="));
    let copy = copy.send().await.expect("an answer").bytes().await.expect("its bytes");
    let mut copy = zip::ZipArchive::new(std::io::Cursor::new(copy)).expect("an archive");
    let mut bytes = Vec::new();
    copy.by_name("files/two.jpg").expect("it").read_to_end(&mut bytes).expect("its bytes");
    assert!(has(&bytes, b"picture") && !has(&bytes, b"GPS") && !has(&bytes, b"Zoe"), "{bytes:?}");
}

#[tokio::test]
async fn what_is_not_taken_is_said_beside_its_field_and_the_page_is_kept() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    for (name, kind, bytes, words) in [
        ("lie.pdf", "application/pdf", b"<html>".to_vec(), "pas ce que dit son type"),
        ("lie.jpg", "image/jpeg", b"%PDF-1.7".to_vec(), "pas ce que dit son type"),
        ("empty.pdf", "application/pdf", vec![], "est vide"),
        ("broken.jpg", "image/jpeg", vec![0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0], "abîmée"),
        ("huge.pdf", "application/pdf", [b"%PDF-".to_vec(), vec![0; 10 << 20]].concat(), "10 Mo"),
        ("large.pdf", "application/pdf", [b"%PDF-".to_vec(), vec![0; 100_000]].concat(), ""),
        ("../../<b>\u{202e}.pdf", "application/pdf", b"no".to_vec(), "« b.pdf »"),
    ] {
        let sent = send(&browser, &draft, name, kind, bytes).await;
        assert_eq!(sent.status, 422, "{name}: {sent:?}");
        let error = sent.find("[data-block='what.plan'] .error").join(" ");
        assert!(!error.is_empty() && error.contains(words), "{name}: {error}");
        assert_eq!(sent.find_attribute("[name='what.count']", "value"), ["3"], "{name}");
    }
    assert!(below(&town.data().join("files")).len() <= 1, "refused files are not kept");
    let sent = send(&browser, &draft, "plan.pdf", "application/pdf", b"%PDF-1.7".to_vec()).await;
    assert_eq!(sent.location(), format!("{draft}/review"), "and a good one goes through");
}

/// Zeroes as ZIP packs them.
fn zeroes(bytes: usize, name: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
    for _ in 0..bytes >> 20 {
        zip.write_all(&[0; 1 << 20]).expect("a piece");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A ZIP bomb: its list of contents names the same few bytes a hundred times over, so that 70 KB
/// become 6 GB.
fn bomb(name: &str) -> Vec<u8> {
    const TIMES: u16 = 100;
    let one = zeroes(64 << 20, name);
    let end = one.len() - 22;
    let at = u32::from_le_bytes(one[end + 16..end + 20].try_into().expect("four bytes"));
    let (packed, list) = one[..end].split_at(at as usize);
    let mut end = one[end..].to_vec();
    for place in [8, 10] {
        end[place..place + 2].copy_from_slice(&TIMES.to_le_bytes());
    }
    let size = list.len() as u32 * u32::from(TIMES);
    end[12..16].copy_from_slice(&size.to_le_bytes());
    let bomb = [packed, &list.repeat(usize::from(TIMES)), &end].concat();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bomb)).expect("an archive");
    assert_eq!(archive.by_index(0).expect("its file").size(), 64 << 20);
    bomb
}

/// Zeroes as PDF and PNG pack them (RFC 1950).
fn packed(bytes: usize) -> Vec<u8> {
    let zip = zeroes(bytes, "zeroes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("an archive");
    let mut raw = Vec::new();
    archive.by_index_raw(0).expect("its file").read_to_end(&mut raw).expect("its bytes");
    let sum = ((bytes % 65_521) as u32) << 16 | 1;
    [&[0x78, 0x9c][..], &raw, &sum.to_be_bytes()].concat()
}

/// A page of 64 MB in 65 KB.
fn pdf_bomb() -> Vec<u8> {
    let stream = packed(64 << 20);
    let start =
        format!("%PDF-1.7\n1 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n", stream.len());
    let end = b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
    [start.as_bytes(), &stream, end].concat()
}

/// 900 million pixels in 110 KB, which take 3.6 GB of whoever looks at them.
fn png_bomb() -> Vec<u8> {
    const SIDE: u32 = 30_000;
    let crc = |bytes: &[u8]| {
        let bit = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
        !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), bit))
    };
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [kind, data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat()
    };
    let header = [&SIDE.to_be_bytes()[..], &SIDE.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let rows = SIDE as usize * (SIDE as usize / 8 + 1);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &packed(rows.next_multiple_of(1 << 20))),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

/// Four thousand million pixels in a few bytes.
fn jpeg_bomb() -> Vec<u8> {
    let mut bytes = photo();
    let frame = [0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0];
    bytes.splice(2..2, frame);
    bytes
}

#[tokio::test]
async fn what_is_small_here_and_vast_unpacked_is_refused_or_never_unpacked() {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let peak = town.peak_memory();
    for (name, kind, bytes, words) in [
        ("bomb.zip", "application/zip", bomb("zeroes"), "pas ce que dit son type"),
        ("bomb.docx", WORD, bomb("word/document.xml"), "pas ce que dit son type"),
        ("bomb.odt", "application/vnd.oasis.opendocument.text", bomb("content.xml"), "son type"),
        ("bomb.pdf", "application/pdf", bomb("zeroes"), "pas ce que dit son type"),
        ("bomb.png", "image/png", png_bomb(), "trop grande : 100 millions de pixels"),
        ("bomb.jpg", "image/jpeg", jpeg_bomb(), "trop grande : 100 millions de pixels"),
    ] {
        let sent = send(&browser, &draft, name, kind, bytes.clone()).await;
        assert_eq!(sent.status, 422, "{name}: {sent:?}");
        let error = sent.find("[data-block='what.plan'] .error").join(" ");
        assert!(error.contains(name) && error.contains(words), "{name}: {error}");
        assert_eq!(sent.find_attribute("[name='what.count']", "value"), ["3"], "{name}");
        town.api().upload(name, kind, bytes).await.problem(422);
    }
    assert!(below(&town.data().join("files")).is_empty(), "refused files are not kept");
    // A PDF is what it says it is; nobody here looks at its pages.
    let sent = send(&browser, &draft, "plan.pdf", "application/pdf", pdf_bomb()).await;
    assert_eq!(sent.location(), format!("{draft}/review"));
    browser.post(&format!("{draft}/submit"), &[]).await.location();
    let more = town.peak_memory() - peak;
    assert!(more < 48 << 20, "{more} bytes more, for less than one of these unpacked");
}

/// clamd with one signature: that of the test file of EICAR.
struct Clamd {
    process: Child,
    folder: tempfile::TempDir,
}

const EICAR: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

impl Clamd {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        // A signature over the whole of a PDF with the test text in it.
        let hex: String = EICAR.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(path("test.ndb"), format!("Eicar-Test-Signature:0:*:{hex}\n")).unwrap();
        let config = format!(
            "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\n",
            path("clamd.ctl"),
            folder.path().display()
        );
        std::fs::write(path("clamd.conf"), config).expect("a file");
        let process = Command::new("/usr/sbin/clamd")
            .args(["--config-file", &path("clamd.conf")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's clamav-daemon is installed");
        let clamd = Self { process, folder };
        let until = Instant::now() + PATIENCE;
        while !clamd.folder.path().join("clamd.ctl").exists() {
            assert!(Instant::now() < until, "clamd listens");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        clamd
    }

    fn config(&self) -> String {
        format!("[files]\nclamd = \"unix:{}\"\n", self.folder.path().join("clamd.ctl").display())
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_virus_is_refused_and_so_is_what_nobody_can_look_through() {
    let clamd = Clamd::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&clamd.config());
    town.restart();
    let browser = town.portal();
    let draft = browser.begin().await;
    let infected = [b"%PDF-1.7\n", EICAR].concat();
    let sent = send(&browser, &draft, "virus.pdf", "application/pdf", infected.clone()).await;
    assert_eq!(sent.status, 422);
    assert!(sent.find(".error").join(" ").contains("contient un virus"), "{sent:?}");
    let refused = town.api().upload("virus.pdf", "application/pdf", infected).await.problem(422);
    assert!(refused["detail"].as_str().unwrap().contains("virus"), "{refused}");
    let clean = b"%PDF-1.7\nclean".to_vec();
    town.api().upload("clean.pdf", "application/pdf", clean.clone()).await.expect(201);
    drop(clamd);
    let sent = send(&browser, &draft, "clean.pdf", "application/pdf", clean).await;
    assert_eq!(sent.status, 422);
    assert!(sent.find(".error").join(" ").contains("dans quelques minutes"), "{sent:?}");
}

#[tokio::test]
async fn an_upload_that_breaks_off_can_be_repeated() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let address = town.address();
    let host = address.trim_start_matches("http://").to_owned();
    let head = format!(
        "POST {draft}/what HTTP/1.1\r\nHost: {host}\r\nOrigin: {address}\r\nContent-Length: 5000\r\n\
         Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: \
         form-data; name=\"what.plan\"; filename=\"plan.pdf\"\r\n\r\n%PDF-1.7 and then the"
    );
    tokio::task::spawn_blocking(move || {
        let mut cut = std::net::TcpStream::connect(host).expect("a connection");
        cut.write_all(head.as_bytes()).expect("a start");
    })
    .await
    .expect("a cut connection");
    let page = browser.get(&format!("{draft}/what")).await;
    assert!(page.find(".files li").is_empty(), "half a file is none: {page:?}");
    let sent = send(&browser, &draft, "plan.pdf", "application/pdf", b"%PDF-1.7".to_vec()).await;
    assert_eq!(sent.location(), format!("{draft}/review"));
    let page = browser.get(&format!("{draft}/what")).await;
    assert_eq!(page.find(".files li").len(), 1, "{page:?}");
}
