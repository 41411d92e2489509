//! Which kinds customers can choose, and what they are called.

use std::collections::BTreeMap;

use domain::{
    cases::{CaseRules, Kind, KindRow, KindRule},
    permissions::{Actor, ChangeSettings},
    refusal::Code,
};

use super::{change_rules, choice, few, texts, wrong};
use crate::{Context, Error};

/// What the vendor says of kinds. A kind without a row stays as it is; what is of a kind that is not offered stays so.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `Malformed` or `TooLong` on `rows[…][…]`; `Missing` on `rows[0][offered]` when none
/// would be offered.
pub async fn set_kinds(context: &Context, actor: &Actor, version: i32, rows: &[KindRow]) -> Result<(), Error> {
    actor.grant_staff::<ChangeSettings>()?;
    few(rows)?;
    let mut said: BTreeMap<Kind, KindRule> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let kind = choice(place, "kind", &row.kind, Kind::parse)?.filter(|kind| !said.contains_key(kind));
        let kind = kind.ok_or_else(|| wrong(Code::Malformed, place, "kind"))?;
        let names = texts(place, [&row.en, &row.nl, &row.hu, &row.de, &row.es, &row.fr])?;
        said.insert(kind, KindRule { offered: !row.offered.is_empty(), names });
    }
    let settings = context.settings();
    let is_offered = |kind: &Kind| said.get(kind).map_or_else(|| settings.cases.offers(*kind), |rule| rule.offered);
    // Who can choose none can write nothing.
    if !Kind::ALL.iter().any(is_offered) {
        return Err(wrong(Code::Missing, 0, "offered").into());
    }
    let change = |rules: CaseRules| CaseRules { kinds: rules.kinds.into_iter().chain(said).collect(), ..rules };
    change_rules(context, actor, version, "kinds", change).await
}
