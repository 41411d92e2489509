//! Statements have no bounds that nobody has set: not on paper, and not in the log of who opened what.

use domain::{
    access::Kind,
    ledger::{PostingKind, wire::StatementFilter},
    permissions::{Actor, ManageAccount},
    refusal::Code,
};
use service::ledger;
use store::ledger::{NewPosting, Payment};
use testkit::TestVendor;

use crate::{
    EVA, JOB,
    ledger::{ACCOUNT, EUR, owner},
    refused,
};

/// So many payments, posted at once.
async fn paid(vendor: &TestVendor, owner: &Actor, count: usize) {
    let (now, today) = (vendor.context().now(), vendor.context().vendor_today());
    let account = owner.acting.expect("an owner acts for an account").account;
    let posting = NewPosting {
        kind: PostingKind::Payment,
        currency: EUR,
        amount: -100,
        dated: today,
        due: None,
        document: None,
        reference: None,
        text: "Transfer".to_owned(),
        reverses: None,
        by: None,
    };
    let all = vec![Payment { account, posting, parts: Vec::new() }; count];
    let tx = vendor.store().begin().await.expect("a transaction begins");
    store::ledger::post_all(&tx, JOB, &all, today, now).await.expect("they are posted");
    tx.commit().await.expect("they are kept");
}

/// The documents of this kind that the log of the account has.
async fn noted(vendor: &TestVendor, owner: &Actor, kind: Kind) -> Vec<String> {
    let granted = owner.grant::<ManageAccount>().expect("an owner reads who opened what");
    let found = store::access::list(vendor.store(), &granted, None, 500).await.expect("it can be read");
    found.into_iter().filter(|opened| opened.kind == kind).map(|opened| opened.document).collect()
}

testkit::on_both_databases! {
    async fn what_is_too_long_for_paper_is_a_table(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let filter = StatementFilter::default();
        paid(&vendor, &owner, 5_000).await;
        let paper = ledger::statement_file(context, &owner, &filter, Kind::StatementPdf).await;
        assert_eq!(paper.expect("it fits").postings.len(), 5_000);
        paid(&vendor, &owner, 1).await;
        let paper = ledger::statement_file(context, &owner, &filter, Kind::StatementPdf).await;
        assert_eq!(refused(paper), Code::StatementLong);
        let paper = ledger::desk_statement_file(context, &eva, ACCOUNT, &filter, Kind::StatementPdf).await;
        assert_eq!(refused(paper), Code::StatementLong);
        assert_eq!(noted(&vendor, &owner, Kind::StatementPdf).await.len(), 1, "what was refused was not opened");
        let table = ledger::statement_file(context, &owner, &filter, Kind::StatementCsv).await;
        assert_eq!(table.expect("it fits").postings.len(), 5_001);
        vendor.check().await;
    }

    async fn who_asks_for_every_period_fills_no_log(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let context = vendor.context();
        let today = context.vendor_today();
        let read = async |back: i32| {
            let from = today.plus_days(-back).iso();
            let filter = StatementFilter { from, ..StatementFilter::default() };
            ledger::statement(context, &owner, &filter).await.expect("it is read");
        };
        for back in 0..60 {
            read(back).await;
        }
        let documents = noted(&vendor, &owner, Kind::Statement).await;
        assert_eq!(documents.len(), 51, "{documents:?}");
        assert_eq!(documents[0], "", "the further ones are one row, without a period");
        assert!(documents[1..].iter().all(|document| document.starts_with("EUR ")));
        // Each way to open it is counted by itself, and so is each hour.
        let filter = StatementFilter::default();
        ledger::statement_file(context, &owner, &filter, Kind::StatementCsv).await.expect("it is read");
        assert!(!noted(&vendor, &owner, Kind::StatementCsv).await[0].is_empty());
        vendor.advance(60);
        read(60).await;
        assert!(!noted(&vendor, &owner, Kind::Statement).await[0].is_empty());
    }
}
