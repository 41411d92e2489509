//! What a customer was told of something that went wrong for many.

pub mod api;
pub mod notices;
