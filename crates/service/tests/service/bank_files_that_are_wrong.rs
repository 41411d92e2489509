//! Files of the bank in which something is wrong: refused with the line, and nothing of them is there.

use domain::refusal::Code;
use service::bank;
use testkit::TestVendor;

use crate::{
    EVA, JOB,
    bank::{came, camt, detail},
};

const RIGHT: &str = "<Amt Ccy=\"EUR\">7.00</Amt>";

testkit::on_both_databases! {
    async fn are_refused_whole_with_the_line(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        // The second one is wrong: the first one could be posted.
        let file = camt(&[came("A-00000001", 12_345), came("A-00000002", 700)]);
        let line = |text: &str| 1 + file[..file.find(text).expect("it is there")].matches('\n').count();
        let instead = |wrong: &str| (file.replace(RIGHT, wrong).into_bytes(), Some(line(RIGHT)));
        let version = "camt.053.001.08";
        let mut not_text = file.clone().into_bytes();
        let place = file.rfind("Test 1").expect("there is a name");
        not_text[place] = 0xe4;
        let repeats = camt(&[came("A-00000001", 12_345), came("A-00000002", 700), came("A-00000002", 700)]);
        let again = 1 + repeats[..repeats.rfind("<Ntry>").expect("it is there")].matches('\n').count();
        let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(file.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        for (what, (bytes, line)) in [
            ("another separator", instead("<Amt Ccy=\"EUR\">7,00</Amt>")),
            ("groups", instead("<Amt Ccy=\"EUR\">1,007.00</Amt>")),
            ("below zero", instead("<Amt Ccy=\"EUR\">-7.00</Amt>")),
            ("too many decimals", instead("<Amt Ccy=\"EUR\">7.001</Amt>")),
            ("a currency that there is not", instead("<Amt Ccy=\"XYZ\">7.00</Amt>")),
            ("a version that nobody knows", (file.replace(version, "camt.053.001.99").into_bytes(), Some(line(version)))),
            ("not what its head says", (not_text, None)),
            ("a movement that comes twice", (repeats.into_bytes(), Some(again))),
            ("another encoding", (utf_16, Some(1))),
            ("cut in the middle", (file.as_bytes()[..place].to_vec(), None)),
        ] {
            let (code, field, found) = detail(bank::load(vendor.context(), &eva, "statement.xml", &bytes).await);
            assert_eq!((code, field.as_deref()), (Code::File, Some("file")), "{what}");
            let found = found.unwrap_or_else(|| panic!("{what}: it says where"));
            let line = line.map_or_else(String::new, |line| line.to_string());
            assert!(found.contains(&line) && found.contains(|c: char| c.is_ascii_digit()), "{what}: {found}, not {line}");
            assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before, "{what}");
        }
        let loaded = bank::load(vendor.context(), &eva, "statement.xml", file.as_bytes()).await;
        assert_eq!(loaded.expect("as it was it is taken in").fresh, 2);
        vendor.check().await;
    }
}
