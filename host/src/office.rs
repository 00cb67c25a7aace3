//! What happens: forms are filled in, submitted, decided on. Store, runtime and dossiers meet
//! here and nowhere else; HTTP is not known here.
//!
//! Start with [`Office::submit`] (`submission.rs`).

mod addresses;
mod administration;
mod admission;
mod agents;
mod backup;
mod blocks;
mod calendar;
mod carried;
mod catalogue;
mod clock;
mod commission;
mod copy;
mod counter;
mod decide;
mod disposal;
mod erasure;
mod error;
mod evidence;
mod exchanges;
mod filling;
mod holding;
mod installing;
mod law;
mod law_letters;
pub mod law_wording;
mod letters;
mod numbers;
mod opinions;
mod papers;
mod payments;
mod people;
mod pictures;
mod post;
mod processing;
mod queue;
mod readings;
mod rehearsal;
mod replay;
pub mod scenario;
mod second;
mod signing;
mod sources;
mod submission;
mod tuning;
mod turns;
mod uploads;
mod versions;
mod vouched;
mod webhooks;
pub mod wording;
mod working;

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use crate::addresses::Addresses;
use crate::config::{Config, Offer, Offices, Scanner, Town};
use crate::contract::{Assurance, Moment};
use crate::documents::Setter;
use crate::dossier::Secret;
use crate::identity::{Identities, OpeningKey};
use crate::outbox::{Outbox, Webhooks};
use crate::payment::{self, Provider};
use crate::plugin::Trust;
use crate::pools::Pools;
use crate::runtime::{Cache, Runtime};
use crate::sources::Sources;
use crate::staff::Teams;
use crate::store::Store;
use crate::texts::Texts;

pub use crate::store::{Blocked, Minutes, Outcome};
pub use addresses::{CHOOSE, LOOK_UP};
pub use administration::Preview;
pub use admission::Unadmitted;
pub use agents::{Hired, NewAgent, Session};
pub use backup::{BackedUp, BackupError, backed_up_config, keys_beside, last_backup, restore};
pub use calendar::{Booked, Day, Week, monday_of, week_of};
pub use carried::{READ, VERSION, version};
pub use catalogue::{Catalogue, Installed, read_package};
pub use clock::{Clock, Now, today};
pub use commission::{Closing, Deliberation};
pub use counter::AtCounter;
pub use disposal::{DisposalError, Due, Purged};
pub use error::{Fault, OfficeError};
pub use evidence::{EvidenceError, Proved, replay_evidence};
pub use exchanges::{Notice, tells};
pub use filling::{Begun, Filled, Given, Posted, Then, Visitor};
pub use installing::{Done, InstallError, Order, Plan};
pub use law::{Deadline, Law, Published};
pub use numbers::Format;
pub use opinions::{Consultation, Sought};
pub use papers::Titled;
pub use payments::Due as DueCharge;
pub use people::{Mine, level};
pub use post::{Letters, Printed, Waiting};
pub use processing::{Happened, Said, Tracked};
pub use queue::{Filter, QueuePage};
pub use rehearsal::{Compared, Differs, Rehearsal, Rehearsed, Unknown};
pub use replay::ReplayError;
pub use signing::Proposal;
pub use sources::{ASK, DECLINE, Question, Wish, Wishes};
pub use submission::Submitted;
pub use tuning::Tuning;
pub use turns::ActionForm;
pub use uploads::{FileFault, Uploader};

/// The office of one town.
pub struct Office {
    /// The town.
    pub town: Town,
    /// The procedures that it offers; another one from each installation on.
    catalogue: RwLock<Arc<Catalogue>>,
    older: versions::Older,
    offers: Vec<Offer>,
    trust: Option<Trust>,
    /// Held while what is offered changes: one change comes after the other.
    installing: tokio::sync::Mutex<()>,
    store: Store,
    runtime: Runtime,
    secret: Secret,
    clock: Clock,
    folder: PathBuf,
    url: OnceLock<String>,
    outbox: Option<Outbox>,
    webhooks: Webhooks,
    offices: Offices,
    setter: Setter,
    provider: Option<Box<dyn Provider>>,
    identities: Option<Identities>,
    desk_identities: Option<(Identities, Assurance)>,
    scanner: Option<Scanner>,
    addresses: Addresses,
    teams: Teams,
    /// Procedures whose decisions a signatory makes.
    signed: std::collections::BTreeSet<crate::plugin::ProcedureId>,
    pools: Arc<Pools>,
    /// Held by who decides again because others took of the same pools meanwhile.
    contended: tokio::sync::Mutex<()>,
    sources: Sources,
    /// Held while a file is kept, and alone while files are thrown away: what one upload relies
    /// on must not go meanwhile.
    filing: tokio::sync::RwLock<()>,
    /// Somebody wrote a letter.
    posted: tokio::sync::Notify,
}

