//! `/desk`: the staff move an order along, and the customer sees it.

use domain::{
    i18n::I18n,
    language::Language,
    orders::{Board, Handover, OrderPage, OrderState},
    refusal::{Code, Refusal},
};
use serde_json::json;
use testkit::{Client, TestPortal, new_key};

use crate::{ANNA, EVA, JAN};

/// The staff of the demo read Dutch.
fn desk() -> I18n {
    I18n::of(Language::Nl)
}

async fn order(client: &Client, number: i64) -> OrderPage {
    client.call("/fn/desk/order", &json!({ "number": number })).await.expect_status(200).json()
}

/// A step by a plain form; it leads back to the order.
async fn step(client: &Client, page: &OrderPage, action: &str, more: &[(&str, &str)]) -> OrderPage {
    let (number, version) = (page.number.to_string(), page.version.to_string());
    let key = new_key().to_string();
    let mut fields = vec![("number", number.as_str()), ("version", version.as_str())];
    // The two steps that are made once however often they are sent.
    if matches!(action, "ship" | "split") {
        fields.push(("key", key.as_str()));
    }
    fields.extend(more);
    let here = format!("/desk/orders/{number}");
    let answer = client.post_form_from(&here, &format!("/fn/desk/{action}"), &fields).await;
    assert_eq!(answer.expect_status(303).location(), here, "{action}");
    order(client, page.number).await
}

