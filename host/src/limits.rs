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
    /// Rows of one reference table.
    pub const TABLE_ROWS: usize = 50_000;
    /// A town's logo, which every page shows.
    pub const LOGO: u64 = 32 << 10;
    /// The file of a language that a town adds.
    pub const LANGUAGE: u64 = 256 << 10;
    /// `guichet.toml`.
    pub const CONFIG: u64 = 1 << 20;
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

/// What comes in over HTTP.
pub mod http {
    use super::Duration;

    /// A form page or an API body without files.
    pub const BODY: usize = 1 << 20;
    /// One uploaded file, unless its field allows less.
    pub const FILE: usize = 10 << 20;
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
    /// Bytes of an e-mail address, which has 6 at least.
    pub const EMAIL: usize = 80;
    /// Characters of what is paid for.
    pub const SUBJECT_CHARS: usize = 100;
    /// Characters kept of a refusal.
    pub const CODE_CHARS: usize = 200;
    /// The least that is paid online, in cents.
    pub const LEAST: i64 = 1_00;
    /// The most that is paid online, in cents.
    pub const MOST: i64 = 10_000_000;
    /// How long the page on which somebody pays opens.
    pub const PAGE: Duration = Duration::from_secs(15 * 60);
    /// From the beginning of one attempt to the next one for the same charge. Before, the first
    /// one may still turn out to be paid.
    pub const BETWEEN: Duration = Duration::from_secs(20 * 60);
    /// How often the service is asked for attempts whose end is not known.
    pub const TICK: Duration = Duration::from_secs(60);
    /// Attempts asked for in one go.
    pub const BATCH: usize = 100;
    /// For how long an attempt is asked for; the service forgets in the night what was not paid.
    pub const ASKED: Duration = Duration::from_secs(3 * 86_400);
}
