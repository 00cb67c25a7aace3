//! Every limit of the host, named and explained, in one place.
//!
//! Sizes are bytes unless a name says otherwise. What a limit protects from, and what was
//! measured, is said beside it; who exceeds one gets an error that names it.

use std::time::Duration;

/// What a component may be and use. A Python component of the field has 18.4 MB, 38 core
/// modules and a table of 5,676 elements; a Rust one about 100 KB. The values leave room.
pub mod component {
    /// A component file with everything embedded in it.
    pub const BYTES: usize = 32 << 20;
    /// Core instances of one component.
    pub const CORE_INSTANCES: u32 = 64;
    /// Linear memories of one component.
    pub const MEMORIES: u32 = 4;
    /// Linear memory, summed over all memories of one call. Growing past it traps.
    pub const MEMORY: usize = 64 << 20;
    /// Tables of one component.
    pub const TABLES: u32 = 16;
    /// Elements of all tables of one call in sum. Growing past it traps.
    pub const TABLE_ELEMENTS: usize = 20_000;
    /// Stack of the code in the component.
    pub const WASM_STACK: usize = 256 << 10;
    /// Stack that a call runs on; what is above `WASM_STACK` is left to host functions.
    pub const ASYNC_STACK: usize = 1 << 20;
    /// What wasmtime may allocate on behalf of one passage between component and host.
    pub const HOSTCALL_FUEL: usize = 1 << 20;
    /// Handles that a component may hold; the contract has no resources.
    pub const HANDLES: usize = 16;
}

/// What one call of `form` or `decide` may take.
pub mod call {
    use super::Duration;

    /// How often a running call gives way to other requests and is charged for its time.
    pub const TICK: Duration = Duration::from_millis(5);
    /// Ticks that a call may run for: 250 ms of running, however busy the machine is.
    pub const TICKS: u32 = 50;
    /// Wall time after which a call ends even if it was hardly ever scheduled.
    pub const WALL: Duration = Duration::from_secs(30);
    /// Calls of one procedure that may run at once, on a machine with `workers` threads:
    /// half of them, so that one procedure never takes all.
    pub fn in_flight(workers: usize) -> usize {
        (workers / 2).max(1)
    }
    /// Calls of one procedure that may wait for their turn.
    pub const WAITING: usize = 256;
    /// How long a call waits for its turn.
    pub const WAIT: Duration = Duration::from_secs(10);
    /// Calls of imported functions that answer something.
    pub const IMPORT_CALLS: u32 = 1_000;
    /// What the answers of imports may take in the transcript.
    pub const TRANSCRIPT: usize = 512 << 10;
    /// Lines that a call may log; further ones are counted and dropped.
    pub const LOG_LINES: u32 = 100;
    /// Characters kept of one log line.
    pub const LOG_LINE_CHARS: usize = 500;
    /// Rows of one answer of `reference.rows`, as the contract says.
    pub const ROWS: usize = 200;
}

/// What a form may show. A view beyond this is a fault of the procedure.
pub mod view {
    /// Pages of a form.
    pub const PAGES: usize = 50;
    /// Blocks of all pages in sum.
    pub const BLOCKS: usize = 1_000;
    /// Options of one choice.
    pub const OPTIONS: usize = 500;
    /// Problems that are shown at once.
    pub const PROBLEMS: usize = 200;
    /// Unicode scalar values of a label, hint, title, note or message.
    pub const TEXT_CHARS: usize = 4_000;
    /// Bytes of a path.
    pub const PATH: usize = 200;
    /// Groups of one repeat.
    pub const REPEATS: u32 = 100;
    /// Bytes of a page's or an option's key, and of an autofill token.
    pub const KEY: usize = 100;
    /// Media types that one field of files may allow.
    pub const MEDIA_TYPES: usize = 50;
    /// Parameters of one question to a source.
    pub const PARAMS: usize = 20;
    /// How often `form` is asked again until answers that open new fields settle.
    pub const ROUNDS: usize = 20;
}

