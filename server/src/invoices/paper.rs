//! The document on paper, in the reader's language: who, for whom, what, the tax of it with its reason, and how to pay.

use domain::{
    format,
    i18n::I18n,
    ledger::wire::{DocumentKind, InvoiceLine, InvoicePage, Party},
    money::Money,
    paying::{self, Transfer},
    tax::{PriceMode, Rate, RateReason},
};
use einvoice::{Category, Invoice};
use paper::{
    Block, Style,
    print::{Code, Head, Part, Print, archive::Archive, table::Table},
    qr,
};
use service::Context;

use crate::sheets::{block, figures, foot, morning, pair, row, text, total, words};

/// So long the code for Hungarian banks is good, days: as long as the one on the page.
const CODE_DAYS: i64 = 30;
/// How wide a module of the code is, in millimetres: a phone reads it at arm's length.
const MODULE: f32 = 0.8;

/// The file. It is PDF/A-3 with the invoice as data inside, where that data is complete; otherwise it is the pages alone.
///
/// # Errors
/// With the reason, when the program is broken.
pub(super) fn bytes(context: &Context, i18n: I18n, page: &InvoicePage) -> Result<Vec<u8>, &'static str> {
    let invoice = service::invoices::complete(i18n, page);
    paper::print::pdf(&print(context, i18n, page, invoice.as_ref())).map_err(|paper::Failed(why)| why)
}

fn print(context: &Context, i18n: I18n, page: &InvoicePage, invoice: Option<&Invoice>) -> Print {
    let of = Words { context, i18n, page };
    let title = match page.kind {
        DocumentKind::Invoice => i18n.invoice_title(&page.number),
        DocumentKind::CreditNote => i18n.invoice_credit_title(&page.number),
    };
    let mut parts = of.letterhead();
    parts.push(text(Style::Title, title.clone()));
    parts.extend(of.corrects().into_iter().chain(page.note.clone()).map(|said| text(Style::Text, said)));
    parts.push(of.lines());
    parts.push(of.taxes());
    parts.extend(of.reasons(invoice).into_iter().map(|reason| text(Style::Text, reason)));
    parts.push(Part::Space(4.0));
    parts.extend(match page.kind {
        DocumentKind::Invoice => of.payment(),
        DocumentKind::CreditNote => vec![text(Style::Text, i18n.paper_terms_credit())],
    });
    let seller = &page.seller;
    let vat = of.vat(seller);
    let reached = [vat, seller.email.clone(), seller.phone.clone()];
    Print {
        foot: foot([title.clone(), seller.name.clone()].into_iter().chain(reached.into_iter().flatten())),
        title,
        language: i18n.language.code(),
        author: seller.name.clone(),
        parts,
        files: Vec::new(),
        archive: Some(Archive { created: morning(page.issued), factur_x: invoice.map(einvoice::cii) }),
    }
}

/// The document and the texts of its reader.
#[derive(Clone, Copy)]
struct Words<'a> {
    context: &'a Context,
    i18n: I18n,
    page: &'a InvoicePage,
}

