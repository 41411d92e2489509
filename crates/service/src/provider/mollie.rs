//! Mollie's payments API, version 2. Nothing else knows its words.
//!
//! Written by its documentation: "Create payment", "Get payment", "Payment status changes", "Webhooks", "API idempotency",
//! "Multicurrency" and "Handling errors" (docs.mollie.com; the sources of an earlier state at
//! github.com/mollie/api-documentation). From there:
//!
//! - `POST /payments` with an amount as text, in the decimals of ISO 4217; the answer has the payment's id and, in
//!   `_links.checkout`, where the customer pays. One `Idempotency-Key` makes one payment, for 24 hours.
//! - The webhook says only which payment has changed, as `id` in a form, without a signature. What has become of the payment
//!   is asked for, with one's own key, by `GET /payments/{id}`: whoever makes a webhook up makes the portal ask once more.
//! - `failed`, `canceled` and `expired` are definitive. What is paid back or charged back is no status but an amount.
//!
//! `authorized` belongs to methods whose money is captured later: it has not come yet.

use domain::{
    ids::OnlinePaymentId,
    language::Language,
    money::{Currency, Money},
    paying::online::OnlineState,
    time::Instant,
};
use reqwest::{StatusCode, Url};
use serde::{Deserialize, Serialize};

use super::{Asked, Failure, Provider, Said, Started};

/// Where the API is.
pub(super) const BASE: &str = "https://api.mollie.com/v2";
/// Where payments are made: there, or below it.
const HOST: &str = "mollie.com";
const LONGEST_ID: usize = 64;
/// As much of a refusal as the log takes.
const LONGEST_DETAIL: usize = 300;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewPayment<'a> {
    amount: Amount,
    description: &'a str,
    redirect_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<&'a str>,
    locale: &'static str,
    metadata: Metadata,
}

/// For the vendor's people, who look at the payment there.
#[derive(Serialize)]
struct Metadata {
    payment: OnlinePaymentId,
}

#[derive(Serialize, Deserialize)]
struct Amount {
    currency: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    id: String,
    status: String,
    amount: Amount,
    amount_refunded: Option<Amount>,
    amount_charged_back: Option<Amount>,
    paid_at: Option<String>,
    #[serde(rename = "_links", default)]
    links: Links,
}

#[derive(Default, Deserialize)]
struct Links {
    checkout: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    detail: String,
}

impl Provider {
    /// Begins a payment. Asked again with the same id, it is the same payment.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) async fn start(&self, asked: &Asked<'_>) -> Result<Started, Failure> {
        let body = NewPayment {
            amount: written(asked.amount),
            description: asked.text,
            redirect_url: asked.back,
            webhook_url: asked.news,
            locale: locale(asked.language),
            metadata: Metadata { payment: asked.id },
        };
        let request = self.http.post(format!("{}/payments", self.base));
        let request = request.header("Idempotency-Key", asked.id.to_string()).json(&body);
        let payment = read(self.send(request).await?)?;
        let checkout = payment.links.checkout.map(|link| link.href);
        match checkout.filter(|href| self.is_theirs(href)) {
            Some(checkout) if is_id(&payment.id) => Ok(Started { reference: payment.id, checkout }),
            _ => Err(strange("a new payment cannot be paid at the provider's")),
        }
    }

    /// How a payment stands, by the id that `start` gave.
    ///
    /// # Errors
    /// When it cannot be found out.
    pub(crate) async fn look(&self, reference: &str) -> Result<Said, Failure> {
        if !is_id(reference) {
            return Err(strange("a payment is not called so"));
        }
        let request = self.http.get(format!("{}/payments/{reference}", self.base));
        let payment = read(self.send(request).await?)?;
        if payment.id != reference {
            return Err(strange("it was asked for another payment"));
        }
        said(&payment)
    }

    /// Customers are led to the provider's own pages only.
    fn is_theirs(&self, href: &str) -> bool {
        let Ok(address) = Url::parse(href) else { return false };
        let host = address.host_str().unwrap_or_default();
        match &self.stand_in {
            Some(own) => {
                own.host_str() == Some(host) && (address.scheme() == "https" || address.scheme() == own.scheme())
            }
            None => {
                let is_below = host.strip_suffix(HOST).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                is_below && address.scheme() == "https"
            }
        }
    }
}

