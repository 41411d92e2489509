//! What happened, in a sentence: the words, the tone and the page of each kind of event.

use domain::{
    cases::{CaseStep, Kind, Level},
    erasure::{ErasureScope, ErasureStep},
    event::{AccountPart, Event, EventLine},
    format,
    i18n::I18n,
    language::Language,
    money::{Currency, Money},
    orders::Handover,
};
use leptos::prelude::*;

use super::Tone;
use crate::reader::{ReaderContext, use_i18n, use_language, use_rules};

/// The event as a sentence without a full stop.
#[must_use]
pub fn event_text(i18n: I18n, language: Language, line: &EventLine) -> String {
    if line.event.is_money() {
        return money_text(i18n, language, &line.event);
    }
    if let Some(order) = line.event.order() {
        return order_text(i18n, language, &order.to_string(), &line.event);
    }
    match &line.event {
        Event::Case { case, step: CaseStep::Rated, text, mark, .. } => {
            let mark = mark.map(|mark| mark.to_string()).unwrap_or_default();
            because(i18n, i18n.event_case_rated(&mark, &case.to_string()), text)
        }
        Event::Case { case, step: CaseStep::Sorted, text, sorted: Some((_, kind)), .. } => {
            because(i18n, i18n.event_case_sorted(&case.to_string(), &kind_name(i18n, *kind)), text)
        }
        Event::Case { case, step, text, level, told, .. } => {
            case_text(i18n, &case.to_string(), *step, text, *level, told)
        }
        Event::Notice { closes: false, subject, .. } => i18n.event_notice(subject.pick(language, language).0),
        Event::Notice { closes: true, subject, .. } => i18n.event_notice_closes(subject.pick(language, language).0),
        Event::MemberInvited { email } => i18n.event_member_invited(email),
        Event::MemberJoined { name } => i18n.event_member_joined(name),
        Event::MemberChanged { name } => i18n.event_member_changed(name),
        Event::AccountChanged { what } => account_text(i18n, *what).to_owned(),
        Event::SignedIn { device } if device.is_empty() || device == "?" => i18n.event_signed_in(&line.by),
        Event::SignedIn { device } => i18n.event_signed_in_device(&line.by, device),
        Event::Exported => i18n.event_exported(&line.by),
        Event::Erasure { step, scope, reason } => erasure_text(i18n, &line.by, *step, *scope, reason),
        _ => String::new(),
    }
}

/// The page that shows more of it.
#[must_use]
pub fn event_link(event: &Event) -> String {
    if let Event::Notice { cause, .. } = event {
        return format!("/messages/notices/{cause}");
    }
    if let Event::Issued { document, .. } = event {
        // A number may have a slash in it.
        return format!("/invoices/{}", document.replace('/', "%2F"));
    }
    if let Event::DisputeEnded { document, credited, .. } = event {
        return format!("/invoices/{}", credited.as_ref().unwrap_or(document).replace('/', "%2F"));
    }
    if let Event::Disputed { case, .. } = event {
        return format!("/messages/{case}");
    }
    if let Event::PaymentPosted { posting: Some(posting), .. }
    | Event::PaymentReturned { posting: Some(posting), .. }
    | Event::Adjusted { posting: Some(posting), .. } = event
    {
        return format!("/money/postings/{posting}");
    }
    if event.is_money() {
        return "/money".to_owned();
    }
    match (event.order(), event.case()) {
        (Some(order), _) => format!("/orders/{order}"),
        (None, Some(case)) => format!("/messages/{case}"),
        (None, None) => "/account".to_owned(),
    }
}

/// Whether it is good news.
#[must_use]
pub const fn event_tone(event: &Event) -> Tone {
    match event {
        Event::OrderSubmitted { awaiting_approval: true, .. }
        | Event::CancellationRequested { .. }
        | Event::OrderSplit { .. } => Tone::Wait,
        Event::Case { step, .. } => case_tone(*step),
        Event::Notice { closes: false, .. } => Tone::Wait,
        Event::Notice { closes: true, .. } => Tone::Ok,
        Event::Issued { credit: false, .. } | Event::PaymentAnnounced { .. } | Event::Adjusted { .. } => Tone::Plain,
        Event::Issued { credit: true, .. }
        | Event::PaymentPosted { .. }
        | Event::DisputeEnded { credited: Some(_), .. } => Tone::Ok,
        Event::Disputed { .. } | Event::DisputeEnded { credited: None, .. } => Tone::Wait,
        Event::PaymentReturned { .. } => Tone::Late,
        Event::Reminded { stage, .. } if stage.is_soon() => Tone::Wait,
        Event::Reminded { .. } => Tone::Late,
        Event::OrderRefused { .. } | Event::OrderCancelled { .. } | Event::CancellationDeclined { .. } => Tone::Late,
        Event::OrderSubmitted { .. }
        | Event::OrderApproved { .. }
        | Event::OrderConfirmed { .. }
        | Event::OrderPicking { .. }
        | Event::OrderShipped { .. }
        | Event::OrderDelivered { .. }
        | Event::MemberJoined { .. } => Tone::Ok,
        Event::Erasure { step: ErasureStep::Asked, .. } => Tone::Wait,
        Event::Erasure { step: ErasureStep::Refused, .. } => Tone::Late,
        Event::Erasure { step: ErasureStep::Withdrawn | ErasureStep::Done, .. } => Tone::Plain,
        Event::MemberInvited { .. }
        | Event::MemberChanged { .. }
        | Event::AccountChanged { .. }
        | Event::SignedIn { .. }
        | Event::Exported => Tone::Plain,
    }
}

