//! The mails about a request that personal data be erased.

use domain::{
    erasure::{ErasureScope, ErasureStep},
    i18n::I18n,
    language::Language,
};
use store::outbox::Mail;

use super::{Letter, write};
use crate::Context;

/// To the vendor: somebody asks for it.
pub(crate) fn erasure_asked(context: &Context, by: &str, account: (&str, &str), scope: ErasureScope) -> Mail {
    let settings = context.settings();
    let i18n = I18n::of(settings.vendor.language);
    let (number, name) = account;
    let letter = Letter {
        subject: i18n.mail_erasure_desk_subject(name, number),
        paragraphs: vec![match scope {
            ErasureScope::Account => i18n.mail_erasure_desk_account(by, name, number),
            ErasureScope::Member => i18n.mail_erasure_desk_member(by, name, number),
        }],
        code: None,
        table: None,
        link: Some((
            i18n.mail_erasure_desk_link().to_owned(),
            format!("{}/desk/erasures", context.config().public_url),
        )),
    };
    write(context, i18n, &settings.vendor.email, &letter)
}

/// To who has asked, and to whom it is about: how it stands. What was done needs no link, because nobody can sign in.
pub(crate) fn erasure(
    context: &Context,
    (email, language): (&str, Language),
    scope: ErasureScope,
    step: ErasureStep,
    reason: &str,
) -> Mail {
    let i18n = I18n::of(language);
    let settings = context.settings();
    let vendor = settings.vendor.name.as_str();
    let years = i64::from(settings.billing.retention_years);
    let is_account = scope == ErasureScope::Account;
    let (subject, text) = match step {
        ErasureStep::Asked => (i18n.mail_erasure_asked_subject(vendor), vec![i18n.mail_erasure_asked_text(vendor)]),
        ErasureStep::Withdrawn => {
            (i18n.mail_erasure_withdrawn_subject(vendor), vec![i18n.mail_erasure_withdrawn_text().to_owned()])
        }
        ErasureStep::Refused => {
            (i18n.mail_erasure_refused_subject(vendor), vec![i18n.mail_erasure_refused_text(reason)])
        }
        ErasureStep::Done => {
            let gone = if is_account { i18n.data_goes_account() } else { i18n.data_goes_member() };
            (i18n.mail_erasure_done_subject(vendor), vec![gone.to_owned(), i18n.data_stays(years)])
        }
    };
    let link = (step != ErasureStep::Done)
        .then(|| (i18n.data_title().to_owned(), format!("{}/account/data", context.config().public_url)));
    write(context, i18n, email, &Letter { subject, paragraphs: text, code: None, table: None, link })
}
