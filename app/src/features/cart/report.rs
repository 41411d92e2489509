//! What became of each line of a pasted list or a file. Nothing is left out.

use domain::{
    cart::{FillReport, LineOutcome, LineResult, split_line},
    csv, format,
    i18n::I18n,
    money::Quantity,
};
use leptos::prelude::*;

use crate::{
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{Tone, chip, icon, notice, refusal_text},
};

/// The whole report: the counts, the lines that need a look first, and the refused ones to take away.
#[must_use]
pub fn report(report: FillReport) -> AnyView {
    let i18n = use_i18n();
    let (accepted, changed, refused) = report.counts();
    let file = (refused > 0).then(|| format!("data:text/csv;charset=utf-8,{}", encode(&refused_csv(i18n, &report))));
    let mut lines = report.lines;
    // A stable sort: within each kind the order is that of the list.
    lines.sort_by_key(|line| match line.outcome {
        LineOutcome::Refused { .. } => 0,
        LineOutcome::Changed { .. } => 1,
        LineOutcome::Accepted { .. } => 2,
    });
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        {counts(accepted, changed, refused)}
        {file.map(|href| view! {
            <p class="actions">
                <a class="button button-quiet button-small" href=href download=i18n.quick_refused_file()>
                    {icon("download")} " " {i18n.quick_refused_download()}
                </a>
            </p>
        })}
        <section class="sheet">
            <div class="table-scroll">
                <table class="table" data-cards role="table">
                    <caption class="visually-hidden">{i18n.quick_report()}</caption>
                    <thead>
                        <tr role="row">
                            <th scope="col" role="columnheader">{i18n.quick_column_line()}</th>
                            <th scope="col" role="columnheader" class="figure">{i18n.shop_quantity()}</th>
                            <th scope="col" role="columnheader">{i18n.quick_column_result()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// How many lines were taken, changed and refused.
fn counts(accepted: i64, changed: i64, refused: i64) -> AnyView {
    let i18n = use_i18n();
    let (tone, sign) = match (accepted + changed, refused) {
        (_, 0) => (Tone::Ok, "check"),
        (0, _) => (Tone::Late, "warning"),
        _ => (Tone::Wait, "warning"),
    };
    let content = view! {
        <p><strong>{i18n.quick_taken(accepted + changed)}</strong></p>
        {(changed > 0).then(|| view! { <p>{i18n.quick_rounded(changed)}</p> })}
        {(refused > 0).then(|| view! { <p>{i18n.quick_refused(refused)}</p> })}
        <p><a href="/cart">{i18n.quick_to_cart()}</a></p>
    };
    notice(tone, sign, content.into_any())
}

/// The refused lines as they stood.
#[must_use]
pub fn refused_lines(report: &FillReport) -> String {
    let refused = report.lines.iter().filter(|line| matches!(line.outcome, LineOutcome::Refused { .. }));
    refused.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn row(line: LineResult) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let place = i18n.quick_line(&line.line.to_string());
    let shown = |quantity: Quantity| format::quantity(language, quantity);
    let (title, note, quantity, result) = match line.outcome {
        LineOutcome::Accepted { number, name, quantity } => {
            (name, format!("{number} · {place}"), shown(quantity), chip(Tone::Ok, i18n.quick_accepted().to_owned()))
        }
        LineOutcome::Changed { number, name, asked, quantity } => (
            name,
            format!("{number} · {place}"),
            format!("{} → {}", shown(asked), shown(quantity)),
            chip(Tone::Wait, i18n.quick_changed(&shown(asked), &shown(quantity))),
        ),
        LineOutcome::Refused { refusal } => (
            line.text,
            format!("{place} · {}", refusal_text(i18n, &refusal)),
            String::new(),
            chip(Tone::Late, i18n.quick_not_taken().to_owned()),
        ),
    };
    view! {
        <tr role="row">
            <td role="cell">{title}<br/><small class="soft">{note}</small></td>
            <td role="cell" class="figure" data-label=i18n.shop_quantity()>{quantity}</td>
            <td role="cell" data-label=i18n.quick_column_result()>{result}</td>
        </tr>
    }
    .into_any()
}

/// The refused lines as a file that can be mended and given in again: number, quantity, why it was refused, and where it
/// stood.
fn refused_csv(i18n: I18n, report: &FillReport) -> String {
    // A line that begins with # is not read as an article. The reason stands beside the quantity, because digits there
    // could be its decimals.
    let number = format!("# {}", i18n.quick_number());
    let names = [number.as_str(), i18n.shop_quantity(), i18n.quick_column_why(), i18n.quick_column_line()];
    let mut out = format!("{}{}", csv::MARK, csv::line(i18n.language, &names.map(csv::cell)));
    for line in &report.lines {
        let LineOutcome::Refused { refusal } = &line.outcome else { continue };
        let (number, quantity) = split_line(&line.text).unwrap_or_else(|| (line.text.clone(), String::new()));
        let why = refusal_text(i18n, refusal);
        let cells = [csv::cell(&number), csv::cell(&quantity), csv::cell(&why), line.line.to_string()];
        out.push_str(&csv::line(i18n.language, &cells));
    }
    out
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::{
        language::Language,
        refusal::{Code, Refusal},
    };

    use super::*;

    #[test]
    fn what_was_refused_is_read_again_as_it_was() {
        let lines = [
            ("NOPE-1", Refusal::of(Code::Article)),
            ("NOPE-2;3", Refusal::of(Code::Article)),
            ("NOPE-3\t2,5\tred", Refusal::of(Code::Article)),
            ("NOPE-4,40,Roof tile; red", Refusal::of(Code::Article)),
            ("NOPE-5,2,5", Refusal::of(Code::Article)),
            ("\"NOPE, 6\",\"1,000\"", Refusal::of(Code::NumberAmbiguous)),
            ("\"a \"\"b\"\"; c\";1.000", Refusal::of(Code::NumberAmbiguous)),
            ("RT-1042 x many", Refusal::of(Code::Quantity)),
            ("RT-1042,2,5,Roof tile", Refusal::of(Code::Quantity)),
            ("-5;=1+1", Refusal::of(Code::Article)),
            ("FX-6040;0,0001", Refusal::of(Code::NumberDecimals)),
            ("RT-1043;99999999", Refusal::of(Code::NumberTooLarge)),
            ("RT-1090;15", Refusal::of(Code::QuantityStep).with("2,5")),
            ("TL-7011", Refusal::of(Code::TooMuch).with(500)),
        ];
        let refused = |(place, (text, refusal)): (i32, &(&str, Refusal))| LineResult {
            line: place,
            text: (*text).to_owned(),
            outcome: LineOutcome::Refused { refusal: refusal.clone() },
        };
        let report = FillReport { lines: (1..).zip(&lines).map(refused).collect() };
        for language in Language::ALL {
            let file = refused_csv(I18n::of(language), &report);
            assert!(file.starts_with(csv::MARK), "{file}");
            let mut rows = file.lines();
            let head = rows.next().unwrap_or_default();
            assert_eq!((csv::cells(head, csv::separator(language)).len(), split_line(head)), (4, None), "{head}");
            let again: Vec<_> = rows.map(split_line).collect();
            let before: Vec<_> = lines.iter().map(|(text, _)| split_line(text)).collect();
            assert_eq!(again, before, "{file}");
        }
    }
}