/// An event in a list: `when` as it is to be said there. What has not been seen is heavier and says so.
#[must_use]
pub fn event_row(line: &EventLine, when: String, unseen: bool) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let text = event_text(i18n, language, line);
    let text = if unseen {
        view! { <strong>{text}</strong> <span class="visually-hidden">" "{i18n.frame_new()}</span> }.into_any()
    } else {
        text.into_any()
    };
    let tone = if unseen { event_tone(&line.event) } else { Tone::Plain };
    // Whoever signed in, or asked for something, is named by the sentence already.
    let is_named = matches!(
        line.event,
        Event::SignedIn { .. }
            | Event::Exported
            | Event::Erasure { step: ErasureStep::Asked | ErasureStep::Withdrawn, .. }
    );
    let by = (!is_named && !line.by.is_empty()).then(|| view! { <small>{line.by.clone()}</small> });
    view! {
        <li class="row" data-align="start">
            <span class="dot" data-tone=tone.code()></span>
            <div class="row-text">
                <a class="row-link" href=event_link(&line.event)>{text}</a>
                {by}
            </div>
            <time class="row-side" datetime=line.at.rfc3339() title=format::instant_long(language, line.at)>{when}</time>
        </li>
    }
    .into_any()
}

fn order_text(i18n: I18n, language: Language, number: &str, event: &Event) -> String {
    match event {
        Event::OrderSubmitted { total, currency, awaiting_approval, .. } => {
            let amount = money(language, *currency, *total);
            if *awaiting_approval {
                i18n.event_order_waits(&amount, number)
            } else {
                i18n.event_order_submitted(&amount, number)
            }
        }
        Event::OrderApproved { .. } => i18n.event_order_approved(number),
        Event::OrderRefused { reason, .. } => because(i18n, i18n.event_order_refused(number), reason),
        Event::OrderConfirmed { promised: Some(date), .. } => {
            i18n.event_order_confirmed_for(&format::date_weekday(language, *date), number)
        }
        Event::OrderConfirmed { promised: None, .. } => i18n.event_order_confirmed(number),
        Event::OrderPicking { agreed: true, .. } => i18n.event_order_picking_agreed(number),
        Event::OrderPicking { .. } => i18n.event_order_picking(number),
        Event::OrderShipped { carrier, partly, handover, .. } => match (*handover, carrier.is_empty(), *partly) {
            (Handover::Delivery, false, false) => i18n.event_order_shipped_with(carrier, number),
            (Handover::Delivery, false, true) => i18n.event_order_part_shipped_with(carrier, number),
            (Handover::Delivery, true, false) => i18n.event_order_shipped(number),
            (Handover::Delivery, true, true) => i18n.event_order_part_shipped(number),
            (Handover::Collection, _, false) => i18n.event_order_ready(number),
            (Handover::Collection, _, true) => i18n.event_order_part_ready(number),
            (Handover::Service, _, false) => i18n.event_order_carried_out(number),
            (Handover::Service, _, true) => i18n.event_order_part_carried_out(number),
        },
        Event::OrderDelivered { partly, handover, .. } => match (*handover, *partly) {
            (Handover::Delivery, false) => i18n.event_order_delivered(number),
            (Handover::Delivery, true) => i18n.event_order_part_delivered(number),
            (Handover::Collection, false) => i18n.event_order_collected(number),
            (Handover::Collection, true) => i18n.event_order_part_collected(number),
            (Handover::Service, false) => i18n.event_order_completed(number),
            (Handover::Service, true) => i18n.event_order_part_carried_out(number),
        },
        Event::OrderCancelled { reason, by_vendor, .. } => {
            let text =
                if *by_vendor { i18n.event_order_cancelled_by_us(number) } else { i18n.event_order_cancelled(number) };
            because(i18n, text, reason.as_deref().unwrap_or_default())
        }
        Event::CancellationRequested { reason, .. } => because(i18n, i18n.event_cancellation_requested(number), reason),
        Event::CancellationDeclined { reason, .. } => because(i18n, i18n.event_cancellation_declined(number), reason),
        Event::OrderSplit { number: article, date, .. } => {
            i18n.event_order_split(article, &format::date_weekday(language, *date), number)
        }
        Event::Case { .. }
        | Event::Notice { .. }
        | Event::Issued { .. }
        | Event::PaymentPosted { .. }
        | Event::PaymentReturned { .. }
        | Event::Adjusted { .. }
        | Event::PaymentAnnounced { .. }
        | Event::Disputed { .. }
        | Event::DisputeEnded { .. }
        | Event::Reminded { .. }
        | Event::MemberInvited { .. }
        | Event::MemberJoined { .. }
        | Event::MemberChanged { .. }
        | Event::AccountChanged { .. }
        | Event::SignedIn { .. }
        | Event::Exported
        | Event::Erasure { .. } => String::new(),
    }
}

