//! The tables as types. Only this crate makes rows.

/// One module per table, with what sea-orm wants in it. `*` marks the columns of the primary key.
macro_rules! entities {
    ($($module:ident $table:literal { $($pk:ident: $pk_type:ty),+ ; $($column:ident: $type:ty),* $(,)? })*) => {$(
        #[allow(dead_code, reason = "what the derive makes is not all used")]
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)]
                pub $pk: $pk_type,)+
                $(pub $column: $type,)*
            }

            #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    )*};
}

entities! {
    account "account" { id: Uuid;
        number: String, name: String, kind: String, country: String, currency: String, price_list: String,
        price_mode: String, tax_profile: String, vat_number: Option<String>, language: String, seq: i64, created_at: i64 }
    address "address" { account_id: Uuid, id: Uuid;
        label: String, name: String, line1: String, postcode: String, city: String, country: String, position: i32 }
    member "member" { id: Uuid;
        email: String, name: String, language: String, time_zone: String, staff_role: Option<String>, disabled: bool, created_at: i64 }
    membership "membership" { account_id: Uuid, member_id: Uuid;
        role: String, order_limit: Option<i64>, disabled: bool, seen_seq: i64, created_at: i64 }
    invitation "invitation" { account_id: Uuid, id: Uuid;
        email: String, name: String, role: String, order_limit: Option<i64>, invited_by: Uuid, created_at: i64,
        expires_at: i64, accepted_at: Option<i64> }
    sign_in_code "sign_in_code" { id: Uuid;
        email: String, browser_hash: Vec<u8>, code_hash: Vec<u8>, tries: i32, created_at: i64, expires_at: i64, used_at: Option<i64> }
    session "session" { id: Uuid;
        token_hash: Vec<u8>, member_id: Uuid, account_id: Option<Uuid>, user_agent: String, address: String,
        created_at: i64, seen_at: i64, ended_at: Option<i64> }
    orders "orders" { account_id: Uuid, id: Uuid;
        number: i64, version: i32, state: String, member_id: Uuid, review_id: Uuid, currency: String, price_mode: String,
        goods_amount: i64, delivery_way: String, delivery_amount: i64, net: i64, tax: i64, gross: i64, by_rate: Json,
        address: Json, reference: Option<String>, note: Option<String>, line_count: i32, summary: Json,
        search_text: String, promised_on: Option<i32>, cancel_until: i64, cancel_requested_at: Option<i64>,
        reason: Option<String>, submitted_at: i64, closed_at: Option<i64> }
    order_line "order_line" { account_id: Uuid, order_id: Uuid, id: Uuid;
        position: i32, article_id: Uuid, article_number: String, names: Json, picture: String, unit: String, kind: String,
        quantity: i64, cancelled: i64, shipped: i64, delivered: i64, list_price: i64, unit_price: i64, discount: i64,
        amount: i64, net: i64, tax: i64, gross: i64, rate: Json, promised_on: Option<i32>, first_promised_on: Option<i32>,
        wished_on: Option<i32>, confirmed: bool }
    shipment "shipment" { account_id: Uuid, order_id: Uuid, id: Uuid;
        carrier: String, tracking: Option<String>, shipped_at: i64, delivered_at: Option<i64> }
    shipment_line "shipment_line" { account_id: Uuid, order_id: Uuid, shipment_id: Uuid, line_id: Uuid; quantity: i64 }
    event "event" { account_id: Uuid, seq: i64; kind: String, order_number: Option<i64>, case_number: Option<i64>, member_id: Uuid, data: Json, at: i64 }
    outbox "outbox" { id: Uuid;
        account_id: Option<Uuid>, event_seq: Option<i64>, order_number: Option<i64>, case_number: Option<i64>, entry_id: Option<Uuid>, channel: String, recipient: String,
        subject: String, payload: Json, state: String, secret: bool, attempts: i32, next_try_at: i64,
        leased_until: Option<i64>, last_error: Option<String>, created_at: i64, done_at: Option<i64>, came_back_at: Option<i64> }
}
