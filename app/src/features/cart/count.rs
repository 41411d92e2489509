//! How many lines the cart has, as every page's cart button says.

use domain::session::Reader;
use leptos::prelude::*;

/// The server has said how many lines the cart has now.
pub fn set(reader: RwSignal<Reader>, lines: i32) {
    if reader.with_untracked(|reader| reader.cart_count != lines) {
        reader.update(|reader| reader.cart_count = lines);
    }
}
