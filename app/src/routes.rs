//! Which page is where.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, LazyRoute,
    components::{ParentRoute, Route, Router, Routes},
    lazy_route, path,
};

use crate::{
    features::{account, cart, demo, desk, entry, home, messages, orders, review, shop},
    shell::{CustomerShell, DeskShell},
    ui,
};

/// A page as a chunk of its own.
macro_rules! lazy_pages {
    ($($route:ident => $($page:ident)::+),* $(,)?) => {$(
        #[derive(Debug)]
        pub struct $route;

        #[lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $($page)::+()
            }
        }
    )*};
}

lazy_pages! {
    SignInRoute => entry::sign_in::page,
    CodeRoute => entry::code::page,
    ChooseAccountRoute => entry::choose_account::page,
    HomeRoute => home::page::page,
    ShopRoute => shop::find::page,
    ArticleRoute => shop::article::page,
    ListsRoute => shop::lists::page,
    ListRoute => shop::list::page,
    CartRoute => cart::page::page,
    QuickRoute => cart::quick::page,
    ReorderRoute => cart::reorder::page,
    ReviewRoute => review::page::page,
    ThanksRoute => review::thanks::page,
    OrdersRoute => orders::list::page,
    OrderRoute => orders::page::page,
    ApprovalsRoute => orders::approvals::page,
    AccountRoute => account::page::page,
    MessagesRoute => messages::page::page,
    BoardRoute => desk::board::page,
    DeskListRoute => desk::list::page,
    DeskOrderRoute => desk::order::page,
    DeskMailRoute => desk::mail::page,
    DemoMailRoute => demo::mail::page,
    DemoUiRoute => demo::ui::page,
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
                    <Route path=path!("orders/:number") view={Lazy::<OrderRoute>::new()}/>
                    <Route path=path!("orders/:number/thanks") view={Lazy::<ThanksRoute>::new()}/>
                    <Route path=path!("orders/:number/again") view={Lazy::<ReorderRoute>::new()}/>
                    <Route path=path!("approvals") view={Lazy::<ApprovalsRoute>::new()}/>
                    <Route path=path!("account") view={Lazy::<AccountRoute>::new()}/>
                    <Route path=path!("messages") view={Lazy::<MessagesRoute>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