impl Words<'_> {
    fn money(&self, minor: i64) -> String {
        let currency = self.page.currency;
        format::money(self.i18n.language, Money { minor, currency }, &self.context.settings().currency(currency))
    }

    fn day(&self, day: domain::time::Date) -> String {
        format::date_long(self.i18n.language, day)
    }

    fn vat(&self, party: &Party) -> Option<String> {
        let number = party.vat_number.as_deref().filter(|number| !number.is_empty())?;
        Some(self.i18n.paper_vat(number))
    }

    /// From whom, for whom, and the days.
    fn letterhead(&self) -> Vec<Part> {
        let (i18n, page) = (self.i18n, self.page);
        let seller = address(&page.seller).chain(self.vat(&page.seller)).collect::<Vec<_>>().join(" · ");
        let mut left: Vec<Block> =
            vec![block(Style::Small, i18n.invoice_buyer()), block(Style::Heading, page.buyer.name.clone())];
        left.extend(address(&page.buyer).chain(self.vat(&page.buyer)).map(|line| block(Style::Text, line)));
        let right = [
            pair(i18n.invoice_issued(), Some(self.day(page.issued))),
            pair(i18n.invoice_due(), page.due.map(|day| self.day(day))),
            pair(i18n.invoice_delivered(), page.delivered.map(|day| self.day(day))),
            pair(i18n.invoice_order(), page.order.map(|order| order.to_string())),
            pair(i18n.orders_reference(), page.buyer_reference.clone()),
        ];
        vec![
            text(Style::Heading, page.seller.name.clone()),
            text(Style::Small, seller),
            Part::Space(8.0),
            Part::Head(Head { left, right: right.into_iter().flatten().collect() }),
            Part::Space(8.0),
        ]
    }

    /// Which invoice a credit note is about (directive 2006/112/EC, article 219).
    fn corrects(&self) -> Option<String> {
        let number = self.page.corrects.as_deref()?;
        Some(match self.page.corrects_issued {
            Some(issued) => self.i18n.paper_corrects(&self.day(issued), number),
            None => format!("{} {number}", self.i18n.invoice_corrects()),
        })
    }

    fn lines(&self) -> Part {
        let i18n = self.i18n;
        let mode = match self.page.mode {
            PriceMode::Net => i18n.invoice_prices_net(),
            PriceMode::Gross => i18n.invoice_prices_gross(),
        };
        let columns = vec![
            words(&format!("{} ({mode})", i18n.invoice_article())),
            figures(i18n.invoice_quantity(), 27.0),
            figures(i18n.invoice_price(), 27.0),
            figures(i18n.invoice_tax(), 15.0),
            figures(i18n.money_amount(), 30.0),
        ];
        Part::Table(Table { columns, rows: self.page.lines.iter().map(|line| row(self.line(line))).collect() })
    }

    fn line(&self, line: &InvoiceLine) -> Vec<String> {
        let mut name = line.name.clone();
        if !line.article_number.is_empty() {
            name.push('\n');
            name.push_str(&line.article_number);
        }
        if line.discount > 0 {
            name.push('\n');
            name.push_str(&self.i18n.orders_discount(&self.money(line.discount)));
        }
        vec![
            name,
            format::quantity_with_unit(self.i18n, line.quantity, &line.unit),
            self.money(line.unit_price),
            format::percent(self.i18n.language, line.rate.basis_points),
            self.money(line.amount),
        ]
    }

    fn taxes(&self) -> Part {
        let (i18n, page) = (self.i18n, self.page);
        let columns = vec![
            words(i18n.invoice_rates()),
            figures(i18n.invoice_net(), 35.0),
            figures(i18n.invoice_tax(), 35.0),
            figures(i18n.invoice_gross(), 35.0),
        ];
        let sums = |name: String, net: i64, tax: i64, gross: i64| {
            vec![name, self.money(net), self.money(tax), self.money(gross)]
        };
        let mut rows: Vec<_> =
            page.by_rate.iter().map(|sum| row(sums(self.rate_name(sum.rate), sum.net, sum.tax, sum.gross))).collect();
        rows.push(total(sums(i18n.orders_total().to_owned(), page.net, page.tax, page.gross)));
        Part::Table(Table { columns, rows })
    }

    fn rate_name(&self, rate: Rate) -> String {
        let i18n = self.i18n;
        match rate.reason {
            RateReason::Domestic | RateReason::ZeroRated => {
                i18n.tax_rate_domestic(&format::percent(i18n.language, rate.basis_points))
            }
            RateReason::ReverseCharge => i18n.orders_tax_reverse().to_owned(),
            RateReason::Export => i18n.orders_tax_export().to_owned(),
            RateReason::Exempt => i18n.orders_tax_exempt().to_owned(),
        }
    }

    /// Why there is no tax, where there is none (directive 2006/112/EC, article 226, 11 and 11a): of goods that go to another
    /// member state something else than of services, as the data has it.
    fn reasons(&self, invoice: Option<&Invoice>) -> Vec<String> {
        let i18n = self.i18n;
        let Some(invoice) = invoice else {
            let of = |sum: &domain::tax::RateSum| self.reason(sum.rate.reason, sum.net);
            return self.page.by_rate.iter().filter_map(of).collect();
        };
        let reason = |tax: &einvoice::Tax| {
            let net = self.money(tax.net);
            match tax.category {
                Category::Standard | Category::OutsideScope => None,
                Category::Zero => Some(i18n.orders_tax_why_zero(&net)),
                Category::Exempt => Some(i18n.orders_tax_why_exempt(&net)),
                Category::ReverseCharge => Some(i18n.paper_why_reverse(&net)),
                Category::IntraCommunity => Some(i18n.paper_why_intra(&net)),
                Category::Export => Some(i18n.paper_why_export(&net)),
            }
        };
        invoice.taxes.iter().filter_map(reason).collect()
    }

    fn reason(&self, reason: RateReason, net: i64) -> Option<String> {
        let (i18n, net) = (self.i18n, self.money(net));
        match reason {
            RateReason::Domestic => None,
            RateReason::ReverseCharge => Some(i18n.paper_why_reverse(&net)),
            RateReason::Export => Some(i18n.paper_why_export(&net)),
            RateReason::ZeroRated => Some(i18n.orders_tax_why_zero(&net)),
            RateReason::Exempt => Some(i18n.orders_tax_why_exempt(&net)),
        }
    }

    /// Where to pay to, as long as something is left to pay; nothing tempts anybody to pay twice, or what they dispute.
    fn payment(&self) -> Vec<Part> {
        let (i18n, page) = (self.i18n, self.page);
        if page.open <= 0 {
            return vec![text(Style::Heading, i18n.invoice_settled())];
        }
        if page.asked() <= 0 {
            return vec![text(Style::Heading, i18n.bucket_disputed())];
        }
        let mut parts = vec![text(Style::Heading, i18n.pay_title())];
        if page.due.is_none() {
            parts.push(text(Style::Text, i18n.paper_terms_at_once()));
        }
        let seller = &page.seller;
        let Some(iban) = seller.iban.clone().filter(|iban| !iban.is_empty()) else {
            parts.push(text(Style::Text, i18n.pay_no_bank()));
            return parts;
        };
        let facts = [
            pair(i18n.pay_amount(), Some(self.money(page.asked()))),
            pair(i18n.pay_to(), Some(seller.name.clone())),
            pair("IBAN", Some(iban)),
            pair("BIC", seller.bic.clone()),
            pair(i18n.billing_bank(), seller.bank.clone()),
            pair(i18n.pay_reference(), Some(page.reference.clone())),
        ];
        parts.push(Part::Pairs(facts.into_iter().flatten().collect()));
        parts.extend(self.code());
        parts
    }

    /// What a bank's app reads, for a currency that has such a code.
    fn code(&self) -> Option<Part> {
        let (context, page, seller) = (self.context, self.page, &self.page.seller);
        let until = context.wall(context.now().plus_days(CODE_DAYS), &context.settings().vendor.time_zone);
        let (_, said) = paying::text(&Transfer {
            holder: &seller.name,
            iban: seller.iban.as_deref()?,
            bic: seller.bic.as_deref().unwrap_or_default(),
            amount: Money { minor: page.asked(), currency: page.currency },
            reference: &page.reference,
            until,
        })?;
        let caption = vec![block(Style::Small, self.i18n.pay_code_hint()), block(Style::Small, self.i18n.pay_hint())];
        Some(Part::Code(Code { qr: qr::qr(&said).ok()?, module: MODULE, caption }))
    }
}

/// The lines of an address below the name.
fn address(party: &Party) -> impl Iterator<Item = String> {
    let place = format!("{} {}", party.postcode, party.city);
    let lines = party.lines.iter().cloned().chain([place.trim().to_owned(), party.country.clone()]);
    lines.filter(|line| !line.is_empty())
}
