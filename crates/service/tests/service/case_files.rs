//! Photos and files: they come with their words, and are nobody else's.

use domain::{
    cases::{CaseFilter, Stage},
    files::{FileKind, LARGEST_FILE},
    refusal::Code,
};
use service::cases::{self, Decision, Saying, Upload};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, GABOR, JAN,
    cases::{as_seen, draft, say, seen},
    post::{Post, reply},
    refused,
};

testkit::on_both_databases! {
    /// The whole way with a photo and with mail, and no note in anything that the customer can read.
    async fn a_complaint_with_a_photo_goes_on_by_mail_until_consent(post: Post) {
        const NOTE: &str = "kilnwhisper";
        let vendor = &post.vendor;
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let photo = Upload { name: "roof.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        let complaint = draft("complaint", "Eleven of forty are cracked.");
        let number = cases::open_with(context, &anna, &complaint, vec![photo]).await.expect("it is kept");
        for (stage, reached) in [("", Stage::Acknowledged), ("investigating", Stage::Investigating)] {
            let page = cases::desk_page(context, &jan, number).await.expect("the desk sees it").case;
            assert_eq!(page.entries[0].files.len(), 1, "with its photo");
            cases::take(context, &jan, as_seen(&page), stage).await.expect("it goes on");
            assert_eq!(seen(vendor, &anna, number).await.stage, reached);
        }
        cases::note(context, &jan, new_key(), number, NOTE).await.expect("a note");

        vendor.advance(1);
        cases::answer(context, &jan, say(number, Saying::Ask, "Which batch is it?")).await.expect("asked");
        let asked = post.newest_to(ANNA).await;
        post.arrives(&reply(ANNA, &asked, "Batch 22-118.")).await;
        let page = seen(vendor, &anna, number).await;
        assert!(!page.waits_for_customer && page.entries.last().is_some_and(|entry| entry.text == "Batch 22-118."));

        for (solution, decision, word) in [
            ("Forty new ones on Thursday.", Decision::Decline, "Thursday is too late"),
            ("Tomorrow at seven.", Decision::Accept, "Thank you"),
        ] {
            vendor.advance(1);
            cases::answer(context, &jan, say(number, Saying::Propose, solution)).await.expect("it is proposed");
            let page = seen(vendor, &anna, number).await;
            assert_eq!(page.stage, Stage::Proposed);
            cases::decide(context, &anna, new_key(), as_seen(&page), decision, word, false).await.expect("she decides");
        }
        let page = seen(vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Closed);

        assert!(post.case(number).await.notes.iter().any(|note| note.text == NOTE), "the desk has it");
        let list = cases::list(context, &anna, &CaseFilter::default()).await.expect("a list");
        let found = CaseFilter { search: Some(NOTE.to_owned()), ..CaseFilter::default() };
        assert!(cases::list(context, &anna, &found).await.expect("a list").cases.is_empty(), "nor is it found by it");
        let transcript = service::transcript::of(context, &anna, number).await.expect("a transcript").lines;
        let json = [serde_json::to_string(&page), serde_json::to_string(&list)].map(|json| json.expect("it is JSON"));
        vendor.deliver_mail().await;
        let mails = post.server.received().into_iter().filter(|mail| mail.recipients == [ANNA]).map(|mail| mail.raw);
        for read in json.into_iter().chain([transcript]).chain(mails) {
            assert!(!read.contains(NOTE), "{read}");
        }
        vendor.check().await;
    }

    async fn a_photo_goes_along_and_is_nobody_elses(vendor: TestVendor) {
        let (anna, gabor, jan) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = cases::open(context, &anna, &draft("complaint", "See the photo.")).await.expect("it is kept");
        let photo = || Upload { name: "../roof.html".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        let key = new_key();
        for _ in 0..2 {
            cases::send_files(context, &anna, key, number, "Here", vec![photo(), photo()]).await.expect("it is kept");
        }
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.entries.len(), 2, "once");
        let files = &page.entries[1].files;
        assert_eq!((files.len(), files[0].name.as_str(), files[0].kind), (2, "roof.jpg", FileKind::Jpeg));
        let file = cases::file(context, &jan, number, files[0].id).await.expect("the desk sees it");
        assert_eq!(file.content, photo().content);
        assert_eq!(refused(cases::file(context, &gabor, number, files[0].id).await), Code::NotFound);

        let script = Upload { name: "roof.jpg".to_owned(), content: b"<svg onload=alert(1)>".to_vec() };
        let none = Upload { name: String::new(), content: Vec::new() };
        for (uploads, code) in [
            (vec![script], Code::FileKind),
            (vec![none], Code::Missing),
            (vec![photo(); 7], Code::TooMuch),
            (vec![Upload { content: [photo().content, vec![0; LARGEST_FILE]].concat(), ..photo() }], Code::FileTooLarge),
        ] {
            assert_eq!(refused(cases::send_files(context, &anna, new_key(), number, "", uploads).await), code);
        }
        assert_eq!(seen(&vendor, &anna, number).await.entries.len(), 2, "nothing of what was refused is kept");
    }

    async fn a_photo_comes_with_the_first_word(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let png = |name: &str| Upload { name: name.to_owned(), content: b"\x89PNG\r\n\x1a\nroof".to_vec() };
        let draft = draft("complaint", "Look at this");
        let wrong = Upload { name: "roof.png".to_owned(), content: b"<svg onload=alert(1)>".to_vec() };
        assert_eq!(refused(cases::open_with(context, &anna, &draft, vec![wrong]).await), Code::FileKind);
        let many = (0..7).map(|_| png("roof.png")).collect();
        assert_eq!(refused(cases::open_with(context, &anna, &draft, many).await), Code::TooMuch);
        let before = cases::list(context, &anna, &CaseFilter::default()).await.expect("a list").cases.len();
        let number = cases::open_with(context, &anna, &draft, vec![png("tető.jpeg")]).await.expect("it is kept");
        // The answer was lost: the same again is the same case, with the photo once.
        let again = cases::open_with(context, &anna, &draft, vec![png("tető.jpeg")]).await.expect("it is answered");
        assert_eq!(again, number);
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.entries.len(), 1);
        let names: Vec<&str> = page.entries[0].files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["tető.png"], "by what it is");
        let after = cases::list(context, &anna, &CaseFilter::default()).await.expect("a list").cases.len();
        assert_eq!(after, before + 1, "nothing of what was refused is kept");
        vendor.check().await;
    }
}