/// What an answer may hold, whatever its field allows.
pub mod answer {
    /// Answers of one form.
    pub const COUNT: usize = 1_000;
    /// Unicode scalar values of a text without a smaller limit of its own.
    pub const TEXT_CHARS: usize = 20_000;
    /// Unicode scalar values of a single line without a smaller limit of its own.
    pub const LINE_CHARS: usize = 500;
    /// Lines of an address before postcode and city.
    pub const ADDRESS_LINES: usize = 5;
    /// Digits of a decimal.
    pub const DECIMAL_DIGITS: usize = 20;
    /// Bytes of an e-mail address, as RFC 5321 leaves room for.
    pub const EMAIL: usize = 254;
    /// Characters of a telephone number as people write it, with spaces and dots.
    pub const PHONE_CHARS: usize = 40;
    /// Euro cents, above and below zero: a thousand million euros, beyond any form of a town.
    /// Sums of a whole form stay far from the ends of 64 bits.
    pub const MONEY_CENTS: i64 = 100_000_000_000;
    /// The first year of a date. Anything before is a year written with two digits.
    pub const FIRST_YEAR: u16 = 1000;
    /// Unicode scalar values of a postcode outside France.
    pub const POSTCODE_CHARS: usize = 12;
    /// Bytes of an identifier in the Base Adresse Nationale.
    pub const BAN_ID: usize = 64;
    /// Files of one field.
    pub const FILES: usize = 20;
}

/// What a decision may hold. One beyond this is a fault of the procedure.
pub mod decision {
    /// Effects of one decision.
    pub const EFFECTS: usize = 200;
    /// Reasons of one decision.
    pub const REASONS: usize = 200;
    /// Actions that may be open at once.
    pub const ACTIONS: usize = 50;
    /// Bytes of a key: of an action, a timer, a charge, a tag.
    pub const KEY: usize = 100;
    /// Unicode scalar values of a text, a paragraph or a sentence.
    pub const TEXT_CHARS: usize = 10_000;
    /// Languages of one text.
    pub const LANGUAGES: usize = 40;
    /// What `set` may remember of one dossier, in sum.
    pub const FACTS: usize = 500;
    /// Times that a decision is made again because the dossier changed meanwhile.
    pub const ATTEMPTS: usize = 3;
    /// What one decision may take when it is written down.
    pub const BYTES: usize = 512 << 10;
}

/// What a package may hold beside its code.
pub mod package {
    /// `plugin.toml`.
    pub const MANIFEST: usize = 256 << 10;
    /// One scenario case, or one sample table.
    pub const FILE: usize = 1 << 20;
    /// Embedded files.
    pub const FILES: usize = 500;
    /// Bytes of an embedded file's name.
    pub const NAME: usize = 200;
    /// The signature.
    pub const SIGNATURE: usize = 4 << 10;
    /// Bytes of a vendor's key, secret or public.
    pub const KEY: u64 = 4 << 10;
    /// A town's settings of one procedure, as TOML.
    pub const SETTINGS: u64 = 32 << 10;
    /// Years that a new key counts for, unless its vendor says otherwise.
    pub const KEY_YEARS: i16 = 3;
    /// Rows of one reference table.
    pub const TABLE_ROWS: usize = 50_000;
    /// Rows of a table that are shown before it is taken.
    pub const PREVIEW: usize = 20;
    /// A package, or a table, that an administrator sends by a browser, with what is around it.
    pub const SENT: usize = super::component::BYTES + (64 << 10);
    /// A town's logo, which every page shows.
    pub const LOGO: u64 = 32 << 10;
    /// The file of a language that a town adds.
    pub const LANGUAGE: u64 = 256 << 10;
    /// `guichet.toml`.
    pub const CONFIG: u64 = 1 << 20;
}

/// The evidence of one dossier in one file.
pub mod evidence {
    /// The file.
    pub const BYTES: u64 = 1 << 30;
    /// One part of it, but for components.
    pub const PART: u64 = 256 << 20;
    /// Its parts.
    pub const PARTS: usize = 10_000;
}

/// Versions of procedures.
pub mod versions {
    use super::Duration;

