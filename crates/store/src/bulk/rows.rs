//! The columns of what is written by the thousand, and each thing as a row.

use domain::{
    tax::{PriceMode, TaxProfile},
    time::{Date, Instant},
};
use sea_orm::Value;

use super::{HistoricLine, HistoricOrder, OwnedAccount};
use crate::Error;

pub(super) const ORDERS: &[&str] = &[
    "account_id",
    "id",
    "number",
    "version",
    "state",
    "member_id",
    "review_id",
    "currency",
    "price_mode",
    "goods_amount",
    "delivery_way",
    "delivery_amount",
    "net",
    "tax",
    "gross",
    "by_rate",
    "address",
    "reference",
    "note",
    "line_count",
    "summary",
    "search_text",
    "promised_on",
    "cancel_until",
    "reason",
    "submitted_at",
    "closed_at",
];
pub(super) const ORDER_LINE: &[&str] = &[
    "account_id",
    "order_id",
    "id",
    "position",
    "article_id",
    "article_number",
    "names",
    "picture",
    "unit",
    "kind",
    "quantity",
    "cancelled",
    "shipped",
    "delivered",
    "list_price",
    "unit_price",
    "discount",
    "amount",
    "net",
    "tax",
    "gross",
    "rate",
    "promised_on",
    "first_promised_on",
    "wished_on",
    "confirmed",
];
pub(super) const SHIPMENT: &[&str] =
    &["account_id", "order_id", "id", "carrier", "tracking", "shipped_at", "delivered_at"];
pub(super) const SHIPMENT_LINE: &[&str] = &["account_id", "order_id", "shipment_id", "line_id", "quantity"];
pub(super) const EVENT: &[&str] =
    &["account_id", "seq", "kind", "order_number", "case_number", "member_id", "data", "at"];
pub(super) const ACCOUNT: &[&str] = &[
    "id",
    "number",
    "name",
    "kind",
    "country",
    "currency",
    "price_list",
    "price_mode",
    "tax_profile",
    "vat_number",
    "language",
    "seq",
    "created_at",
];
pub(super) const MEMBER: &[&str] = &["id", "email", "name", "language", "time_zone", "disabled", "created_at"];
pub(super) const MEMBERSHIP: &[&str] = &["account_id", "member_id", "role", "disabled", "seen_seq", "created_at"];
pub(super) const ADDRESS: &[&str] =
    &["account_id", "id", "label", "name", "line1", "postcode", "city", "country", "position"];

/// One order as a row.
pub(super) fn head(historic: &HistoricOrder) -> Result<[Value; 27], Error> {
    let order = &historic.order;
    Ok([
        historic.account.0.into(),
        order.id.0.into(),
        order.number.into(),
        historic.version.into(),
        order.state.code().into(),
        historic.member.0.into(),
        order.review.0.into(),
        order.currency.code().into(),
        mode(order.mode).into(),
        order.goods_amount.into(),
        order.delivery_way.as_str().into(),
        order.delivery_amount.into(),
        order.tax.net.into(),
        order.tax.tax.into(),
        order.tax.gross.into(),
        serde_json::to_value(&order.tax.by_rate)?.into(),
        serde_json::to_value(&order.address)?.into(),
        order.reference.clone().into(),
        order.note.clone().into(),
        i32::try_from(historic.lines.len()).unwrap_or(i32::MAX).into(),
        serde_json::to_value(&order.summary)?.into(),
        order.search_text.as_str().into(),
        order.promised.map(Date::days).into(),
        order.cancel_until.millis().into(),
        historic.reason.clone().into(),
        order.submitted.millis().into(),
        historic.closed.map(Instant::millis).into(),
    ])
}

/// One line as a row.
pub(super) fn line(order: &HistoricOrder, position: usize, historic: &HistoricLine) -> Result<[Value; 26], Error> {
    let line = &historic.line;
    // Room between lines for those that a split makes, as in `orders::insert`.
    let position = i32::try_from(position + 1).unwrap_or(i32::MAX / 100) * 100;
    Ok([
        order.account.0.into(),
        order.order.id.0.into(),
        historic.id.0.into(),
        position.into(),
        line.article.0.into(),
        line.number.as_str().into(),
        serde_json::to_value(&line.names)?.into(),
        line.picture.as_str().into(),
        line.unit.as_str().into(),
        line.kind.code().into(),
        historic.progress.ordered.into(),
        historic.progress.cancelled.into(),
        historic.progress.shipped.into(),
        historic.progress.delivered.into(),
        line.price.list_price.into(),
        line.price.unit_price.into(),
        line.price.discount.into(),
        line.price.amount.into(),
        line.tax.net.into(),
        line.tax.tax.into(),
        line.tax.gross.into(),
        serde_json::to_value(line.tax.rate)?.into(),
        line.promised.map(Date::days).into(),
        historic.first_promised.map(Date::days).into(),
        line.wished.map(Date::days).into(),
        historic.confirmed.into(),
    ])
}

/// One account as a row.
pub(super) fn account(one: &OwnedAccount, now: Instant) -> [Value; 13] {
    let account = &one.account;
    [
        one.id.0.into(),
        account.number.as_str().into(),
        account.name.as_str().into(),
        if account.company { "company" } else { "person" }.into(),
        account.country.as_str().into(),
        account.currency.code().into(),
        account.price_list.as_str().into(),
        mode(account.price_mode).into(),
        match account.tax_profile {
            TaxProfile::Domestic => "domestic",
            TaxProfile::ReverseCharge => "reverse_charge",
            TaxProfile::Export => "export",
        }
        .into(),
        account.vat_number.clone().into(),
        account.language.code().into(),
        0_i64.into(),
        now.millis().into(),
    ]
}

const fn mode(mode: PriceMode) -> &'static str {
    match mode {
        PriceMode::Net => "net",
        PriceMode::Gross => "gross",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_column_is_named_once() {
        for columns in [ORDERS, ORDER_LINE, SHIPMENT, SHIPMENT_LINE, EVENT, ACCOUNT, MEMBER, MEMBERSHIP, ADDRESS] {
            let different: HashSet<&str> = columns.iter().copied().collect();
            assert_eq!(different.len(), columns.len());
        }
        assert_eq!((ORDERS.len(), ORDER_LINE.len(), ACCOUNT.len()), (27, 26, 13));
    }
}