/// What the account says of itself from now on.
fn account_text(i18n: I18n, what: AccountPart) -> &'static str {
    match what {
        AccountPart::Addresses => i18n.event_account_addresses(),
        AccountPart::BillingAddress => i18n.event_account_billing_address(),
        AccountPart::TaxNumber => i18n.event_account_tax_number(),
        AccountPart::Language => i18n.event_account_language(),
    }
}

/// What was asked for, what has come, and what was set right.
fn money_text(i18n: I18n, language: Language, event: &Event) -> String {
    let said = |currency: &Currency, minor: i64| money(language, *currency, minor);
    match event {
        Event::Issued { document, credit: true, total, currency, .. } => {
            i18n.event_credited(&said(currency, *total), document)
        }
        Event::Issued { document, total, currency, due: Some(due), .. } => {
            let date = format::date_weekday(language, *due);
            i18n.event_issued_due(&said(currency, *total), &date, document)
        }
        Event::Issued { document, total, currency, due: None, .. } => {
            i18n.event_issued(&said(currency, *total), document)
        }
        Event::PaymentPosted { amount, currency, documents, .. } if documents.is_empty() => {
            i18n.event_payment_posted(&said(currency, *amount))
        }
        Event::PaymentPosted { amount, currency, documents, .. } => {
            i18n.event_payment_posted_for(&said(currency, *amount), &documents.join(", "))
        }
        Event::PaymentReturned { amount, currency, reason, .. } => {
            because(i18n, i18n.event_payment_returned(&said(currency, *amount)), reason)
        }
        Event::Adjusted { amount, currency, reason, back: true, .. } => {
            because(i18n, i18n.event_paid_back(&said(currency, *amount)), reason)
        }
        Event::Adjusted { amount, currency, reason, .. } if *amount < 0 => {
            because(i18n, i18n.event_adjusted_down(&said(currency, amount.saturating_neg())), reason)
        }
        Event::Adjusted { amount, currency, reason, .. } => {
            because(i18n, i18n.event_adjusted_up(&said(currency, *amount)), reason)
        }
        Event::PaymentAnnounced { amount, currency, paid } => {
            i18n.event_payment_announced(&said(currency, *amount), &format::date_weekday(language, *paid))
        }
        Event::Disputed { document, line, amount, currency, .. } => {
            i18n.event_disputed(&said(currency, *amount), line, document)
        }
        Event::DisputeEnded { document, amount, currency, credited: Some(note), reason, .. } => {
            because(i18n, i18n.event_dispute_credited(&said(currency, *amount), note, document), reason)
        }
        Event::DisputeEnded { document, amount, currency, credited: None, reason, .. } => {
            because(i18n, i18n.event_dispute_put_back(&said(currency, *amount), document), reason)
        }
        Event::Reminded { documents, amount, currency, stage } => {
            let (total, numbers) = (said(currency, *amount), documents.join(", "));
            if stage.is_soon() { i18n.event_due_soon(&total, &numbers) } else { i18n.event_reminded(&total, &numbers) }
        }
        _ => String::new(),
    }
}

/// What became of a request that personal data be erased.
fn erasure_text(i18n: I18n, by: &str, step: ErasureStep, scope: ErasureScope, reason: &str) -> String {
    match (step, scope) {
        (ErasureStep::Asked, ErasureScope::Account) => i18n.event_erasure_asked_account(by),
        (ErasureStep::Asked, ErasureScope::Member) => i18n.event_erasure_asked_member(by),
        (ErasureStep::Withdrawn, _) => i18n.event_erasure_withdrawn(by),
        (ErasureStep::Refused, _) => because(i18n, i18n.event_erasure_refused().to_owned(), reason),
        (ErasureStep::Done, ErasureScope::Account) => i18n.event_erasure_done_account().to_owned(),
        (ErasureStep::Done, ErasureScope::Member) => i18n.event_erasure_done_member().to_owned(),
    }
}

