//! A line of an article that is sold no more blocked the cart and could not be taken out of it; a press that had been
//! answered before was refused when it came again; a list put what it did not show into the cart.

use domain::{
    cart::{CartChange, ChangeMode},
    money::Quantity,
    permissions::Actor,
    refusal::Code,
};
use service::{
    carts::{Typed, change_typed, replay, view},
    lists,
    orders::take_again,
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, refused, ticked};

async fn numbers(vendor: &TestVendor, actor: &Actor) -> Vec<String> {
    let cart = view(vendor.context(), &vendor.visitor(actor)).await.expect("the cart can be seen");
    cart.lines.into_iter().map(|line| line.number).collect()
}

fn typed(number: &str, quantity: &str, mode: ChangeMode) -> Typed {
    Typed {
        key: new_key(),
        number: number.to_owned(),
        quantity: quantity.to_owned(),
        mode,
        wished: String::new(),
        step: String::new(),
    }
}

testkit::on_both_databases! {
    async fn it_can_be_taken_out(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        vendor.put(&anna, &[("RT-1061", "1"), ("RT-1070", "1"), ("TL-7011", "1")]).await;
        for number in ["RT-1061", "RT-1070"] {
            vendor.change_article(number, &[("price:trade-eur", "")]).await;
        }
        assert!(view(context, &visitor).await.expect("the cart can be seen").blocked);
        assert_eq!(vendor.review(&anna).await.blocked.map(|refusal| refusal.code), Some(Code::Article));
        for mode in [ChangeMode::Add, ChangeMode::Set] {
            let more = change_typed(context, &visitor, &typed("RT-1061", "2", mode)).await;
            assert_eq!(refused(more), Code::Article, "it is not to be had");
        }
        let out = change_typed(context, &visitor, &typed("rt-1061", "0", ChangeMode::Set)).await;
        assert_eq!(out.expect("it is taken out").count, 2);
        // From the device's queue, and with what is still sold.
        let change = |number: &str, units: i64| CartChange {
            key: new_key(),
            number: number.to_owned(),
            quantity: Quantity::from_units(units),
            mode: ChangeMode::Set,
            wished: None,
        };
        let changes = [change("TL-7011", 2), change("RT-1070", 0)];
        for _ in 0..2 {
            assert_eq!(replay(context, &visitor, &changes).await.expect("it is taken out").count, 1);
        }
        assert_eq!(numbers(&vendor, &anna).await, ["TL-7011"]);
        let missing = change_typed(context, &visitor, &typed("RT-1070", "0", ChangeMode::Set)).await;
        assert_eq!(refused(missing), Code::Article, "it is neither sold nor there");
        vendor.submit(&anna).await;
        vendor.check().await;
    }

    async fn a_press_that_was_answered_is_answered_again(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let press = typed("RT-1061", "3", ChangeMode::Add);
        assert_eq!(change_typed(context, &visitor, &press).await.expect("it is made").count, 1);
        let old = vendor.order(&anna, &[("RT-1061", "1")]).await;
        let (key, wanted) = (new_key(), ticked(&vendor, &anna, old).await);
        take_again(context, &anna, key, old, &wanted).await.expect("it is made");
        vendor.change_article("RT-1061", &[("price:trade-eur", "")]).await;
        // The answers were lost, and meanwhile it is sold no more.
        assert_eq!(change_typed(context, &visitor, &press).await.expect("it is answered as before").count, 1);
        take_again(context, &anna, key, old, &wanted).await.expect("it is answered as before");
        let another = take_again(context, &anna, new_key(), old, &wanted).await;
        assert_eq!(refused(another), Code::Article, "another press is another");
        assert_eq!(numbers(&vendor, &anna).await, ["RT-1061"], "nothing has come twice");
    }

    async fn a_list_puts_into_the_cart_what_it_shows(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1061", "1"), ("TL-7011", "1")]).await;
        let list = lists::save_cart(context, &anna, new_key(), "Roofs").await.expect("it is kept");
        vendor.put(&anna, &[("RT-1061", "0"), ("TL-7011", "0")]).await;
        vendor.change_article("RT-1061", &[("price:trade-eur", "")]).await;
        let shown = lists::one(context, &anna, list).await.expect("the list is there");
        let shown: Vec<_> = shown.lines.into_iter().map(|line| line.card.number).collect();
        assert_eq!(shown, ["TL-7011"]);
        lists::to_cart(context, &anna, new_key(), list).await.expect("it goes into the cart");
        assert_eq!(numbers(&vendor, &anna).await, shown);
        vendor.submit(&anna).await;
    }
}
