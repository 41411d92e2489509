//! The quick order's sample file named two articles of the demo, whatever the vendor sells, and to whom.

use service::carts::{fill, sample};
use testkit::{TestVendor, new_key};

use crate::{ANNA, OLIVER};

testkit::on_both_databases! {
    async fn the_sample_can_be_ordered_as_it_is(vendor: TestVendor) {
        let context = vendor.context();
        for number in ["RT-1042", "RT-1050"] {
            let unsold = ["price:retail-eur", "price:trade-eur", "price:trade-gbp"].map(|list| (list, ""));
            vendor.change_article(number, &unsold).await;
        }
        let (anna, oliver) = (vendor.actor(ANNA).await, vendor.actor(OLIVER).await);
        for visitor in [vendor.visitor(&anna), vendor.visitor(&oliver), vendor.stranger()] {
            let file = sample(context, &visitor).await.expect("there is a sample");
            let filled = fill(context, &visitor, new_key(), &file).await.expect("it can be read");
            assert_eq!(filled.report.counts(), (2, 0, 0), "{file}");
        }
    }
}
