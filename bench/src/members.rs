//! Members who sign in as people do: with the code from the mail that the demo keeps.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    Result,
    load::{Call, Connection},
};

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub struct Member {
    /// The session, as the request's header has it.
    pub cookie: String,
}

/// `/demo/mail.json` has the newest 300 mails: fewer than that are asked for at once.
const AT_ONCE: usize = 50;
const PATIENCE: Duration = Duration::from_secs(30);

/// The address of the owner of the bulk account with this number, counted from 1.
pub fn bulk(number: usize) -> String {
    format!("load-{number:06}@load.example")
}

/// Signs them in, one after the other.
pub async fn sign_in(address: SocketAddr, emails: &[String]) -> Result<Vec<Member>> {
    let mut connection = Connection::open(address).await?;
    let mut members = Vec::with_capacity(emails.len());
    for some in emails.chunks(AT_ONCE) {
        let mut asked = Vec::with_capacity(some.len());
        for email in some {
            let answer =
                connection.fetch(&Call::form("/fn/entry/ask-code", &[("email", email.as_str()), ("next", "")])).await?;
            asked.push((email, answer.cookie("loket-code").ok_or("asking for a code gave no cookie")?));
        }
        let codes = codes(&mut connection, some).await?;
        for (email, browser) in asked {
            let code = codes.get(email).ok_or("a mail has no code")?;
            let form = Call::form("/fn/entry/verify-code", &[("code", code.as_str()), ("next", "/")]);
            let answer = connection.fetch(&form.with_cookie(&browser)).await?;
            members.push(Member { cookie: answer.cookie("loket").ok_or("signing in gave no session")? });
        }
    }
    Ok(members)
}

/// Signs one in.
pub async fn sign_in_one(address: SocketAddr, email: String) -> Result<Member> {
    sign_in(address, &[email]).await?.into_iter().next().ok_or_else(|| "nobody signed in".into())
}

/// Signs in somebody of the demo vendor's staff.
pub async fn sign_in_staff(address: SocketAddr) -> Result<Member> {
    let mut connection = Connection::open(address).await?;
    let people = connection.fetch(&Call::json("/fn/demo/people", &json!({}))).await?.json()?;
    let email = people
        .as_array()
        .into_iter()
        .flatten()
        .find(|person| person["place"]["staff"].is_object())
        .and_then(|person| person["email"].as_str())
        .ok_or("the demo has no staff")?;
    sign_in_one(address, email.to_owned()).await
}

/// The code of each address, as soon as all their mails have come.
async fn codes(connection: &mut Connection, emails: &[String]) -> Result<HashMap<String, String>> {
    let end = Instant::now() + PATIENCE;
    loop {
        let mails = connection.fetch(&Call::get("/demo/mail.json")).await?.json()?;
        let mut codes = HashMap::new();
        for mail in mails.as_array().into_iter().flatten() {
            // The newest first: an older code of the same address counts no more.
            if let (Some(to), Some(code)) = (mail["to"].as_str(), mail["text"].as_str().and_then(code_in)) {
                codes.entry(to.to_owned()).or_insert_with(|| code.to_owned());
            }
        }
        if emails.iter().all(|email| codes.contains_key(email)) {
            return Ok(codes);
        }
        if Instant::now() > end {
            return Err("the mails with the codes did not come".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The line that is a code and nothing else.
fn code_in(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_alone_on_its_line() {
        assert_eq!(code_in("Good day,\r\n\r\nYour code, asked for by 000001:\n\n    402918\n"), Some("402918"));
        assert_eq!(code_in("Order 104201 has been received."), None);
    }
}
