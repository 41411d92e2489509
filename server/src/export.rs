//! All data of an account as one file. It is written while it is read: nothing of it waits in memory or on the disk, however
//! much there is.

mod archive;
mod cases;
mod history;
mod money;
mod orders;
mod words;

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
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
    let (pieces, reader) = mpsc::channel::<io::Result<Vec<u8>>>(PIECES);
    let source = Source { context: context.clone(), actor, handle: Handle::current() };
    task::spawn_blocking(move || {
        let to = BufWriter::with_capacity(PIECE, Pieces(pieces.clone()));
        let written = source.write(Box::new(to));
        // The next one may begin as soon as the reader has the end of this one.
        drop(turn);
        if let Err(error) = written {
            tracing::warn!(%error, "the data of an account was not written to its end");
            // The reader's browser is told that the file is not whole; nobody is there to be told when they have left.
            let _ = pieces.blocking_send(Err(io::Error::other("not written to its end")));
        }
    });
    let body = stream::unfold(reader, |mut reader| async move { reader.recv().await.map(|piece| (piece, reader)) });
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
struct Pieces(mpsc::Sender<io::Result<Vec<u8>>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(bytes.to_vec()));
        sent.map(|()| bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
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
        cases::write(self, &mut to)?;
        history::write(self, &mut to)?;
        to.file("README.txt", words::readme(self, &account, &without_data).as_bytes())?;
        to.finish()
    }
}
