//! The parts of one sum side by side. What it shows, a table beside it says; sizes are attributes, because style
//! attributes are dropped.

use leptos::prelude::*;

/// How long the bar is, in its own units.
const WHOLE: i128 = 1_000;
/// Between two parts, so that they can be told apart without their colours.
const GAP: i128 = 4;

/// A bar of parts, each by the name that its colour hangs on (`data-bucket`). What is below zero is drawn as long as it
/// would be above it: it takes off what the others add.
#[must_use]
pub fn ageing_bar(parts: &[(&'static str, i64)]) -> AnyView {
    let values: Vec<i64> = parts.iter().map(|(_, value)| *value).collect();
    let drawn = parts
        .iter()
        .zip(spans(&values))
        .map(|(part, (begin, width))| {
            let name = part.0;
            view! { <rect x=begin.to_string() width=width.to_string() height="4" data-bucket=name></rect> }
        })
        .collect_view();
    view! { <svg class="ageing" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg> }
        .into_any()
}

/// The colour of one part, beside its name.
#[must_use]
pub fn ageing_key(name: &'static str) -> AnyView {
    view! {
        <svg class="ageing-key" viewBox="0 0 4 4" aria-hidden="true"><rect width="4" height="4" data-bucket=name></rect></svg>
    }
    .into_any()
}

/// Where each part begins and how wide it is. Together with the gaps they fill the bar; a part is never too small to be
/// seen.
fn spans(values: &[i64]) -> Vec<(i128, i128)> {
    let size = |value: &i64| i128::from(*value).abs();
    let whole: i128 = values.iter().map(size).sum::<i128>().max(1);
    let last = values.len().saturating_sub(1);
    let mut before = 0;
    values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let begin = before * WHOLE / whole;
            before += size(value);
            let end = before * WHOLE / whole;
            let gap = if place == last { 0 } else { GAP };
            (begin, (end - begin - gap).max(2))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_bar() {
        assert_eq!(spans(&[7_500, 2_500]), [(0, 746), (750, 250)]);
        assert_eq!(spans(&[100, -100]), [(0, 496), (500, 500)]);
        assert_eq!(spans(&[42]), [(0, 1_000)]);
    }

    #[test]
    fn the_least_and_the_most_can_be_drawn() {
        assert!(spans(&[]).is_empty());
        assert_eq!(spans(&[0]), [(0, 2)]);
        assert_eq!(spans(&[1, i64::MAX])[0], (0, 2));
        assert_eq!(spans(&[i64::MIN, i64::MAX]).len(), 2);
    }
}
