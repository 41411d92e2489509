//! A second tab of an ordered review was told what is wrong with the cart of today instead of landing on its order.

use domain::{orders::Submit, permissions::Role, refusal::Code};
use service::{accounts, orders::submit};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, count_orders, refused};

testkit::on_both_databases! {
    async fn it_lands_on_its_order(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        vendor.put(&bram, &[("RT-1042", "40")]).await;
        let review = vendor.review(&bram).await.id;
        let number = submit(context, &bram, Submit { key: new_key(), review }).await.expect("it goes").number;
        // What is in the cart by now does not go by the step any more.
        vendor.put(&bram, &[("RT-1090", "10")]).await;
        vendor.change_article("RT-1090", &[("order_step", "20")]).await;
        let before = count_orders(&vendor).await;
        let blocked = vendor.review(&bram).await;
        let new = Submit { key: new_key(), review: blocked.id };
        assert_eq!(refused(submit(context, &bram, new).await), Code::QuantityStep, "it is no order itself");
        let again = submit(context, &bram, Submit { key: new_key(), review }).await;
        assert_eq!(again.expect("it is answered").number, number);
        assert_eq!(count_orders(&vendor).await, before);

        // Whoever may order no more is told that.
        accounts::change_member(context, &anna, bram.member, Role::Viewer, "", false).await.expect("he may no more");
        assert_eq!(refused(submit(context, &bram, Submit { key: new_key(), review }).await), Code::NotAllowed);
        vendor.check().await;
    }
}
