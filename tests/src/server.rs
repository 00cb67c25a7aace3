//! A town as its residents and agents meet it: the binary `guichet` in a process of its own, on
//! a free port of the loopback, with its data in a folder that goes away with the test.
//!
//! The binary belongs to the package `guichet`, so build both packages in one selection: `cargo
//! test -p guichet -p guichet-tests`, or `--workspace`, put it beside the folder of the test
//! executables, where it is looked for. `GUICHET_BIN` names another one.
//!
//! Start with [`Town::start`].

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;
use tempfile::TempDir;

use crate::honest;

/// How long anything may take before it counts as stuck, on a machine that does other things.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The binary under test.
///
/// # Panics
///
/// Where it was not built.
pub fn binary() -> PathBuf {
    let beside = || {
        let test = std::env::current_exe().expect("the test executable");
        let target = test.parent().and_then(Path::parent).expect("the folder above `deps`");
        target.join("guichet")
    };
    let binary = std::env::var_os("GUICHET_BIN").map_or_else(beside, PathBuf::from);
    assert!(
        binary.is_file(),
        "{} is not built: select the package guichet as well, `-p guichet -p guichet-tests`",
        binary.display()
    );
    binary
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Whether it succeeded.
    pub success: bool,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl Said {
    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        assert!(self.success, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("JSON, not {self:?}"))
    }

    /// Its complaint, which must be one line that begins with the program's name.
    pub fn complaint(&self) -> &str {
        assert!(!self.success, "it succeeded: {self:?}");
        let line = self.err.trim_end();
        assert!(line.starts_with("guichet: ") && !line.contains('\n'), "one line, not {self:?}");
        line
    }
}

/// Runs the binary with these arguments to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Said {
    run_with(Command::new(binary()), arguments)
}

