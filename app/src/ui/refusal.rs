//! The words for each refusal.

use domain::{
    i18n::I18n,
    refusal::{Code, Refusal},
};

/// What happened, what was kept, and what to do now.
#[must_use]
pub fn refusal_text(i18n: I18n, refusal: &Refusal) -> String {
    let detail = refusal.detail.as_deref().unwrap_or("");
    match refusal.code {
        Code::SignIn => i18n.refusal_sign_in(),
        Code::NotAllowed => i18n.refusal_not_allowed(),
        Code::NotFound => i18n.refusal_not_found(),
        Code::TooMany if !detail.is_empty() => return i18n.refusal_too_many_until(detail),
        Code::TooMany => i18n.refusal_too_many(),
        Code::CodeWrong => i18n.refusal_code_wrong(),
        Code::CodeElsewhere => i18n.refusal_code_elsewhere(),
        Code::Email => i18n.refusal_email(),
        Code::Missing => i18n.refusal_missing(),
        Code::TooLong => return i18n.refusal_too_long(detail),
        Code::Malformed => i18n.refusal_malformed(),
        Code::Quantity => i18n.refusal_quantity(),
        Code::NumberAmbiguous => i18n.refusal_number_ambiguous(),
        Code::NumberDecimals => i18n.refusal_number_decimals(),
        Code::NumberTooLarge => i18n.refusal_number_too_large(),
        Code::QuantityStep => return i18n.refusal_quantity_step(detail),
        Code::Article if !detail.is_empty() => return i18n.refusal_article_unknown(detail),
        Code::Article => i18n.refusal_article(),
        Code::WishedDate => i18n.refusal_wished_date(),
        Code::PastDay => i18n.refusal_past_day(),
        Code::FutureDay => i18n.refusal_future_day(),
        Code::FourEyes => i18n.refusal_four_eyes(),
        Code::Promised => return i18n.refusal_promised(detail),
        Code::TooEarly => return i18n.refusal_too_early(detail),
        Code::CartEmpty => i18n.refusal_cart_empty(),
        Code::ReviewChanged => i18n.refusal_review_changed(),
        Code::KeyReused => i18n.refusal_key_reused(),
        Code::Stale => i18n.refusal_stale(),
        Code::State => i18n.refusal_state(),
        Code::TooLate => i18n.refusal_too_late(),
        Code::Reason => i18n.refusal_reason(),
        Code::SoundsLikeNo => i18n.refusal_sounds_like_no(),
        Code::CauseUnsent => i18n.refusal_cause_unsent(),
        Code::NobodyReads => i18n.refusal_nobody_reads(),
        Code::Untold => return i18n.refusal_untold(detail),
        Code::TooMuch if !detail.is_empty() => return i18n.refusal_at_most(detail),
        Code::TooMuch => i18n.refusal_too_much(),
        Code::File if !detail.is_empty() => return i18n.refusal_file_at(detail),
        Code::File => i18n.refusal_file(),
        Code::AlreadyLoaded => i18n.refusal_already_loaded(),
        Code::FileKind => i18n.refusal_file_kind(),
        Code::FileTooLarge => i18n.refusal_file_too_large(),
        Code::OtherAccount => i18n.refusal_other_account(),
        Code::OtherKind => i18n.refusal_other_kind(),
        Code::LastOwner => i18n.refusal_last_owner(),
        Code::Busy => i18n.refusal_busy(),
        Code::Late => i18n.page_late_text(),
        Code::Fault => i18n.refusal_fault(),
        Code::Offline => i18n.refusal_offline(),
        Code::ForeignSite => i18n.refusal_foreign_site(),
    }
    .to_owned()
}
