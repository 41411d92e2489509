//! How many lines the cart has, as every page's cart button says.

use domain::session::Reader;
use leptos::prelude::*;

/// The server has said how many lines the cart has now.
pub fn set(reader: RwSignal<Reader>, lines: i32) {
    let known = reader.with_untracked(|reader| reader.me.as_ref().map(|me| me.cart_count));
    if known.is_some_and(|known| known != lines) {
        reader.update(|reader| {
            if let Some(me) = &mut reader.me {
                me.cart_count = lines;
            }
        });
    }
}