fn run_with<S: AsRef<std::ffi::OsStr>>(
    mut command: Command,
    arguments: impl IntoIterator<Item = S>,
) -> Said {
    // A command logs only what a town would want to see; tests read the rest.
    let output = command.args(arguments).env("RUST_LOG", "off").stdin(Stdio::null()).output();
    let output = output.expect("the binary runs");
    Said {
        success: output.status.success(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A server process, which does not outlive its test.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    fn start(config: &Path, listen: &str, log: &Path, days: u32) -> Result<Self, String> {
        let log_file = std::fs::OpenOptions::new().create(true).append(true).open(log);
        let mut command = Command::new(binary());
        if days > 0 {
            later(&mut command, days);
        }
        let mut child = command
            .args(["serve", "--listen", listen, "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file.expect("the log"))
            .spawn()
            .expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (said, hears) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = said.send(line);
            }
        });
        let mut process = Self { child, address: String::new() };
        let until = Instant::now() + PATIENCE;
        while let Ok(line) = hears.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if let Some(address) = line.strip_prefix("listening on ") {
                process.address = address.to_owned();
                return Ok(process);
            }
        }
        process.end();
        Err(std::fs::read_to_string(log).unwrap_or_default())
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Has a process live some days later: Debian's libfaketime stands between it and the clock. What
/// it waits for still takes as long as it takes.
fn later(command: &mut Command, days: u32) {
    let mut folders = std::fs::read_dir("/usr/lib").expect("/usr/lib").filter_map(Result::ok);
    let library = folders
        .find_map(|f| Some(f.path().join("faketime/libfaketimeMT.so.1")).filter(|l| l.exists()));
    command
        .env("LD_PRELOAD", library.expect("Debian's libfaketime is installed"))
        .env("FAKETIME", format!("+{days}d"))
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

/// A town with its server.
pub struct Town {
    folder: TempDir,
    process: Option<Process>,
    offers: Vec<String>,
    listen: String,
    url: Option<String>,
    more: String,
    days: u32,
    tried: bool,
}

impl Town {
    /// A town that offers these packages and grants all that they ask for, with its server up.
    pub fn start(packages: &[(&str, Vec<u8>)]) -> Self {
        let mut town = Self::new(packages);
        town.restart();
        town
    }

    /// A town that offers one honest procedure, [`honest`].
    pub fn honest() -> Self {
        Self::start(&[("honest", honest::file(&honest::guest()))])
    }

    /// A town whose server was never started.
    pub fn new(packages: &[(&str, Vec<u8>)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut town = Self {
            folder,
            process: None,
            offers: Vec::new(),
            listen: "127.0.0.1:0".to_owned(),
            url: None,
            more: String::new(),
            days: 0,
            tried: false,
        };
        town.write_config();
        for (name, bytes) in packages {
            town.install(name, bytes);
        }
        town
    }

    /// Offers a package from the next start on, in place of any of the same name.
    pub fn install(&mut self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(format!("{name}.wasm")), bytes).expect("a file");
        if !self.offers.iter().any(|offer| offer == name) {
            self.offers.push(name.to_owned());
        }
        self.write_config();
    }

    /// Adds lines to its configuration, from the next start on.
    pub fn configure(&mut self, lines: &str) {
        self.more.push_str(lines);
        self.write_config();
    }

    /// Has its server listen elsewhere than on a free port of the loopback, from the next start on.
    pub fn listen_on(&mut self, address: &str) {
        self.listen = address.to_owned();
    }

    /// Says in its configuration how people reach it, from the next start on.
    pub fn known_as(&mut self, url: &str) {
        self.url = Some(url.to_owned());
        self.write_config();
    }

    /// Serves what it offers only once its scenario cases have passed, from the next start on.
    pub fn try_offers(&mut self) {
        self.tried = true;
        self.write_config();
    }

    /// Writes another configuration in place of its own.
    pub fn replace_config(&self, text: &str) {
        std::fs::write(self.config(), text).expect("guichet.toml");
    }

    fn write_config(&self) {
        let mut text = format!("{}\n{}", guichet::config::FIRST, self.more);
        if let Some(url) = &self.url {
            text = text.replacen("data =", &format!("url = \"{url}\"\ndata ="), 1);
        }
        for name in &self.offers {
            // Most guests show one thing, and have no cases.
            text += &format!(
                "\n[[procedure]]\nfile = \"{name}.wasm\"\ngrant = \"as-requested\"\nuntried = {}\n",
                !self.tried
            );
        }
        std::fs::write(self.config(), text).expect("guichet.toml");
    }

    /// Its guichet.toml.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("guichet.toml")
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What its servers logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Lets as many days pass: its server comes back on that day.
    pub fn wait(&mut self, days: u32) {
        self.days += days;
        self.restart();
    }

    /// Starts its server, after ending the one that runs.
    pub fn restart(&mut self) {
        self.try_start().unwrap_or_else(|log| panic!("the server does not start: {log}"));
    }

    /// Starts its server, or gives what it logged.
    pub fn try_start(&mut self) -> Result<(), String> {
        self.kill();
        self.process =
            Some(Process::start(&self.config(), &self.listen, &self.log_file(), self.days)?);
        Ok(())
    }

    /// Ends its server at once, without a word: SIGKILL.
    pub fn kill(&mut self) {
        self.process.take();
    }

    /// Asks its server to end, and waits. Whether it ended well.
    pub fn stop(&mut self) -> bool {
        let mut process = self.process.take().expect("a server");
        let id = process.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = process.child.try_wait().expect("a child") {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// Where its server listens, such as `http://127.0.0.1:40000`.
    pub fn address(&self) -> String {
        self.process.as_ref().expect("a server").address.clone()
    }

    /// The most memory that its server has had so far, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let process = self.process.as_ref().expect("a server").child.id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kilobytes << 10
    }

    /// Runs a command of the command line on this town.
    pub fn command(&self, arguments: &[&str]) -> Said {
        let config = self.config();
        let config = config.to_str().expect("a path");
        run(arguments.iter().copied().chain(["--config", config]))
    }

    /// The same, some days later.
    pub fn command_later(&self, arguments: &[&str], days: u32) -> Said {
        let config = self.config();
        let config = config.to_str().expect("a path");
        let mut command = Command::new(binary());
        later(&mut command, days);
        run_with(command, arguments.iter().copied().chain(["--config", config]))
    }

    /// How many records its journal has, but for those of what it offers. Whatever else is stored
    /// is one at least.
    pub fn records(&self) -> u64 {
        let verified = self.command(&["dossier", "verify", "--json"]).json();
        let history = self.command(&["plugin", "history", "--json"]).json();
        let changes = |procedure: &Value| procedure["noted"].as_array().map_or(0, Vec::len) as u64;
        let offered: u64 = history.as_array().into_iter().flatten().map(changes).sum();
        verified["records"].as_u64().expect("a number of records") - offered
    }

    /// Its API, for anybody.
    pub fn api(&self) -> Api {
        Api { client: client(), address: self.address(), bearer: None }
    }

    /// Its pages, in a browser without JavaScript that keeps cookies.
    pub fn portal(&self) -> Browser {
        Browser { client: client(), address: self.address(), lang: "fr" }
    }

    /// A new agent, whose names are recorded.
    pub fn agent(&self, name: &str) -> Agent {
        self.hire(name, &[])
    }

    /// A new agent's browser, signed in at the desk, in English.
    pub async fn desk(&self, name: &str, more: &[&str]) -> Browser {
        self.portal().in_english().signed_in(&self.hire(name, more)).await
    }

    /// A page that is there.
    pub async fn page(&self, path: &str) -> Answer {
        let page = self.portal().get(path).await;
        assert_eq!(page.status, 200, "{page:?}");
        page
    }

    /// The page, once it says this: what is due happens soon after a start, and not with it.
    pub async fn says(&self, path: &str, words: &str) -> Answer {
        let until = Instant::now() + PATIENCE;
        loop {
            let page = self.page(path).await;
            if page.text.contains(words) {
                return page;
            }
            assert!(Instant::now() < until, "{words} in {page:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The same, with more of the command line.
    pub fn hire(&self, name: &str, more: &[&str]) -> Agent {
        let given = name[..1].to_uppercase() + &name[1..];
        let said = [
            ("--given-names", given.as_str()),
            ("--family-name", "Exemple"),
            ("--quality", "Agent d’accueil"),
        ];
        let mut arguments = vec!["agent", "add", name, "--json"];
        for (option, value) in said {
            if !more.contains(&option) {
                arguments.extend([option, value]);
            }
        }
        arguments.extend(more);
        let said = self.command(&arguments).json();
        let text = |key: &str| said[key].as_str().expect("a string").to_owned();
        Agent { name: text("name"), password: text("password"), token: text("token") }
    }
}

/// Somebody who works at the desk.
pub struct Agent {
    /// The name that they sign in with.
    pub name: String,
    /// Their password.
    pub password: String,
    /// Their token of the API.
    pub token: String,
}

/// Nothing here speaks TLS, but no client is made without a provider of it.
pub fn provide_crypto() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// What speaks HTTP here: it keeps cookies and follows no redirection by itself.
pub fn client() -> reqwest::Client {
    provide_crypto();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .cookie_store(true)
        .no_proxy()
        .timeout(PATIENCE);
    client.build().expect("a client")
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub text: String,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        Self::try_of(request).await.expect("an answer")
    }

    /// An answer, or that there was none.
    pub async fn try_of(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { status, headers, text: response.text().await? })
    }

    /// A header's value, or an empty string.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON, not {self:?}"))
    }

    /// Its JSON, of the status that is expected.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        self.json()
    }

    /// Its problem, which must be one as RFC 9457 describes it, of the status that is expected.
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self:?}");
        for key in ["type", "title", "detail"] {
            assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{self:?}");
        }
        problem
    }

    /// Where it sends one on to.
    pub fn location(&self) -> &str {
        assert_eq!(self.status.as_u16(), 303, "{self:?}");
        self.header("location")
    }

    /// The texts of what a CSS selector finds, with single spaces.
    pub fn find(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let page = Html::parse_document(&self.text);
        let text = |found: scraper::ElementRef<'_>| {
            let text: String = found.text().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        page.select(&selector).map(text).collect()
    }

    /// The values of an attribute of what a CSS selector finds.
    pub fn find_attribute(&self, selector: &str, attribute: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let page = Html::parse_document(&self.text);
        let found = page.select(&selector).filter_map(|found| found.attr(attribute));
        found.map(str::to_owned).collect()
    }
}

/// A client of the API.
#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    address: String,
    bearer: Option<String>,
}

