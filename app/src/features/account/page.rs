//! The account page: the reader, the account, its people, and where the reader is signed in.

use domain::{account::AccountPage, session::SessionLine, time::WallTime};
use leptos::prelude::*;

use super::{
    api,
    members::{invitations, invite, members},
    profile::{Saving, profile, saving},
    settings::settings,
};
use crate::{
    ask::question_after,
    features::shop::links::encode,
    reader::{use_i18n, use_reader},
    ui::{
        Command, CommandForm, Tone, avatar_link, busy, chip, command, error_notice, icon, instant, load, page_head,
        refetch, refusal_of, role_name, role_text, sign_out_form, skeleton_rows,
    },
};

/// What can be done here. Made once, outside of what is fetched anew.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub profile: Saving,
    pub session: Command,
    pub invite: Command,
    pub withdraw: Command,
    pub member: Command,
}

/// The account page.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let again = refetch();
    let actions = Actions {
        profile: saving(again),
        session: command::<api::EndSession>(),
        invite: command::<api::InviteMember>(),
        withdraw: command::<api::WithdrawInvitation>(),
        member: command::<api::ChangeMember>(),
    };
    again.after(actions.session);
    again.after(actions.invite);
    again.after(actions.withdraw);
    again.after(actions.member);
    let over = use_reader().with_untracked(|reader| {
        reader
            .me
            .as_ref()
            .and_then(|me| me.account.as_ref())
            .map(|account| i18n.account_over(&account.name, &account.number))
    });
    let resource = question_after(again, || api::Page {});
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(i18n.nav_account().to_owned(), over, None, Some(avatar_link()))}
            {again.status(i18n.account_done())}
            {load(resource, || skeleton_rows(8), move |page| content(&page, actions))}
        </main>
    }
    .into_any()
}

fn content(page: &AccountPage, actions: Actions) -> AnyView {
    let manage = page.may_manage.then(|| view! { {invitations(page, actions)} {invite(page, actions)} });
    view! {
        <div class="columns" data-even>
            <div class="column">
                {settings(page)}
                {profile(&page.profile, page.now, actions.profile)}
                {sessions(&page.sessions, page.now, actions.session)}
            </div>
            <div class="column">
                {facts(page)}
                {members(page, actions)}
                {manage}
                {way_out()}
            </div>
        </div>
    }
    .into_any()
}

fn facts(page: &AccountPage) -> AnyView {
    let i18n = use_i18n();
    let role = use_reader()
        .with_untracked(|reader| reader.me.as_ref().and_then(|me| me.account.as_ref()).map(|account| account.role));
    let vat = page
        .vat_number
        .clone()
        .map(|number| view! { <div><dt>{i18n.account_vat_number()}</dt><dd>{number}</dd></div> });
    let role = role.map(|role| {
        view! {
            <div><dt>{i18n.account_my_role()}</dt><dd>{role_name(i18n, role)} <p class="soft small">{role_text(i18n, role)}</p></dd></div>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="facts">
            <header class="sheet-head"><h2 id="facts">{page.name.clone()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    <div><dt>{i18n.account_number()}</dt><dd>{page.number.clone()}</dd></div>
                    <div><dt>{i18n.account_currency()}</dt><dd>{page.currency.code().to_owned()}</dd></div>
                    {vat}
                    {role}
                </dl>
                <p><a class="link" href=write_about(i18n.nav_account())>{i18n.case_ask_about()}</a></p>
            </div>
        </section>
    }
    .into_any()
}

/// Writing to the vendor, with what it is about.
fn write_about(subject: &str) -> String {
    format!("/messages/new?subject={}", encode(subject))
}

fn sessions(sessions: &[SessionLine], now: WallTime, action: Command) -> AnyView {
    let i18n = use_i18n();
    let rows = sessions.iter().map(|session| session_row(session, now, action)).collect_view();
    view! {
        <section class="sheet" aria-labelledby="sessions">
            <header class="sheet-head"><h2 id="sessions">{i18n.account_sessions()}</h2></header>
            {error_notice(refusal_of(action), &[])}
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn session_row(session: &SessionLine, now: WallTime, action: Command) -> AnyView {
    let i18n = use_i18n();
    let device = if session.device == "?" { i18n.account_device_unknown().to_owned() } else { session.device.clone() };
    let is_phone = ["iPhone", "iPad", "Android"].iter().any(|system| device.contains(system));
    let side = if session.current {
        chip(Tone::Ok, i18n.account_session_here().to_owned())
    } else {
        let label = i18n.account_session_end_named(&device);
        let id = session.id.to_string();
        view! {
            <CommandForm command=action>
                <input type="hidden" name="session" value=id/>
                <button class="button button-text button-small button-danger" type="submit" aria-label=label aria-busy=busy(action)>
                    {i18n.account_session_end()}
                </button>
            </CommandForm>
        }
        .into_any()
    };
    view! {
        <li class="row">
            {icon(if is_phone { "mobile" } else { "laptop" })}
            <div class="row-text">
                {device}
                <small>{session.address.clone()} " · " {instant(now, session.seen)}</small>
            </div>
            {side}
        </li>
    }
    .into_any()
}

/// The rail has it too; on a phone this is the place.
fn way_out() -> AnyView {
    let i18n = use_i18n();
    let several = use_reader().with_untracked(|reader| reader.me.as_ref().is_some_and(|me| me.several)).then(|| {
        view! { <a class="button button-quiet" href="/choose-account">{icon("users")} {i18n.frame_switch_account()}</a> }
    });
    view! { <div class="cluster">{several} {sign_out_form("button button-quiet")}</div> }.into_any()
}
