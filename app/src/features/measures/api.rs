//! The figures of a period: `month`, `quarter` or `year`.

use domain::measures::{AnswerTimes, Overview};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, services, signed_in, visitor};

/// What was promised to customers, and what became of it.
#[server(name = ReadMeasures, prefix = "/fn", endpoint = "/desk/promises", input = Json)]
pub async fn overview(period: String) -> Result<Overview, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::measures::overview(&context, &actor, &period).await)
}

/// How long answers took, where the vendor shows it to everybody.
#[server(name = ReadAnswerTimes, prefix = "/fn", endpoint = "/help/answer-times", input = Json)]
pub async fn answer_times(period: String) -> Result<AnswerTimes, Refused> {
    answer(service::measures::answer_times(&services()?, &visitor()?, &period).await)
}
