//! An installation of the release binary with data of its own: filled, served, stopped, removed.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{
    Backend, Bench, Result, bare_postgres,
    load::{Call, Connection},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Settings of whoever runs this must not reach the portal that is measured.
const FOREIGN: [&str; 14] = [
    "LOKET_DATABASE_URL",
    "LOKET_LISTEN",
    "LOKET_ADMIN_LISTEN",
    "LOKET_PUBLIC_URL",
    "LOKET_DEMO",
    "LOKET_SMTP_URL",
    "LOKET_REPLY_TO",
    "LOKET_IMAP_URL",
    "LOKET_LMTP_LISTEN",
    "LOKET_BELIEVE_RESULTS",
    "LOKET_NAME_SERVER",
    "LOKET_TRUST_PROXY",
    "LOKET_MOST_REQUESTS",
    "LOKET_NETWORK_LIMIT",
];

/// Data and the binary that works on them.
#[derive(Debug)]
pub struct Installation {
    loket: PathBuf,
    folder: TempDir,
    /// The server, and the databases made there; the first is the portal's.
    postgres: Option<(String, Vec<String>)>,
}

impl Installation {
    async fn empty(bench: &Bench, backend: Backend) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("loket-").tempdir_in(&bench.folder)?;
        let postgres = match (&bench.postgres, backend) {
            (Some(server), Backend::Postgres) => {
                Some((server.clone(), vec![bare_postgres::create(server, None).await?]))
            }
            _ => None,
        };
        Ok(Self { loket: bench.loket.clone(), folder, postgres })
    }

    /// With the demo vendor and this many further orders, cases and accounts.
    pub async fn filled(bench: &Bench, backend: Backend, (orders, cases): (u64, u64), accounts: u64) -> Result<Self> {
        let installation = Self::empty(bench, backend).await?;
        println!("{}: making {orders} orders and {cases} cases of {accounts} accounts each", backend.name());
        let [orders, cases, accounts] = [orders, cases, accounts].map(|count| count.to_string());
        installation
            .run(&["demo", "--orders", &orders, "--cases", &cases, "--accounts", &accounts, "--seed", "1"])
            .await?;
        installation.settle().await?;
        Ok(installation)
    }

    async fn settle(&self) -> Result<()> {
        match &self.postgres {
            Some((server, _)) => bare_postgres::settle(server).await,
            None => Ok(()),
        }
    }

    /// With the demo vendor and this many postings of so many accounts.
    pub async fn with_postings(bench: &Bench, backend: Backend, postings: u64, accounts: u64) -> Result<Self> {
        let installation = Self::empty(bench, backend).await?;
        println!("{}: making {postings} postings of {accounts} accounts", backend.name());
        let [postings, accounts] = [postings, accounts].map(|count| count.to_string());
        installation.run(&["demo", "--postings", &postings, "--accounts", &accounts, "--seed", "1"]).await?;
        installation.settle().await?;
        Ok(installation)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database: a file's path or a URL.
    pub fn database(&self) -> Result<String> {
        match &self.postgres {
            Some((server, databases)) => {
                bare_postgres::with_database(server, databases.first().ok_or("there is no database")?)
            }
            None => Ok(self.folder().join("loket.db").to_string_lossy().into_owned()),
        }
    }

    /// A copy of the database as it is now, while nothing serves it.
    pub async fn copy(&mut self) -> Result<String> {
        if let Some((server, databases)) = &mut self.postgres {
            let copy = bare_postgres::create(server, databases.first().map(String::as_str)).await?;
            databases.push(copy.clone());
            return bare_postgres::with_database(server, &copy);
        }
        let copy = self.folder().join("copy.db").to_string_lossy().into_owned();
        self.run(&["backup", &copy]).await?;
        Ok(copy)
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(&self.loket);
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.env("LOKET_DATA", self.folder()).args(arguments).stdin(Stdio::null()).kill_on_drop(true);
        if self.postgres.is_some() {
            command.env("LOKET_DATABASE_URL", self.database()?);
        }
        Ok(command)
    }

    /// Runs a command of the binary to its end.
    pub async fn run(&self, arguments: &[&str]) -> Result<()> {
        let status = self.command(arguments)?.status().await?;
        if status.success() { Ok(()) } else { Err(format!("loket {} failed: {status}", arguments.join(" ")).into()) }
    }

    /// Runs a command of the binary to its end and gives what it printed.
    pub async fn output(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments)?.output().await?;
        if !output.status.success() {
            return Err(format!("loket {} failed: {}", arguments.join(" "), output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Serves it on a port that the system chooses, until it is ready.
    pub async fn serve(&self) -> Result<Portal> {
        self.serve_with(&[]).await
    }

    /// The same, with further options.
    pub async fn serve_with(&self, options: &[&str]) -> Result<Portal> {
        let log = self.folder().join("portal.log");
        let mut child = self
            .command(&["serve", "--demo", "--listen", "127.0.0.1:0", "--network-limit", "1000000"])?
            .args(options)
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the portal has no output")?;
        let mut output = BufReader::new(stdout).lines();
        let Some(address) = timeout(PATIENCE, address(&mut output)).await?? else {
            let log = fs::read_to_string(&log).unwrap_or_default();
            return Err(format!("the portal did not start: {log}").into());
        };
        let portal = Portal { child, address, _output: output };
        portal.ready().await?;
        Ok(portal)
    }

    /// Removes everything that was made for it. When a measurement fails, its databases on PostgreSQL stay to be looked at.
    pub async fn remove(self) -> Result<()> {
        if let Some((server, databases)) = &self.postgres {
            for database in databases {
                bare_postgres::drop(server, database).await?;
            }
        }
        Ok(self.folder.close()?)
    }
}

/// The portal says on which port it listens.
async fn address(output: &mut Lines<BufReader<ChildStdout>>) -> Result<Option<SocketAddr>> {
    while let Some(line) = output.next_line().await? {
        if let Some((_, rest)) = line.split_once("listening on ") {
            return Ok(Some(rest.trim_end_matches(')').parse()?));
        }
    }
    Ok(None)
}

/// A portal that is serving. Dropped, it is killed; [`Portal::stop`] asks it to finish.
#[derive(Debug)]
pub struct Portal {
    child: Child,
    pub address: SocketAddr,
    /// Held open, so that the portal may go on printing.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Portal {
    async fn ready(&self) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = match Connection::open(self.address).await {
                Ok(mut connection) => connection.fetch(&Call::get("/readyz")).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > end => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    }

    /// Memory in use, KiB.
    pub fn resident(&self) -> Result<u64> {
        let id = self.child.id().ok_or("the portal has ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system does not say")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    /// Asks it to finish what it accepted, and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            // The library can only kill; every shell can ask.
            Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().await?;
        }
        let Ok(status) = timeout(PATIENCE, self.child.wait()).await else {
            self.child.kill().await?;
            return Err("the portal did not stop when asked to".into());
        };
        if status?.success() { Ok(()) } else { Err("the portal ended with a failure".into()) }
    }
}
