//! Services counted towards the amount of goods from which delivery is free.

use testkit::TestVendor;

use crate::ANNA;

testkit::on_both_databases! {
    async fn delivery_is_free_for_goods_only(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        // 43.00 of goods, and 285.00 of services: from 250.00 on the van is free.
        vendor.put(&anna, &[("RT-1061", "2"), ("SV-9001", "3")]).await;
        let review = vendor.review(&anna).await;
        assert_eq!((review.goods_amount, review.delivery_way.as_str()), (32_800, "van"));
        assert!(review.delivery_cost > 0, "the goods alone come to less");
        let way = review.delivery_ways.iter().find(|way| way.code == "van").expect("the van is offered");
        assert_eq!(way.cost, review.delivery_cost, "and so it is offered");
        let order = vendor.submit(&anna).await.number;
        assert_eq!(vendor.page(&anna, order).await.delivery_cost, review.delivery_cost);

        vendor.put(&anna, &[("RT-1061", "20"), ("SV-9001", "1")]).await;
        assert_eq!(vendor.review(&anna).await.delivery_cost, 0, "398.00 of goods");
        vendor.check().await;
    }
}
