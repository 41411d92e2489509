//! Which page is where.

use leptos::{lazy, prelude::*};
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, LazyRoute,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    features::{
        account, cart, cases, causes, demo, desk, entry, help, home, measures, messages, money, orders, review, shop,
    },
    shell::{CustomerShell, DeskShell},
    ui,
};

/// Pages that are opened one after the other, as one chunk. Smaller chunks make everything larger: the splitter makes a
/// file for every set of chunks that share code, and the main file exports each function that another file calls. 24
/// chunks made a loader of 350 kB; 10 made 231 files and a main file of 219 kB, 8 made 121 and 198 kB.
macro_rules! lazy_pages {
    ($($pages:ident = $chunk:ident, $preload:ident { $($route:ident => $($page:ident)::+),* $(,)? })*) => {$(
        #[derive(Clone, Copy, Debug)]
        #[allow(clippy::enum_variant_names, reason = "they are named as the routes, of which there are many elsewhere")]
        enum $pages {
            $($route),*
        }

        #[lazy]
        fn $chunk(page: $pages) -> AnyView {
            match page {
                $($pages::$route => $($page)::+(),)*
            }
        }

        $(
            #[derive(Debug)]
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $chunk($pages::$route).await
                }

                async fn preload() {
                    #[cfg(feature = "hydrate")]
                    $preload().await;
                }
            }
        )*
    )*};
}

lazy_pages! {
    EntryPages = entry_pages, __preload_entry_pages {
        SignInRoute => entry::sign_in::page,
        CodeRoute => entry::code::page,
        ChooseAccountRoute => entry::choose_account::page,
    }
    HomePages = home_pages, __preload_home_pages {
        HomeRoute => home::page::page,
    }
    CasePages = case_pages, __preload_case_pages {
        MessagesRoute => messages::page::page,
        CasesRoute => cases::list::page,
        WriteRoute => cases::write::page,
        CaseRoute => cases::page::page,
        NoticesRoute => causes::notices::page,
        HelpRoute => help::list::page,
        AnswerRoute => help::article::page,
        AnswerTimesRoute => measures::public::page,
    }
    ShopPages = shop_pages, __preload_shop_pages {
        ShopRoute => shop::find::page,
        ArticleRoute => shop::article::page,
        ListsRoute => shop::lists::page,
        ListRoute => shop::list::page,
        CartRoute => cart::page::page,
        QuickRoute => cart::quick::page,
    }
    OrderPages = order_pages, __preload_order_pages {
        ReviewRoute => review::page::page,
        ThanksRoute => review::thanks::page,
        ReorderRoute => orders::again::page,
        OrdersRoute => orders::list::page,
        OrderRoute => orders::page::page,
        SpendingRoute => orders::spending::page,
        ApprovalsRoute => orders::approvals::page,
    }
    MoneyPages = money_pages, __preload_money_pages {
        AccountRoute => account::page::page,
        DataRoute => account::data::page,
        AddressesRoute => account::addresses::page,
        AccountDetailsRoute => account::details::page,
        NoticeChoicesRoute => account::notices::page,
        AccessRoute => account::access::page,
        MoneyRoute => money::page::page,
        MoneyOpenRoute => money::open::page,
        StatementRoute => money::statement::page,
        PostingRoute => money::posting::page,
        PayRoute => money::pay::page,
        OnlineRoute => money::online::page,
        InvoiceRoute => money::invoice::page,
    }
    DeskPages = desk_pages, __preload_desk_pages {
        BoardRoute => desk::board::page,
        DeskListRoute => desk::list::page,
        DeskOrderRoute => desk::order::page,
        DeskMailRoute => desk::mail::page,
        DeskPostRoute => desk::post::page,
        InboxRoute => desk::inbox::page,
        DeskCaseRoute => desk::case::page,
        CausesRoute => desk::causes::list::page,
        CauseRoute => desk::causes::page::page,
        NewCauseRoute => desk::causes::page::new,
        KnowledgeRoute => desk::knowledge::list::page,
        KnowledgeTextRoute => desk::knowledge::edit::page,
        PromisesRoute => measures::mirror::page,
        CaseSettingsRoute => desk::case_settings::page,
        RepliesRoute => desk::replies::page,
        BankRoute => desk::money::bank::page,
        AccountsRoute => desk::money::accounts::page,
        DeskAccountRoute => desk::money::account::page,
        DeskStatementRoute => desk::money::ledger::statement_page,
        DeskOpenRoute => desk::money::ledger::open_page,
        DeskPostingRoute => desk::money::ledger::posting_page,
        DeskInvoiceRoute => desk::money::invoice::page,
        BillingSettingsRoute => desk::money::settings::page,
        ErasuresRoute => desk::erasures::page,
        DemoMailRoute => demo::mail::page,
        DemoUiRoute => demo::ui::page,
    }
}

