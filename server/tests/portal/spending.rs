//! `/orders/spending`: what was ordered, in figures, with the ways to what they are made of, and as a file.

use domain::spending::Spending;
use serde_json::json;
use testkit::{Client, TestPortal};

use crate::{ANNA, BRAM, KATRIN, YASMIN};

async fn figures(client: &Client, period: &str) -> Spending {
    client.call("/fn/orders/spending", &json!({ "filter": { "period": period } })).await.expect_status(200).json()
}

testkit::on_both_databases! {
    async fn each_figure_leads_to_what_it_is_made_of(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("TL-7011", "3")]).await;
        let anna = portal.customer(ANNA).await;
        for (path, way) in [("/orders", "/orders/spending"), ("/account", "/orders/spending")] {
            assert!(anna.get(path).await.expect_status(200).body.contains(&format!("href=\"{way}\"")), "{path}");
        }
        let page = anna.get("/orders/spending").await.expect_status(200);
        assert!(!page.body.contains(" style="), "no style attributes");
        let month = "/orders?from=2026-11-01&amp;to=2026-11-30";
        assert!(page.body.contains(month), "{}", page.start());
        let category = "/orders/spending?period=months&amp;currency=EUR&amp;category=tools&amp;rank=times#most";
        assert!(page.body.contains(category), "{}", page.start());
        assert!(page.body.contains("/orders/spending.csv?period=months&amp;currency=EUR"), "{}", page.start());

        let list = anna.get(&month.replace("&amp;", "&")).await.expect_status(200);
        assert!(list.body.contains(&format!("href=\"/orders/{number}\"")), "{}", list.start());
        assert!(list.body.contains("Submitted from 1 November 2026 to 30 November 2026."), "{}", list.start());
        assert!(list.body.contains("name=\"from\" value=\"2026-11-01\""), "a search stays on these days");
        let none = anna.get("/orders?from=2026-12-01").await.expect_status(200);
        assert!(none.body.contains("No orders found"), "{}", none.start());

        let tools = anna.get(&category.replace("&amp;", "&")).await.expect_status(200);
        assert!(tools.body.contains("Most bought: Tools") && tools.body.contains("href=\"/shop/TL-7011\""));
        assert!(tools.body.contains("action=\"/fn/cart/change\""), "an owner buys it again from here");
        let yasmin = portal.customer(YASMIN).await.get("/orders/spending").await.expect_status(200);
        let form = "action=\"/fn/cart/change\"";
        assert!(yasmin.body.contains("/shop/") && !yasmin.body.contains(form), "a viewer looks");
        // Whatever else the address says, it is the usual page, and nothing of it comes back.
        let odd = anna.get("/orders/spending?period=%3Cscript%3E&category=%3Cb%3E&rank=x").await.expect_status(200);
        assert!(odd.body.contains("period=months&amp;currency=EUR"), "{}", odd.start());
    }

    async fn the_file_has_the_lines_of_the_figures(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        portal.put(&actor, &[("RT-1042", "40"), ("TL-7011", "1")]).await;
        let typed = service::reviews::Typed {
            address: String::new(),
            delivery_way: String::new(),
            reference: "=1+1;\"quoted\"".to_owned(),
            note: String::new(),
        };
        service::reviews::details(portal.context(), &actor, &typed).await.expect("anything may be a reference");
        let number = portal.submit(&actor).await.number.to_string();

        let anna = portal.customer(ANNA).await;
        let file = anna.get("/orders/spending.csv?period=this-year").await.expect_status(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").contains("spending.csv"));
        assert!(file.body.starts_with("\u{feff}Order,Submitted,Your reference,Article number,"), "{}", file.start());
        let lines: Vec<&str> = file.body.lines().skip(1).collect();
        let ours: Vec<&&str> = lines.iter().filter(|line| line.starts_with(&format!("{number},"))).collect();
        assert_eq!(ours.len(), 2, "a line for each article");
        assert!(ours[0].starts_with(&format!("{number},24/11/2026,\"'=1+1;\"\"quoted\"\"\",RT-1042,")), "{}", ours[0]);
        assert!(ours[0].contains(",Roofing,40,pieces,EUR,"), "{}", ours[0]);
        let gross = |line: &&str| {
            let digits: String = line.rsplit(',').next().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
            digits.parse::<i64>().unwrap_or_else(|_| panic!("{line}"))
        };
        let shown = figures(&anna, "this-year").await;
        assert_eq!(lines.iter().map(gross).sum::<i64>(), shown.total.gross, "the file adds up to the page");

        let bram = portal.customer(BRAM).await.get("/orders/spending.csv").await.expect_status(200);
        assert!(bram.body.starts_with("\u{feff}Bestelling;Geplaatst op;"), "{}", bram.start());
        let katrin = portal.customer(KATRIN).await.get("/orders/spending.csv?period=all").await.expect_status(200);
        assert!(!katrin.body.lines().any(|line| line.starts_with(&number)), "nobody has another account's lines");
    }

    async fn before_the_first_order_it_says_what_will_be_here(portal: TestPortal) {
        portal.new_owners(1).await;
        let owner = portal.customer("owner-1@test.example").await;
        let page = owner.get("/orders/spending").await.expect_status(200);
        assert!(page.body.contains("Nothing to add up") && page.body.contains("href=\"/shop\""), "{}", page.start());
        let file = owner.get("/orders/spending.csv").await.expect_status(200);
        assert_eq!(file.body.lines().count(), 1, "the names of the columns");
    }
}
