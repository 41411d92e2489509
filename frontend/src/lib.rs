//! Wakes the server's pages in the browser, and nothing else.

use std::panic;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Of the page's own script: from here on the page works as without scripts, and says so.
    #[wasm_bindgen(js_name = loketBroken)]
    fn broken();
}

/// Called by the page's script once the wasm is there.
#[wasm_bindgen]
pub fn hydrate() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        broken();
    }));
    wasm_bindgen_futures::spawn_local(app::wake::wake());
}
