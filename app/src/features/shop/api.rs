//! Finding articles, and saved lists of them.

use domain::{
    ids::{CommandKey, ListId},
    shop::{ArticlePage, ListLink, SavedList, ShopFilter, ShopPage, Suggestion},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, services, signed_in, visitor};

/// A page of articles.
#[server(prefix = "/fn", endpoint = "/shop/find", input = Json)]
pub async fn find(filter: ShopFilter) -> Result<ShopPage, Refused> {
    answer(service::shop::find(&services()?, &visitor()?, &filter).await)
}

/// One article.
#[server(prefix = "/fn", endpoint = "/shop/article", input = Json)]
pub async fn article(number: String) -> Result<ArticlePage, Refused> {
    answer(service::shop::article(&services()?, &visitor()?, &number).await)
}

/// Articles whose number or name begins like this.
#[server(prefix = "/fn", endpoint = "/shop/suggest", input = Json)]
pub async fn suggest(text: String) -> Result<Vec<Suggestion>, Refused> {
    answer(service::shop::suggest(&services()?, &visitor()?, &text).await)
}

/// The account's saved lists.
#[server(prefix = "/fn", endpoint = "/lists/all", input = Json)]
pub async fn lists() -> Result<Vec<ListLink>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::lists::all(&context, &actor).await)
}

/// One saved list, with today's prices.
#[server(prefix = "/fn", endpoint = "/lists/one", input = Json)]
pub async fn list(id: ListId) -> Result<SavedList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::lists::one(&context, &actor, id).await)
}

/// Keep the cart as a list.
#[server(prefix = "/fn", endpoint = "/lists/save-cart")]
pub async fn save_cart_as_list(key: CommandKey, #[server(default)] name: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let id = answer(service::lists::save_cart(&context, &actor, key, &name).await)?;
    go_to(&format!("/lists/{id}"));
    Ok(())
}

/// Put one article on a list; an empty id makes a new list with `name`.
#[server(prefix = "/fn", endpoint = "/lists/add")]
pub async fn add_to_list(
    key: CommandKey,
    #[server(default)] list: String,
    #[server(default)] name: String,
    number: String,
    #[server(default)] quantity: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let id = answer(service::lists::add(&context, &actor, key, &list, &name, &number, &quantity).await)?;
    go_to(&format!("/lists/{id}"));
    Ok(())
}

/// Put the whole list into the cart.
#[server(prefix = "/fn", endpoint = "/lists/to-cart")]
pub async fn list_to_cart(key: CommandKey, id: ListId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::lists::to_cart(&context, &actor, key, id).await)?;
    go_to("/cart");
    Ok(())
}

/// Give a list another name.
#[server(prefix = "/fn", endpoint = "/lists/rename")]
pub async fn rename_list(key: CommandKey, id: ListId, #[server(default)] name: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::lists::rename(&context, &actor, key, id, &name).await)?;
    go_to(&format!("/lists/{id}"));
    Ok(())
}

/// Throw a list away.
#[server(prefix = "/fn", endpoint = "/lists/delete")]
pub async fn delete_list(key: CommandKey, id: ListId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::lists::delete(&context, &actor, key, id).await)?;
    go_to("/lists");
    Ok(())
}
