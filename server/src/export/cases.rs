//! Cases: what was written in them, their whole stories with their proofs, and what came along.

use service::export;

use super::{
    Source,
    archive::{Archive, in_a_path},
};
use crate::{cli::Failure, transcript};

pub(super) fn write(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut list = to.list("cases.json")?;
    each(from, |number| {
        let (case, _) =
            from.wait(export::case(&from.context, &from.actor, number, |place, name| path(number, place, name)))?;
        list.add(&case)
    })?;
    list.end()?;
    each(from, |number| {
        let story = from.wait(service::transcript::of(&from.context, &from.actor, number))?;
        to.file(&format!("cases/{number}.pdf"), &transcript::on_paper(&story)?)?;
        let (_, files) =
            from.wait(export::case(&from.context, &from.actor, number, |place, name| path(number, place, name)))?;
        for (id, path) in files {
            let file = from.wait(service::cases::exported(&from.context, &from.actor, number, id))?;
            to.file(&path, &file.content)?;
        }
        Ok(())
    })
}

/// Two files of a case may have the same name, so its place among them is in it.
fn path(number: i64, place: usize, name: &str) -> String {
    format!("attachments/{number}/{place:02}-{}", in_a_path(name))
}

fn each(from: &Source, mut case: impl FnMut(i64) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut before = None;
    loop {
        let page = from.wait(export::cases(&from.context, &from.actor, before))?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(*last);
        for number in page {
            case(number)?;
        }
    }
}
