//! The transcript of a case: for whoever may read the case, in their language, and proven or broken by the command.

use std::{path::Path, process::Command};

use service::cases::{self, Say, Saying, Upload};
use testkit::{TestPortal, new_key};

use crate::{ANNA, EVA};

/// The owner of another account, who reads Hungarian.
const GABOR: &str = "gabor@gerendas.example";

/// What the command says of a file, and whether it holds.
fn verify(file: &Path) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_loket")).arg("verify-transcript").arg(file).output();
    let out = out.expect("the command runs");
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}

/// A case with a photo, an answer, words in Hungarian, and a note that nobody but the vendor may read.
async fn case(portal: &TestPortal) -> i64 {
    let (gabor, eva) = (portal.actor(GABOR).await, portal.actor(EVA).await);
    let context = portal.context();
    let draft = domain::cases::Draft {
        impact: "standstill".to_owned(),
        needed: "tomorrow".to_owned(),
        remedy: "replacement".to_owned(),
        ..testkit::draft("complaint", "Repedt gerinccserepek", "Negyvenből tizenegy repedt: árvíztűrő tükörfúrógép.")
    };
    let photo = Upload { name: "tető.png".to_owned(), content: b"\x89PNG\r\n\x1a\nroof".to_vec() };
    let number = cases::open_with(context, &gabor, &draft, vec![photo]).await.expect("it is kept");
    // Opening it is a receipt.
    cases::desk_page(context, &eva, number).await.expect("eva opens it");
    cases::note(context, &eva, new_key(), number, "Kiln 4, say nothing").await.expect("a note");
    let say = Say {
        key: new_key(),
        number,
        seen: None,
        saying: Saying::Propose,
        text: "Holnap negyven újat hozunk.",
        cause: "A kemence túl forró volt",
        prevention: "Minden tételt megkopogtatunk",
    };
    cases::answer(context, &eva, say).await.expect("a solution");
    number
}

testkit::on_both_databases! {
    async fn the_whole_story_is_in_the_readers_words_and_nothing_internal(portal: TestPortal) {
        let number = case(&portal).await;
        let gabor = portal.customer(GABOR).await;
        let page = gabor.get(&format!("/cases/{number}/transcript")).await.expect_status(200);
        for said in [
            "lang=\"hu\"",
            "Repedt gerinccserepek",
            "árvíztűrő tükörfúrógép",
            "tető.png",
            "Holnap negyven újat hozunk.",
            "A kemence túl forró volt",
            "Eva megnyitotta",
        ] {
            assert!(page.body.contains(said), "{said}");
        }
        assert!(!page.body.contains("Kiln 4"), "a note is nobody else's");
        let anna = portal.customer(ANNA).await;
        anna.get(&format!("/cases/{number}/transcript")).await.expect_status(404);
        anna.get(&format!("/cases/{number}/transcript.pdf")).await.expect_status(404);
        let eva = portal.staff(EVA).await;
        eva.get(&format!("/cases/{number}/transcript")).await.expect_status(200);
    }

    async fn a_transcript_is_proven_and_an_altered_one_says_where(portal: TestPortal) {
        let number = case(&portal).await;
        let gabor = portal.actor(GABOR).await;
        let made = service::transcript::of(portal.context(), &gabor, number).await.expect("a transcript");
        let folder = tempfile::tempdir().expect("there is room");
        let pdf = portal.customer(GABOR).await.bytes(&format!("/cases/{number}/transcript.pdf")).await;
        assert!(pdf.starts_with(b"%PDF-"));
        let file = folder.path().join("transcript.pdf");
        std::fs::write(&file, &pdf).expect("it can be written");
        let (holds, said) = verify(&file);
        assert!(holds && said.contains(&made.hash), "{said}");

        // One byte of one entry: "tizenegy" becomes "tizenegj".
        let place = made.parts.iter().position(|(_, part)| {
            matches!(&part.what, service::transcript::What::Entry { text, .. } if text.contains("tizenegy"))
        });
        let place = place.expect("it is one of the parts") + 1;
        let mut altered = pdf.clone();
        let word = b"tizenegy";
        let at = altered.windows(word.len()).position(|window| window == word).expect("the records are readable");
        altered[at + word.len() - 1] = b'j';
        std::fs::write(&file, &altered).expect("it can be written");
        let (holds, said) = verify(&file);
        assert!(!holds && said.contains(&format!("at part {place},")), "{said}");

        // A line left out, and the end cut off.
        let lines: Vec<&str> = made.lines.lines().collect();
        let left_out: String = lines.iter().enumerate().filter(|(row, _)| *row != 2).map(|(_, line)| format!("{line}\n")).collect();
        std::fs::write(&file, left_out).expect("it can be written");
        let (holds, said) = verify(&file);
        assert!(!holds && said.contains("at part 2"), "{said}");
        let mut cut: String = lines[..lines.len() - 2].join("\n");
        cut.push('\n');
        std::fs::write(&file, cut).expect("it can be written");
        assert!(!verify(&file).0, "parts are missing");

        // The records as they were, the pages not: what one sees is not what was proven.
        let mut pages = pdf.clone();
        let width = pages.windows(3).position(|window| window == b"595").expect("there are pages");
        pages[width + 2] = b'6';
        std::fs::write(&file, &pages).expect("it can be written");
        let (holds, said) = verify(&file);
        assert!(!holds && said.contains("the pages"), "{said}");
        std::fs::write(&file, b"%PDF-1.7 nothing").expect("it can be written");
        assert!(!verify(&file).0);
    }

    async fn what_a_mail_lacks_is_said_under_its_entry(portal: TestPortal) {
        let (context, anna) = (portal.context(), portal.actor(ANNA).await);
        let long = "word ".repeat(2_000);
        let raw = format!(
            "From: {ANNA}\r\nSubject: Long\r\nMessage-ID: <long@mail.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n{long}\r\n\
             --x\r\nContent-Type: application/x-msdownload; name=virus.exe\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQ\r\n--x--\r\n"
        );
        let handed = service::post::Handed { mailbox: "lmtp".to_owned(), raw: raw.into(), ..Default::default() };
        service::post::take_in(context, handed).await.expect("it is stored");
        service::post::pass(context).await.expect("it is filed");
        let list = cases::list(context, &anna, &domain::cases::CaseFilter::default()).await.expect("her cases are there");
        let number = list.cases[0].number;
        let page = portal.customer(ANNA).await.get(&format!("/cases/{number}/transcript")).await.expect_status(200);
        let i18n = domain::i18n::I18n::of(anna.language);
        for said in [i18n.case_mail_cut().to_owned(), i18n.case_mail_left_out("virus.exe")] {
            assert!(page.body.contains(&said), "{said}");
        }
    }

    async fn what_comes_later_is_added_at_the_end(portal: TestPortal) {
        let number = case(&portal).await;
        let (gabor, eva) = (portal.actor(GABOR).await, portal.actor(EVA).await);
        let before = service::transcript::of(portal.context(), &gabor, number).await.expect("a transcript");
        portal.advance(1);
        cases::reply(portal.context(), &gabor, new_key(), number, "Délután?").await.expect("he asks");
        let after = service::transcript::of(portal.context(), &eva, number).await.expect("the same for the desk");
        assert!(after.parts.len() > before.parts.len());
        assert_eq!(after.parts[..before.parts.len()], before.parts, "for every reader, and for good");
    }
}
