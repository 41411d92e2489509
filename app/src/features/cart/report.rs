//! What became of each line of a pasted list or a file. Nothing is left out.

use domain::{
    cart::{FillReport, LineOutcome, LineResult, split_line},
    format,
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

/// The refused lines as a file that can be mended and given in again: number, quantity, and why it was refused.
fn refused_csv(i18n: I18n, report: &FillReport) -> String {
    // The mark tells spreadsheets that this is UTF-8; a line that begins with # is not read as an article.
    let mut out = format!(
        "\u{feff}# {};{};{};{}\r\n",
        i18n.quick_number(),
        i18n.shop_quantity(),
        i18n.quick_column_line(),
        i18n.quick_column_why()
    );
    for line in &report.lines {
        let LineOutcome::Refused { refusal } = &line.outcome else { continue };
        let (number, quantity) = split_line(&line.text).unwrap_or_else(|| (line.text.clone(), String::new()));
        let cells = [number, quantity, line.line.to_string(), refusal_text(i18n, refusal)];
        out.push_str(&cells.map(|text| cell(&text)).join(";"));
        out.push_str("\r\n");
    }
    out
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV injection").
fn cell(text: &str) -> String {
    let safe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if safe.contains([';', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("RT-1042"), "RT-1042");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-5"), "'-5");
        assert_eq!(cell("a;\"b\""), "\"a;\"\"b\"\"\"");
    }
}
