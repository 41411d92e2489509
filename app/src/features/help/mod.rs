//! What the vendor knows and tells everybody: found, read, and offered to who writes a question.

pub mod api;
pub mod article;
pub mod list;
pub mod offers;
mod words;

pub use words::{help_link, topic_name};