/// What happened to a case.
fn case_text(i18n: I18n, number: &str, step: CaseStep, text: &str, level: Option<Level>, told: &[String]) -> String {
    match step {
        CaseStep::Opened => i18n.event_case_opened(number, text),
        CaseStep::Taken => i18n.event_case_taken(text, number),
        CaseStep::Assessed => i18n.event_case_assessed(number),
        CaseStep::Investigating => i18n.event_case_investigating(number),
        CaseStep::Answered => i18n.event_case_answered(number),
        CaseStep::Asked => i18n.event_case_asked(number),
        CaseStep::Attached => i18n.event_case_attached(number),
        CaseStep::Replied => i18n.event_case_replied(number),
        CaseStep::Proposed => i18n.event_case_proposed(number),
        CaseStep::Accepted => because(i18n, i18n.event_case_accepted(number), text),
        CaseStep::PartlyAccepted => because(i18n, i18n.event_case_partly_accepted(number), text),
        CaseStep::Declined => because(i18n, i18n.event_case_declined(number), text),
        CaseStep::Withdrawn => i18n.event_case_withdrawn(number),
        CaseStep::Lapsed => i18n.event_case_lapsed(number),
        CaseStep::Reopened => because(i18n, i18n.event_case_reopened(number), text),
        CaseStep::Escalated => because(i18n, i18n.event_case_escalated(number, &told.join(", ")), text),
        CaseStep::Prioritised => {
            let level = level.map(|level| level_name(i18n, level)).unwrap_or_default();
            because(i18n, i18n.event_case_prioritised(level, number), text)
        }
        CaseStep::Objected => because(i18n, i18n.event_case_objected(number), text),
        CaseStep::Contested => because(i18n, i18n.event_case_contested(number), text),
        // Without its kinds it says nothing.
        CaseStep::Sorted => String::new(),
        CaseStep::Missed => i18n.event_case_missed(number),
        CaseStep::Merged => i18n.event_case_merged(number, text),
        CaseStep::Absorbed => i18n.event_case_absorbed(number, text),
        CaseStep::Split => i18n.event_case_split(number, text),
        CaseStep::Linked => i18n.event_case_linked(number, text),
        CaseStep::Tagged => i18n.event_case_tagged(number, text),
        CaseStep::Rated => String::new(),
    }
}

/// What somebody writes for, in a word: the vendor's own, or else ours.
#[must_use]
pub fn kind_name(i18n: I18n, kind: Kind) -> String {
    use_context::<ReaderContext>().map_or_else(
        || kind.word(i18n).to_owned(),
        |context| context.reader.with_untracked(|reader| reader.vendor.kind_name(kind, i18n)),
    )
}

/// An urgency or a priority in a word.
#[must_use]
pub fn level_name(i18n: I18n, level: Level) -> &'static str {
    match level {
        Level::Low => i18n.case_level_low(),
        Level::Normal => i18n.case_level_normal(),
        Level::High => i18n.case_level_high(),
        Level::Critical => i18n.case_level_critical(),
    }
}

const fn case_tone(step: CaseStep) -> Tone {
    match step {
        CaseStep::Missed | CaseStep::Escalated | CaseStep::Declined => Tone::Late,
        CaseStep::Asked
        | CaseStep::Objected
        | CaseStep::Contested
        | CaseStep::PartlyAccepted
        | CaseStep::Reopened
        | CaseStep::Sorted => Tone::Wait,
        CaseStep::Withdrawn
        | CaseStep::Lapsed
        | CaseStep::Merged
        | CaseStep::Absorbed
        | CaseStep::Split
        | CaseStep::Linked
        | CaseStep::Tagged
        | CaseStep::Rated => Tone::Plain,
        CaseStep::Opened
        | CaseStep::Taken
        | CaseStep::Assessed
        | CaseStep::Investigating
        | CaseStep::Answered
        | CaseStep::Attached
        | CaseStep::Replied
        | CaseStep::Proposed
        | CaseStep::Accepted
        | CaseStep::Prioritised => Tone::Ok,
    }
}

fn because(i18n: I18n, text: String, reason: &str) -> String {
    if reason.is_empty() { text } else { i18n.event_because(&text, reason) }
}

fn money(language: Language, currency: Currency, minor: i64) -> String {
    format::money(language, Money { minor, currency }, &use_rules(currency))
}

#[cfg(test)]
mod tests {
    use domain::ids::PostingId;

    use super::*;

    #[test]
    fn news_of_money_lead_to_where_it_stands() {
        let adjusted = |posting| Event::Adjusted {
            amount: 1,
            currency: Currency::EUR,
            reason: String::new(),
            posting,
            back: false,
        };
        let address = format!("/money/postings/{}", PostingId::NIL);
        assert_eq!(event_link(&adjusted(Some(PostingId::NIL))), address);
        assert_eq!(event_link(&adjusted(None)), "/money", "what was told before");
    }
}
