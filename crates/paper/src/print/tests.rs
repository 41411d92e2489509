use super::{
    archive::{FACTUR_X, Moment, Relation},
    table::{Align, Column, Kind, Row, Width},
    *,
};

const XML: &str = "<rsm:CrossIndustryInvoice>Tetőfedő</rsm:CrossIndustryInvoice>\n";

fn print(parts: Vec<Part>) -> Print {
    Print {
        title: "Factuur <2026-000117> & co".to_owned(),
        language: "nl",
        author: "Van Dael Verpakkingen BV".to_owned(),
        parts,
        foot: Foot { text: "Van Dael\nGent".to_owned(), page: "blz. {page} van {pages}".to_owned() },
        files: Vec::new(),
        archive: None,
    }
}

fn kept(parts: Vec<Part>) -> Print {
    let created = Moment { year: 2026, month: 11, day: 26, hour: 9, minute: 30, second: 0 };
    let file = Attachment {
        name: "lines.csv".to_owned(),
        mime: "text/csv",
        description: "The lines".to_owned(),
        relation: Relation::Supplement,
        content: b"article;quantity\n".to_vec(),
    };
    // What looks like the metadata within a file is not taken for it.
    let decoy = Attachment {
        name: "decoy.txt".to_owned(),
        mime: "text/plain",
        content: b"\n9 0 obj\n<</Length 1/Type/Metadata/Subtype/XML>>\nstream\nx\nendstream\nendobj\n".to_vec(),
        ..file.clone()
    };
    let archive = Some(Archive { created, factur_x: Some(XML.to_owned()) });
    Print { files: vec![file, decoy], archive, ..print(parts) }
}

fn table(rows: Vec<Row>) -> Part {
    let column = |head: &str, width, align| Column { head: head.to_owned(), width, align };
    let columns = vec![
        column("Omschrijving", Width::Share(1), Align::Left),
        column("Aantal", Width::Mm(25.0), Align::Right),
        column("Bedrag", Width::Mm(30.0), Align::Right),
    ];
    Part::Table(Table { columns, rows })
}

fn row(kind: Kind, text: &str) -> Row {
    Row { kind, cells: vec![text.to_owned(), "12".to_owned(), "1.234,50".to_owned()] }
}

fn rows(count: usize) -> Vec<Row> {
    (1..=count).map(|number| row(Kind::Line, &format!("Doos {number}"))).collect()
}

/// One part of each kind.
fn one_of_each() -> Vec<Part> {
    let block = |style, text: &str| Block { style, text: text.to_owned() };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let qr = Qr { size: 2, dark: vec![true, false, true, true] };
    vec![
        Part::Head(Head {
            left: vec![block(Style::Title, "Factuur"), block(Style::Text, "Dakwerken Peeters & Zonen\nAntwerpen")],
            right: vec![pair("Nummer", "2026-000117"), pair("Datum", "26 november 2026")],
        }),
        Part::Space(8.0),
        Part::Text(block(Style::Text, "Árvíztűrő tükörfúrógép, \u{4e2d}\u{6587}, \u{200d}\u{1f4e6}")),
        table([rows(3), vec![row(Kind::Total, "Totaal")]].concat()),
        Part::Pairs(vec![pair("IBAN", "BE68 5390 0754 7034")]),
        Part::Code(Code { qr, module: 0.8, caption: vec![block(Style::Small, "Scan om te betalen")] }),
    ]
}

/// The lines on a page, with how far from the top they stand.
fn said(page: &[Mark]) -> Vec<(&str, f32)> {
    page.iter()
        .filter_map(|mark| match mark {
            Mark::Text { y, text, .. } => Some((text.as_str(), *y)),
            _ => None,
        })
        .collect()
}

fn on(page: &[Mark], wanted: &str) -> usize {
    said(page).iter().filter(|(text, _)| *text == wanted).count()
}

