//! Telling of what became of an account's money: the event in its log and the mails, in the change's own transaction.

use domain::{event::Event, ids::MemberId, language::Language, time::Instant};
use store::{Tx, ledger::Held, outbox::About};

use crate::{
    Context, Error,
    mails::{self, MoneyNews, Recipient},
};

/// Appends the event and, where there is news for them, writes to those who may read what the account owes, each in their
/// own language.
pub(crate) async fn tell(
    context: &Context,
    tx: &Tx,
    held: &Held,
    by: MemberId,
    event: &Event,
    news: Option<MoneyNews<'_>>,
    now: Instant,
) -> Result<(), Error> {
    let account = held.account();
    let seq = store::events::append(tx, account, by, event, now).await?;
    let Some(news) = news else { return Ok(()) };
    let about = About { account: Some(account), event_seq: Some(seq), order: event.order(), ..About::default() };
    write(context, tx, about, news, now).await
}

/// Writes to those who may read what the account owes and want to hear of it, each in their own language; what answers the
/// customer goes to all of them.
pub(super) async fn write(
    context: &Context,
    tx: &Tx,
    about: About,
    news: MoneyNews<'_>,
    now: Instant,
) -> Result<(), Error> {
    let Some(account) = about.account else { return Ok(()) };
    let readers = if news.is_an_answer() {
        store::accounts::all_money_readers(tx, account).await?
    } else {
        store::accounts::money_readers(tx, account).await?
    };
    let mails: Vec<_> = readers
        .iter()
        .map(|reader| {
            let recipient = Recipient {
                email: &reader.email,
                language: Language::parse(&reader.language).unwrap_or_default(),
                time_zone: &reader.time_zone,
            };
            mails::money(context, recipient, news)
        })
        .collect();
    Ok(store::outbox::put(tx, about, mails, now).await?)
}

/// Whose event it is: of whoever did it, and where the portal did it itself, of somebody above at the vendor's, so that the
/// customer sees it as news. Where the vendor has nobody, of the account's first member.
pub(crate) async fn teller(tx: &Tx, held: &Held, by: Option<MemberId>) -> Result<MemberId, Error> {
    if let Some(by) = by {
        return Ok(by);
    }
    if let Some(person) = store::accounts::people_above(tx, &[]).await?.first() {
        return Ok(MemberId(person.id));
    }
    let members = store::accounts::members_in(tx, &held.scope()).await?;
    Ok(members.first().map_or(MemberId::NIL, |member| MemberId(member.id)))
}
