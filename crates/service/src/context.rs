//! What every use case needs: the store, the time, the vendor's settings.

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use domain::{
    ids::{AccountId, SessionId},
    settings::Settings,
    time::{Date, Instant, WallTime},
};
use store::{Job, Store};
use tokio::sync::{Notify, OnceCell};

use crate::{
    Error, clock,
    clock::Clock,
    outbox::{self, Mailer},
    post::{Judge, Names},
    provider::{Place, Provider},
    secret,
};

/// For so long a page waits until something beside it is noted; there is seldom anything to wait for.
const A_MOMENT: Duration = Duration::from_secs(2);

/// How this installation runs; the vendor's own settings are in the database.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address at which customers reach the portal, without a slash at the end.
    pub public_url: String,
    /// Mail is kept and can be read on a page.
    pub demo: bool,
    pub mail: MailRoute,
    /// How many codes one network may ask for, how many it may try, and how many carts it may begin without signing in, in
    /// a quarter of an hour.
    pub network_limit: i32,
    pub post: PostRules,
    /// Who takes money in the vendor's name; without it nobody can pay online.
    pub payments: Option<Place>,
}

/// How mail comes in.
#[derive(Clone, Debug, Default)]
pub struct PostRules {
    /// The address of the mailbox that the portal reads: answers come back there, with a token behind a plus. Without it
    /// they go to the vendor's own address.
    pub reply_to: Option<String>,
    /// The names of the mail servers whose `Authentication-Results` are believed.
    pub believed: Vec<String>,
    /// Where the portal asks when none of them has judged a mail.
    pub names: Names,
}

/// Where mail goes.
#[derive(Clone)]
pub enum MailRoute {
    /// Kept for reading at `/demo/mail`.
    Keep,
    /// Nowhere yet: it waits until the operator names a mail server.
    Wait,
    /// `smtp://…` or `smtps://…`, as lettre reads it, and the sender's address.
    Smtp { url: String, from: String },
}

/// The address of a mail server holds a password: it is never written anywhere.
impl fmt::Debug for MailRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep => f.write_str("Keep"),
            Self::Wait => f.write_str("Wait"),
            Self::Smtp { from, .. } => f.debug_struct("Smtp").field("from", from).finish_non_exhaustive(),
        }
    }
}

/// The services: cheap to clone, one for the whole process.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    config: Config,
    settings: RwLock<Arc<Settings>>,
    outbox: Notify,
    mailer: OnceCell<Mailer>,
    post: Notify,
    signing: String,
    judge: Judge,
    provider: Option<Provider>,
    /// Sessions whose use is being noted at this moment.
    noting: Mutex<HashSet<SessionId>>,
    /// Accounts whose data is being downloaded at this moment.
    exporting: Mutex<HashSet<AccountId>>,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("config", &self.0.config).finish_non_exhaustive()
    }
}

impl Context {
    /// The services on this store. Until there is a vendor the settings are empty.
    ///
    /// # Errors
    /// When the database fails, or the payment provider's address is none.
    pub async fn new(store: Store, clock: Clock, config: Config) -> Result<Self, Error> {
        let settings = store::settings::find(&store).await?.unwrap_or_else(empty_settings);
        let tx = store.begin().await?;
        let made = secret::token()?;
        let signing = store::settings::signing_secret(&tx, Job::of("signing"), &made, clock.now()).await?;
        tx.commit().await?;
        let judge = Judge::asking(config.post.names);
        let provider = config.payments.as_ref().map(Provider::at).transpose()?;
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            config,
            settings: RwLock::new(Arc::new(settings)),
            outbox: Notify::new(),
            mailer: OnceCell::new(),
            post: Notify::new(),
            signing,
            judge,
            provider,
            noting: Mutex::default(),
            exporting: Mutex::default(),
        })))
    }

    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn judge(&self) -> &Judge {
        &self.0.judge
    }

    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// The vendor's settings as they are now.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        // A poisoned lock still holds whole settings: they are replaced in one step.
        self.0.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the settings again, after they were written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reload_settings(&self) -> Result<(), Error> {
        if let Some(settings) = store::settings::find(&self.0.store).await? {
            *self.0.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        }
        Ok(())
    }

    /// An instant on the wall of a zone.
    #[must_use]
    pub fn wall(&self, instant: Instant, zone: &str) -> WallTime {
        clock::wall(instant, zone)
    }

    /// Today at the vendor's.
    #[must_use]
    pub fn vendor_today(&self) -> Date {
        clock::wall(self.now(), &self.settings().vendor.time_zone).date()
    }

    /// Tells the outbox worker that there is something to send; a lost word costs it a few seconds, never a mail.
    pub fn wake_outbox(&self) {
        self.0.outbox.notify_one();
    }

    /// What carries mail to the server at `url`, the one of the configuration: made once, so that its connection serves
    /// many mails.
    pub(crate) async fn mailer(&self, url: &str) -> Result<&Mailer, String> {
        self.0.mailer.get_or_try_init(|| outbox::mailer(url)).await
    }

    /// Tells the work that files mail that some has come in.
    pub fn wake_post(&self) {
        self.0.post.notify_one();
    }

    pub(crate) async fn post_woken(&self) {
        self.0.post.notified().await;
    }

    /// The secret with which this portal signs what comes back to it.
    pub(crate) fn signing(&self) -> &str {
        &self.0.signing
    }

    /// Whether nobody notes the use of this session yet: many requests of one page write once.
    pub(crate) fn begin_noting(&self, session: SessionId) -> bool {
        self.noting().insert(session)
    }

    pub(crate) fn end_noting(&self, session: SessionId) {
        self.noting().remove(&session);
    }

    /// The accounts whose data is being downloaded from this process.
    pub(crate) fn exporting(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        self.0.exporting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn noting(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.0.noting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn outbox_woken(&self) {
        self.0.outbox.notified().await;
    }
}

/// Writes something down beside a page that reads. The page waits a moment for it, so that it usually says what was
/// noted, and is shown without it when the turn to write does not come: the note is made when it does, or by the next
/// request.
pub(crate) async fn note_beside(noting: impl Future<Output = Result<(), Error>> + Send + 'static) {
    let noted = tokio::spawn(async move {
        match noting.await {
            Ok(()) | Err(Error::Busy) => {}
            Err(other) => _ = other.into_refusal(),
        }
    });
    let _ = tokio::time::timeout(A_MOMENT, noted).await;
}

fn empty_settings() -> Settings {
    use domain::{
        calendar::Calendar,
        cases::CaseRules,
        language::Language,
        settings::{Billing, PublicPrices, Vendor},
        tax::TaxRules,
    };
    Settings {
        vendor: Vendor {
            name: "Loket".to_owned(),
            language: Language::En,
            time_zone: "UTC".to_owned(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            vat_number: String::new(),
            brand_hue: 172,
            carriers: Vec::new(),
        },
        calendar: Calendar::default(),
        tax: TaxRules::default(),
        currencies: Vec::new(),
        delivery_ways: Vec::new(),
        picking_starts: 360,
        transit_days: 1,
        public_prices: PublicPrices::default(),
        cases: CaseRules::default(),
        billing: Billing::default(),
        hours_before: Vec::new(),
    }
}
