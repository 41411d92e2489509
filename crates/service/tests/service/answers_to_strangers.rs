//! What people answer to a mail before it is in a case: it goes out, what comes back stands with it, and all of it becomes the
//! story of the case.

use domain::{
    cases::{Became, CaseFilter, CasePage, Inbox},
    post::{AtDesk, Held, Loss, PostState},
    promise::Promise,
    refusal::Code,
};
use service::{
    cases,
    post::{self, desk},
};
use testkit::new_key;

use crate::{
    ANNA, EVA, JAN,
    post::{Post, header, reply},
    receipts::bounce,
    refused,
};

const STRANGER: &str = "new@elsewhere.example";
/// Dakwerken Gent.
const ACCOUNT: desk::Place<'static> = desk::Place { case: "", account: "K-10017" };

fn letter() -> String {
    format!("From: New <{STRANGER}>\nSubject: Gutters\nMessage-ID: <n1@elsewhere.example>\n\nDo you deliver?\n")
}

/// The mail of the stranger that waits.
async fn waiting(post: &Post) -> AtDesk {
    let mut all = post.at_desk().await;
    assert_eq!(all.len(), 1, "one row: {all:?}");
    all.remove(0)
}

async fn answer(post: &Post, mail: &AtDesk, text: &str) -> testkit::Received {
    let eva = post.eva().await;
    post::answer(post.vendor.context(), &eva, new_key(), mail.id, text).await.expect("it is answered");
    post.newest_to(STRANGER).await
}

fn said(case: &CasePage) -> Vec<&str> {
    case.entries.iter().map(|entry| entry.text.as_str()).collect()
}

async fn look(post: &Post, queue: &str, words: &str) -> Inbox {
    let filter = CaseFilter { queue: Some(queue.to_owned()), search: Some(words.to_owned()), ..CaseFilter::default() };
    cases::desk_list(post.vendor.context(), &post.eva().await, &filter).await.expect("it is looked for")
}

/// How many mails the mirror counts that may be answered in time, and that were not.
async fn unattached(post: &Post) -> (i64, i64) {
    let overview = service::measures::overview(post.vendor.context(), &post.eva().await, "year").await;
    let counted = overview.expect("staff see it").unattached;
    (counted.pending, counted.overdue)
}