/// The chunk that holds the page at a path, so that it can be asked for together with the main files.
#[cfg(feature = "ssr")]
#[must_use]
pub fn chunk_of(path: &str) -> Option<&'static str> {
    let mut parts = path.trim_start_matches('/').split('/');
    let (first, has_more) = (parts.next().unwrap_or_default(), parts.next().is_some());
    Some(match first {
        "" => "home_pages",
        "signin" | "choose-account" => "entry_pages",
        "shop" | "lists" | "cart" | "quick" => "shop_pages",
        "review" | "orders" | "approvals" => "order_pages",
        "messages" | "help" | "answer-times" => "case_pages",
        "account" | "money" | "invoices" => "money_pages",
        "desk" | "demo" if has_more => "desk_pages",
        _ => return None,
    })
}

/// The whole app, below `<body>`. What the reader is, is in the context already.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=ui::not_found>
                <Route path=path!("/signin") view={Lazy::<SignInRoute>::new()}/>
                <Route path=path!("/signin/code") view={Lazy::<CodeRoute>::new()}/>
                <Route path=path!("/choose-account") view={Lazy::<ChooseAccountRoute>::new()}/>
                <ParentRoute path=path!("/desk") view=DeskShell>
                    <Route path=path!("/orders") view={Lazy::<BoardRoute>::new()}/>
                    <Route path=path!("/orders/all") view={Lazy::<DeskListRoute>::new()}/>
                    <Route path=path!("/orders/:number") view={Lazy::<DeskOrderRoute>::new()}/>
                    <Route path=path!("/mail") view={Lazy::<DeskMailRoute>::new()}/>
                    <Route path=path!("/post") view={Lazy::<DeskPostRoute>::new()}/>
                    <Route path=path!("/cases") view={Lazy::<InboxRoute>::new()}/>
                    <Route path=path!("/cases/:number") view={Lazy::<DeskCaseRoute>::new()}/>
                    <Route path=path!("/causes") view={Lazy::<CausesRoute>::new()}/>
                    <Route path=path!("/causes/new") view={Lazy::<NewCauseRoute>::new()}/>
                    <Route path=path!("/causes/:number") view={Lazy::<CauseRoute>::new()}/>
                    <Route path=path!("/knowledge") view={Lazy::<KnowledgeRoute>::new()}/>
                    <Route path=path!("/knowledge/:slug") view={Lazy::<KnowledgeTextRoute>::new()}/>
                    <Route path=path!("/promises") view={Lazy::<PromisesRoute>::new()}/>
                    <Route path=path!("/settings/cases") view={Lazy::<CaseSettingsRoute>::new()}/>
                    <Route path=path!("/settings/replies") view={Lazy::<RepliesRoute>::new()}/>
                    <Route path=path!("/settings/billing") view={Lazy::<BillingSettingsRoute>::new()}/>
                    <Route path=path!("/bank") view={Lazy::<BankRoute>::new()}/>
                    <Route path=path!("/accounts") view={Lazy::<AccountsRoute>::new()}/>
                    <Route path=path!("/accounts/:number") view={Lazy::<DeskAccountRoute>::new()}/>
                    <Route path=path!("/accounts/:number/statement") view={Lazy::<DeskStatementRoute>::new()}/>
                    <Route path=path!("/accounts/:number/open") view={Lazy::<DeskOpenRoute>::new()}/>
                    <Route path=path!("/accounts/:number/postings/:id") view={Lazy::<DeskPostingRoute>::new()}/>
                    <Route path=path!("/invoices/:number") view={Lazy::<DeskInvoiceRoute>::new()}/>
                    <Route path=path!("/erasures") view={Lazy::<ErasuresRoute>::new()}/>
                </ParentRoute>
                <Route path=path!("/demo/mail") view={Lazy::<DemoMailRoute>::new()}/>
                <Route path=path!("/demo/ui") view={Lazy::<DemoUiRoute>::new()}/>
                <ParentRoute path=path!("/") view=CustomerShell>
                    <Route path=path!("") view={Lazy::<HomeRoute>::new()}/>
                    <Route path=path!("shop") view={Lazy::<ShopRoute>::new()}/>
                    <Route path=path!("shop/:number") view={Lazy::<ArticleRoute>::new()}/>
                    <Route path=path!("lists") view={Lazy::<ListsRoute>::new()}/>
                    <Route path=path!("lists/:id") view={Lazy::<ListRoute>::new()}/>
                    <Route path=path!("cart") view={Lazy::<CartRoute>::new()}/>
                    <Route path=path!("quick") view={Lazy::<QuickRoute>::new()}/>
                    <Route path=path!("review") view={Lazy::<ReviewRoute>::new()}/>
                    <Route path=path!("orders") view={Lazy::<OrdersRoute>::new()}/>
                    <Route path=path!("orders/spending") view={Lazy::<SpendingRoute>::new()}/>
                    <Route path=path!("orders/:number") view={Lazy::<OrderRoute>::new()}/>
                    <Route path=path!("orders/:number/thanks") view={Lazy::<ThanksRoute>::new()}/>
                    <Route path=path!("orders/:number/again") view={Lazy::<ReorderRoute>::new()}/>
                    <Route path=path!("approvals") view={Lazy::<ApprovalsRoute>::new()}/>
                    <Route path=path!("account") view={Lazy::<AccountRoute>::new()}/>
                    <Route path=path!("account/data") view={Lazy::<DataRoute>::new()}/>
                    <Route path=path!("account/addresses") view={Lazy::<AddressesRoute>::new()}/>
                    <Route path=path!("account/details") view={Lazy::<AccountDetailsRoute>::new()}/>
                    <Route path=path!("account/notices") view={Lazy::<NoticeChoicesRoute>::new()}/>
                    <Route path=path!("account/access") view={Lazy::<AccessRoute>::new()}/>
                    <Route path=path!("money") view={Lazy::<MoneyRoute>::new()}/>
                    <Route path=path!("money/open") view={Lazy::<MoneyOpenRoute>::new()}/>
                    <Route path=path!("money/statement") view={Lazy::<StatementRoute>::new()}/>
                    <Route path=path!("money/postings/:id") view={Lazy::<PostingRoute>::new()}/>
                    <Route path=path!("money/pay") view={Lazy::<PayRoute>::new()}/>
                    <Route path=path!("money/pay/:id") view={Lazy::<OnlineRoute>::new()}/>
                    <Route path=path!("invoices/:number") view={Lazy::<InvoiceRoute>::new()}/>
                    <Route path=path!("help") view={Lazy::<HelpRoute>::new()}/>
                    <Route path=path!("help/:slug") view={Lazy::<AnswerRoute>::new()}/>
                    <Route path=path!("answer-times") view={Lazy::<AnswerTimesRoute>::new()}/>
                    <Route path=path!("messages") view={Lazy::<MessagesRoute>::new()}/>
                    <Route path=path!("messages/new") view={Lazy::<WriteRoute>::new()}/>
                    <Route path=path!("messages/all") view={Lazy::<CasesRoute>::new()}/>
                    <Route path=path!("messages/notices/:number") view={Lazy::<NoticesRoute>::new()}/>
                    <Route path=path!("messages/:number") view={Lazy::<CaseRoute>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