    /// Versions that are no longer offered and are held ready for their dossiers.
    pub const LOADED: usize = 32;
    /// Address space of the process that compiles a package.
    pub const COMPILE_MEMORY: u64 = 1 << 30;
    /// How much of a processor's time it may take: 2 s for a component of 1 MB.
    pub const COMPILE_TIME: Duration = Duration::from_secs(30);
    /// Bytes of the compiled code.
    pub const COMPILED: u64 = 256 << 20;
    /// How long all scenario cases of a package may take in sum.
    pub const CASES_TIME: Duration = Duration::from_secs(60);
    /// Dossiers that a rehearsal of an upgrade looks at in one go.
    pub const REHEARSED: usize = 25;
    /// Unicode scalar values that are shown of one thing that differs.
    pub const COMPARED: usize = 500;
    /// Unicode scalar values of an administrator's name.
    pub const NAME_CHARS: usize = 100;
}

/// Registries, bundles and catalogues that packages come from.
pub mod registry {
    use super::Duration;

    /// How long one registry may take for one package, unless the town says otherwise.
    pub const TIME: Duration = Duration::from_secs(120);
    /// The most that a town may say.
    pub const TIME_MOST: Duration = Duration::from_secs(3_600);
    /// How long it may take to answer a call at all.
    pub const CONNECT: Duration = Duration::from_secs(10);
    /// Bytes of the manifest of an artifact.
    pub const MANIFEST: usize = 64 << 10;
    /// Tags that are asked for at once.
    pub const TAGS: usize = 500;
    /// How often more of them are asked for.
    pub const TAG_PAGES: usize = 20;
    /// Registries that a town says something of.
    pub const HOSTS: usize = 50;
    /// Mirrors of one registry.
    pub const MIRRORS: usize = 10;
    /// Unicode scalar values that are shown of what a registry says.
    pub const SAID: usize = 200;
}

/// What `guichet doctor` minds.
pub mod doctor {
    use jiff::SignedDuration;

    use super::Duration;

    /// How far the clock may be behind what was written.
    pub const CLOCK: Duration = Duration::from_secs(120);
    /// Bytes that should be free on the disk.
    pub const ROOM: u64 = 1 << 30;
    /// How much of the disk that is at least, in per cent.
    pub const ROOM_PERCENT: u64 = 5;
    /// How long the town's own address may take to answer.
    pub const TIME: Duration = Duration::from_secs(10);
    /// How long before its end a certificate should have been renewed.
    pub const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
    /// Or which part of its life before, for one that was given for a short time.
    pub const AHEAD_PART: i32 = 4;
}

/// Backups.
pub mod backup {
    /// Parts of one archive: a town of 20,000 people hands in so many files in a hundred years.
    pub const PARTS: usize = 10_000_000;
    /// Bytes of what says what is in it.
    pub const CONTENTS: u64 = 2 << 30;
    /// Days after which a town should have made another one.
    pub const DAYS: i64 = 7;
    /// Weeks after which a copy of keys should be thrown away.
    pub const KEYS_WEEKS: u32 = 5;
}

/// The catalogue between towns.
pub mod catalogue {
    use super::Duration;

    /// Its file.
    pub const BYTES: usize = 16 << 20;
    /// Its packages.
    pub const PACKAGES: usize = 5_000;
    /// Advisories of one.
    pub const ADVISORIES: usize = 5_000;
    /// Days that it counts for, unless its keeper says otherwise.
    pub const DAYS: u32 = 30;
    /// The most that they may say.
    pub const DAYS_MOST: u32 = 400;
    /// How long its server may take.
    pub const TIME: Duration = Duration::from_secs(30);
    /// Words that are searched for at once.
    pub const QUERY_WORDS: usize = 12;
}

/// Packages in one archive.
pub mod bundle {
    /// The archive.
    pub const BYTES: u64 = 256 << 20;
    /// Its packages.
    pub const PACKAGES: usize = 100;
    /// All of them, unpacked.
    pub const UNPACKED: u64 = 512 << 20;
}