impl Api {
    /// The same with a bearer token: an agent's token, or a dossier's access key.
    pub fn bearing(&self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..self.clone() }
    }

    /// A request below `/api/v1`, to be changed before it is sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.address));
        match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request that was made here.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// Submits answers to the honest procedure.
    pub async fn submit(&self, key: &str, answers: &Value) -> Answer {
        Answer::of(self.submission(key, answers)).await
    }

    /// That request, unsent.
    pub fn submission(&self, key: &str, answers: &Value) -> RequestBuilder {
        let body = serde_json::json!({"lang": "fr", "answers": answers});
        let path = format!("/procedures/{}/dossiers", honest::ID);
        self.request(Method::POST, &path).header("Idempotency-Key", key).json(&body)
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, &format!("/attachments?name={name}"));
        Answer::of(request.header(CONTENT_TYPE, media_type).body(bytes)).await
    }
}

/// A browser without JavaScript. It follows no redirection by itself.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    address: String,
    lang: &'static str,
}

impl Browser {
    /// The same in English.
    pub fn in_english(&self) -> Self {
        Self { lang: "en", ..self.clone() }
    }

    /// A request, to be changed before it is sent. A browser's own pages say where they are from.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        request.header("Accept-Language", self.lang).header("Origin", &self.address)
    }

    /// Sends a request that was made here.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request).await
    }

    /// The same, signed in at the desk as this agent.
    pub async fn signed_in(self, agent: &Agent) -> Self {
        let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
        self.post("/desk/sign-in", &inputs).await.location();
        self
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Sets up a second proof for the agent who is signed in here, as administrators have to, with
    /// a server that lives as many days later.
    pub async fn prove_twice(&self, days: u32) {
        self.post("/desk/me/second", &[]).await.location();
        let page = self.get("/desk/me/second").await;
        let code = code_of(&page, i64::from(days) * 24 * 60 * 2);
        let done = self.post("/desk/me/second/confirm", &[("code", &code)]).await;
        assert_eq!(done.status, 200, "{done:?}");
    }

    /// Sends a form with a file.
    pub async fn send_file(&self, path: &str, bytes: Vec<u8>, more: &[(&str, &str)]) -> Answer {
        let part = reqwest::multipart::Part::bytes(bytes).file_name("file");
        let mut form = reqwest::multipart::Form::new().part("file", part);
        for (name, value) in more {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        Answer::of(self.request(Method::POST, path).multipart(form)).await
    }

    /// Follows a link to a file, which must be there.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.bytes().await.expect("its bytes").to_vec()
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, inputs: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).form(inputs)).await
    }

    /// Begins the honest procedure. Gives the path of the draft, such as `/drafts/KEY`.
    pub async fn begin(&self) -> String {
        let path = format!("/procedures/{}/drafts", honest::ID);
        let begun = self.post(&path, &[("lang", self.lang)]).await;
        let first = begun.location();
        first.rsplit_once('/').expect("a page of a draft").0.to_owned()
    }
}

/// The code that a device shows (RFC 6238), worked out here from the key on the page.
pub fn code_of(page: &Answer, steps: i64) -> String {
    let typed = page.find("main .key").pop().expect("a key").replace(' ', "");
    let mut bits = String::new();
    for letter in typed.chars() {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("base 32");
        bits += &format!("{value:05b}");
    }
    let secret: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).expect("bits"))
        .collect();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    let step = (now.as_secs() / 30) as i64 + steps;
    let secret: [u8; 20] = secret.try_into().expect("160 bits");
    guichet::staff::Device::new(secret, "x", "y").expect("a device").code(step as u64 * 30)
}
