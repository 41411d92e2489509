//! The canned replies: all of them, each to be written anew in any language.

use domain::{
    cases::{Replies, Reply, VARIABLES},
    language::Language,
};
use leptos::prelude::*;

use super::case_api::{ReadReplies, RemoveReply, WriteReply};
use crate::{
    ask::question_after,
    reader::use_i18n,
    ui::{
        Command, CommandForm, Refetch, busy, command, empty, error_notice, field, key_field, load, page_head,
        refetch_in_place, refusal_of, settled, skeleton_rows,
    },
};

/// What only the form of a new one has: it was never seen.
const NEW: (&str, &str) = ("version", "");

#[derive(Clone, Copy)]
struct Commands {
    write: Command,
    remove: Command,
    refetch: Refetch,
}

/// `/desk/settings/replies`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let commands =
        Commands { write: command::<WriteReply>(), remove: command::<RemoveReply>(), refetch: refetch_in_place() };
    commands.refetch.after(commands.write);
    commands.refetch.after(commands.remove);
    let replies = question_after(commands.refetch, || ReadReplies {});
    let back = Some(("/desk/cases".to_owned(), i18n.desk_nav_cases().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_replies_title().to_owned(), None, back, None)}
            {commands.refetch.status(i18n.orders_done())}
            <div class="stack">
                {error_notice(refusal_of(commands.remove), &[])}
                {load(replies, || skeleton_rows(4), move |replies| all(&replies, commands))}
            </div>
        </main>
    }
    .into_any()
}

fn all(replies: &Replies, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let may_change = replies.may_change;
    if replies.replies.is_empty() && !may_change {
        return empty("messages", i18n.desk_replies_none().to_owned(), i18n.desk_replies_none_text().to_owned(), None);
    }
    let rows = replies.replies.iter().map(|reply| one(reply, may_change, commands)).collect_view();
    let variables = VARIABLES.map(|name| format!("{{{name}}}")).join(" ");
    let new = may_change.then(|| {
        let came_back = commands.write.came_back_about(Some(NEW));
        let is_refused = came_back.is_some();
        view! {
            <section class="sheet">
                <details class="sheet-body" data-step="" open=is_refused>
                    <summary class="button button-quiet">{i18n.desk_reply_new()}</summary>
                    {form(None, commands)}
                </details>
            </section>
        }
    });
    let none = replies.replies.is_empty().then(|| view! { <p class="soft">{i18n.desk_replies_none()}</p> });
    view! {
        <p class="soft">{i18n.desk_replies_explain(&variables)}</p>
        {none}
        {rows}
        {new}
    }
    .into_any()
}

fn one(reply: &Reply, may_change: bool, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let languages: Vec<&str> = reply.texts.0.keys().map(|language| language.code()).collect();
    let about = reply.id.to_string();
    let is_refused = commands.write.came_back_about(Some(("key", &about))).is_some();
    let content = if may_change {
        view! {
            {form(Some(reply), commands)}
            <CommandForm command=commands.remove class="actions">
                <input type="hidden" name="id" value=about/>
                <button class="button button-quiet button-danger" type="submit">{i18n.desk_reply_remove()}</button>
            </CommandForm>
        }
        .into_any()
    } else {
        let texts = reply.texts.0.iter().map(|(language, text)| view! { <p lang=language.code()>{text.clone()}</p> });
        texts.collect_view().into_any()
    };
    view! {
        <section class="sheet">
            <details class="sheet-body" data-step="" open=is_refused>
                <summary><strong>{reply.name.clone()}</strong> " " <span class="soft">{languages.join(", ")}</span></summary>
                <div class="stack">{content}</div>
            </details>
        </section>
    }
    .into_any()
}

fn form(reply: Option<&Reply>, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.write;
    let id = reply.map(|reply| reply.id.to_string()).unwrap_or_default();
    let place = if id.is_empty() { "new".to_owned() } else { id.clone() };
    // Several forms of one command: what was refused is said at the one that was sent.
    let (mark, own) = reply.map_or((NEW.0, NEW.1.to_owned()), |reply| ("key", reply.id.to_string()));
    let about = own.clone();
    let sent = command.sent();
    let all = refusal_of(command);
    let refusal = Signal::derive(move || {
        all.get().filter(|_| sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get(mark) == own)))
    });
    let typed = |field: &str, otherwise: String| command.typed_about(Some((mark, &about)), field, otherwise);
    let areas = Language::ALL
        .into_iter()
        .map(|language| {
            let code = language.code();
            let text = reply.and_then(|reply| reply.texts.0.get(&language).cloned()).unwrap_or_default();
            let text = typed(code, text);
            field(code, language.own_name())
                .id(format!("reply-{place}-{code}"))
                .language(code)
                .most("2000")
                .area(refusal, "3", text)
        })
        .collect_view();
    let name = typed("name", reply.map(|reply| reply.name.clone()).unwrap_or_default());
    let seen = match reply {
        Some(reply) => view! {
            <input type="hidden" name="key" value=reply.id.to_string()/>
            <input type="hidden" name="version" value=reply.version.to_string()/>
        }
        .into_any(),
        None => key_field(settled(command)),
    };
    view! {
        <CommandForm command=command class="stack">
            {seen}
            {error_notice(refusal, &["name", "en", "nl", "hu", "de", "es", "fr"])}
            {field("name", i18n.desk_reply_name())
                .id(format!("reply-{place}"))
                .most("60")
                .required(true)
                .line(refusal, name)}
            {areas}
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_reply_write()}</button>
        </CommandForm>
    }
    .into_any()
}