/// The table of addresses, and what is suggested from it.
pub mod addresses {
    /// Its file.
    pub const BYTES: u64 = 64 << 20;
    /// Its rows, one for each address. It is held in memory, at some 230 bytes a row.
    pub const ROWS: usize = 200_000;
    /// Addresses suggested at once.
    pub const SUGGESTIONS: usize = 8;
    /// Letters and digits from which on something is suggested.
    pub const SHORTEST: usize = 3;
    /// Unicode scalar values read of what was typed.
    pub const QUERY: usize = 200;
    /// Words read of what was typed.
    pub const WORDS: usize = 12;
    /// Words that are tried as the number of the house.
    pub const NUMBERS: usize = 3;
}

/// HTTPS, and what the town's certificate is taken from.
pub mod tls {
    use super::Duration;

    /// How long somebody may take to agree on a connection.
    pub const HANDSHAKE: Duration = Duration::from_secs(10);
    /// Who agrees on one at once. One more, and the one that has taken longest is given up, so that
    /// people get in whoever says nothing.
    pub const HANDSHAKES: usize = 512;
    /// How long a connection may pass nothing in either direction: longer than any answer takes.
    pub const IDLE: Duration = Duration::from_secs(90);
    /// How often it is looked whether the files have changed, or the certificate is to be renewed.
    pub const TICK: Duration = Duration::from_secs(10);
    /// Bytes of a file with certificates or a key.
    pub const PEM: u64 = 256 << 10;
    /// Bytes of one answer of an ACME server.
    pub const ANSWER: usize = 256 << 10;
    /// How long it may take for one.
    pub const ANSWER_TIME: Duration = Duration::from_secs(30);
    /// How long an order may take as a whole: it is checked from several places of the world.
    pub const ORDER: Duration = Duration::from_secs(180);
    /// Seconds until it is asked again, failure by failure. Let's Encrypt lets a name fail five
    /// times in an hour, and leaves alone for long who always fails.
    pub const RETRIES: [i64; 7] = [60, 720, 1_800, 7_200, 21_600, 43_200, 86_400];
    /// Seconds until a server that was started again asks again after a failure: perhaps what was
    /// wrong was put right.
    pub const RESTARTED: i64 = 720;
    /// Seconds between two certificates, whatever the clock says.
    pub const AGAIN: i64 = 3_600;
    /// Unicode scalar values that are kept of what an ACME server says.
    pub const SAID: usize = 500;
}

/// What comes in over HTTP.
pub mod http {
    use super::Duration;

    /// A form page or an API body without files.
    pub const BODY: usize = 1 << 20;
    /// One uploaded file, unless its field allows less.
    pub const FILE: usize = 10 << 20;
    /// Pixels of an uploaded picture: a telephone's has 12 to 50 million, and whoever opens one of
    /// a hundred needs 400 MB for it, however few bytes it was sent as.
    pub const PIXELS: u64 = 100_000_000;
    /// A form page with its files.
    pub const UPLOAD: usize = 32 << 20;
    /// What is still read of a body after its request was refused, so that who sends it comes to
    /// read why. Who sends more finds the connection closed.
    pub const DISCARDED: usize = 32 << 20;
    /// Fields of one form body.
    pub const FORM_FIELDS: usize = 2_000;
    /// How long a request may take from its first byte to its answer.
    pub const REQUEST: Duration = Duration::from_secs(60);
    /// Unicode scalar values of an uploaded file's name.
    pub const FILE_NAME_CHARS: usize = 200;
    /// Bytes of an `Idempotency-Key`.
    pub const IDEMPOTENCY_KEY: usize = 255;
    /// Dossiers of one page of the desk's queue.
    pub const QUEUE_PAGE: usize = 50;
    /// How long an agent stays signed in.
    pub const SESSION: Duration = Duration::from_secs(8 * 3600);
    /// How long a server that was asked to stop waits for what is under way.
    pub const DRAIN: Duration = Duration::from_secs(10);
    /// Failed sign-ins of one name in a minute, then it waits.
    pub const SIGN_IN_FAILURES: u32 = 10;
    /// Wrong access keys from one address in a minute, then it waits.
    pub const KEY_FAILURES: u32 = 30;
}

/// The store.
pub mod store {
    use super::Duration;

