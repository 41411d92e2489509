//! One error for all use cases.

use domain::{
    money::MoneyError,
    refusal::{Code, Refusal},
};

/// Why a use case did not do what was asked. It has no `Display` on purpose: what is told to a customer is the
/// refusal's code in their words, what is told to the operator is the log.
#[derive(Debug)]
pub enum Error {
    /// Told to whoever asked.
    Refused(Refusal),
    /// The database is busy: nothing was done, the same may be asked again.
    Busy,
    /// Ours. Logged where it is turned into an answer.
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What whoever asked is told. A fault is logged here, once.
    #[must_use]
    pub fn into_refusal(self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Busy => Refusal::of(Code::Busy),
            Self::Fault(source) => {
                tracing::error!(error = %source, "a use case failed");
                metrics::counter!("loket_faults_total").increment(1);
                Refusal::of(Code::Fault)
            }
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(Refusal::of(code))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Busy => Self::Busy,
            other => Self::Fault(Box::new(other)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(Box::new(error))
    }
}

impl From<MoneyError> for Error {
    /// An amount that does not fit 64 bits comes from a quantity nobody means.
    fn from(_: MoneyError) -> Self {
        Self::Refused(Refusal::of(Code::TooMuch))
    }
}
