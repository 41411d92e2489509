//! What the reader says of themselves: name, language, time zone; and the colours, which belong to the device.

use domain::{account::Profile, format, language::Language, time::WallTime};
use leptos::prelude::*;

use super::api;
use crate::{
    reader::{refresh_reader, use_i18n, use_language},
    ui::{Command, CommandForm, Refetch, Tone, busy, command, error_notice, field, notice, refusal_of, theme_switch},
};

/// Time zones to choose from; others can be typed.
const ZONES: [&str; 32] = [
    "Africa/Casablanca",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Toronto",
    "Asia/Dubai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Atlantic/Canary",
    "Australia/Sydney",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Rome",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "UTC",
];

/// The saving of the profile. Made once, outside of what is fetched anew.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    action: Command,
    /// The language chosen in the form.
    chosen: RwSignal<Language>,
    /// The last try was saved.
    saved: Signal<bool>,
}

/// What is done after saving: another language needs the whole page anew, with its texts; a name or a time zone needs
/// only what is on it.
pub(super) fn saving(again: Refetch) -> Saving {
    let language = use_language();
    let action = command::<api::SaveProfile>();
    let chosen = RwSignal::new(language);
    let (version, pending) = (action.version(), action.pending());
    let is_saved = move || action.is_done();
    Effect::new(move |before: Option<usize>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) && untrack(is_saved) {
            if chosen.get_untracked() == language {
                refresh_reader();
                again.now();
            } else {
                #[cfg(feature = "hydrate")]
                {
                    _ = window().location().reload();
                }
            }
        }
        version
    });
    Saving { action, chosen, saved: Signal::derive(move || !pending.get() && is_saved()) }
}

/// The reader's profile.
pub(super) fn profile(profile: &Profile, now: WallTime, saving: Saving) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let Saving { action, chosen, saved } = saving;
    let refusal = refusal_of(action);
    let chosen_language = Language::parse(&action.typed("language", "")).unwrap_or(profile.language);
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            let is_selected = language == chosen_language;
            view! { <option value=language.code() lang=language.code() selected=is_selected>{language.own_name()}</option> }
        })
        .collect_view();
    let zones = ZONES.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    let name = action.typed("name", profile.name.clone());
    let time_zone = action.typed("time_zone", profile.time_zone.clone());
    let hint = i18n.account_time_zone_hint(&format::time(language, now));
    view! {
        <section class="sheet" aria-labelledby="profile">
            <header class="sheet-head">
                <h2 id="profile">{i18n.account_you()}</h2>
                <span class="soft small">{profile.email.clone()}</span>
            </header>
            <div class="sheet-body">
                <CommandForm command=action class="stack">
                    {error_notice(refusal, &["name", "time_zone"])}
                    {field("name", i18n.account_name()).id("profile-name").complete("name").most("100").required(true).line(refusal, name)}
                    <div class="field-row">
                        <div class="field">
                            <label for="profile-language">{i18n.frame_language()}</label>
                            <select
                                id="profile-language"
                                name="language"
                                on:change=move |event| {
                                    if let Some(language) = Language::parse(&event_target_value(&event)) {
                                        chosen.set(language);
                                    }
                                }
                            >
                                {languages}
                            </select>
                        </div>
                        {field("time_zone", i18n.account_time_zone()).id("profile-zone").hint(hint).list("time-zones").most("64").line(refusal, time_zone)}
                    </div>
                    <datalist id="time-zones">{zones}</datalist>
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                    </div>
                    {move || saved.get().then(|| notice(Tone::Ok, "check", view! { <p>{i18n.account_saved()}</p> }.into_any()))}
                </CommandForm>
                {theme_switch("theme-account", true)}
            </div>
        </section>
    }
    .into_any()
}
