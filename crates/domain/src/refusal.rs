//! What the portal says when it does not do what was asked: a code that the reader's language has words for.

use serde::{Deserialize, Serialize};

use crate::money::{AmountError, QuantityError};

/// Why something was not done. Each code is a sentence in every language (`refusal_<code>` in `locales/`)
/// that says what happened, what was kept and what to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Not signed in, or no longer.
    SignIn,
    /// Signed in, but a role without this right.
    NotAllowed,
    /// There is no such thing, or it is somebody else's: the same answer for both.
    NotFound,
    /// Too many tries; the detail says until when, in the reader's words.
    TooMany,
    /// The code is wrong, used, or too old.
    CodeWrong,
    /// This browser did not ask for the code.
    CodeElsewhere,
    /// Not an e-mail address.
    Email,
    /// Something must be filled in.
    Missing,
    /// Longer than it may be.
    TooLong,
    /// Not a number, a date, or a value of the list.
    Malformed,
    /// A quantity that is not a number above zero.
    Quantity,
    /// A number that can be read as a thousand or as a decimal.
    NumberAmbiguous,
    /// A number with more decimals than count.
    NumberDecimals,
    /// A number beyond what can be ordered or paid.
    NumberTooLarge,
    /// Sold in steps only.
    QuantityStep,
    /// There is no article with this number, or it is not sold to this account.
    Article,
    /// The wished date is too early or not a working day.
    WishedDate,
    /// The day is over.
    PastDay,
    /// The day has not come yet.
    FutureDay,
    /// Whoever asked for it cannot confirm it: it takes a second person.
    FourEyes,
    /// The customer was promised that it can be cancelled until later, and has not agreed to less; the detail says until
    /// when, in the reader's words.
    Promised,
    /// A part of a line cannot come before the line; the detail is the line's day.
    TooEarly,
    /// The cart is empty.
    CartEmpty,
    /// The review is older than the cart, or its offer has changed: look again.
    ReviewChanged,
    /// The same key came with another input.
    KeyReused,
    /// Somebody else changed it meanwhile.
    Stale,
    /// The step does not fit the state of the order.
    State,
    /// The free cancellation has ended.
    TooLate,
    /// A reason must be given.
    Reason,
    /// A consent whose words say that it is none: it is asked once more.
    SoundsLikeNo,
    /// A cause or a prevention was typed, which only a proposed solution takes along.
    CauseUnsent,
    /// Nobody reads at this address, or we do ourselves.
    NobodyReads,
    /// Somebody has to be told of it first; the detail is how many.
    Untold,
    /// More than was ordered, or more than is left.
    TooMuch,
    /// More lines than a statement on paper holds; the detail is how many it does.
    StatementLong,
    /// The file could not be read.
    File,
    /// This very file was loaded before.
    AlreadyLoaded,
    /// Days of the account have come in a file of another format; the detail says which, in the reader's words.
    OtherFormat,
    /// The file is no photo and no document.
    FileKind,
    /// The file is larger than one may be; the detail says how many megabytes, where it is not a photo or a document.
    FileTooLarge,
    /// These belong to different customers.
    OtherAccount,
    /// A complaint cannot go on in what silence may close.
    OtherKind,
    /// An amount that the case is about is disputed: it is settled first.
    Disputed,
    /// The last owner cannot go.
    LastOwner,
    /// The payment provider does not answer; nothing was paid.
    PaymentDown,
    /// The payment provider does not take this payment.
    PaymentRefused,
    /// A download of all data of the account is under way.
    Underway,
    /// Orders or cases are under way that need what is to be erased.
    Unfinished,
    /// A VAT number begins with no country that has such numbers.
    TaxNumberCountry,
    /// A VAT number looks otherwise in its country; the detail is how one looks.
    TaxNumberForm,
    /// The check digits of a VAT number do not fit.
    TaxNumberCheck,
    /// The account accounts for the tax itself, and needs its VAT number for that.
    TaxNumberNeeded,
    /// A postcode looks otherwise in its country; the detail is how one looks.
    Postcode,
    /// The usual address goes only when another one is the usual one.
    UsualAddress,
    /// The portal is busy; nothing was done; try again.
    Busy,
    /// The answer took too long: it may have been done.
    Late,
    /// The portal is at fault; it has been logged; nothing was done.
    Fault,
    /// No connection to the portal.
    Offline,
    /// Sent from a page of another site.
    ForeignSite,
}

/// A refusal as it crosses the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: Code,
    /// The form field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The value the sentence speaks of: the step, the limit, the line number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Refusal {
    /// A refusal of the whole request.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        Self { code, field: None, detail: None }
    }

    /// A refusal of one field.
    #[must_use]
    pub fn field(code: Code, field: &str) -> Self {
        Self { code, field: Some(field.to_owned()), detail: None }
    }

    /// The same, with the value that the sentence speaks of.
    #[must_use]
    pub fn with(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::of(code)
    }
}

impl Code {
    /// The HTTP status that goes with the code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::NotAllowed | Self::ForeignSite => 403,
            Self::NotFound | Self::Article => 404,
            Self::ReviewChanged
            | Self::KeyReused
            | Self::Stale
            | Self::State
            | Self::TooLate
            | Self::Promised
            | Self::FourEyes
            | Self::AlreadyLoaded
            | Self::TaxNumberNeeded
            | Self::UsualAddress
            | Self::Disputed
            | Self::LastOwner
            | Self::Underway
            | Self::Unfinished
            | Self::OtherFormat => 409,
            Self::TooMany => 429,
            Self::Fault => 500,
            Self::Busy | Self::Late | Self::Offline | Self::PaymentDown => 503,
            _ => 422,
        }
    }
}

impl Code {
    /// Whether it is about how much of something is wanted.
    #[must_use]
    pub const fn is_about_quantity(self) -> bool {
        matches!(
            self,
            Self::Quantity
                | Self::QuantityStep
                | Self::NumberAmbiguous
                | Self::NumberDecimals
                | Self::NumberTooLarge
                | Self::TooMuch
        )
    }
}

impl From<QuantityError> for Code {
    fn from(error: QuantityError) -> Self {
        match error {
            QuantityError::Empty | QuantityError::NotANumber | QuantityError::NotPositive => Self::Quantity,
            QuantityError::Ambiguous => Self::NumberAmbiguous,
            QuantityError::TooManyDecimals => Self::NumberDecimals,
            QuantityError::TooLarge => Self::NumberTooLarge,
        }
    }
}

impl From<AmountError> for Code {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::Empty => Self::Missing,
            AmountError::NotANumber => Self::Malformed,
            AmountError::Ambiguous => Self::NumberAmbiguous,
            AmountError::TooManyDecimals => Self::NumberDecimals,
            AmountError::TooLarge => Self::NumberTooLarge,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Quantity;

    #[test]
    fn each_wrong_quantity_has_its_own_words() {
        let refused = |text: &str| Quantity::parse(text).map_err(Code::from);
        assert_eq!(refused("many"), Err(Code::Quantity));
        assert_eq!(refused("0"), Err(Code::Quantity));
        assert_eq!(refused("1.000"), Err(Code::NumberAmbiguous));
        assert_eq!(refused("0,0001"), Err(Code::NumberDecimals));
        assert_eq!(refused("9999999999"), Err(Code::NumberTooLarge));
    }
}