    /// Journal segments are pre-allocated at this size.
    pub const SEGMENT: u64 = 64 << 20;
    /// One record of the journal.
    pub const RECORD: usize = 8 << 20;
    /// Commits that one batch may hold.
    pub const BATCH: usize = 256;
    /// Commits that may wait for the writer.
    pub const QUEUE: usize = 4_096;
    /// A value in sled; larger ones go in chunks, since sled keeps what is beyond 128 KiB in
    /// files that it never syncs.
    pub const VALUE: usize = 4 << 10;
    /// sled's cache. Up to 7.7 times that was seen in use.
    pub const CACHE: u64 = 64 << 20;
    /// How often sled is flushed and synced.
    pub const CHECKPOINT: Duration = Duration::from_secs(2);
    /// How long opening sled may take before it counts as unreadable.
    pub const OPEN: Duration = Duration::from_secs(30);
    /// How long a draft is kept after it was last saved.
    pub const DRAFT_DAYS: i64 = 90;
    /// Answers without a place in a new version of their form that a draft keeps to be read.
    pub const SET_ASIDE: usize = 500;
    /// Drafts that one device is remembered to have begun.
    pub const DEVICE_DRAFTS: usize = 10;
    /// How long an attachment that no dossier took is kept.
    pub const ATTACHMENT_DAYS: i64 = 7;
}

/// Mail.
pub mod mail {
    use super::Duration;

    /// How long the server may take for one letter.
    pub const SEND: Duration = Duration::from_secs(60);
    /// Seconds until a letter is tried again that the server did not take, attempt by attempt:
    /// two days in sum. After that it waits for an agent.
    pub const RETRIES: [i64; 9] = [5, 30, 120, 600, 3_600, 14_400, 28_800, 43_200, 86_400];
    /// How often due letters are looked for.
    pub const TICK: Duration = Duration::from_secs(2);
    /// Letters handled in one go, before others are looked for again.
    pub const BATCH: usize = 100;
    /// Characters kept of what a server said.
    pub const SAID: usize = 300;
    /// Letters that one address on the network may ask for in a minute.
    pub const ASKED: u32 = 5;
    /// Dossiers that one letter about lost numbers names, the last ones first.
    pub const LOST: usize = 20;
    /// Days before a draft is thrown away at which notice is given of it.
    pub const NOTICE_DAYS: i64 = 14;
    /// Letters that the desk lists.
    pub const LISTED: usize = 200;
}

/// Looking for viruses.
pub mod scan {
    use super::Duration;

    /// How long clamd may take for one file.
    pub const TIME: Duration = Duration::from_secs(30);
    /// A file is shown in pieces of this size.
    pub const PIECE: usize = 64 << 10;
    /// What is read of an answer.
    pub const ANSWER: u64 = 4 << 10;
}

/// Identities.
pub mod identity {
    use super::Duration;

    /// How long the provider may take for one answer.
    pub const TIME: Duration = Duration::from_secs(15);
    /// Bytes of one answer of the provider.
    pub const ANSWER: usize = 256 << 10;
    /// How long a sign-in with the provider may take.
    pub const SIGN_IN: Duration = Duration::from_secs(15 * 60);
    /// How long the link of a sign-in by mail opens, and once only.
    pub const LINK: Duration = Duration::from_secs(30 * 60);
    /// How long somebody stays signed in. What is typed afterwards is kept until they sign in
    /// again.
    pub const SESSION: Duration = Duration::from_secs(2 * 3_600);
    /// Bytes of what a cookie says before it is sealed: browsers take 4096 of the sealed one.
    pub const COOKIE: usize = 2_800;
    /// Bytes of an address to go on to after a sign-in.
    pub const NEXT: usize = 500;
    /// Dossiers and drafts that one person is shown, the last ones first.
    pub const LISTED: usize = 100;
}

