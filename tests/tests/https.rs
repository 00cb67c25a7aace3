//! HTTPS: a certificate that is ordered, kept and renewed; the town's own, replaced while it
//! serves; plain HTTP on this machine or with a named proxy only; who says nothing.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use guichet::limits::tls::{HANDSHAKE, HANDSHAKES};
use guichet_tests::acme::Acme;
use guichet_tests::server::{Answer, PATIENCE, Town, client};
use guichet_tests::tls::{Authority, free_port, shown, trusting};
use reqwest::Client;
use serde_json::Value;

const NAME: &str = "mairie.saint-exemple.example";

/// A town that is not started yet, known by a name on a port of its own.
fn town(name: &str) -> (Town, u16) {
    let (mut town, port) = (Town::new(&[]), free_port());
    town.listen_on(&format!("127.0.0.1:{port}"));
    town.known_as(&format!("https://{name}:{port}"));
    (town, port)
}

/// The certificate that somebody is shown who trusts an authority; none where they trust it not.
async fn certificate(authority: &str, name: &str, port: u16) -> Option<Vec<u8>> {
    let answer = trusting(authority, name).get(format!("https://{name}:{port}/healthz"));
    let answer = answer.send().await.ok()?;
    assert_eq!(answer.status(), 200);
    Some(shown(&answer))
}

