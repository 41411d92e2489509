//! A real mail store for tests: Dovecot in a folder and at ports of its own, which ends with the test.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
};

use crate::smtp::{Authority, Protection};

/// A private Dovecot. Everybody may log in with the password `secret`.
#[derive(Debug)]
pub struct Dovecot {
    process: Child,
    folder: TempDir,
    pub imap: SocketAddr,
    pub lmtp: SocketAddr,
    /// Where it speaks TLS from the first byte, if it does at all.
    pub imaps: Option<SocketAddr>,
}

impl Dovecot {
    /// Starts it and waits until it answers. The system chooses the ports; when somebody else takes one before Dovecot
    /// does, it tries again.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// The same, with a certificate of that authority for 127.0.0.1, and no password that travels bare.
    pub async fn start_secured(authority: &Authority) -> Self {
        Self::start_with(Some(authority)).await
    }

    async fn start_with(authority: Option<&Authority>) -> Self {
        for _ in 0..3 {
            if let Some(started) = Self::try_start(authority).await {
                return started;
            }
        }
        panic!("Dovecot does not start: is it installed? script/setup --test");
    }

    async fn try_start(authority: Option<&Authority>) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("loket-dovecot.").tempdir().expect("there is room for a folder");
        let (imap, lmtp) = (free_port().await, free_port().await);
        let imaps = if authority.is_some() { Some(free_port().await) } else { None };
        let file = prepare(&folder, imap, lmtp, imaps);
        if let Some(authority) = authority {
            let (certificate, key) = authority.certificate("127.0.0.1");
            fs::write(folder.path().join("cert.pem"), certificate).expect("the folder is ours");
            fs::write(folder.path().join("key.pem"), key).expect("the folder is ours");
        }
        let mut process = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot is installed: script/setup --test");
        for _ in 0..100 {
            let is_there = TcpStream::connect(imap).await.is_ok() && TcpStream::connect(lmtp).await.is_ok();
            if is_there {
                return Some(Self { process, folder, imap, lmtp, imaps });
            }
            if process.try_wait().ok().flatten().is_some() {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        _ = process.kill();
        _ = process.wait();
        None
    }

    /// Where a portal fetches the mail of `user`.
    #[must_use]
    pub fn url(&self, user: &str) -> String {
        format!("imap://{user}:secret@{}/INBOX", self.imap)
    }

    /// The same with TLS, from the first byte or when it is asked for, believing the authority whose certificate is in
    /// this file.
    #[must_use]
    pub fn secured_url(&self, user: &str, protection: Protection, trusted: Option<&str>) -> String {
        let ca = trusted.map(|file| format!("ca={file}"));
        match (protection, self.imaps) {
            (Protection::Wrapped, Some(imaps)) => {
                let query = ca.map(|ca| format!("?{ca}")).unwrap_or_default();
                format!("imaps://{user}:secret@{imaps}/INBOX{query}")
            }
            (Protection::Wrapped, None) => panic!("this one has no certificate"),
            (Protection::Started, _) => {
                let query = ca.map(|ca| format!("&{ca}")).unwrap_or_default();
                format!("imap://{user}:secret@{}/INBOX?tls=required{query}", self.imap)
            }
        }
    }

    /// Hands a mail over, as a mail server does.
    pub async fn deliver(&self, to: &str, raw: &str) {
        let mut talk = Talk::with(self.lmtp).await;
        talk.expect("220").await;
        talk.say("LHLO test").await;
        talk.expect("250 ").await;
        for line in ["MAIL FROM:<somebody@test.example>".to_owned(), format!("RCPT TO:<{to}>")] {
            talk.say(&line).await;
            talk.expect("250").await;
        }
        talk.say("DATA").await;
        talk.expect("354").await;
        for line in raw.lines() {
            let dot = if line.starts_with('.') { "." } else { "" };
            talk.say(&format!("{dot}{line}")).await;
        }
        talk.say(".").await;
        talk.expect("250").await;
    }

    /// What another client of the mailbox is answered to a command in `INBOX`.
    pub async fn ask(&self, user: &str, command: &str) -> String {
        let mut talk = Talk::with(self.imap).await;
        talk.expect("* OK").await;
        for (tag, command) in [("a", format!("LOGIN {user} secret")), ("b", "EXAMINE INBOX".to_owned())] {
            talk.say(&format!("{tag} {command}")).await;
            talk.expect(&format!("{tag} OK")).await;
        }
        talk.say(&format!("c {command}")).await;
        talk.expect("c OK").await
    }

    /// Has the mailbox number its mails anew, as a restored or moved one does.
    pub fn number_anew(&self, user: &str) {
        let folder = self.folder.path().join("mail").join(user);
        for entry in fs::read_dir(folder).expect("the mailbox is there").flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                fs::remove_file(entry.path()).expect("an index can be removed");
            }
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // A signal that lets it end its own children.
        _ = Command::new("kill").arg(self.process.id().to_string()).status();
        _ = self.process.wait();
    }
}

async fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the system has a port");
    listener.local_addr().expect("the port has an address")
}

fn prepare(folder: &TempDir, imap: SocketAddr, lmtp: SocketAddr, imaps: Option<SocketAddr>) -> PathBuf {
    let path = folder.path();
    // Its login processes run as somebody else and must get there.
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
    for name in ["run", "state", "mail", "home"] {
        fs::create_dir(path.join(name)).expect("the folder is ours");
    }
    let own = fs::metadata(path).expect("the folder is there");
    let (mut uid, mut gid, mut users) = (own.uid(), own.gid(), String::new());
    if uid == 0 {
        // Debian's user "mail": nobody's mail belongs to root.
        (uid, gid) = (8, 8);
        for name in ["mail", "home"] {
            chown(path.join(name), Some(uid), Some(gid)).expect("root may give away");
        }
    } else {
        let name = Command::new("id").arg("-un").output().expect("one has a name").stdout;
        let name = String::from_utf8_lossy(&name).trim().to_owned();
        users = format!("default_internal_user = {name}\ndefault_login_user = {name}\n");
    }
    let at = path.display();
    let protection = if imaps.is_some() {
        format!("ssl = required\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = yes")
    } else {
        "ssl = no\ndisable_plaintext_auth = no".to_owned()
    };
    let imaps = imaps.map_or(0, |imaps| imaps.port());
    let settings = format!(
        "base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
protocols = imap lmtp
listen = 127.0.0.1
{protection}
{users}first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_location = maildir:{at}/mail/%n
auth_username_format = %Ln
recipient_delimiter = +
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/home/%n allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
",
        imap.port(),
        lmtp.port()
    );
    let file = path.join("dovecot.conf");
    fs::write(&file, settings).expect("the folder is ours");
    file
}

/// A conversation in lines.
struct Talk {
    reading: BufReader<OwnedReadHalf>,
    writing: OwnedWriteHalf,
}

impl Talk {
    async fn with(address: SocketAddr) -> Self {
        let (reading, writing) = TcpStream::connect(address).await.expect("Dovecot listens").into_split();
        Self { reading: BufReader::new(reading), writing }
    }

    async fn say(&mut self, line: &str) {
        self.writing.write_all(format!("{line}\r\n").as_bytes()).await.expect("Dovecot listens");
    }

    /// Reads until a line begins with this, and gives all that was read.
    async fn expect(&mut self, begin: &str) -> String {
        let mut said = String::new();
        loop {
            let mut line = String::new();
            let read = self.reading.read_line(&mut line).await.expect("Dovecot answers");
            assert!(read > 0, "{begin} was expected: {said}");
            said.push_str(&line);
            if line.starts_with(begin) {
                return said;
            }
            let is_refused = line.starts_with('5') || line.contains(" NO ") || line.contains(" BAD ");
            assert!(!is_refused, "{begin} was expected: {said}");
        }
    }
}
