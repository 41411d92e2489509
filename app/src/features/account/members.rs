//! The account's people: who may do what, who is invited, and whom to invite.

use domain::{
    account::{AccountPage, InvitationLine, MemberLine},
    demo::OutboxState,
    format,
    money::{Currency, Money},
    permissions::Role,
    refusal::Refusal,
    time::WallTime,
};
use leptos::{html, prelude::*};

use super::page::Actions;
use crate::{
    reader::{use_i18n, use_language, use_rules},
    ui::{
        Command, CommandForm, Tone, avatar, busy, chip, emptied_after, error_notice, field, icon, key_field,
        plain_amount, refusal_of, role_name, role_text, settled,
    },
};

/// The members, and for an owner what each of them may do.
pub(super) fn members(page: &AccountPage, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let rows = page
        .members
        .iter()
        .map(|member| {
            let change = page.may_manage.then(|| change_form(member, page.currency, actions.member));
            member_row(member, page.currency, change)
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="members">
            <header class="sheet-head"><h2 id="members">{i18n.account_members()}</h2></header>
            <ul class="rows">{rows}</ul>
            <div class="sheet-body">{roles_explained()}</div>
        </section>
    }
    .into_any()
}

fn member_row(member: &MemberLine, currency: Currency, change: Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let limit = member.order_limit.map(|minor| {
        let amount = format::money(language, Money { minor, currency }, &use_rules(currency));
        view! { <small>{i18n.account_limit_text(&amount)}</small> }
    });
    let name = if member.myself { i18n.account_member_you(&member.name) } else { member.name.clone() };
    let role = if member.disabled {
        chip(Tone::Plain, i18n.account_member_disabled().to_owned())
    } else {
        view! { <span class="chip">{role_name(i18n, member.role)}</span> }.into_any()
    };
    view! {
        <li class="row" data-align="start">
            {avatar(&member.name, if member.myself { Tone::Ok } else { Tone::Plain })}
            <div class="row-text">
                {name}
                <small>{member.email.clone()}</small>
                {limit}
                {change}
            </div>
            {role}
        </li>
    }
    .into_any()
}

fn change_form(member: &MemberLine, currency: Currency, action: Command) -> AnyView {
    let i18n = use_i18n();
    let id = member.id.to_string();
    let here = Some(("member", id.as_str()));
    let role = Role::parse(&action.typed_about(here, "role", member.role.code())).unwrap_or(member.role);
    let limit = member.order_limit.map(|minor| plain_amount(minor, use_rules(currency).exponent)).unwrap_or_default();
    let limit = action.typed_about(here, "order_limit", limit);
    let is_disabled = action.came_back_about(here).map_or(member.disabled, |sent| sent.has("disabled"));
    let refusal = refused_about(action, id.clone());
    let name = member.name.clone();
    view! {
        <details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.account_change()}<span class="visually-hidden">" "{name}</span></summary>
            <CommandForm command=action class="stack">
                {error_notice(refusal, &["order_limit"])}
                <input type="hidden" name="member" value=id.clone()/>
                {role_field(format!("role-{id}"), role)}
                {limit_field(format!("limit-{id}"), limit, currency, refusal)}
                <label class="choice">
                    <input type="checkbox" name="disabled" value="true" checked=is_disabled/>
                    <span>{i18n.account_disable()}</span>
                </label>
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// What was refused about one member; the forms of all of them are one command.
fn refused_about(action: Command, member: String) -> Signal<Option<Refusal>> {
    let sent = action.sent();
    Signal::derive(move || {
        let is_here = sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get("member") == member));
        action.refusal().filter(|_| is_here)
    })
}

/// The invitations that wait.
pub(super) fn invitations(page: &AccountPage, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    if page.invitations.is_empty() {
        return ().into_any();
    }
    let rows = page.invitations.iter().map(|line| invitation_row(line, page.now, actions.withdraw)).collect_view();
    view! {
        <section class="sheet" aria-labelledby="invitations">
            <header class="sheet-head"><h2 id="invitations">{i18n.account_invitations()}</h2></header>
            {error_notice(refusal_of(actions.withdraw), &[])}
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn invitation_row(line: &InvitationLine, now: WallTime, action: Command) -> AnyView {
    let i18n = use_i18n();
    let id = line.id.to_string();
    let label = i18n.account_withdraw_named(&line.email);
    let valid = i18n.account_invitation_valid(&format::until(use_language(), now, line.expires));
    let failed =
        (line.mail == Some(OutboxState::Failed)).then(|| chip(Tone::Late, i18n.account_invitation_failed().to_owned()));
    view! {
        <li class="row">
            {icon("mail")}
            <div class="row-text">
                {line.email.clone()}
                <small>{role_name(i18n, line.role)} " · " {valid}</small>
            </div>
            {failed}
            <CommandForm command=action>
                <input type="hidden" name="invitation" value=id/>
                <button class="button button-text button-small button-danger" type="submit" aria-label=label aria-busy=busy(action)>
                    {i18n.account_withdraw()}
                </button>
            </CommandForm>
        </li>
    }
    .into_any()
}

/// Invite somebody.
pub(super) fn invite(page: &AccountPage, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let action = actions.invite;
    let refusal = refusal_of(action);
    let form = NodeRef::<html::Form>::new();
    // Who was invited is in the list now: the form is for the next one.
    emptied_after(action, form);
    let currency = page.currency;
    let role = Role::parse(&action.typed("role", "")).unwrap_or(Role::Buyer);
    view! {
        <section class="sheet" id="invite" aria-labelledby="invite-title">
            <header class="sheet-head"><h2 id="invite-title">{i18n.account_invite()}</h2></header>
            <div class="sheet-body">
                <p class="soft">{i18n.account_invite_text()}</p>
                <CommandForm command=action node_ref=form class="stack">
                    {key_field(settled(action))}
                    {error_notice(refusal, &["email", "name", "order_limit"])}
                    {field("email", i18n.entry_email()).id("invite-email").kind("email").small_letters().most("254").required(true).line(refusal, action.typed("email", ""))}
                    {field("name", i18n.account_name()).id("invite-name").most("100").required(true).line(refusal, action.typed("name", ""))}
                    <div class="field-row">
                        {role_field("invite-role".to_owned(), role)}
                        {limit_field("invite-limit".to_owned(), action.typed("order_limit", ""), currency, refusal)}
                    </div>
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(action)>{i18n.account_invite_send()}</button>
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

fn role_field(id: String, selected: Role) -> AnyView {
    let i18n = use_i18n();
    let options = Role::ALL
        .into_iter()
        .map(|role| {
            let is_selected = role == selected;
            view! { <option value=role.code() selected=is_selected>{role_name(i18n, role)}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{i18n.account_role()}</label>
            <select id=id name="role">{options}</select>
        </div>
    }
    .into_any()
}

/// The most that one order may come to.
fn limit_field(id: String, value: String, currency: Currency, refusal: Signal<Option<Refusal>>) -> AnyView {
    let i18n = use_i18n();
    field("order_limit", i18n.account_limit(currency.code()))
        .id(id)
        .hint(i18n.account_limit_hint())
        .keyboard(Some("decimal"))
        .most("20")
        .optional()
        .line(refusal, value)
}

fn roles_explained() -> AnyView {
    let i18n = use_i18n();
    let roles = Role::ALL
        .into_iter()
        .map(|role| view! { <div><dt>{role_name(i18n, role)}</dt><dd>{role_text(i18n, role)}</dd></div> })
        .collect_view();
    view! { <details class="explain"><summary>{i18n.account_roles()}</summary><dl class="facts">{roles}</dl></details> }
        .into_any()
}