/// What passes beside the procedure.
pub mod exchange {
    /// Unicode scalar values of a message.
    pub const TEXT_CHARS: usize = 5_000;
    /// Pieces of one message.
    pub const FILES: usize = 5;
    /// Unicode scalar values of what somebody says of the service.
    pub const COMMENT_CHARS: usize = 1_000;
    /// Exchanges that one applicant may begin with one dossier; after that there is the telephone.
    pub const BY_APPLICANT: usize = 200;
    /// Opinions of advisers that are asked for on one dossier.
    pub const OPINIONS: usize = 20;
    /// Days that the link to give one opens at most.
    pub const OPINION_DAYS: i32 = 90;
    /// Unicode scalar values of one line that an agent writes: an administration, a text of law.
    pub const LINE_CHARS: usize = 500;
}

/// What the law has the host do by itself.
pub mod law {
    /// Times that a tick looks again whether what happened made something else due.
    pub const ROUNDS: usize = 100;
    /// Working days before a legal deadline from which on the desk puts it first.
    pub const DUE_SOON: u16 = 10;
    /// Deadlines that the desk lists.
    pub const LISTED: usize = 100;
}

/// Keys that can be destroyed.
pub mod vault {
    /// Keys that there may be, of 128 bytes each in two files: half a GiB a file. A dossier, a
    /// draft, a file and an agent have one each.
    pub const KEYS: u32 = 1 << 22;
    /// Keys that are made at once, before they are needed: two syncs for all of them, while a
    /// commit waits for none.
    pub const STOCK: usize = 1_024;
    /// Files are sealed in pieces of this size.
    pub const PIECE: usize = 64 << 10;
}

/// What is destroyed at the end of its retention.
pub mod disposal {
    /// Dossiers of one list, which is exported, gets its visa and is carried out as a whole.
    pub const DOSSIERS: usize = 500;
    /// Bytes of the files of a list that the desk gives as an archive; a larger one is written by
    /// the command line, which does not hold it in memory.
    pub const EXPORT: u64 = 128 << 20;
    /// Unicode scalar values of the archives director's name.
    pub const DIRECTOR_CHARS: usize = 200;
    /// Unicode scalar values of the reference of a visa.
    pub const REFERENCE_CHARS: usize = 100;
}

/// What dossiers hold of pools, and publish in registers.
pub mod pools {
    /// Bytes of a pool's name.
    pub const NAME: usize = 100;
    /// Units of one hold.
    pub const UNITS: u32 = 1_000_000;
    /// Holds of one dossier.
    pub const HOLDS: usize = 100;
    /// Spans of all holds of one dossier: a lesson on five days of each week for four years.
    pub const SPANS: usize = 1_000;
    /// Days of one span: ten years, longer than a town lets anything without a new decision.
    pub const SPAN_DAYS: i64 = 3_660;
    /// Days that one question about a pool looks at: a year, and the weeks before it.
    pub const USAGE_DAYS: i64 = 400;
    /// Loads of one answer about a pool.
    pub const LOADS: usize = 2_000;
    /// Times that a decision is made again because what it read of a pool is no longer true. From
    /// the second on one decides at a time, so that only others' first tries come between.
    pub const ATTEMPTS: usize = 16;
    /// Pools of one town.
    pub const COUNT: usize = 1_000;
    /// Closures of one pool.
    pub const CLOSURES: usize = 1_000;
    /// Bookings that one page of a calendar lists.
    pub const LISTED: usize = 1_000;
    /// Entries of one dossier in all registers.
    pub const ENTRIES: usize = 20;
    /// Cells of one entry.
    pub const CELLS: usize = 50;
    /// Entries of one answer of `registers`, as the contract says.
    pub const FOUND: usize = 200;
}

/// What is asked of other services for people.
pub mod sources {
    use super::Duration;