testkit::on_both_databases! {
    async fn from_the_board_to_the_door_with_plain_forms(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("RT-1042", "40"), ("RT-1061", "10")]).await;
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        let board: Board = eva.call("/fn/desk/board", &json!({})).await.json();
        assert!(
            board
                .columns
                .iter()
                .any(|(state, cards, _)| *state == OrderState::Submitted
                    && cards.iter().any(|card| card.number == number))
        );
        assert!(eva.get("/desk/orders").await.expect_status(200).body.contains("Dakwerken Gent BV"));

        let page = order(&eva, number).await;
        let (tiles, rolls) = (page.lines[0].id.to_string(), page.lines[1].id.to_string());
        let page =
            step(&eva, &page, "confirm", &[("lines[0][line]", rolls.as_str()), ("lines[0][value]", "2026-12-01")])
                .await;
        assert_eq!(page.state, OrderState::Confirmed);
        let page =
            step(&eva, &page, "split", &[("line", rolls.as_str()), ("quantity", "4"), ("date", "2026-12-09")]).await;
        assert_eq!(page.lines.len(), 3);
        let page = step(&eva, &page, "pick", &[("agreed", "true")]).await;
        let load = [
            ("carrier", "DPD"),
            ("tracking", "0123"),
            ("lines[0][line]", tiles.as_str()),
            ("lines[0][value]", "40"),
            ("lines[1][line]", rolls.as_str()),
            ("lines[1][value]", "6"),
        ];
        let page = step(&eva, &page, "ship", &load).await;
        assert_eq!(page.state, OrderState::PartlyShipped);
        let shown = anna.get(&format!("/orders/{number}")).await.expect_status(200);
        assert!(
            shown.body.contains("https://tracking.dpd.de/") && shown.body.contains("DPD"),
            "the customer can follow it"
        );
        let page = step(&eva, &page, "deliver", &[("shipment", page.shipments[0].id.to_string().as_str())]).await;
        let page = step(&eva, &page, "cancel", &[("reason", "The last rolls were torn")]).await;
        assert_eq!(page.state, OrderState::Delivered, "all that is left of it has arrived");
        let shown = anna.get(&format!("/orders/{number}")).await.expect_status(200);
        assert!(shown.body.contains("The last rolls were torn"));
        portal.check().await;

        portal.deliver_mail().await;
        assert!(order(&eva, number).await.mails.len() >= 5, "the staff see what was mailed");
    }

    async fn a_double_press_ships_once(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("RT-1042", "40")]).await;
        let eva = portal.staff(EVA).await;
        let page = step(&eva, &order(&eva, number).await, "confirm", &[]).await;
        let page = step(&eva, &page, "pick", &[("agreed", "true")]).await;
        // The key is in the form, and a second press sends the same form.
        let shown = eva.get(&format!("/desk/orders/{number}")).await.expect_status(200);
        let (key, number_text, version) = (shown.hidden("key"), number.to_string(), page.version.to_string());
        let line = page.lines[0].id.to_string();
        let load = |quantity| {
            [
                ("key", key.as_str()),
                ("number", number_text.as_str()),
                ("version", version.as_str()),
                ("carrier", "DPD"),
                ("lines[0][line]", line.as_str()),
                ("lines[0][value]", quantity),
            ]
        };
        let (first, second) = (load("10"), load("10"));
        let (one, other) = tokio::join!(eva.send("/fn/desk/ship", &first), eva.send("/fn/desk/ship", &second));
        assert_eq!((one.status, other.status), (200, 200), "{} {}", one.start(), other.start());
        let page = order(&eva, number).await;
        assert_eq!((page.shipments.len(), page.lines[0].progress.shipped), (1, 10_000));
        // Another load with the same key is no repetition.
        let answer = eva.send("/fn/desk/ship", &load("20")).await.expect_status(409);
        assert_eq!(answer.code().as_deref(), Some("key_reused"));
        portal.check().await;
    }

    async fn what_is_collected_is_never_said_to_be_on_its_way(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        portal.put(&actor, &[("RT-1042", "10")]).await;
        let typed = service::reviews::Typed {
            address: String::new(),
            delivery_way: "collect".to_owned(),
            reference: String::new(),
            note: String::new(),
        };
        service::reviews::details(portal.context(), &actor, &typed).await.expect("it can be collected");
        let number = portal.submit(&actor).await.number;
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        let page = step(&eva, &order(&eva, number).await, "confirm", &[]).await;
        let page = step(&eva, &page, "pick", &[("agreed", "true")]).await;
        let line = page.lines[0].id.to_string();
        let shown = eva.get(&format!("/desk/orders/{number}")).await.expect_status(200);
        assert!(shown.body.contains(desk().desk_ready_do()) && !shown.body.contains("name=\"carrier\""), "no carrier is asked for");
        let page =
            step(&eva, &page, "ship", &[("lines[0][line]", line.as_str()), ("lines[0][value]", "10")]).await;
        assert_eq!((page.handover, page.shipments[0].handover), (Handover::Collection, Handover::Collection));
        let shown = anna.get(&format!("/orders/{number}")).await.expect_status(200);
        assert!(shown.body.contains("Ready to be collected") && !shown.body.contains("on its way"));
        step(&eva, &page, "deliver", &[("shipment", page.shipments[0].id.to_string().as_str())]).await;
        let shown = anna.get(&format!("/orders/{number}")).await.expect_status(200);
        assert!(shown.body.contains("was collected") && !shown.body.contains("on its way"));
        portal.deliver_mail().await;
        let mails = portal.mails_to(ANNA).await;
        let ready = format!("Order {number} is ready to be collected");
        assert!(mails.iter().any(|mail| mail.subject == ready), "{:?}", mails.first());
        assert!(mails.iter().all(|mail| !mail.text.contains("on its way")));
        portal.check().await;
    }

    async fn a_day_that_is_over_is_refused_beside_its_field(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("RT-1042", "40"), ("RT-1061", "10")]).await;
        let eva = portal.staff(EVA).await;
        let page = order(&eva, number).await;
        let (number, tiles, rolls) = (number.to_string(), page.lines[0].id.to_string(), page.lines[1].id.to_string());
        let confirm = [
            ("number", number.as_str()),
            ("version", "1"),
            ("lines[0][line]", tiles.as_str()),
            ("lines[0][value]", "2026-11-24"),
            ("lines[1][line]", rolls.as_str()),
            ("lines[1][value]", "2026-11-23"),
        ];
        let answer = eva.send("/fn/desk/confirm", &confirm).await.expect_status(422);
        let refusal: Refusal = answer.json();
        assert_eq!(refusal, Refusal::field(Code::PastDay, "lines[1][value]"));
        let shown = eva.post_form_from(&format!("/desk/orders/{number}"), "/fn/desk/confirm", &confirm).await;
        assert!(shown.body.contains(desk().refusal_past_day()) && shown.body.contains("2026-11-23"), "what was typed is kept");

        let key = new_key().to_string();
        let split = [
            ("key", key.as_str()),
            ("number", number.as_str()),
            ("version", "1"),
            ("line", rolls.as_str()),
            ("quantity", "4"),
            ("date", "2026-11-23"),
        ];
        let refusal: Refusal = eva.send("/fn/desk/split", &split).await.expect_status(422).json();
        assert_eq!(refusal, Refusal::field(Code::PastDay, "date"));
        assert_eq!(order(&eva, page.number).await.version, 1, "nothing has changed");
    }

    async fn two_at_the_desk_do_not_undo_each_other(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("TL-7011", "1")]).await.to_string();
        let (eva, mira) = (portal.staff(EVA).await, portal.staff("mira@vandael.example").await);
        let fields = [("number", number.as_str()), ("version", "1")];
        let (one, other) = tokio::join!(eva.send("/fn/desk/confirm", &fields), mira.send("/fn/desk/confirm", &fields));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let late = if one.status == 409 { one } else { other };
        assert_eq!(late.code().as_deref(), Some("stale"));
    }

    async fn an_agent_looks_on(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("TL-7011", "1")]).await;
        let jan = portal.staff(JAN).await;
        let page = order(&jan, number).await;
        assert!(page.account_name == "Dakwerken Gent BV" && !page.carriers.is_empty());
        let shown = jan.get(&format!("/desk/orders/{number}")).await.expect_status(200);
        assert!(shown.body.contains(&format!("mailto:{ANNA}?subject=Bestelling%20{number}")), "one press from writing to her");
        jan.get("/desk/mail").await.expect_status(403);
        let fields = [("number", number.to_string()), ("version", "1".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        jan.send("/fn/desk/confirm", &fields).await.expect_status(403);
        assert_eq!(order(&jan, number).await.version, 1);
    }
}
