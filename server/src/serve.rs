//! Serving the portal until it is asked to stop.

use std::{io::Write, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::ListenerExt;
use service::{Context, clock::Clock};
use store::Store;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    admin,
    cli::{self, Failure},
    config::{Data, Portal as PortalOptions},
    imap, lmtp, private,
    router::{LONGEST_REQUEST, Portal, router},
    site::Site,
};

/// How long a stop waits for connections. Every request has been answered by then; what is left are connections that
/// began one and say no more.
const LAST_ANSWERS: Duration = LONGEST_REQUEST.saturating_add(Duration::from_secs(2));

/// Opens the database, migrates it, makes the demo vendor if asked to, and serves until a signal comes. What was
/// accepted is finished.
///
/// # Errors
/// When an address is taken or the database cannot be opened.
pub async fn run(data: &Data, options: &PortalOptions) -> Result<(), Failure> {
    // First of all: who cannot be reached must not begin to work, and the operator learns of it at once.
    let listener = listen(options.listen, "--listen or LOKET_LISTEN").await?;
    let admin_listener = match options.admin_listen {
        Some(address) => Some(listen(address, "--admin-listen or LOKET_ADMIN_LISTEN").await?),
        None => None,
    };
    let lmtp_listener = match &options.lmtp_listen {
        Some(place) => Some(lmtp::Listener::at(place).await?),
        None => None,
    };
    let context = open(data, options).await?;
    if options.demo {
        let made = service::demo::create(&context).await.map_err(cli::failure)?;
        if made {
            tracing::info!("made the demo vendor");
            // The demo is whole without them.
            match cli::write_bank_files(data, &context).await {
                Ok(folder) => tracing::info!(folder = %folder.display(), "wrote its bank files of the last month"),
                Err(error) => tracing::warn!(%error, "the demo's bank files could not be written"),
            }
        }
    }
    if matches!(context.config().mail, service::MailRoute::Wait) {
        tracing::warn!("no mail server is set (LOKET_SMTP_URL): mail waits, and nobody can sign in");
    }
    let site = Arc::new(Site::load(options.site.as_deref())?);
    let (stop, mut stopped) = watch::channel(false);
    let address = listener.local_addr()?;
    let mut workers = vec![
        tokio::spawn(service::outbox::work(context.clone(), stopped.clone())),
        tokio::spawn(service::upkeep::work(context.clone(), stopped.clone())),
        tokio::spawn(service::cases::work(context.clone(), stopped.clone())),
        tokio::spawn(service::post::work(context.clone(), stopped.clone())),
        tokio::spawn(service::causes::work(context.clone(), stopped.clone())),
        tokio::spawn(service::measures::work(context.clone(), stopped.clone())),
        tokio::spawn(service::bank::work(context.clone(), stopped.clone())),
        tokio::spawn(service::online::work(context.clone(), stopped.clone())),
    ];
    if let Some(listener) = lmtp_listener {
        workers.push(tokio::spawn(lmtp::serve(context.clone(), listener, stopped.clone())));
    }
    // A demo reads nobody's mail.
    if let Some(place) = options.imap_url.clone().filter(|_| !options.demo) {
        workers.push(tokio::spawn(imap::work(context.clone(), place, stopped.clone())));
    }
    if let Some(listener) = admin_listener
        && let Some(handle) = admin::recorder()
    {
        tokio::spawn(admin::serve(context.clone(), listener, handle, stopped.clone()));
    }
    tracing::info!(%address, "serving");
    // Read by people and by scripts that wait for the portal; whoever does not read it any more is served all the same.
    let at = format!("Loket serves at {} (listening on {address})", context.config().public_url);
    _ = writeln!(std::io::stdout(), "{at}");

    let portal = Portal { context: context.clone(), site, trust_proxy: options.trust_proxy };
    let app = router(portal, options.most_requests).into_make_service_with_connect_info::<SocketAddr>();
    // Without this each small write of a response waits for the other side's delayed acknowledgement.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        signal().await;
        tracing::info!("stopping: what was accepted is finished");
        _ = stop.send(true);
    });
    tokio::select! {
        served = serving.into_future() => served?,
        () = async {
            _ = stopped.changed().await;
            tokio::time::sleep(LAST_ANSWERS).await;
        } => tracing::warn!("connections that asked for nothing were cut off"),
    }
    for worker in workers {
        _ = worker.await;
    }
    context.store().clone().close().await?;
    Ok(())
}

/// Takes an address; `option` is how the operator chose it.
async fn listen(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}, which {option} says: {error}").into())
}

/// The services on the installation's database, migrated.
///
/// # Errors
/// When the database cannot be opened.
pub async fn open(data: &Data, options: &PortalOptions) -> Result<Context, Failure> {
    let store = open_store(data).await?;
    store.migrate().await?;
    Context::new(store, Clock::System, options.service()).await.map_err(cli::failure)
}

/// The installation's database.
///
/// # Errors
/// When it cannot be opened.
pub async fn open_store(data: &Data) -> Result<Store, Failure> {
    if data.database_url.is_none() {
        std::fs::create_dir_all(&data.data)?;
    }
    // SQLite takes an empty file for a new database, and gives what it writes beside it the same permissions.
    if let Some(file) = data.file() {
        private::exists(&file)?;
    }
    Ok(Store::open(&data.url()).await?)
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    _ = interrupt.await;
}
