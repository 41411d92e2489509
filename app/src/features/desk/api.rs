//! The staff's side: the order board and the steps of an order; what goes out by mail.

#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refusal};
use domain::{
    cases::{CaseFilter, DeskCase, Inbox},
    demo::{MailState, OutboxState},
    ids::{CommandKey, EntryId, MemberId, OrderLineId, PostId, ShipmentId},
    orders::{Board, OrderFilter, OrderList, OrderPage},
    post::DeskPost,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use service::{
    cases::{Assign, Say, Saying, Seen},
    desk::Once,
    post::desk::Place,
};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// A line and a value as a form has them: `lines[0][line]`, `lines[0][value]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineValue {
    pub line: OrderLineId,
    #[serde(default)]
    pub value: String,
}

/// The board: open orders by state.
#[server(name = ReadBoard, prefix = "/fn", endpoint = "/desk/board", input = Json)]
pub async fn board() -> Result<Board, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::board(&context, &actor).await)
}

/// All orders of one state, or found by words.
#[server(prefix = "/fn", endpoint = "/desk/orders", input = Json)]
pub async fn orders(filter: OrderFilter) -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::orders(&context, &actor, &filter).await)
}

/// One order.
#[server(prefix = "/fn", endpoint = "/desk/order", input = Json)]
pub async fn order(number: i64) -> Result<OrderPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::order(&context, &actor, number).await)
}

