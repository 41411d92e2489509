//! The vendor's mirror as a page and as files, and the page for everybody, which is there when the vendor says so.

use domain::measures::Table;
use testkit::TestPortal;

use crate::{ANNA, JAN, MIRA};

testkit::on_both_databases! {
    async fn the_mirror_says_its_figures_in_words_and_as_files(portal: TestPortal) {
        let jan = portal.staff(JAN).await;
        let page = jan.get("/desk/promises?period=year").await.expect_status(200);
        for table in Table::ALL {
            let file = format!("/desk/promises/{}.csv?period=year", table.code());
            assert!(page.body.contains(&file), "{table:?}: {}", page.start());
            let csv = jan.get(&file).await.expect_status(200);
            assert!(csv.header("content-type").starts_with("text/csv"), "{}", csv.start());
            assert!(csv.body.starts_with('\u{feff}') && csv.body.lines().count() > 1);
        }
        jan.get("/desk/promises/lost.csv").await.expect_status(404);
        jan.get("/desk/promises/hours").await.expect_status(404);
        // Whatever is drawn is said as well, and nothing is drawn with styles, which would be dropped.
        assert!(page.body.contains("role=\"img\"") && page.body.contains("<caption"));
        assert!(!page.body.contains(" style="), "no style attributes");
        // Any other period is the usual one, and nothing of it comes back.
        let odd = jan.get("/desk/promises?period=%3Cscript%3E").await.expect_status(200);
        assert!(odd.body.contains("promises.csv?period=month"), "{}", odd.start());
        assert!(jan.get("/desk/cases").await.body.contains("href=\"/desk/promises\""), "one finds the way");
    }

    async fn everybody_reads_the_times_when_the_vendor_says_so(portal: TestPortal) {
        let (anna, mira) = (portal.customer(ANNA).await, portal.staff(MIRA).await);
        let way = "href=\"/answer-times\"";
        for page in ["/help", "/messages/new"] {
            assert!(!anna.get(page).await.expect_status(200).body.contains(way), "{page}");
        }
        anna.get("/answer-times").await.expect_status(404);

        let settings = mira.get("/desk/settings/cases").await.expect_status(200);
        let version = settings.hidden("version");
        let fields = [("version", version.as_str()), ("hours[0]", "8-17"), ("lapse", "7"), ("publish", "1")];
        mira.post_form_from("/desk/settings/cases", "/fn/desk/settings-hours", &fields).await.expect_status(303);
        for page in ["/help", "/messages/new"] {
            assert!(anna.get(page).await.expect_status(200).body.contains(way), "{page}");
        }
        let shown = portal.anonymous().get("/answer-times?period=year").await.expect_status(200);
        assert!(shown.body.contains("role=\"img\"") && !shown.body.contains("/desk/"), "{}", shown.start());
        let own = mira.get("/desk/promises?period=year").await.expect_status(200);
        assert_eq!(shown.body.matches("role=\"img\"").count(), own.body.matches("role=\"img\"").count());
    }
}
