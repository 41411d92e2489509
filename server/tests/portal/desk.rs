//! `/desk`: the staff move an order along, and the customer sees it.

use domain::orders::{Board, OrderPage, OrderState};
use serde_json::json;
use testkit::{Client, TestPortal};

use crate::{ANNA, EVA, JAN};

async fn order(client: &Client, number: i64) -> OrderPage {
    client.call("/fn/desk/order", &json!({ "number": number })).await.expect_status(200).json()
}

/// A step by a plain form; it leads back to the order.
async fn step(client: &Client, page: &OrderPage, action: &str, more: &[(&str, &str)]) -> OrderPage {
    let (number, version) = (page.number.to_string(), page.version.to_string());
    let mut fields = vec![("number", number.as_str()), ("version", version.as_str())];
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
        let board: Board = eva.call("/fn/desk/board", &json!({ "search": number.to_string() })).await.json();
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
        let page = step(&eva, &page, "pick", &[]).await;
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
        jan.get(&format!("/desk/orders/{number}")).await.expect_status(200);
        jan.get("/desk/mail").await.expect_status(403);
        let fields = [("number", number.to_string()), ("version", "1".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        jan.send("/fn/desk/confirm", &fields).await.expect_status(403);
        assert_eq!(order(&jan, number).await.version, 1);
    }
}
