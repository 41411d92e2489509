//! All data of an account as one file. It is written while it is read: nothing of it waits in memory or on the disk, however
//! much there is.

mod archive;
mod beside;
mod cases;
mod history;
mod money;
mod orders;
mod words;

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use app::returned::Fields;
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    i18n::I18n,
    permissions::Actor,
    refusal::{Code, Refusal},
};
use futures_util::stream;
use service::{Context, entry::Visitor};
use tokio::{runtime::Handle, sync::mpsc, task};

use self::archive::Archive;
use crate::{
    cli::{Failure, failure},
    invoices::in_a_name,
    pages::{self, PlainForm},
    private,
    router::Portal,
};

/// So many pieces of [`PIECE`] wait for a reader who is slower than the disk.
const PIECES: usize = 8;
const PIECE: usize = 64 * 1024;
/// A reader who takes nothing for so long has left: others wait for the turn.
const PATIENCE: Duration = Duration::from_secs(60);

/// Downloads it. It is asked for by a form, because the log says that it was done.
pub(crate) async fn download(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    match begin(&portal.context, actor).await {
        Ok(response) => response,
        Err(refusal) if pages::is_for_people(&headers) => {
            let form = PlainForm { headers, command: "/account/export.zip".to_owned(), fields: Fields::default() };
            form.come_back(&portal, visitor, Err(refusal), &HeaderMap::new()).await
        }
        Err(refusal) => pages::refusal(&headers, &refusal),
    }
}

async fn begin(context: &Context, actor: Actor) -> Result<Response, Refusal> {
    let turn = service::export::begin(context, &actor).await.map_err(service::Error::into_refusal)?;
    let account = service::export::account(context, &actor).await.map_err(service::Error::into_refusal)?;
    let name = format!("attachment; filename=\"loket-{}.zip\"", in_a_name(&account.number));
    let (pieces, reader) = mpsc::channel::<Vec<u8>>(PIECES);
    let is_whole = Arc::new(AtomicBool::new(false));
    let source = Source { context: context.clone(), actor, handle: Handle::current() };
    let end = Arc::clone(&is_whole);
    task::spawn_blocking(move || {
        let to = Pieces { to: Some(pieces.clone()), handle: source.handle.clone(), patience: PATIENCE };
        let written = source.write(Box::new(BufWriter::with_capacity(PIECE, to)));
        // The next one may begin as soon as the reader has the end of this one.
        drop(turn);
        match written {
            Ok(()) => end.store(true, Ordering::Release),
            Err(error) => tracing::warn!(%error, "the data of an account was not written to its end"),
        }
        // Not before it is known whether the file is whole: this is what the reader takes for its end.
        drop(pieces);
    });
    let body = stream::unfold(Some(reader), move |reader| {
        let is_whole = Arc::clone(&is_whole);
        async move {
            let mut reader = reader?;
            match reader.recv().await {
                Some(piece) => Some((Ok(piece), Some(reader))),
                None if is_whole.load(Ordering::Acquire) => None,
                // The reader's browser is told that the file is not whole.
                None => Some((Err(io::Error::other("not written to its end")), None)),
            }
        }
    });
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
            ),
        ],
        Body::from_stream(body),
    )
        .into_response())
}

/// What is written goes to the reader piece by piece; who has left takes nothing any more.
struct Pieces {
    /// None once they have left, so that nothing waits for them twice.
    to: Option<mpsc::Sender<Vec<u8>>>,
    handle: Handle,
    patience: Duration,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let has_left = || io::Error::from(io::ErrorKind::BrokenPipe);
        let to = self.to.take().ok_or_else(has_left)?;
        self.handle.block_on(to.send_timeout(bytes.to_vec(), self.patience)).map_err(|_| has_left())?;
        self.to = Some(to);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes it to a new file, for the operator.
///
/// # Errors
/// With a sentence for the operator.
pub(crate) async fn to_file(context: &Context, number: &str, file: &Path) -> Result<(), Failure> {
    let actor = service::export::as_owner(context, number.trim()).await.map_err(failure)?;
    let actor = actor.ok_or_else(|| format!("there is no account {number}"))?;
    let output = private::create(file).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    let source = Source { context: context.clone(), actor, handle: Handle::current() };
    let written = match task::spawn_blocking(move || source.write(Box::new(Output(BufWriter::new(output))))).await {
        Ok(written) => written,
        Err(error) => Err(error.into()),
    };
    if written.is_err() {
        // Half of it is of no use. When it cannot be removed, why it was not written is the news.
        _ = fs::remove_file(file);
    }
    written
}

/// A file that is on the disk when it is flushed.
struct Output(BufWriter<File>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

/// Whose data it is, for a thread that waits for each page of it.
struct Source {
    context: Context,
    actor: Actor,
    handle: Handle,
}

impl Source {
    /// Waits for the services.
    fn wait<T>(&self, answer: impl Future<Output = Result<T, service::Error>>) -> Result<T, Failure> {
        self.handle.block_on(answer).map_err(failure)
    }

    fn i18n(&self) -> I18n {
        I18n::of(self.actor.language)
    }

    /// All of it. What could not be had as it should be is said in `README.txt`, which comes last.
    fn write(&self, to: Box<dyn Write + Send>) -> Result<(), Failure> {
        let context = &self.context;
        let mut to = Archive::new(to, context.wall(context.now(), &self.actor.time_zone));
        let account = self.wait(service::export::account(context, &self.actor))?;
        to.json("account.json", &account)?;
        orders::write(self, &mut to)?;
        let without_data = money::invoices(self, &mut to)?;
        money::postings(self, &mut to)?;
        money::settled(self, &mut to)?;
        cases::write(self, &mut to)?;
        beside::write(self, &mut to)?;
        history::write(self, &mut to)?;
        to.file("README.txt", words::readme(self, &account, &without_data).as_bytes())?;
        to.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_reader_who_stalls_is_not_waited_for_for_ever() {
        let (sender, mut reader) = mpsc::channel(1);
        let mut pieces = Pieces { to: Some(sender), handle: Handle::current(), patience: Duration::from_millis(20) };
        let written = task::spawn_blocking(move || {
            let mut write = |piece: &[u8]| pieces.write(piece).map_err(|error| error.kind());
            (write(b"one"), write(b"two"), write(b"three"))
        });
        let left = io::ErrorKind::BrokenPipe;
        assert_eq!(written.await.ok(), Some((Ok(3), Err(left), Err(left))));
        assert_eq!(reader.recv().await, Some(b"one".to_vec()));
        assert_eq!(reader.recv().await, None);
    }
}