/// Confirm with a day for each line.
#[server(prefix = "/fn", endpoint = "/desk/confirm")]
pub async fn confirm(number: i64, version: i32, #[server(default)] lines: Vec<LineValue>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines.into_iter().map(|line| (line.line, line.value)).collect();
    answer(service::desk::confirm(&context, &actor, number, version, &lines).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Picking has started.
#[server(prefix = "/fn", endpoint = "/desk/pick")]
pub async fn pick(number: i64, version: i32, #[server(default)] agreed: bool) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::pick(&context, &actor, number, version, begin(agreed)).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Whether the customer has agreed that goods are begun with before the hour that was promised.
#[cfg(feature = "ssr")]
const fn begin(agreed: bool) -> service::desk::Begin {
    if agreed { service::desk::Begin::AsAgreed } else { service::desk::Begin::AsPromised }
}

/// Hand over some of each line: ship it with a tracking number, lay it ready, or say that it was carried out.
#[server(prefix = "/fn", endpoint = "/desk/ship")]
pub async fn ship(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] agreed: bool,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] lines: Vec<LineValue>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines.into_iter().map(|line| (line.line, line.value)).collect();
    let once = Once { key, number, version };
    answer(service::desk::ship(&context, &actor, once, begin(agreed), &carrier, &tracking, &lines).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// A shipment has arrived.
#[server(prefix = "/fn", endpoint = "/desk/deliver")]
pub async fn deliver(number: i64, version: i32, shipment: ShipmentId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::deliver(&context, &actor, number, version, shipment).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Give a part of a line a later day of its own.
#[server(prefix = "/fn", endpoint = "/desk/split")]
pub async fn split(
    key: CommandKey,
    number: i64,
    version: i32,
    line: OrderLineId,
    #[server(default)] quantity: String,
    #[server(default)] date: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::split(&context, &actor, Once { key, number, version }, line, &quantity, &date).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Cancel what has not been shipped, with a reason.
#[server(prefix = "/fn", endpoint = "/desk/cancel")]
pub async fn cancel(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::cancel(&context, &actor, number, version, &reason).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Say no to a requested cancellation, with a reason.
#[server(prefix = "/fn", endpoint = "/desk/decline-cancellation")]
pub async fn decline_cancellation(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::decline_cancellation(&context, &actor, number, version, &reason).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// What goes out by mail, and how it fares.
#[server(prefix = "/fn", endpoint = "/desk/mails", input = Json)]
pub async fn mails(state: Option<OutboxState>) -> Result<Vec<MailState>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::mails(&context, &actor, state).await)
}

/// Try the mails again that were given up.
#[server(prefix = "/fn", endpoint = "/desk/resend")]
pub async fn resend() -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let count = answer(service::desk::resend(&context, &actor).await)?;
    go_to("/desk/mail");
    Ok(count)
}

/// Mail that came in and waits for a person; or, when `automatic`, what machines have sent. With the accounts that `find` finds.
#[server(name = ReadPost, prefix = "/fn", endpoint = "/desk/post", input = Json)]
pub async fn post(automatic: bool, after: Option<String>, find: Option<String>) -> Result<DeskPost, Refused> {
    let (context, actor) = signed_in()?;
    let page = answer(service::post::desk::list(&context, &actor, automatic, after.as_deref()).await)?;
    let Some(words) = find else { return Ok(page) };
    let found = answer(service::post::desk::accounts(&context, &actor, &words).await)?;
    Ok(DeskPost { found: Some(found), ..page })
}

/// Answer a mail before it is in a case.
#[server(name = AnswerPost, prefix = "/fn", endpoint = "/desk/post-answer")]
pub async fn answer_post(key: CommandKey, id: PostId, #[server(default)] text: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::post::answer(&context, &actor, key, id, &text).await)?;
    go_to("/desk/post");
    Ok(())
}

/// Put a mail where it belongs: into its case, another case, or a new case of an account.
#[server(name = AcceptPost, prefix = "/fn", endpoint = "/desk/post-accept")]
pub async fn accept_post(
    id: PostId,
    #[server(default)] case: String,
    #[server(default)] account: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let place = Place { case: &case, account: &account };
    answer(service::post::desk::accept(&context, &actor, id, place).await)?;
    go_to("/desk/post");
    Ok(())
}

/// Put a mail away that needs nothing.
#[server(name = DiscardPost, prefix = "/fn", endpoint = "/desk/post-discard")]
pub async fn discard_post(id: PostId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::post::desk::discard(&context, &actor, id).await)?;
    go_to("/desk/post");
    Ok(())
}

/// The queue of cases: what is promised next comes first.
#[server(name = ReadInbox, prefix = "/fn", endpoint = "/desk/cases", input = Json)]
pub async fn inbox(filter: CaseFilter) -> Result<Inbox, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::desk_list(&context, &actor, &filter).await)
}

/// One case, with the customer beside it; with what was written last, or with what was written before an entry.
#[server(name = ReadDeskCase, prefix = "/fn", endpoint = "/desk/case", input = Json)]
pub async fn case(number: i64, before: Option<EntryId>) -> Result<DeskCase, Refused> {
    let (context, actor) = signed_in()?;
    answer(match before {
        Some(entry) => service::cases::desk_page_before(&context, &actor, number, entry).await,
        None => service::cases::desk_page(&context, &actor, number).await,
    })
}

/// Write to the customer: `answer`, `ask` or `propose`.
#[server(name = AnswerCase, prefix = "/fn", endpoint = "/desk/case-answer")]
pub async fn answer_case(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] saying: String,
    #[server(default)] text: String,
    #[server(default)] cause: String,
    #[server(default)] prevention: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let saying = answer(Saying::parse(&saying).ok_or_else(|| Refusal::field(Code::Missing, "saying").into()))?;
    let say = Say { key, number, seen: Some(version), saying, text: &text, cause: &cause, prevention: &prevention };
    answer(service::cases::answer(&context, &actor, say).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// Write a note that no customer sees.
#[server(name = NoteCase, prefix = "/fn", endpoint = "/desk/case-note")]
pub async fn note_case(key: CommandKey, number: i64, #[server(default)] note: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::note(&context, &actor, key, number, &note).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// Take a case, or say how far it is: `assessed`, `investigating`.
#[server(name = TakeCase, prefix = "/fn", endpoint = "/desk/case-take")]
pub async fn take_case(number: i64, version: i32, #[server(default)] stage: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::take(&context, &actor, Seen { number, version }, &stage).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// Give a case to somebody.
#[server(name = AssignCase, prefix = "/fn", endpoint = "/desk/case-assign")]
pub async fn assign_case(number: i64, version: i32, member: MemberId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let assign = Assign { seen: Seen { number, version }, to: member };
    answer(service::cases::assign(&context, &actor, assign).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// Give another priority, with a reason that the customer reads.
#[server(name = PrioritiseCase, prefix = "/fn", endpoint = "/desk/case-priority")]
pub async fn prioritise_case(
    number: i64,
    version: i32,
    #[server(default)] priority: String,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let seen = Seen { number, version };
    answer(service::cases::prioritise(&context, &actor, seen, &priority, &reason).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// Tell those above, with a reason that the customer reads, too.
#[server(name = EscalateCase, prefix = "/fn", endpoint = "/desk/case-escalate")]
pub async fn escalate_case(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::escalate_up(&context, &actor, Seen { number, version }, &reason).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}