    /// How long a service may take to answer, unless the town says otherwise.
    pub const TIME: Duration = Duration::from_secs(10);
    /// The most that a town may say; a request to the host as a whole has [`super::http::REQUEST`].
    pub const TIME_MOST: Duration = Duration::from_secs(30);
    /// Bytes of one answer.
    pub const ANSWER: usize = 256 << 10;
    /// Bytes of a table that is published somewhere.
    pub const TABLE: usize = 4 << 20;
    /// Its rows.
    pub const TABLE_ROWS: usize = 50_000;
    /// Values that one answer may give.
    pub const VALUES: usize = 40;
    /// Unicode scalar values of one of them.
    pub const VALUE_CHARS: usize = 500;
    /// How long an answer is given again to the same person, unless the town says otherwise.
    pub const CACHE_TIME: Duration = Duration::from_secs(15 * 60);
    /// The most that a town may say.
    pub const CACHE_TIME_MOST: Duration = Duration::from_secs(24 * 3_600);
    /// Answers kept so, of all services in sum; the oldest goes first.
    pub const CACHED: usize = 2_000;
    /// Requests to one service in one second, unless the town says otherwise: API Particulier
    /// takes 20, the Géoplateforme 50 from one address.
    pub const PER_SECOND: u32 = 5;
    /// The most that a town may say.
    pub const PER_SECOND_MOST: u32 = 50;
    /// Requests to one service in 24 hours, unless the town says otherwise.
    pub const PER_DAY: u32 = 2_000;
    /// How often somebody waits for the next second where the present one is used up.
    pub const WAITS: u32 = 3;
    /// How long a service that said "too many" without a time is left alone: what the
    /// Géoplateforme blocks for.
    pub const CLOSED: Duration = Duration::from_secs(5);
    /// The longest that it is left alone, whatever it says.
    pub const CLOSED_MOST: Duration = Duration::from_secs(3_600);
    /// Questions asked with one form or one dossier, refusals among them. Who would have more
    /// asked tries things out.
    pub const ASKS: usize = 30;
    /// Months that what was asked stays on record, and no longer (CRPA R114-9-7).
    pub const KEPT_MONTHS: i32 = 36;
    /// How long an answer that the API was given can be sent back with a form.
    pub const TICKET: Duration = Duration::from_secs(24 * 3_600);
    /// Bytes of such an answer as it is sent back.
    pub const TICKET_BYTES: usize = 16 << 10;
    /// The score from which on a place is the one that was meant: below, the Géoplateforme
    /// guesses.
    pub const ADDRESS_SCORE: f64 = 0.7;
}

/// Who works at the desk.
pub mod staff {
    use super::Duration;

    /// Teams of a town.
    pub const TEAMS: usize = 200;
    /// Characters of a team's key.
    pub const TEAM_KEY: usize = 50;
    /// Agents of a town. All of them are looked through for a token of the API.
    pub const AGENTS: usize = 2_000;
    /// Characters of the name that somebody signs in with.
    pub const NAME: usize = 100;
    /// Unicode scalar values of names and quality.
    pub const TEXT_CHARS: usize = 200;
    /// Unicode scalar values that a password has at least.
    pub const PASSWORD_LEAST: usize = 12;
    /// Bytes that it has at most: more would only keep Argon2 busy.
    pub const PASSWORD_MOST: usize = 200;
    /// How long the second step of a sign-in may take after the first.
    pub const SECOND_STEP: Duration = Duration::from_secs(5 * 60);
    /// Wrong codes of one name within an hour, then it waits: of the million codes two are good at
    /// once, so that somebody who has the password guesses for years.
    pub const CODE_FAILURES: u32 = 10;
    /// Codes that are good once each when the device is lost.
    pub const RECOVERY_CODES: usize = 8;
}

/// Sessions of commissions.
pub mod commission {
    /// Dossiers that one session ranks.
    pub const CANDIDATES: usize = 2_000;
    /// Characters of a session's key.
    pub const KEY_CHARS: usize = 40;
    /// Unicode scalar values of who sat.
    pub const MEMBERS_CHARS: usize = 500;
}

/// The queue of the desk.
pub mod queue {
    /// Characters of one thing to look for.
    pub const QUERY_CHARS: usize = 200;
    /// Words of one dossier that it is found by.
    pub const WORDS: usize = 64;
    /// Tags that agents stick on one dossier.
    pub const TAGS: usize = 20;
    /// Characters of a tag.
    pub const TAG_CHARS: usize = 40;
    /// Other dossiers of the same person that a dossier's page names.
    pub const NEIGHBOURS: usize = 20;
    /// Filters that one agent keeps.
    pub const SAVED: usize = 20;
    /// Characters of the name of one.
    pub const SAVED_CHARS: usize = 60;
    /// New dossiers that are counted; more are said to be as many.
    pub const NEWS: usize = 100;
    /// Dossiers of one exported table: as many rows as spreadsheets take.
    pub const EXPORTED: usize = 1_000_000;
    /// Pieces of an exported table that wait to be sent, of 64 KiB each.
    pub const PIECES: usize = 4;
    /// Months that are shown as numbers.
    pub const MONTHS: usize = 24;
    /// Dossiers that one bulk action takes.
    pub const BULK: usize = 100;
    /// Who looked into dossiers, on one page.
    pub const READINGS: usize = 100;
}