/// The same, once it is another than this one.
async fn next_certificate(
    authority: &str,
    name: &str,
    port: u16,
    before: Option<&[u8]>,
) -> Vec<u8> {
    let until = Instant::now() + PATIENCE;
    loop {
        match certificate(authority, name, port).await {
            Some(now) if Some(now.as_slice()) != before => return now,
            _ => assert!(Instant::now() < until, "there is a new certificate in time"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn eventually(town: &Town, what: &str) {
    let until = Instant::now() + PATIENCE;
    while !town.log().contains(what) {
        assert!(Instant::now() < until, "{what:?} is logged: {}", town.log());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the doctor finds of address and certificate, as many days later.
fn doctor(town: &Town, days: u32) -> Vec<Value> {
    let arguments = ["doctor", "--json", "--mail-to", "none"];
    let said = match days {
        0 => town.command(&arguments),
        days => town.command_later(&arguments, days),
    };
    let found: Vec<Value> =
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("JSON: {said:?}"));
    found.into_iter().filter(|finding| finding["check"] == "https").collect()
}

fn says<'a>(found: &'a [Value], words: &str) -> Option<&'a Value> {
    let says = |finding: &&Value| finding["says"].as_str().is_some_and(|says| says.contains(words));
    found.iter().find(says)
}

#[tokio::test]
async fn a_certificate_is_ordered_kept_and_renewed() {
    let (mut town, port) = town(NAME);
    let mut acme = Acme::start(port);
    town.configure(&format!("\n[tls]\n{}", acme.config()));
    town.restart();
    let root = acme.root().await;
    let first = next_certificate(&root, NAME, port, None).await;
    let kept = town.data().join("acme.json");
    let mode = std::fs::metadata(&kept).expect("what is kept").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds keys");
    assert!(says(&doctor(&town, 0), "certificat n’a pu être obtenu").is_none());
    // With nobody there to give another one, the one that is kept serves after a restart.
    acme.stop();
    assert!(town.stop(), "it ends in good order");
    town.restart();
    assert_eq!(certificate(&root, NAME, port).await.as_deref(), Some(first.as_slice()));
    // Three and a half years later, of five: it is time, and nobody is there. The old one serves.
    town.wait(1_300);
    eventually(&town, "no certificate was given").await;
    assert_eq!(certificate(&root, NAME, port).await.as_deref(), Some(first.as_slice()));
    let found = doctor(&town, 1_300);
    let failed = says(&found, "certificat n’a pu être obtenu").expect("it is found");
    assert!(failed["todo"].as_str().is_some_and(|todo| todo.contains("port 443")), "{failed}");
    // The next day there is an ACME server again, which has forgotten the town.
    acme.restart();
    let root = acme.root().await;
    town.wait(1);
    let second = next_certificate(&root, NAME, port, None).await;
    assert_ne!(first, second);
    assert!(says(&doctor(&town, 1_301), "certificat n’a pu être obtenu").is_none());
    let secrets = std::fs::read_to_string(&kept).expect("what is kept");
    assert!(secrets.contains("PRIVATE KEY") && !town.log().contains("PRIVATE KEY"));
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_gets_no_certificate_and_the_reason_is_told() {
    let (mut town, _) = town(NAME);
    // It looks on a port where nobody is.
    let acme = Acme::start(free_port());
    town.configure(&format!("\n[tls]\n{}", acme.config()));
    town.restart();
    eventually(&town, "no certificate was given").await;
    let found = doctor(&town, 0);
    let failed = says(&found, "certificat n’a pu être obtenu").expect("it is found");
    let said = failed["says"].as_str().expect("words");
    assert!(said.contains("connect") || said.contains("refused"), "{said}");
    // Started again at once, it does not try again at once.
    let tries = |town: &Town| town.log().matches("a certificate is ordered").count();
    assert_eq!(tries(&town), 1);
    town.restart();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(tries(&town), 1);
}

/// A town with a certificate of its own in two files beside its configuration.
fn with_files(name: &str, authority: &Authority, left: i64) -> (Town, u16, PathBuf, PathBuf) {
    let (mut town, port) = town(name);
    let files = ["fullchain.pem", "privkey.pem"].map(|file| town.config().with_file_name(file));
    let [certificate, key] = files;
    authority.give(name, 85, left).write(&certificate, &key);
    std::fs::write(town.config().with_file_name("root.pem"), &authority.pem).expect("a file");
    town.configure(
        "\n[tls]\ncertificate = \"fullchain.pem\"\nkey = \"privkey.pem\"\nroot = \"root.pem\"\n",
    );
    (town, port, certificate, key)
}

#[tokio::test]
async fn the_towns_own_certificate_is_replaced_while_it_serves() {
    let authority = Authority::default();
    let (mut town, port, file, key) = with_files(NAME, &authority, 30);
    town.restart();
    let url = format!("https://{NAME}:{port}");
    let first = certificate(&authority.pem, NAME, port).await.expect("a certificate");
    // Somebody whose connection stays.
    let somebody = trusting(&authority.pem, NAME);
    let seen = async |client: &Client| {
        let answer = client.get(format!("{url}/healthz")).send().await.expect("an answer");
        let certificate = shown(&answer);
        assert_eq!(answer.text().await.expect("a text"), "ok\n");
        certificate
    };
    assert_eq!(seen(&somebody).await, first);
    // One that is not good changes nothing but the log.
    std::fs::write(&file, "-----BEGIN CERTIFICATE-----\n").expect("a file");
    eventually(&town, "the new certificate is not good").await;
    assert_eq!(certificate(&authority.pem, NAME, port).await, Some(first.clone()));
    assert!(says(&doctor(&town, 0), "fullchain.pem").is_some_and(|f| f["state"] == "wrong"));
    // A good one is shown to who comes from now on, and nobody is broken off.
    authority.give(NAME, 1, 90).write(&file, &key);
    let second = next_certificate(&authority.pem, NAME, port, Some(&first)).await;
    assert_ne!(first, second);
    assert_eq!(seen(&somebody).await, first, "the same connection");
    assert!(town.stop(), "it ends in good order");
}

#[tokio::test]
async fn what_is_served_is_for_https_alone() {
    let authority = Authority::default();
    let (mut town, port, ..) = with_files(NAME, &authority, 30);
    let other = free_port();
    town.configure(&format!("redirect = \"127.0.0.1:{other}\"\n"));
    town.restart();
    let url = format!("https://{NAME}:{port}");
    let client = trusting(&authority.pem, NAME);
    let page = client.get(format!("{url}/")).send().await.expect("an answer");
    assert_eq!(page.headers()["strict-transport-security"], "max-age=31536000");
    // Cookies do not go out in the clear.
    let agent = town.agent("claire");
    let form = [("name", agent.name.as_str()), ("password", &agent.password)];
    let signed_in = client.post(format!("{url}/desk/sign-in")).header("Origin", &url).form(&form);
    let signed_in = signed_in.send().await.expect("an answer");
    assert_eq!(signed_in.status(), 303);
    let cookies: Vec<_> = signed_in.headers().get_all("set-cookie").iter().collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.to_str().is_ok_and(|cookie| cookie.contains("Secure")), "{cookie:?}");
    }
    // Who comes in the clear is sent on, and a form is not taken so.
    let plain = format!("http://127.0.0.1:{other}/verify?code=a%20b");
    let on = Answer::try_of(guichet_tests::server::client().get(&plain)).await.expect("an answer");
    assert_eq!(
        (on.status.as_u16(), on.header("location")),
        (308, format!("{url}/verify?code=a%20b").as_str())
    );
    let form = Answer::try_of(guichet_tests::server::client().post(&plain)).await;
    assert_eq!(form.expect("an answer").status, 405);
    // On its own port, nobody is answered in the clear.
    let plain = guichet_tests::server::client().get(format!("http://127.0.0.1:{port}/"));
    assert!(plain.send().await.is_err());
}

#[test]
fn files_that_are_no_certificate_are_refused_by_name() {
    let authority = Authority::default();
    let (mut town, _, certificate, key) = with_files(NAME, &authority, 30);
    let good = [&certificate, &key].map(|file| std::fs::read_to_string(file).expect("a file"));
    let mut refused = |file: &Path, text: Option<&str>, words: &str| {
        for (file, good) in [&certificate, &key].into_iter().zip(&good) {
            std::fs::write(file, good).expect("a file");
        }
        match text {
            Some(text) => std::fs::write(file, text).expect("a file"),
            None => std::fs::remove_file(file).expect("a file"),
        }
        let log = town.try_start().expect_err("it does not start");
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let last = log.lines().last().unwrap_or_default();
        assert!(last.contains(name) && last.contains(words), "{name}, {words}: {log}");
        assert!(!last.contains("PRIVATE KEY"), "{last}");
    };
    let other = authority.give("other.example", 1, 30);
    refused(&certificate, None, "No such file");
    refused(&certificate, Some("hello"), "holds no certificate");
    refused(&certificate, Some(&good[0][..200]), "");
    refused(&certificate, Some(&other.certificate), NAME);
    refused(&key, Some("hello"), "holds no private key");
    refused(&key, Some(&other.key), "not the key of the certificate");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    refused(&key, Some(&good[1]), "chmod o=");
}

#[tokio::test]
async fn plain_http_is_for_this_machine_and_a_proxy_that_is_named() {
    let mut town = Town::honest();
    assert!(town.address().starts_with("http://127.0.0.1:"));
    town.listen_on("0.0.0.0:0");
    let refused = town.try_start().expect_err("everybody could read it");
    let last = refused.lines().last().unwrap_or_default();
    assert!(last.contains("[tls]") && last.contains("[proxy]"), "{refused}");
    // Guesses count for the address they come from: without a proxy that is named, the connection's.
    let guess = async |town: &Town, from: &str| {
        let port = town.address().rsplit_once(':').expect("a port").1.to_owned();
        let url = format!("http://127.0.0.1:{port}/verify/AAAA-AAAA-AAAA-AAAA");
        let guess = client().get(url).header("X-Forwarded-For", from);
        guess.send().await.expect("an answer").status().as_u16()
    };
    town.listen_on("127.0.0.1:0");
    town.restart();
    for last in 0..30 {
        assert_eq!(guess(&town, &format!("192.0.2.{last}")).await, 404);
    }
    let blocked = guess(&town, "192.0.2.100").await;
    assert!(blocked >= 429, "{blocked}");
    // With one, it is taken at its word.
    town.listen_on("0.0.0.0:0");
    town.configure("\n[proxy]\naddresses = [\"127.0.0.1\"]\n");
    town.restart();
    for _ in 0..30 {
        assert_eq!(guess(&town, "192.0.2.1").await, 404);
    }
    assert_eq!(guess(&town, "192.0.2.1").await, blocked);
    assert_eq!(guess(&town, "192.0.2.2").await, 404);
    assert_eq!(guess(&town, "192.0.2.2, 192.0.2.1").await, blocked, "the proxy speaks last");
}

#[tokio::test]
async fn who_says_nothing_holds_nobody_up() {
    let authority = Authority::default();
    let (mut town, port, ..) = with_files(NAME, &authority, 30);
    town.restart();
    let silent = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
    let mut first = silent();
    let more: Vec<TcpStream> = (0..HANDSHAKES).map(|_| silent()).collect();
    let began = Instant::now();
    assert!(certificate(&authority.pem, NAME, port).await.is_some());
    assert!(began.elapsed() < HANDSHAKE, "{:?}", began.elapsed());
    // The one that has said nothing for longest has given its place.
    assert!(closed(&mut first) && began.elapsed() < HANDSHAKE, "{:?}", began.elapsed());
    // The others are not waited for either.
    assert!(closed(&mut more.into_iter().last().expect("a connection")));
    assert!(began.elapsed() < HANDSHAKE * 3, "{:?}", began.elapsed());
}

/// Waits until the other side has closed a connection.
fn closed(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    match stream.read(&mut [0]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[test]
fn the_doctor_reads_the_certificate_that_is_served() {
    let authority = Authority::default();
    let (mut town, _, certificate, key) = with_files("localhost", &authority, 60);
    town.restart();
    let found = doctor(&town, 0);
    let ends = says(&found, "encore 60 jour(s)").unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(ends["state"], "well");
    // Five days before its end somebody should have renewed it.
    authority.give("localhost", 85, 5).write(&certificate, &key);
    town.restart();
    let found = doctor(&town, 0);
    let ends = says(&found, "encore 5 jour(s)").unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(ends["state"], "wrong");
    // One that is given for two weeks is not renewed two weeks before.
    authority.give("localhost", 3, 10).write(&certificate, &key);
    town.restart();
    assert_eq!(says(&doctor(&town, 0), "encore 10 jour(s)").expect("it is read")["state"], "well");
    // Under an authority that nobody knows it is worth nothing.
    Authority::default().give("localhost", 1, 60).write(&certificate, &key);
    town.restart();
    assert!(says(&doctor(&town, 0), "ne répond pas").is_some_and(|f| f["state"] == "wrong"));
}
