//! `/desk/bank/load`: what the bank says is on the customers' accounts, once, or not at all.

use std::process::Command;

use domain::{
    i18n::I18n,
    language::Language,
    ledger::wire::{BankBoard, InvoicePage, MovementState},
    refusal::{Code, Refusal},
};
use http::{Method, header};
use serde_json::json;
use testkit::{Answer, Client, TestPortal};

use crate::{
    ANNA, EVA, JAN,
    money::{invoiced, money, page, plain},
};

const PATH: &str = "/desk/bank/load";
const OWNER: &str = "owner-1@test.example";

/// A movement that came in.
pub struct Came<'a> {
    /// The bank's own name for it.
    pub name: &'a str,
    /// In cents.
    pub amount: i64,
    /// What the payer wrote in the field for it.
    pub reference: &'a str,
    /// Their account.
    pub from: &'a str,
}

/// Accounts of payers.
const OURS: &str = "BE71096123456769";
pub const OTHER: &str = "BE62510007547061";

/// A statement of the vendor's bank (CAMT.053, version 8) with these movements.
pub fn camt(iban: &str, movements: &[Came<'_>]) -> String {
    let entries: String = movements
        .iter()
        .map(|Came { name, amount, reference, from }| {
            format!(
                "<Ntry>\n<Amt Ccy=\"EUR\">{}</Amt>\n<CdtDbtInd>CRDT</CdtDbtInd>\n<Sts><Cd>BOOK</Cd></Sts>\n\
                 <BookgDt><Dt>2026-11-24</Dt></BookgDt>\n<ValDt><Dt>2026-11-24</Dt></ValDt>\n\
                 <AcctSvcrRef>{name}</AcctSvcrRef>\n<NtryDtls><TxDtls>\n\
                 <RltdPties><Dbtr><Pty><Nm>Test 1</Nm></Pty></Dbtr>\
                 <DbtrAcct><Id><IBAN>{from}</IBAN></Id></DbtrAcct></RltdPties>\n\
                 <RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf>\n\
                 </TxDtls></NtryDtls>\n</Ntry>\n",
                plain(*amount)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\n\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-24T09:00:00</CreDtTm></GrpHdr>\n\
         <Stmt><Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{entries}</Stmt>\n\
         </BkToCstmrStmt></Document>\n"
    )
}

/// The vendor's account.
pub fn iban(portal: &TestPortal) -> String {
    let seller = portal.context().settings().billing.seller.clone();
    seller.iban.expect("the vendor has said where to pay to").replace(' ', "")
}

/// A file as a browser sends it, with its name; `accept` is what is wanted back.
async fn send(client: &Client, accept: &str, name: &str, content: &str) -> Answer {
    let body = format!(
        "--x-x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--x-x--\r\n"
    );
    let request = client
        .request(Method::POST, PATH)
        .header(header::ACCEPT, accept)
        .header(header::REFERER, client.url("/desk/bank"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x-x")
        .body(body);
    Answer::of(request).await
}

/// The same without scripts.
async fn load(client: &Client, name: &str, content: &str) -> Answer {
    send(client, "text/html", name, content).await
}

/// A text as it stands in a page.
fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What scripts are told of a file that is refused.
async fn refused(client: &Client, content: &str) -> Refusal {
    let answer = send(client, "application/json", "statement.xml", content).await;
    assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.start());
    answer.json()
}

async fn board(client: &Client, state: MovementState) -> BankBoard {
    let asked = json!({ "state": state.code(), "after": "" });
    client.call("/fn/desk/money-bank", &asked).await.expect_status(200).json()
}

/// An invoice of a new account, with its owner's browser.
async fn owed(portal: &TestPortal) -> (InvoicePage, Client) {
    let owner = portal.new_owners(1).await.remove(0);
    let (_, number) = invoiced(portal, &owner, &[("RT-1042", "40")]).await;
    let client = (*portal.customer(OWNER).await).clone();
    (page(&client, &number).await, client)
}

testkit::on_both_databases! {
    async fn a_payment_is_on_the_account_as_soon_as_its_file_is_loaded(portal: TestPortal) {
        let (invoice, client) = owed(&portal).await;
        let eva = portal.staff(EVA).await;
        let paid = Came { name: "T-0001", amount: invoice.gross, reference: &invoice.reference, from: OURS };
        let file = camt(&iban(&portal), &[paid, Came { name: "T-0002", amount: 12_345_671, reference: "NONE", from: OTHER }]);
        let loaded = load(&eva, "statement.xml", &file).await.expect_status(303);
        assert!(loaded.location().starts_with("/desk/bank?loaded=2&fresh=2&posted=1&"), "{}", loaded.location());
        eva.get(loaded.location()).await.expect_status(200);

        let now = page(&client, &invoice.number).await;
        assert_eq!((now.open, now.allocations.len()), (0, 1));
        assert_eq!(money(&client).await.standings[0].balance, 0);
        let shown = client.get(&format!("/invoices/{}", invoice.number)).await.expect_status(200);
        assert!(shown.body.contains(I18n::of(Language::En).invoice_settled()));
        // What nobody knows stays visible, with its file.
        let unknown = board(&eva, MovementState::Unknown).await;
        assert!(unknown.movements.iter().any(|movement| movement.amount.minor == 12_345_671));
        assert!(unknown.files.iter().any(|file| file.name == "statement.xml"));
        portal.check().await;
    }

    async fn the_same_file_again_is_refused_and_changes_nothing(portal: TestPortal) {
        let (invoice, client) = owed(&portal).await;
        let eva = portal.staff(EVA).await;
        let iban = iban(&portal);
        let half = Came { name: "T-0001", amount: invoice.gross / 2, reference: &invoice.reference, from: OURS };
        let file = camt(&iban, &[half]);
        load(&eva, "monday.xml", &file).await.expect_status(303);
        let once = (page(&client, &invoice.number).await, board(&eva, MovementState::Posted).await);
        assert_eq!(once.0.open, invoice.gross - invoice.gross / 2);

        let again = load(&eva, "monday.xml", &file).await;
        assert!((400..500).contains(&again.status), "{} {}", again.status, again.start());
        let refusal = refused(&eva, &file).await;
        let said = app::ui::refusal_text(I18n::of(Language::Nl), &refusal);
        assert!(again.body.contains(&in_html(&said)), "{said}: {}", again.heading());
        assert_eq!(once, (page(&client, &invoice.number).await, board(&eva, MovementState::Posted).await));

        // The movement in another file, which has one more, is the same movement.
        let half = Came { name: "T-0001", amount: invoice.gross / 2, reference: &invoice.reference, from: OURS };
        let rest = invoice.gross - invoice.gross / 2;
        let more = camt(&iban, &[half, Came { name: "T-0002", amount: rest, reference: &invoice.reference, from: OURS }]);
        let loaded = load(&eva, "tuesday.xml", &more).await.expect_status(303);
        assert!(loaded.location().starts_with("/desk/bank?loaded=2&fresh=1&posted=1&"), "{}", loaded.location());
        assert_eq!(page(&client, &invoice.number).await.open, 0);
        portal.check().await;
    }

    async fn a_file_that_is_cut_is_refused_whole_with_the_line(portal: TestPortal) {
        let (invoice, client) = owed(&portal).await;
        let eva = portal.staff(EVA).await;
        let paid = Came { name: "T-0001", amount: invoice.gross, reference: &invoice.reference, from: OURS };
        let next = Came { name: "T-0002", amount: 100, reference: "NONE", from: OTHER };
        let whole = camt(&iban(&portal), &[paid, next]);
        let at = whole.rfind("<RmtInf>").expect("the second one has words");
        let line = whole[..at].lines().count();
        let before = (page(&client, &invoice.number).await, board(&eva, MovementState::Posted).await);

        let refusal = refused(&eva, &whole[..at]).await;
        let detail = refusal.detail.clone().unwrap_or_default();
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::File, Some("file")));
        let near = (line - 1..=line + 1).any(|line| detail.contains(&line.to_string()));
        assert!(near, "near line {line}: {detail}");
        let shown = load(&eva, "cut.xml", &whole[..at]).await.expect_status(422);
        let said = app::ui::refusal_text(I18n::of(Language::Nl), &refusal);
        assert!(shown.body.contains(&in_html(&said)) && said.contains(&detail), "{said}: {}", shown.heading());
        for wrong in ["", "no statement of any bank", &whole.replace(".08\"", ".99\""), &whole.replace("CRDT", "BOTH")] {
            assert!(matches!(refused(&eva, wrong).await.code, Code::File | Code::Missing), "{wrong}");
        }
        assert_eq!(before, (page(&client, &invoice.number).await, board(&eva, MovementState::Posted).await));

        // Mended, it is as if nothing had been.
        load(&eva, "whole.xml", &whole).await.expect_status(303);
        assert_eq!(page(&client, &invoice.number).await.open, 0);
        portal.check().await;
    }

    async fn who_may_not_post_money_loads_nothing(portal: TestPortal) {
        let (invoice, client) = owed(&portal).await;
        let paid = Came { name: "T-0001", amount: invoice.gross, reference: &invoice.reference, from: OURS };
        let file = camt(&iban(&portal), &[paid]);
        let (anna, jan) = (portal.customer(ANNA).await, portal.staff(JAN).await);
        assert_eq!(refused(&anna, &file).await.code, Code::NotFound);
        assert_eq!(refused(&jan, &file).await.code, Code::NotAllowed);
        assert_eq!(refused(&portal.anonymous(), &file).await.code, Code::SignIn);
        assert_eq!(page(&client, &invoice.number).await.open, invoice.gross);
    }

    async fn the_operator_loads_a_file_for_somebody_of_the_vendor(portal: TestPortal) {
        let (invoice, client) = owed(&portal).await;
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("statement.xml");
        let paid = Came { name: "T-0001", amount: invoice.gross, reference: &invoice.reference, from: OURS };
        std::fs::write(&file, camt(&iban(&portal), &[paid])).expect("it can be written");
        let import = |by: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
            command.env("LOKET_DATA", folder.path()).env("LOKET_DATABASE_URL", portal.database().url());
            command.env("RUST_LOG", "error");
            let out = command.args(["import", "bank", "--by", by]).arg(&file).output().expect("the command runs");
            let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (out.status.success(), said(&out.stdout), said(&out.stderr))
        };
        for by in [ANNA, "nobody@vandael.example"] {
            let (done, _, why) = import(by);
            assert!(!done && why.contains("nobody of the vendor"), "{why}");
        }
        let (done, _, why) = import(JAN);
        assert!(!done && why.contains("refused"), "{why}");
        let (done, said, why) = import(EVA);
        assert!(done && said.contains("1 of them new: 1 posted"), "{said}{why}");
        assert_eq!(page(&client, &invoice.number).await.open, 0);
        let (done, _, why) = import(EVA);
        assert!(!done && why.contains("refused"), "{why}");
    }
}
