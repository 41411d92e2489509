//! The mail to somebody whom nobody knows, that theirs has come.

use domain::{i18n::I18n, language::Language};
use store::outbox::{Mail, Origin};

use super::{Letter, write};
use crate::Context;

/// Says that a mail has come, and repeats nothing of it: its sender may not be who it says, and what stands in it would go
/// to somebody else under the vendor's name.
pub(crate) fn received(context: &Context, language: Language, to: &str, id: Option<&str>) -> Mail {
    let i18n = I18n::of(language);
    let letter = Letter {
        subject: i18n.mail_post_subject().to_owned(),
        paragraphs: vec![i18n.mail_post_text().to_owned()],
        code: None,
        table: None,
        link: None,
    };
    let refers_to = id.map(str::to_owned).into_iter().collect();
    Mail { refers_to, origin: Origin::Replied, ..write(context, i18n, to, &letter) }
}
