//! Statements as banks write them: CAMT.053 (version 8), MT940 with the words of Dutch banks, and a table.

use std::fmt::Write;

use domain::{csv::cell, money::Currency, time::Date};

use super::bank_files::{Line, own_account};

/// What was on the account before, in minor units.
const BEFORE: i64 = 48_215_600;

/// ISO 20022 camt.053.001.08.
pub(super) fn camt(lines: &[Line], currency: Currency, from: Date, until: Date) -> String {
    let (code, own) = (currency.code(), own_account(currency));
    let after = BEFORE + lines.iter().map(|line| line.amount).sum::<i64>();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n\
         <GrpHdr><MsgId>{own}-{0}</MsgId><CreDtTm>{0}T04:00:00</CreDtTm></GrpHdr>\n\
         <Stmt>\n<Id>{own}-{0}</Id>\n<Acct><Id><IBAN>{own}</IBAN></Id><Ccy>{code}</Ccy></Acct>\n",
        until.iso()
    );
    text.push_str(&balance("OPBD", BEFORE, code, from));
    text.push_str(&balance("CLBD", after, code, until.plus_days(-1)));
    for (place, line) in (1..).zip(lines) {
        text.push_str(&entry(line, code, place));
    }
    text.push_str("</Stmt>\n</BkToCstmrStmt>\n</Document>\n");
    text
}

fn balance(kind: &str, amount: i64, code: &str, day: Date) -> String {
    let side = if amount < 0 { "DBIT" } else { "CRDT" };
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{code}\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd>\
         <Dt><Dt>{}</Dt></Dt></Bal>\n",
        amount_with(amount, '.'),
        day.iso()
    )
}

fn entry(line: &Line, code: &str, place: usize) -> String {
    let (side, party) = if line.amount < 0 { ("DBIT", "Cdtr") } else { ("CRDT", "Dbtr") };
    let day = line.day.iso();
    let mut text =
        format!("<Ntry>\n<Amt Ccy=\"{code}\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd>", amount_with(line.amount, '.'));
    if line.returned {
        text.push_str("<RvslInd>true</RvslInd>");
    }
    // Writing to a text does not fail.
    _ = write!(
        text,
        "<Sts><Cd>BOOK</Cd></Sts>\n<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\n\
         <AcctSvcrRef>{}{place:05}</AcctSvcrRef>\n<NtryDtls><TxDtls>",
        day.replace('-', "")
    );
    if !line.account.is_empty() {
        _ = write!(
            text,
            "<RltdPties><{party}><Pty><Nm>{}</Nm></Pty></{party}><{party}Acct><Id><IBAN>{}</IBAN></Id></{party}Acct></RltdPties>",
            escaped(&line.name),
            line.account
        );
    }
    match (&line.reference, line.text.as_str()) {
        (None, "") => {}
        (None, said) => _ = write!(text, "<RmtInf><Ustrd>{}</Ustrd></RmtInf>", escaped(said)),
        (Some(reference), said) => {
            let said = if said.is_empty() { String::new() } else { format!("<Ustrd>{}</Ustrd>", escaped(said)) };
            _ = write!(
                text,
                "<RmtInf>{said}<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{}</Ref></CdtrRefInf></Strd></RmtInf>",
                escaped(reference)
            );
        }
    }
    text.push_str("</TxDtls></NtryDtls>\n</Ntry>\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// SWIFT MT940.
pub(super) fn mt940(lines: &[Line], currency: Currency, from: Date, until: Date) -> String {
    let (code, own) = (currency.code(), own_account(currency));
    let after = BEFORE + lines.iter().map(|line| line.amount).sum::<i64>();
    let balance = |tag: &str, amount: i64, day: Date| {
        let side = if amount < 0 { 'D' } else { 'C' };
        format!(":{tag}:{side}{}{code}{}\r\n", short(day), amount_with(amount, ','))
    };
    let mut text = format!(":20:{}\r\n:25:{own}\r\n:28C:00001/001\r\n", short(until));
    text.push_str(&balance("60F", BEFORE, from));
    for (place, line) in (1..).zip(lines) {
        let mark = match (line.amount < 0, line.returned) {
            (false, _) => "C",
            (true, false) => "D",
            (true, true) => "RC",
        };
        let day = short(line.day);
        let entry = day.get(2..).unwrap_or_default();
        // Writing to a text does not fail.
        _ = write!(text, ":61:{day}{entry}{mark}{}NTRFNONREF//{day}{place:06}\r\n:86:", amount_with(line.amount, ','));
        if line.account.is_empty() {
            _ = write!(text, "{}\r\n", line.text);
            continue;
        }
        let said = match &line.reference {
            Some(reference) => format!("STRD/CUR/{reference}"),
            None => format!("USTD//{}", line.text),
        };
        _ = write!(text, "/TRTP/SEPA/IBAN/{}/NAME/{}/REMI/{said}\r\n", line.account, line.name.replace('/', " "));
    }
    text.push_str(&balance("62F", after, until.plus_days(-1)));
    text.push_str("-\r\n");
    text
}

/// `YYMMDD`.
fn short(day: Date) -> String {
    let (year, month, day) = day.ymd();
    format!("{:02}{month:02}{day:02}", year.rem_euclid(100))
}

/// A table, as online banking exports it.
pub(super) fn csv(lines: &[Line], currency: Currency) -> String {
    let mut text = String::from(
        "Date,Value date,Name,Payer account,Reference,Description,Amount,Currency,Own account,Transaction id\r\n",
    );
    for (place, line) in (1..).zip(lines) {
        let sign = if line.amount < 0 { "-" } else { "" };
        let day = line.day.iso();
        let cells = [
            day.clone(),
            day.clone(),
            line.name.clone(),
            line.account.clone(),
            line.reference.clone().unwrap_or_default(),
            line.text.clone(),
            format!("{sign}{}", amount_with(line.amount, '.')),
            currency.code().to_owned(),
            own_account(currency),
            format!("{}{place:05}", day.replace('-', "")),
        ];
        // A bank guards no number against spreadsheets: an amount below zero stays one.
        let cells: Vec<String> =
            cells.iter().map(|text| if text.starts_with('-') { text.clone() } else { cell(text) }).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Without sign, with two decimals: the currencies of the demo are counted in hundredths.
fn amount_with(amount: i64, mark: char) -> String {
    let size = amount.unsigned_abs();
    format!("{}{mark}{:02}", size / 100, size % 100)
}
