//! `/demo/ui`: every element of the design system in all its states, once light and once dark.

use leptos::prelude::*;

use super::{samples, samples_shop};
use crate::{
    reader::{use_i18n, use_reader},
    ui::{Theme, not_found, page_head, provide_frame},
};

/// The page of all elements; a vendor's own portal has none.
#[must_use]
pub fn page() -> AnyView {
    if !use_reader().with_untracked(|reader| reader.demo) {
        return not_found();
    }
    let i18n = use_i18n();
    let _frame = provide_frame();
    let themes = [Theme::Light, Theme::Dark].into_iter().map(specimens).collect_view();
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(i18n.demo_ui_title().to_owned(), None, None, None)}
            <div class="stack" data-gap="large">{themes}</div>
        </main>
    }
    .into_any()
}

/// All elements in one theme. Ids end with the theme's name, because everything is on the page twice.
fn specimens(theme: Theme) -> AnyView {
    let i18n = use_i18n();
    let name = theme.code();
    let title = if theme == Theme::Dark { i18n.frame_theme_dark() } else { i18n.frame_theme_light() };
    view! {
        <section class="specimens" data-theme=name aria-label=title>
            {specimen(i18n.demo_ui_headings(), samples::headings(name))}
            {specimen(i18n.demo_ui_buttons(), samples::buttons())}
            {specimen(i18n.demo_ui_fields(), samples::fields(name))}
            {specimen(i18n.demo_ui_choices(), samples::choices(name))}
            {specimen(i18n.demo_ui_tones(), samples::tones())}
            {specimen(i18n.demo_ui_figures(), samples::figures())}
            {specimen(i18n.demo_ui_sheets(), samples::sheets())}
            {specimen(i18n.demo_ui_progress(), samples::progress())}
            {specimen(i18n.demo_ui_shop(), samples_shop::shop(name))}
            {specimen(i18n.demo_ui_table(), samples_shop::table())}
            {specimen(i18n.demo_ui_desk(), samples_shop::desk(name))}
            {specimen(i18n.demo_ui_states(), samples_shop::states())}
            {specimen(i18n.demo_ui_over(), samples_shop::over(name))}
            {specimen(i18n.demo_ui_icons(), samples_shop::icons())}
        </section>
    }
    .into_any()
}

fn specimen(title: &'static str, content: AnyView) -> AnyView {
    view! { <section><h2>{title}</h2>{content}</section> }.into_any()
}
