//! The people of the demo.

use domain::demo::DemoPlace;
use leptos::prelude::*;

use crate::{
    reader::{use_i18n, use_reader},
    ui::{role_name, staff_role_name},
};

/// For whom somebody is here, and as what.
#[must_use]
pub fn place_name(place: &DemoPlace) -> String {
    let i18n = use_i18n();
    match place {
        DemoPlace::Staff { role } => {
            let vendor = use_reader().with_untracked(|reader| reader.vendor.name.clone());
            format!("{vendor} · {}", staff_role_name(i18n, *role))
        }
        DemoPlace::Member { account, role } => format!("{account} · {}", role_name(i18n, *role)),
    }
}