/// The payment in an answer.
fn read((status, body): (StatusCode, Vec<u8>)) -> Result<Payment, Failure> {
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| strange("an answer is no payment"));
    }
    let Problem { detail } = serde_json::from_slice(&body).unwrap_or_default();
    let detail: String = detail.chars().filter(|sign| !sign.is_control()).take(LONGEST_DETAIL).collect();
    tracing::warn!(status = status.as_u16(), %detail, "the payment provider refuses");
    // All others are for the operator, a wrong key, say, or will pass.
    if status == StatusCode::UNPROCESSABLE_ENTITY { Err(Failure::Refused) } else { Err(Failure::Down) }
}

fn said(payment: &Payment) -> Result<Said, Failure> {
    let amount = amount_in(&payment.amount)
        .filter(|amount| amount.minor > 0)
        .ok_or_else(|| strange("a payment has an amount that is none"))?;
    let mut returned: i64 = 0;
    for part in [&payment.amount_refunded, &payment.amount_charged_back].into_iter().flatten() {
        let part = amount_in(part)
            .filter(|part| part.currency == amount.currency)
            .ok_or_else(|| strange("what was paid back is no amount of the payment's currency"))?;
        returned = returned.saturating_add(part.minor);
    }
    let state = match payment.status.as_str() {
        "open" | "pending" | "authorized" => OnlineState::Waiting,
        "failed" => OnlineState::Failed,
        "canceled" => OnlineState::Cancelled,
        "expired" => OnlineState::Expired,
        "paid" if returned >= amount.minor => OnlineState::Returned,
        "paid" => OnlineState::Paid,
        _ => return Err(strange("a payment has an unknown status")),
    };
    let paid_at = payment.paid_at.as_deref().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    let paid_at = paid_at.map(|at| Instant::from_millis(at.timestamp_millis()));
    Ok(Said { state, amount, returned, paid_at })
}

