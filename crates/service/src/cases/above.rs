//! Those to whom goes what is more than one person's matter: escalations, and promises that were missed.

use domain::{ids::MemberId, language::Language};
use store::Tx;

use super::step::first_name;
use crate::{Context, Error, mails::Recipient};

/// One of them, or the vendor's own address.
pub(crate) struct Above {
    pub member: Option<MemberId>,
    /// As the customer reads it.
    pub called: String,
    email: String,
    language: Language,
    time_zone: String,
}

impl Above {
    /// Where their mails go.
    pub(crate) fn recipient(&self) -> Recipient<'_> {
        Recipient { email: &self.email, language: self.language, time_zone: &self.time_zone }
    }
}

/// Those whom the vendor has listed, in their order; without any, the admins; and where there is nobody, the vendor's own
/// address, which somebody reads.
///
/// # Errors
/// When the database fails.
pub(crate) async fn people(context: &Context, tx: &Tx) -> Result<Vec<Above>, Error> {
    let settings = context.settings();
    let people = store::accounts::people_above(tx, &settings.cases.above).await?;
    if people.is_empty() {
        let vendor = &settings.vendor;
        return Ok(vec![Above {
            member: None,
            called: vendor.name.clone(),
            email: vendor.email.clone(),
            language: vendor.language,
            time_zone: vendor.time_zone.clone(),
        }]);
    }
    let above = people.into_iter().map(|person| Above {
        member: Some(MemberId(person.id)),
        called: first_name(&person.name),
        language: Language::parse(&person.language).unwrap_or_default(),
        email: person.email,
        time_zone: person.time_zone,
    });
    Ok(above.collect())
}