/// Webhooks.
pub mod webhook {
    use super::Duration;

    /// How long a receiver may take for one answer.
    pub const TIME: Duration = Duration::from_secs(15);
    /// How many a town may have.
    pub const HOOKS: usize = 20;
    /// Bytes of the secret that signs, at least (Standard Webhooks 1.0).
    pub const SECRET: usize = 24;
}

/// Letters on paper.
pub mod post {
    /// Documents that the desk lists, and prints in one go.
    pub const LISTED: usize = 200;
    /// Characters of the number of a registered letter.
    pub const REGISTERED_CHARS: usize = 40;
}

/// The counter.
pub mod counter {
    /// Characters of what an agent says of a form that they fill in.
    pub const WORDS: usize = 500;
    /// Drafts of one agent that are listed.
    pub const LISTED: usize = 100;
    /// Years that a letter may lie before it is entered; an earlier day is a slip.
    pub const LETTER_YEARS: u16 = 2;
}

/// Documents.
pub mod document {
    use super::Duration;

    /// Bytes of the words of one, as JSON: some hundred pages of text.
    pub const WORDS: usize = 512 << 10;
    /// Pages of one.
    pub const PAGES: usize = 200;
    /// Bytes of one: a letter has some 40 KiB, most of them letters of its fonts.
    pub const BYTES: usize = 16 << 20;
    /// How many are set at the same time.
    pub const AT_ONCE: usize = 2;
    /// How long one waits for its turn: setting one takes some milliseconds.
    pub const TIME: Duration = Duration::from_secs(30);
    /// For how many later documents the typesetter remembers what it laid out for one.
    pub const REMEMBERED: usize = 2;
}

/// Paying online, with PayFiP.
pub mod payment {
    use super::Duration;

    /// How long the service may take for one answer.
    pub const TIME: Duration = Duration::from_secs(20);
    /// Bytes of one answer.
    pub const ANSWER: usize = 64 << 10;
    /// Characters of an operation.
    pub const OPERATION: usize = 64;
    /// Bytes of an e-mail address, at least and at most.
    pub const EMAIL: (usize, usize) = (6, 80);
    /// Characters of an address at which the service calls or to which it sends people.
    pub const ADDRESS: usize = 250;
    /// Characters of what is paid for.
    pub const SUBJECT_CHARS: usize = 100;
    /// Characters kept of a refusal.
    pub const CODE_CHARS: usize = 200;
    /// The least that is paid online, in cents.
    pub const LEAST: i64 = 100;
    /// The most that is paid online, in cents.
    pub const MOST: i64 = 9_999_999;
    /// How long the page on which somebody pays opens.
    pub const PAGE: Duration = Duration::from_secs(15 * 60);
    /// From the beginning of one attempt to the next one for the same charge. Before, the first
    /// one may still turn out to be paid.
    pub const BETWEEN: Duration = Duration::from_secs(20 * 60);
    /// How often the service is asked about an attempt until then.
    pub const TICK: Duration = Duration::from_secs(60);
    /// And how often after that, in case it learns late that one was paid.
    pub const LATER: Duration = Duration::from_secs(3_600);
    /// For how long an attempt is asked about.
    pub const ASKED: Duration = Duration::from_secs(3 * 86_400);
    /// How long a device remembers for which dossier somebody went to pay.
    pub const AWAY: Duration = Duration::from_secs(3_600);
    /// Notifications of one attempt within a minute; the service is asked after each.
    pub const NOTICES: u32 = 10;
}
