//! Which server functions there are, and how tests ask them.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;
use testkit::{Answer, Client};

/// The input of a server function.
#[derive(Clone, Debug)]
pub enum Input {
    Json(Value),
    Form(Vec<(&'static str, String)>),
}

/// A form from names and values.
pub fn form<const N: usize>(fields: [(&'static str, &str); N]) -> Input {
    Input::Form(fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
}

/// Asks as the awake page does.
pub async fn ask(client: &Client, path: &str, input: &Input) -> Answer {
    match input {
        Input::Json(value) => client.call(path, value).await,
        Input::Form(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client.send(path, &fields).await
        }
    }
}

/// The addresses of all server functions of the program.
pub fn all() -> BTreeSet<String> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| {
            assert_eq!(method, Method::POST, "{path}: what changes something must not be asked for by a link");
            assert!(path.starts_with("/fn/"), "{path} has no address of its own");
            path.to_owned()
        })
        .collect()
}