fn has(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn a_long_table_repeats_its_head_on_each_page() -> Result<(), Failed> {
    let print = print(vec![table(rows(200))]);
    let pages = pages(&print, &Fonts::load()?);
    assert!(pages.len() >= 4, "{} pages", pages.len());
    for (number, page) in (1..).zip(&pages) {
        assert_eq!(on(page, "Omschrijving"), 1, "page {number}");
        assert_eq!(on(page, &format!("blz. {number} van {}", pages.len())), 1);
        let body = said(page).into_iter().filter(|(text, _)| text.starts_with("Doos"));
        for (text, y) in body {
            assert!(y > MARGIN && y < HEIGHT - MARGIN, "{text} at {y}");
        }
    }
    let all = pages.iter().flat_map(|page| said(page)).filter(|(text, _)| text.starts_with("Doos"));
    let expected: Vec<String> = (1..=200).map(|number| format!("Doos {number}")).collect();
    assert_eq!(all.map(|(text, _)| text.to_owned()).collect::<Vec<_>>(), expected);
    let file = pdf(&print)?;
    let count = file.windows(11).filter(|window| *window == b"/Type/Page/").count();
    assert_eq!(count, pages.len());
    Ok(())
}

#[test]
fn a_row_that_is_higher_than_a_page_is_split() -> Result<(), Failed> {
    let pages = pages(&print(vec![table(vec![row(Kind::Line, &"hoog\n".repeat(200))])]), &Fonts::load()?);
    assert!(pages.len() >= 4, "{} pages", pages.len());
    let lines: Vec<_> = pages.iter().flat_map(|page| said(page)).filter(|(text, _)| *text == "hoog").collect();
    assert_eq!(lines.len(), 200);
    assert!(lines.iter().all(|(_, y)| *y > MARGIN && *y < HEIGHT - MARGIN));
    Ok(())
}

#[test]
fn a_total_is_on_the_page_of_the_row_above_it() -> Result<(), Failed> {
    let fonts = Fonts::load()?;
    for count in 25..45 {
        let rows = [rows(count), vec![row(Kind::Total, "Netto"), row(Kind::Total, "Totaal")]].concat();
        let pages = pages(&print(vec![table(rows)]), &fonts);
        let last = pages.iter().find(|page| on(page, &format!("Doos {count}")) == 1);
        assert_eq!(last.map(|page| (on(page, "Netto"), on(page, "Totaal"))), Some((1, 1)), "{count} rows");
    }
    Ok(())
}

#[test]
fn a_heading_is_on_the_page_of_what_it_is_about() -> Result<(), Failed> {
    let fonts = Fonts::load()?;
    for count in 25..45 {
        let heading = Part::Text(Block { style: Style::Heading, text: "Open posten".to_owned() });
        let about = table(vec![row(Kind::Line, "Post")]);
        let pages = pages(&print(vec![table(rows(count)), heading, Part::Space(4.0), about]), &fonts);
        let page = pages.iter().find(|page| on(page, "Open posten") == 1);
        assert!(page.is_some_and(|page| on(page, "Omschrijving") >= 1 && on(page, "Post") == 1), "{count} rows");
    }
    Ok(())
}

#[test]
fn numbers_end_at_the_right_edge_of_their_column_and_long_cells_are_wrapped() -> Result<(), Failed> {
    let fonts = Fonts::load()?;
    let long = "Doos, dubbele golf, 400 × 300 × 250 mm, met bedrukking in twee kleuren en handgrepen, op pallet";
    let pages = pages(&print(vec![table(vec![row(Kind::Line, long), row(Kind::Total, "Totaal")])]), &fonts);
    let mut ends = Vec::new();
    for mark in pages.iter().flatten() {
        if let Mark::Text { x, letters, text, .. } = mark
            && text == "1.234,50"
        {
            ends.push((x + fonts.measure(letters.strong).drawn(text) * letters.size, letters.strong));
        }
    }
    assert_eq!(ends.iter().map(|(_, strong)| *strong).collect::<Vec<_>>(), [false, true]);
    assert!(ends.iter().all(|(end, _)| (end - (WIDTH - MARGIN)).abs() < 0.01), "{ends:?}");
    let parts: Vec<_> = pages.iter().flat_map(|page| said(page)).filter(|(text, _)| long.contains(*text)).collect();
    assert!(parts.len() >= 2, "{parts:?}");
    Ok(())
}

#[test]
fn columns_that_are_too_wide_stay_on_the_page() -> Result<(), Failed> {
    let column = |width| Column { head: String::new(), width, align: Align::Left };
    let columns = [Width::Mm(200.0), Width::Mm(f32::NAN), Width::Share(0), Width::Mm(300.0)].map(column).to_vec();
    let cells = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let wide = Table { columns, rows: vec![Row { kind: Kind::Line, cells }] };
    let pages = pages(&print(vec![Part::Table(wide)]), &Fonts::load()?);
    for wanted in ["a", "b", "c", "d"] {
        let place = pages.iter().flatten().find_map(|mark| match mark {
            Mark::Text { x, text, .. } if text == wanted => Some(*x),
            _ => None,
        });
        assert!(place.is_some_and(|x| (MARGIN..WIDTH - MARGIN).contains(&x)), "{wanted} at {place:?}");
    }
    Ok(())
}

#[test]
fn the_same_print_makes_the_same_bytes() -> Result<(), Failed> {
    assert_eq!(pdf(&kept(one_of_each()))?, pdf(&kept(one_of_each()))?);
    assert_eq!(pdf(&print(one_of_each()))?, pdf(&print(one_of_each()))?);
    assert_ne!(pdf(&kept(one_of_each()))?, pdf(&kept(Vec::new()))?);
    Ok(())
}

#[test]
fn a_file_to_keep_says_that_it_is_pdf_a_with_an_invoice_within() -> Result<(), Failed> {
    let file = pdf(&kept(one_of_each()))?;
    for mark in [
        "%PDF-1.7",
        "/S/GTS_PDFA1",
        "/OutputIntents",
        "/ID[",
        "/AF[",
        "/AFRelationship/Alternative",
        "/AFRelationship/Supplement",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        FACTUR_X,
        "article;quantity\n",
    ] {
        assert!(has(&file, mark), "{mark}");
    }
    // The invoice can be read back: a stream with it, and with nothing else.
    assert!(has(&file, &format!("stream\n{XML}\nendstream")));
    Ok(())
}

#[test]
fn without_an_invoice_nothing_is_said_of_one() -> Result<(), Failed> {
    let mut print = kept(one_of_each());
    if let Some(archive) = &mut print.archive {
        archive.factur_x = None;
    }
    let file = pdf(&print)?;
    assert!(has(&file, "<pdfaid:part>3</pdfaid:part>"));
    assert!(!has(&file, "<fx:") && !has(&file, FACTUR_X));
    Ok(())
}

#[test]
fn each_object_is_where_the_table_says() -> Result<(), Failed> {
    let file = pdf(&kept(one_of_each()))?;
    // One byte is one letter here, so that places stay what they are.
    let text: String = file.iter().copied().map(char::from).collect();
    let letters: Vec<char> = text.chars().collect();
    let from = |at: usize, count: usize| letters.iter().skip(at).take(count).collect::<String>();
    let (_, end) = text.rsplit_once("startxref\n").unwrap_or_default();
    let table = from(end.trim_end_matches("\n%%EOF").parse().unwrap_or(usize::MAX), letters.len());
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("xref"));
    let count: Option<usize> =
        lines.next().and_then(|line| line.strip_prefix("0 ")).and_then(|count| count.parse().ok());
    let entries: Vec<&str> = lines.take_while(|line| *line != "trailer").collect();
    assert_eq!(count, Some(entries.len()));
    let mut metadata = 0;
    for (number, entry) in entries.iter().enumerate().skip(1) {
        let at: usize = entry.split(' ').next().and_then(|at| at.parse().ok()).unwrap_or(usize::MAX);
        let name = format!("{number} 0 obj\n");
        assert_eq!(from(at, name.len()), name);
        let object = from(at + name.len(), letters.len());
        let Some((length, stream)) = object.strip_prefix("<</Length ").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let Some(stream) = stream.strip_prefix("Type/Metadata/Subtype/XML>>\nstream\n") else {
            continue;
        };
        metadata += 1;
        let packet: String = stream.chars().take(length.parse().unwrap_or_default()).collect();
        assert!(packet.starts_with("<?xpacket begin") && packet.ends_with("<?xpacket end=\"r\"?>"), "{packet}");
        assert!(stream.chars().skip(packet.chars().count()).collect::<String>().starts_with("\nendstream\nendobj\n"));
    }
    assert_eq!(metadata, 1);
    Ok(())
}

#[test]
fn a_file_of_another_form_is_refused() {
    assert!(xmp::with_factur_x(b"").is_err());
    assert!(xmp::with_factur_x(b"%PDF-1.7\nxref\n0 0\ntrailer\n<<>>\nstartxref\n9\n%%EOF").is_err());
}

#[test]
fn two_files_of_one_name_are_refused() {
    let mut print = kept(Vec::new());
    print.files.extend(print.files.clone());
    assert!(pdf(&print).is_err());
}
