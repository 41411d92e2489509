//! What a fetcher of an IMAP mailbox has to remember: which UIDs it has, and that it is the only one.

use domain::ids::PostId;
use store::post::Kept;
use uuid::Uuid;

use super::{Handed, JOB, arrival};
use crate::{Context, Error};

/// How long a fetcher holds a mailbox without saying so again, minutes.
pub const LEASE_MINUTES: i64 = 3;

/// A mailbox as one process fetches it.
#[derive(Clone, Debug)]
pub struct Mailbox {
    context: Context,
    /// Its name: user, host and folder.
    pub name: String,
    holder: Uuid,
}

impl Mailbox {
    #[must_use]
    pub fn new(context: Context, name: String) -> Self {
        Self { context, name, holder: store::new_id() }
    }

    /// Takes the mailbox, or says that one still has it; `false` while another process does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold(&self) -> Result<bool, Error> {
        let now = self.context.now();
        let tx = self.context.store().begin().await?;
        let until = now.plus_minutes(LEASE_MINUTES);
        let held = store::post::renew(&tx, JOB, &self.lease(), self.holder, now, until).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Gives the mailbox back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back(&self) -> Result<(), Error> {
        let tx = self.context.store().begin().await?;
        store::post::release(&tx, JOB, &self.lease(), self.holder).await?;
        Ok(tx.commit().await?)
    }

    fn lease(&self) -> String {
        format!("imap {}", self.name)
    }

    /// Those of these UIDs that were never taken in, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn missing(&self, validity: u32, mut uids: Vec<u32>) -> Result<Vec<u32>, Error> {
        uids.sort_unstable();
        let seen = store::post::seen_uids(self.context.store(), JOB, &self.name, validity, &uids).await?;
        let seen: std::collections::HashSet<u32> = seen.into_iter().collect();
        uids.retain(|uid| !seen.contains(uid));
        Ok(uids)
    }

    /// Stores mails of the mailbox with their UIDs, all in one transaction. One whose bytes are there already, because the
    /// mailbox has numbered its mails anew, is only noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_in(&self, validity: u32, mails: Vec<(u32, Vec<u8>)>) -> Result<Vec<PostId>, Error> {
        let now = self.context.now();
        let mut taken = Vec::with_capacity(mails.len());
        let tx = self.context.store().begin().await?;
        for (uid, raw) in mails {
            let handed = Handed { mailbox: self.name.clone(), raw, ..Handed::default() };
            let (Kept::New(id) | Kept::Known(id)) = store::post::keep(&tx, JOB, arrival(handed), now).await?;
            store::post::note_uid(&tx, JOB, &self.name, validity, uid, id).await?;
            taken.push(id);
        }
        tx.commit().await?;
        self.context.wake_post();
        metrics::counter!("loket_post_total").increment(u64::try_from(taken.len()).unwrap_or(0));
        Ok(taken)
    }
}
