//! What was sent again: it is one change, of one key, and is not judged a second time.

use domain::{
    cart::{CartChange, ChangeMode},
    money::Quantity,
    permissions::{Granted, PlaceOrders},
    refusal::Code,
};
use service::{
    carts::{Typed, change_typed, fill, replay},
    lists,
    orders::take_again,
};
use testkit::{TestVendor, new_key};

use super::{DEVICE, content, on_list, pieces, saved};
use crate::{ANNA, refused, ticked};

testkit::on_both_databases! {
    async fn a_key_belongs_to_one_change(vendor: TestVendor) {
        let (anna, mut device) = (vendor.actor(ANNA).await, vendor.stranger());
        device.device_hash = Some(DEVICE.to_vec());
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let wanted = ticked(&vendor, &anna, number).await;
        let list = saved(&vendor, &anna, &[("TL-7012", "1")]).await;
        vendor.put(&anna, &[("TL-7012", "0")]).await;
        let change = CartChange {
            key: new_key(),
            number: "RT-1042".to_owned(),
            quantity: Quantity::from_units(10),
            mode: ChangeMode::Add,
            wished: None,
        };
        replay(context, &device, std::slice::from_ref(&change)).await.expect("it is made");
        let granted: Granted<PlaceOrders> = anna.grant().expect("an owner may order");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::carts::merge(&tx, &DEVICE, &granted, context.now()).await.expect("the carts become one");
        tx.commit().await.expect("it is kept");

        // Sent again after signing in, by the form that was tried first or from the device's queue.
        let typed = Typed {
            key: change.key,
            number: " rt-1042".to_owned(),
            quantity: "10".to_owned(),
            mode: ChangeMode::Add,
            wished: String::new(),
            step: String::new(),
        };
        change_typed(context, &visitor, &typed).await.expect("it has been made");
        for other in [
            CartChange { number: "RT-1043".to_owned(), ..change.clone() },
            CartChange { quantity: Quantity::from_units(11), ..change.clone() },
            CartChange { mode: ChangeMode::Set, ..change.clone() },
            CartChange { wished: domain::time::Date::parse_iso("2026-12-03"), ..change.clone() },
        ] {
            let again = CartChange { key: new_key(), ..change.clone() };
            assert_eq!(refused(replay(context, &visitor, &[again, other]).await), Code::KeyReused);
        }
        assert_eq!(refused(fill(context, &visitor, change.key, "TL-7011").await), Code::KeyReused);
        assert_eq!(refused(take_again(context, &anna, change.key, number, &wanted).await), Code::KeyReused);
        assert_eq!(refused(lists::to_cart(context, &anna, change.key, list).await), Code::KeyReused);
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1042", 10)], "nothing has changed");
    }

    async fn what_was_made_is_not_judged_again(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let visitor = vendor.visitor(&anna);
        let change = |number: &str, wished: &str| CartChange {
            key: new_key(),
            number: number.to_owned(),
            quantity: Quantity::from_units(1),
            mode: ChangeMode::Add,
            wished: domain::time::Date::parse_iso(wished),
        };
        let changes = [change("SV-9004", "2026-12-03"), change("RT-1061", "")];
        replay(vendor.context(), &visitor, &changes).await.expect("they are made");
        // The phone had no connection for a week: the day is over, and the article is sold no more.
        vendor.advance(10 * 1440);
        vendor.change_article("RT-1061", &[("price:trade-eur", "")]).await;
        let changed = replay(vendor.context(), &visitor, &changes).await.expect("it is answered as before");
        assert_eq!(changed.count, 2);
    }

    async fn a_list_is_made_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("TL-7011", "2"), ("RT-1042", "40")]).await;
        let key = new_key();
        let list = lists::save_cart(context, &anna, key, "Roofs").await.expect("it is kept");
        assert_eq!(on_list(&vendor, &anna, list).await, [pieces("RT-1042", 40), pieces("TL-7011", 2)]);
        // The answer was lost, and the cart has been ordered meanwhile.
        vendor.submit(&anna).await;
        assert_eq!(lists::save_cart(context, &anna, key, "Roofs").await.expect("it is answered"), list);
        assert_eq!(refused(lists::save_cart(context, &anna, key, "Walls").await), Code::KeyReused);
        assert_eq!(refused(lists::save_cart(context, &anna, new_key(), "Roofs").await), Code::CartEmpty);

        let key = new_key();
        let add = |list: String, name: &'static str, number: &'static str, quantity: &'static str| {
            let (context, anna) = (context.clone(), anna.clone());
            async move { lists::add(&context, &anna, key, &list, name, number, quantity).await }
        };
        let new = add(String::new(), "Tools", "TL-7011", "1").await.expect("a list is made");
        assert_eq!(add(String::new(), "Tools", "TL-7011", "1").await.expect("it is answered"), new);
        for (list, name, number, quantity) in [
            (list.to_string(), "Tools", "TL-7011", "1"),
            (String::new(), "Tolls", "TL-7011", "1"),
            (String::new(), "Tools", "TL-7012", "1"),
            (String::new(), "Tools", "TL-7011", "2"),
        ] {
            assert_eq!(refused(add(list, name, number, quantity).await), Code::KeyReused, "{name} {number} {quantity}");
        }
        assert_eq!(lists::all(context, &anna).await.expect("lists can be read").len(), 2);
        assert_eq!(on_list(&vendor, &anna, new).await, [pieces("TL-7011", 1)]);
    }
}
