//! The corpus of mails (`tests/mails`): each one comes in, and becomes what the manifest says; and then all of them come
//! again, spoilt in many ways, and nothing breaks.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use domain::post::{AtDesk, PostState};
use serde::Deserialize;
use service::post::{self, Handed};
use testkit::{Database, TestVendor};

use crate::post::{Post, header};

#[derive(Debug, Deserialize)]
struct Row {
    file: String,
    outcome: String,
    text: Option<String>,
    subject: Option<String>,
    files: Option<usize>,
    left_out: Option<Vec<String>>,
    answered: Option<bool>,
    on_case: Option<bool>,
    failed: Option<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mails")
}

fn manifest() -> Vec<Row> {
    let text = fs::read_to_string(folder().join("manifest.json")).expect("the manifest is there");
    serde_json::from_str(&text).expect("the manifest is JSON")
}

fn raw(row: &Row) -> Vec<u8> {
    fs::read(folder().join("corpus").join(&row.file)).expect("the mail is there")
}

/// What the mails leave open, of a case that is there.
struct Case {
    number: i64,
    reply_to: String,
    message_id: String,
    root: String,
}

impl Case {
    async fn open(post: &Post) -> Self {
        let (number, question) = post.question().await;
        let value = |name: &str| header(&question, name).expect("our mails have it");
        Self { number, reply_to: value("Reply-To"), message_id: value("Message-ID"), root: value("References") }
    }

    fn fill(&self, raw: &[u8]) -> Vec<u8> {
        let number = self.number.to_string();
        let capitals = self.reply_to.to_uppercase();
        let pairs = [
            ("{{reply_to}}", self.reply_to.as_str()),
            ("{{REPLY_TO}}", &capitals),
            ("{{message_id}}", &self.message_id),
            ("{{root}}", &self.root),
            ("{{number}}", &number),
        ];
        let mut filled = expand(raw);
        for (name, value) in pairs {
            filled = replace(&filled, name.as_bytes(), value.as_bytes());
        }
        filled
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|some| some == word)
}