/// `10.00`, in the decimals of ISO 4217, by which the portal counts as well.
fn written(amount: Money) -> Amount {
    let decimals = usize::from(amount.currency.default_rules().exponent);
    let digits = format!("{:0>width$}", amount.minor, width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    let value = if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") };
    Amount { currency: amount.currency.code().to_owned(), value }
}

/// The other way round; nothing for what is no amount, or has more decimals than its currency.
fn amount_in(amount: &Amount) -> Option<Money> {
    let currency = Currency::parse(&amount.currency)?;
    let decimals = usize::from(currency.default_rules().exponent);
    let (whole, rest) = amount.value.split_once('.').unwrap_or((amount.value.as_str(), ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || rest.len() > decimals || !is_number(whole) || !is_number(rest) {
        return None;
    }
    let minor = format!("{whole}{rest:0<decimals$}").parse().ok()?;
    Some(Money { minor, currency })
}

/// `tr_7UhSN1zuXS`: it becomes a part of an address.
fn is_id(text: &str) -> bool {
    let rest = text.strip_prefix("tr_").unwrap_or_default();
    !rest.is_empty() && text.len() <= LONGEST_ID && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Of the languages in which its pages are.
const fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en_GB",
        Language::Nl => "nl_NL",
        Language::Hu => "hu_HU",
        Language::De => "de_DE",
        Language::Es => "es_ES",
        Language::Fr => "fr_FR",
    }
}

fn strange(what: &'static str) -> Failure {
    tracing::warn!(what, "the payment provider answers what was not expected");
    Failure::Down
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Place;

    fn money(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    fn amount(value: &str, currency: &str) -> Amount {
        Amount { currency: currency.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn amounts_are_text_in_the_decimals_of_the_currency() {
        for (minor, currency, value) in [
            (1_000, Currency::EUR, "10.00"),
            (5, Currency::EUR, "0.05"),
            (123_400, Currency::HUF, "1234.00"),
            (1_500, Currency::JPY, "1500"),
        ] {
            let amount = written(money(minor, currency));
            assert_eq!((amount.value.as_str(), amount.currency.as_str()), (value, currency.code()));
            assert_eq!(amount_in(&amount), Some(money(minor, currency)));
        }
        assert_eq!(amount_in(&amount("10.5", "EUR")), Some(money(1_050, Currency::EUR)));
        for wrong in ["", ".", "-1.00", "1,00", "1e3", "10.001", "99999999999999999999.00"] {
            assert_eq!(amount_in(&amount(wrong, "EUR")), None, "{wrong}");
        }
        assert_eq!(amount_in(&amount("10.00", "euro")), None);
    }

    /// As in the documentation's example of a payment, shortened.
    fn payment(status: &str, more: &str) -> Result<Said, Failure> {
        let body = format!(
            r#"{{"resource": "payment", "id": "tr_7UhSN1zuXS", "mode": "test", "createdAt": "2018-03-20T09:13:37+00:00",
                "amount": {{"value": "10.00", "currency": "EUR"}}, "description": "Order #12345", "method": null,
                "metadata": {{"order_id": "12345"}}, "status": "{status}", "isCancelable": false,
                "expiresAt": "2018-03-20T09:28:37+00:00", "details": null, "profileId": "pfl_QkEhN94Ba" {more},
                "sequenceType": "oneoff", "_links": {{"self": {{"href": "https://api.mollie.com/v2/payments/tr_7UhSN1zuXS",
                "type": "application/json"}}}}}}"#
        );
        said(&read((StatusCode::OK, body.into_bytes()))?)
    }

    #[test]
    fn what_is_paid_back_is_an_amount_and_no_status() {
        let state = |status: &str, more: &str| payment(status, more).map(|said| (said.state, said.returned));
        assert_eq!(state("open", ""), Ok((OnlineState::Waiting, 0)));
        assert_eq!(state("canceled", ""), Ok((OnlineState::Cancelled, 0)));
        assert_eq!(state("paid", ""), Ok((OnlineState::Paid, 0)));
        let refunded = r#", "amountRefunded": {"value": "4.00", "currency": "EUR"}"#;
        assert_eq!(state("paid", refunded), Ok((OnlineState::Paid, 400)));
        let charged_back = r#", "amountChargedBack": {"value": "6.00", "currency": "EUR"}"#;
        assert_eq!(state("paid", &format!("{refunded}{charged_back}")), Ok((OnlineState::Returned, 1_000)));
        assert_eq!(state("paid", r#", "amountRefunded": {"value": "4.00", "currency": "USD"}"#), Err(Failure::Down));
        assert_eq!(state("shipped", ""), Err(Failure::Down));
        let paid = payment("paid", r#", "paidAt": "2018-03-20T10:13:37+01:00""#);
        assert_eq!(paid.map(|said| said.paid_at.map(Instant::millis)), Ok(Some(1_521_537_217_000)));
    }

    #[test]
    fn a_refusal_is_for_the_customer_only_where_it_is_about_the_payment() {
        let answered = |status: u16, body: &str| {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            read((status, body.as_bytes().to_vec())).map(|payment| payment.id)
        };
        let body =
            r#"{"status": 422, "title": "Unprocessable Entity", "detail": "The amount is higher than the maximum"}"#;
        assert_eq!(answered(422, body), Err(Failure::Refused));
        assert_eq!(answered(401, "{}"), Err(Failure::Down));
        assert_eq!(answered(502, "<html>"), Err(Failure::Down));
        assert_eq!(answered(200, "[]"), Err(Failure::Down));
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        let leads = |at: Option<&str>, href: &str| {
            let place = Place { key: "test_key".parse().ok()?, url: at.map(str::to_owned) };
            Provider::at(&place).ok().map(|provider| provider.is_theirs(href))
        };
        assert_eq!(leads(None, "https://www.mollie.com/payscreen/select-method/7UhSN1zuXS"), Some(true));
        assert_eq!(leads(None, "https://mollie.com/checkout"), Some(true));
        for wrong in [
            "http://www.mollie.com/checkout",
            "https://mollie.com.example.org/",
            "https://notmollie.com/",
            "https://www.mollie.com@example.org/",
            "javascript:alert(1)",
            "/checkout",
        ] {
            assert_eq!(leads(None, wrong), Some(false), "{wrong}");
        }
        let stand_in = Some("http://127.0.0.1:4000/v2");
        assert_eq!(leads(stand_in, "http://127.0.0.1:4000/checkout"), Some(true));
        assert_eq!(leads(stand_in, "https://www.mollie.com/checkout"), Some(false));
    }

    #[test]
    fn an_id_is_a_part_of_an_address() {
        assert!(is_id("tr_7UhSN1zuXS"));
        for wrong in ["", "tr_", "tr_a/../b", "ord_1", "tr_ä", &format!("tr_{}", "a".repeat(99))] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }
}