testkit::on_both_databases! {
    async fn an_answer_goes_out_once_and_what_comes_back_stands_with_the_mail(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        assert!(mail.may_answer && mail.due.is_some());
        let before = post.count_to(STRANGER).await;
        post.vendor.advance(10);
        let (context, eva, key) = (post.vendor.context(), post.eva().await, new_key());
        for _ in 0..2 {
            post::answer(context, &eva, key, mail.id, "Yes, to the kerb.").await.expect("it is answered");
        }
        assert_eq!(refused(post::answer(context, &eva, key, mail.id, "No.").await), Code::KeyReused);
        assert_eq!(post.count_to(STRANGER).await, before + 1, "once");
        let sent = post.newest_to(STRANGER).await;
        assert!(header(&sent, "Reply-To").is_some_and(|to| to.starts_with("help+p")), "{}", sent.raw);
        assert_eq!(header(&sent, "In-Reply-To").as_deref(), Some("<n1@elsewhere.example>"));
        assert_eq!(header(&sent, "Subject").as_deref(), Some("Re: Gutters"));
        assert_eq!(header(&sent, "Auto-Submitted"), None, "a person has written it");

        let answered = waiting(&post).await;
        assert_eq!(answered.due, None, "they have heard");
        let [first] = answered.thread.as_slice() else { panic!("{:?}", answered.thread) };
        assert_eq!((first.by.as_str(), first.text.as_str(), first.mail), ("Eva", "Yes, to the kerb.", None));
        assert_eq!(first.at.instant, context.now());
        let receipt = first.receipt.as_ref().expect("it has gone");
        assert_eq!((receipt.to.as_str(), receipt.became), (STRANGER, Became::Accepted));

        post.vendor.advance(5);
        post.arrives(&reply(STRANGER, &sent, "Then forty, please.")).await;
        assert_eq!(post.count_to(STRANGER).await, before + 1, "no machine answers");
        let again = waiting(&post).await;
        assert_eq!(again.id, mail.id);
        assert_eq!(again.thread.len(), 2);
        assert_eq!(again.thread[1].text, "Then forty, please.");
        assert!(again.due.is_some_and(|due| due.instant > context.now()), "they hear again");
        let found = look(&post, "all", "forty").await;
        assert_eq!(found.mails.iter().map(|mail| mail.id).collect::<Vec<_>>(), [mail.id], "by what came since, too");
        post.vendor.check().await;
    }

    async fn all_of_it_becomes_the_story_of_the_case(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        post.vendor.advance(10);
        let answered = post.vendor.context().now();
        let sent = answer(&post, &mail, "Yes, to the kerb.").await;
        post.vendor.advance(5);
        let came = post.vendor.context().now();
        post.arrives(&reply(STRANGER, &sent, "Then forty, please.")).await;
        let due = waiting(&post).await.due.expect("they hear again").instant;
        post.vendor.advance(3 * 24 * 60);
        let (context, eva) = (post.vendor.context(), post.eva().await);
        let before = post.count_to(STRANGER).await;
        let number = desk::accept(context, &eva, mail.id, ACCOUNT).await.expect("it is attached");
        assert!(post.at_desk().await.is_empty());
        assert_eq!(post.count_to(STRANGER).await, before, "nobody is mailed again");
        let case = post.case(number).await.case;
        assert_eq!(said(&case), ["Do you deliver?", "Yes, to the kerb.", "Then forty, please."]);
        let times: Vec<_> = case.entries.iter().map(|entry| entry.at.instant).collect();
        assert_eq!(times, [mail.at.instant, answered, came], "each of its own time");
        assert_eq!((case.entries[1].by.as_str(), case.entries[1].by_vendor), ("Eva", true));
        assert_eq!(case.entries[1].receipt.mails[0].became, Became::Accepted);
        assert!(case.entries[0].receipt.answered && !case.entries[2].receipt.answered);
        let given = |promise| case.clock.promises.iter().find(move |given| given.promise == promise);
        let first = given(Promise::FirstAnswer).expect("it was promised");
        assert_eq!((first.done.map(|done| done.instant), first.missed), (Some(answered), false));
        let next = given(Promise::NextUpdate).expect("they wrote again");
        assert_eq!(next.due.map(|due| due.instant), Some(due), "as it was promised at the desk");

        // What answers the old answer goes where that has gone.
        post.arrives(&reply(STRANGER, &sent, "And nails.")).await;
        assert_eq!(post.said(number).await.last().map(String::as_str), Some("And nails."));
        post.vendor.check().await;
    }

    async fn it_goes_into_a_case_that_is_there(post: Post) {
        let (number, _) = post.question().await;
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        post.vendor.advance(10);
        answer(&post, &mail, "Yes, to the kerb.").await;
        post.vendor.advance(10);
        let typed = number.to_string();
        let to = desk::Place { case: &typed, account: "" };
        desk::accept(post.vendor.context(), &post.eva().await, mail.id, to).await.expect("it is attached");
        let case = post.case(number).await.case;
        assert_eq!(said(&case)[2..], ["Do you deliver?", "Yes, to the kerb."]);
        assert!(case.waits_for_customer, "the vendor had the last word");
        post.vendor.check().await;
    }

    async fn who_cannot_read_it_is_not_written_to(post: Post) {
        let (_, question) = post.question().await;
        let (context, eva) = (post.vendor.context(), post.eva().await);
        post.arrives(&reply(JAN, &question, "Late payer.")).await;
        let own = waiting(&post).await;
        assert_eq!((own.held, own.may_answer), (Some(Held::Staff), false));
        assert_eq!(refused(post::answer(context, &eva, new_key(), own.id, "Yes.").await), Code::NobodyReads);
        desk::discard(context, &eva, own.id).await.expect("it is put away");
        assert_eq!(refused(post::answer(context, &eva, new_key(), own.id, "Yes.").await), Code::State);
        post.arrives("Subject: nobody\n\nWho am I?\n").await;
        let nobody = waiting(&post).await;
        assert_eq!(refused(post::answer(context, &eva, new_key(), nobody.id, "Yes.").await), Code::NobodyReads);
        assert_eq!(refused(post::answer(context, &eva, new_key(), nobody.id, " ").await), Code::Missing);
        let anna = post.vendor.actor(ANNA).await;
        assert_eq!(refused(post::answer(context, &anna, new_key(), nobody.id, "Yes.").await), Code::NotFound);
    }

    async fn an_answer_that_did_not_arrive_says_so(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        let sent = answer(&post, &mail, "Yes, to the kerb.").await;
        let (id, reply_to) = (header(&sent, "Message-ID").expect("an id"), header(&sent, "Reply-To").expect("an address"));
        // By the mail that it names, and by the address that it was sent to.
        let named = bounce("loket@vandael.example", "5.1.1", &format!("Message-ID: {id}\n"));
        for (report, why) in [(named, Loss::NoMailbox), (bounce(&reply_to, "5.2.2", ""), Loss::Full)] {
            post.arrives_from(Some(""), &report).await;
            let thread = waiting(&post).await.thread;
            let receipt = thread.last().and_then(|part| part.receipt.as_ref()).expect("it is known");
            assert_eq!(receipt.became, Became::Lost(why));
            answer(&post, &mail, "Once more.").await;
        }
        post.vendor.check().await;
    }

    async fn the_token_in_other_hands_is_another_matter(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        let sent = answer(&post, &mail, "Yes, to the kerb.").await;
        post.arrives(&reply("mallory@elsewhere.example", &sent, "To me.")).await;
        let all = post.at_desk().await;
        assert_eq!(all.len(), 2, "{all:?}");
        let other = all.iter().find(|mail| mail.sender.starts_with("mallory")).expect("it waits by itself");
        assert_eq!((other.state, other.thread.len()), (PostState::Unknown, 0));
    }

    async fn what_is_put_away_takes_along_what_stands_with_it(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        let sent = answer(&post, &mail, "No.").await;
        post.arrives(&reply(STRANGER, &sent, "Why not?")).await;
        desk::discard(post.vendor.context(), &post.eva().await, mail.id).await.expect("it is put away");
        assert!(post.at_desk().await.is_empty());
        post.vendor.check().await;
    }

    async fn an_account_is_found_by_name_number_and_address(post: Post) {
        let (context, eva) = (post.vendor.context(), post.eva().await);
        for words in ["dakw", "Gent DAKWERKEN", "K-10017", "k-10017", ANNA, "anna@dakw"] {
            let found = desk::accounts(context, &eva, words).await.expect("they are looked for");
            assert!(found.len() <= 10 && found.iter().any(|(number, _)| number == "K-10017"), "{words}: {found:?}");
        }
        assert_eq!(desk::accounts(context, &eva, "K-10017").await.expect("it is looked for")[0].0, "K-10017", "first");
        for nothing in ["", "* \"", "dakwerken nowhere", EVA] {
            let found = desk::accounts(context, &eva, nothing).await.expect("they are looked for");
            assert!(found.is_empty(), "{nothing}: {found:?}");
        }
        let anna = post.vendor.actor(ANNA).await;
        assert_eq!(refused(desk::accounts(context, &anna, "dakw").await), Code::NotFound);
    }

    async fn a_search_finds_what_waits(post: Post) {
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        let (context, eva) = (post.vendor.context(), post.eva().await);
        for words in ["elsewhere", "GUTTERS", "deliv", "new@elsewhere.example gutters"] {
            for queue in ["all", "open", "unassigned"] {
                let found = look(&post, queue, words).await;
                assert!(found.mails.iter().any(|found| found.id == mail.id), "{queue} {words}");
                assert_eq!(found.mails_first, queue == "all");
            }
        }
        assert!(look(&post, "all", "gutters nowhere").await.mails.is_empty());
        assert!(look(&post, "closed", "gutters").await.mails.is_empty());
        assert!(look(&post, "all", "\"*").await.mails.is_empty(), "nothing is left that could be found");
        desk::discard(context, &eva, mail.id).await.expect("it is put away");
        assert!(look(&post, "all", "gutters").await.mails.is_empty());
    }

    async fn the_mirror_counts_what_nobody_has_attached(post: Post) {
        let before = unattached(&post).await;
        post.arrives(&letter()).await;
        let mail = waiting(&post).await;
        assert_eq!(unattached(&post).await, (before.0 + 1, before.1));
        post.vendor.advance(5 * 24 * 60);
        let all = before.0 + before.1 + 1;
        let late = unattached(&post).await;
        assert!(late.1 > before.1 && late.0 + late.1 == all, "{late:?}");
        answer(&post, &mail, "Yes.").await;
        assert_eq!(unattached(&post).await, (late.0, late.1 - 1), "answered");
    }
}
