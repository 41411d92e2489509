//! A running portal.

use std::{net::SocketAddr, ops::Deref, sync::Arc};

use domain::{ids::AccountId, session::AccountCard};
use server::{
    router::{Portal, router},
    site::Site,
};
use service::Config;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{Anonymous, Client, Customer, Database, Staff, TestVendor};

/// The demo vendor's portal at a port of its own. Its workers do not run: mail goes when
/// [`deliver_mail`](TestVendor::deliver_mail) is called.
#[derive(Debug)]
pub struct TestPortal {
    server: JoinHandle<()>,
    address: SocketAddr,
    vendor: TestVendor,
}

impl Deref for TestPortal {
    type Target = TestVendor;

    fn deref(&self) -> &TestVendor {
        &self.vendor
    }
}

impl Drop for TestPortal {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl TestPortal {
    /// The portal, serving.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, |_| {}).await
    }

    /// The same, with another configuration.
    pub async fn start_with(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the system has a port");
        let address = listener.local_addr().expect("the port has an address");
        let vendor = TestVendor::start_with(database, |config| {
            config.public_url = format!("http://{address}");
            change(config);
        })
        .await;
        let site = Arc::new(Site::load(None).expect("the site's files can be read"));
        let portal = Portal { context: vendor.context().clone(), site, trust_proxy: false };
        let app = router(portal, 512).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("the portal serves") });
        Self { server, address, vendor }
    }

    /// The address without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A browser that nobody has used.
    #[must_use]
    pub fn anonymous(&self) -> Anonymous {
        Anonymous(Client::new(self.url()))
    }

    /// A member of one account, signed in with the code from the mail.
    pub async fn customer(&self, email: &str) -> Customer {
        let client = Client::new(self.url());
        self.sign_in(&client, email).await;
        Customer(client)
    }

    /// A member of several accounts, signed in and acting for the one with this number.
    pub async fn customer_of(&self, email: &str, account: &str) -> Customer {
        let customer = self.customer(email).await;
        let accounts: Vec<AccountCard> =
            customer.call("/fn/entry/accounts", &serde_json::json!({})).await.expect_status(200).json();
        let id: AccountId = accounts
            .into_iter()
            .find(|card| card.number == account)
            .unwrap_or_else(|| panic!("{email} has no place in {account}"))
            .id;
        customer.send("/fn/entry/choose-account", &[("account", id.to_string().as_str())]).await.expect_status(200);
        customer
    }

    /// A person of the vendor, signed in.
    pub async fn staff(&self, email: &str) -> Staff {
        let client = Client::new(self.url());
        self.sign_in(&client, email).await;
        Staff(client)
    }

    /// Signs this browser in.
    pub async fn sign_in(&self, client: &Client, email: &str) {
        // No two mails to one person are of the same moment, so the newest is the right one.
        self.tick();
        client.send("/fn/entry/ask-code", &[("email", email)]).await.expect_status(200);
        self.deliver_mail().await;
        let code = self.code_for(email).await;
        client.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(200);
    }
}