impl Office {
    /// Opens the data folder and loads the procedures. One that does not load is left out, with
    /// a line in the log and in the catalogue that says why; the others serve.
    pub fn open(config: &Config) -> Result<Self, OfficeError> {
        let addresses = addresses::read(config.addresses.as_deref())?;
        Texts::add(&config.town.languages);
        let folder = config.data.clone();
        fs::create_dir_all(&folder)
            .map_err(|e| OfficeError::Folder(folder.clone(), e.to_string()))?;
        let secret = secret(&folder)?;
        let store = Store::open(&folder, &secret.derive("key store"))?;
        let cache = Cache::new(folder.join("cache"), secret.derive("compiled components"));
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime =
            Runtime::new(workers, Some(cache)).map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        let clock = Clock::new(config.town.time_zone.clone());
        let pools = Arc::new(config.pools.clone());
        let shelf = catalogue::Shelf {
            runtime: &runtime,
            folder: &folder,
            service: &config.town.service,
            trust: config.trust.as_ref(),
            pools: &pools,
            reader: store.reader(),
            today: clock.now().today(),
        };
        let catalogue = Catalogue::load(&shelf, store.installations()?, &config.procedures);
        let url = config.url.clone().map_or_else(OnceLock::new, OnceLock::from);
        let town = config.town.clone();
        let outbox = config.mail.as_ref().map(Outbox::new).transpose();
        let outbox = outbox.map_err(OfficeError::Invalid)?;
        let webhooks = Webhooks::new(&config.webhooks).map_err(OfficeError::Invalid)?;
        let offices = config.offices.clone();
        let setter = Setter::default();
        let opening = OpeningKey::of(|purpose| secret.derive(purpose));
        let identities = config.identity.as_ref();
        let identities = identities.map(|provider| Identities::new(provider, opening.clone()));
        let identities = identities.transpose();
        let provider = config.payment.as_ref().map(payment::provider).transpose();
        let provider = provider.map_err(OfficeError::Invalid)?;
        let identities = identities.map_err(OfficeError::Invalid)?;
        let sources = Sources::new(&config.sources).map_err(OfficeError::Invalid)?;
        let desk = config.desk_identity.as_ref();
        let desk = desk.map(|desk| {
            Identities::new(&desk.provider, opening.clone()).map(|i| (i, desk.minimum))
        });
        let desk_identities = desk.transpose().map_err(OfficeError::Invalid)?;
        let posted = tokio::sync::Notify::new();
        let (scanner, filing) = (config.scanner.clone(), tokio::sync::RwLock::default());
        Ok(Self {
            town,
            catalogue: RwLock::new(Arc::new(catalogue)),
            older: versions::Older::default(),
            offers: config.procedures.clone(),
            trust: config.trust.clone(),
            installing: tokio::sync::Mutex::default(),
            store,
            runtime,
            secret,
            clock,
            folder,
            url,
            outbox,
            webhooks,
            offices,
            setter,
            provider,
            identities,
            desk_identities,
            scanner,
            addresses,
            teams: config.teams.clone(),
            signed: config.signed.clone(),
            pools,
            contended: tokio::sync::Mutex::default(),
            sources,
            filing,
            posted,
        })
    }

    /// Says where the server listens: links begin so, unless the town named its address.
    pub fn serves_at(&self, url: &str) {
        self.url.get_or_init(|| url.to_owned());
    }

    /// How people reach this office, such as `https://mairie.example`.
    pub fn url(&self) -> &str {
        self.url.get().map_or("", String::as_str)
    }

    /// A secret for one purpose, such as signing cookies.
    pub fn secret_for(&self, purpose: &str) -> [u8; 32] {
        self.secret.derive(purpose)
    }

    /// Checks every byte of the journal. Gives how many records it has.
    pub fn verify_journal(&self) -> Result<u64, OfficeError> {
        Ok(self.store.verify()?)
    }

    /// The town's date and time at some seconds since 1970.
    pub fn moment(&self, seconds: i64) -> Moment {
        self.clock.moment(seconds * 1_000)
    }

    /// The town's clock.
    pub fn now(&self) -> Now {
        self.clock.now()
    }
}

/// The secret of a data folder, made at its first opening and readable by nobody else.
fn secret(folder: &Path) -> Result<Secret, OfficeError> {
    let path = folder.join("key");
    let wrong = |problem: String| OfficeError::Folder(path.clone(), problem);
    match fs::read(&path) {
        Ok(bytes) => {
            let bytes = bytes
                .try_into()
                .map_err(|_| wrong("it should have 32 bytes; restore it from a backup".into()))?;
            Ok(Secret::new(bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let bytes = random::<32>();
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path)
                .map_err(|e| wrong(e.to_string()))?;
            file.write_all(&bytes)
                .and_then(|()| file.sync_all())
                .map_err(|e| wrong(e.to_string()))?;
            fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| wrong(e.to_string()))?;
            Ok(Secret::new(bytes))
        }
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// Random bytes of the operating system, without which nothing here is safe.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
