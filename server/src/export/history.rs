//! The log, and the mails about what is in it.

use service::export;

use super::{Source, archive::Archive};
use crate::cli::Failure;

pub(super) fn write(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut list = to.list("events.json")?;
    let mut before = None;
    loop {
        let page = from.wait(export::events(&from.context, &from.actor, before))?;
        let Some(last) = page.last() else { break };
        before = Some(last.number);
        for event in &page {
            list.add(event)?;
        }
    }
    list.end()?;
    let mut table = to.table("mails.csv", &["event", "at", "to", "subject", "state"])?;
    let mut after = None;
    loop {
        let page = from.wait(export::mails(&from.context, &from.actor, after.as_ref()))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.place.clone());
        for mail in page {
            let (event, _, recipient) = mail.place;
            let at = export::moment(mail.created);
            table.row([event.to_string(), at, recipient, mail.subject, mail.state.code().to_owned()])?;
        }
    }
}