fn replace(text: &[u8], word: &[u8], value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    // The large ones have nothing to fill in behind their first kilobytes.
    while let Some(place) = find(&rest[..rest.len().min(8_192)], word) {
        out.extend_from_slice(&rest[..place]);
        out.extend_from_slice(value);
        rest = &rest[place + word.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// `%%REPEAT n "text"%%` is the text n times.
fn expand(raw: &[u8]) -> Vec<u8> {
    let Some(begin) = find(raw, b"%%REPEAT ") else { return raw.to_vec() };
    let rest = &raw[begin + b"%%REPEAT ".len()..];
    let end = find(rest, b"\"%%").expect("it ends");
    let said = std::str::from_utf8(&rest[..=end]).expect("it is text");
    let (count, text) = said.split_once(' ').expect("a number and a text");
    let text: String = serde_json::from_str(text).expect("a JSON string");
    let mut out = raw[..begin].to_vec();
    out.extend_from_slice(text.repeat(count.parse().expect("a number")).as_bytes());
    out.extend_from_slice(&expand(&rest[end + 3..]));
    out
}

/// What became of the newest mail, in the words of the manifest.
fn outcome(mail: &AtDesk) -> String {
    match (mail.held, mail.unreadable) {
        (Some(held), _) => format!("held {}", held.code()),
        (_, Some(reason)) => format!("unreadable {}", reason.code()),
        _ => mail.state.code().to_owned(),
    }
}

async fn comes(post: &Post, row: &Row) -> Result<(), String> {
    // Farther than any window in which mails are counted.
    post.vendor.advance(601);
    let case = Case::open(post).await;
    post.vendor.advance(1);
    let before = post.server.received().len();
    let filled = case.fill(&raw(row));
    let handed = Handed { mailbox: "lmtp".to_owned(), raw: filled, ..Handed::default() };
    let id = post::take_in(post.vendor.context(), handed).await.expect("it is stored");
    let begin = Instant::now();
    post::pass(post.vendor.context()).await.expect("it is filed");
    let took = begin.elapsed();
    if took > Duration::from_secs(5) {
        return Err(format!("took {took:?}"));
    }
    let eva = post.eva().await;
    let (state, number) = store::post::find(post.vendor.store(), &grant(&eva), id)
        .await
        .expect("it is there")
        .map(|mail| (mail, case.number))
        .expect("it is there");
    let is_new = state.case.is_some_and(|found| found != number);
    let became = match state.state {
        PostState::Filed if is_new => "new_case".to_owned(),
        PostState::Filed => "entry".to_owned(),
        PostState::Held | PostState::Unreadable => {
            let waiting = post.at_desk().await;
            outcome(waiting.iter().find(|mail| mail.id == id).ok_or("it is not at the desk")?)
        }
        other => other.code().to_owned(),
    };
    let mut wrong = Vec::new();
    let mut check = |what: &str, found: String, wanted: String| {
        if found != wanted {
            wrong.push(format!("{what} {found} instead of {wanted}"));
        }
    };
    check("became", became.clone(), row.outcome.clone());
    if let Some(number) = state.case.filter(|_| state.state == PostState::Filed) {
        let case_page = post.case(number).await.case;
        let entry = case_page.entries.iter().find(|entry| Some(entry.id) == state.entry).ok_or("there is no entry")?;
        if let Some(text) = &row.text {
            check("text", entry.text.clone(), text.replace("{{number}}", &case.number.to_string()));
        }
        if let Some(subject) = &row.subject {
            check("subject", case_page.subject.clone(), subject.clone());
        }
        if let Some(files) = row.files {
            check("files", entry.files.len().to_string(), files.to_string());
        }
    }
    if let Some(left_out) = &row.left_out {
        check("left out", format!("{:?}", state.left_out), format!("{left_out:?}"));
    }
    if let Some(on_case) = row.on_case {
        check("on the case", (state.case == Some(case.number)).to_string(), on_case.to_string());
    }
    if let Some(failed) = &row.failed {
        check("failed recipient", state.failed.clone().unwrap_or_default(), failed.clone());
    }
    if let Some(answered) = row.answered {
        post.vendor.deliver_mail().await;
        let came = post.server.received().split_off(before);
        let sender = state.sender.clone();
        let got = came.iter().any(|mail| mail.recipients == [sender.as_str()]);
        check("answered", got.to_string(), answered.to_string());
    }
    // It can be looked at, whatever it is.
    let begin = Instant::now();
    let shown = post::shown(post.vendor.context(), &eva, id).await.map_err(|_| "it cannot be shown")?;
    // Unoptimised, beside other tests: the bound of a release is asserted by the benchmark.
    if begin.elapsed() > Duration::from_secs(3) {
        wrong.push(format!("shown after {:?}", begin.elapsed()));
    }
    wrong.extend(dangers(&shown.html).into_iter().map(|danger| format!("shows {danger}")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

fn grant(eva: &domain::permissions::Actor) -> domain::permissions::StaffGranted<domain::permissions::AnswerCases> {
    eva.grant_staff().expect("eva answers cases")
}

/// What must not be in what is shown, outside of text.
fn dangers(html: &str) -> Vec<&'static str> {
    let lower = html.to_lowercase();
    // Tags of which the sanitiser knows nothing; what was text has become `&lt;`.
    let tags = [
        "<script", "<img", "<iframe", "<form", "<svg", "<math", "<object", "<embed", "<link", "<base", "<input",
        "<video",
    ];
    tags.into_iter().filter(|tag| lower.contains(tag)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_mail_becomes_what_the_manifest_says() {
    let post = Post::start(Database::Sqlite).await;
    let rows = manifest();
    assert!(rows.len() >= 150, "{}", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        if let Err(what) = comes(&post, row).await {
            wrong.push(format!("{}: {what}", row.file));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    post.vendor.check().await;
}

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0)
    }

    fn below(&mut self, most: usize) -> usize {
        self.next() % most.max(1)
    }
}

/// One mail, spoilt: bytes changed, pieces left out, doubled or exchanged with those of another.
fn spoil(dice: &mut Dice, mail: &[u8], other: &[u8]) -> Vec<u8> {
    const WORDS: &[&[u8]] = &[
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"\n--x\n",
        b"=?utf-8?B?",
        b"<>",
        b"\0",
        b"\xff\xfe",
        b"<svg><style><!--",
        b"Content-Transfer-Encoding: base64\n",
        b"charset=\"utf-7\"",
        b"\r\n.\r\n",
        b"name*0*=utf-8''%",
        b"(((((",
        b"\"",
    ];
    let mut raw = mail.to_vec();
    for _ in 0..=dice.below(8) {
        let place = dice.below(raw.len() + 1);
        let end = (place + dice.below(200)).min(raw.len());
        match dice.below(6) {
            0 if place < raw.len() => raw[place] = u8::try_from(dice.below(256)).unwrap_or(0),
            1 => _ = raw.drain(place..end),
            2 => {
                let piece = raw[place..end].to_vec();
                let at = dice.below(raw.len() + 1);
                raw.splice(at..at, piece);
            }
            3 => {
                let from = dice.below(other.len() + 1);
                let piece = other[from..(from + dice.below(400)).min(other.len())].to_vec();
                raw.splice(place..end, piece);
            }
            4 => _ = raw.splice(place..place, WORDS[dice.below(WORDS.len())].repeat(1 + dice.below(30))),
            _ => raw.truncate(place),
        }
    }
    raw
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn spoilt_mails_break_nothing() {
    const ROUNDS: usize = 1_500;
    let mails: Vec<Vec<u8>> =
        manifest().iter().map(raw).filter(|raw| raw.len() < 20_000 && find(raw, b"%%REPEAT").is_none()).collect();
    let mut dice = Dice(0x6c6f_6b65_7421);
    let begin = Instant::now();
    for round in 0..ROUNDS {
        let (one, other) = (dice.below(mails.len()), dice.below(mails.len()));
        let spoilt = spoil(&mut dice, &mails[one], &mails[other]);
        let one = Instant::now();
        let looked = post::look(spoilt.clone()).await;
        assert!(one.elapsed() < Duration::from_secs(5), "round {round} takes {:?}", one.elapsed());
        assert!(looked.text.chars().count() <= 200_000 && looked.files <= 50, "round {round}");
        let found = dangers(&looked.html);
        assert!(found.is_empty(), "round {round} shows {found:?}: {}", String::from_utf8_lossy(&spoilt));
    }
    assert!(begin.elapsed() < Duration::from_secs(300), "{:?}", begin.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn spoilt_mails_are_filed_or_shown() {
    let vendor = TestVendor::start(Database::Sqlite).await;
    let mails: Vec<Vec<u8>> =
        manifest().iter().map(raw).filter(|raw| raw.len() < 20_000 && find(raw, b"%%REPEAT").is_none()).collect();
    let mut dice = Dice(0x706f_7374);
    for round in 0..200 {
        let (one, other) = (dice.below(mails.len()), dice.below(mails.len()));
        let raw = spoil(&mut dice, &mails[one], &mails[other]);
        let handed = Handed { mailbox: format!("fuzz {round}"), raw, ..Handed::default() };
        post::take_in(vendor.context(), handed).await.expect("it is stored");
        vendor.advance(60);
        post::pass(vendor.context()).await.expect("it is filed");
    }
    let new = store::post::new_ones(vendor.store(), crate::JOB, &[], 10).await.expect("the rows can be read");
    assert!(new.is_empty(), "nothing is left lying: {new:?}");
    vendor.check().await;
}
