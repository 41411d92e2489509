//! The shop: finding articles, one article, saved lists.

pub mod add;
pub mod api;
pub mod article;
pub mod find;
pub mod links;
pub mod list;
pub mod lists;
pub mod rows;
