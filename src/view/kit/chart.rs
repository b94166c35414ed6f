//! Entries by month as server-made SVG, with the same numbers in a table behind it.

use maud::{Markup, html};

use crate::domain::time::Month;
use crate::domain::timeline::MonthCount;
use crate::view::PageContext;

const WIDTH: usize = 720;
const HEIGHT: i64 = 190;
const BASE: i64 = 140;
const TALLEST: i64 = 100;
/// Bars with their numbers have room up to here; with more months, numbers are left to the table.
const NUMBERED: usize = 16;

/// A histogram: what certainly lies in a month, and on top of it, dashed, what possibly does.
/// `leads` is the address of the lines of a month, where there is one.
pub fn histogram(
    cx: &PageContext<'_>,
    months: &[MonthCount],
    caption: &str,
    leads: impl Fn(Month) -> Option<String>,
) -> Markup {
    if months.is_empty() {
        return html! {};
    }
    html! {
        figure {
            (bars(cx, months, caption))
            figcaption {
                p class="key" {
                    span { (swatch("ch-b")) (cx.text("certainly-in-month")) }
                    @if months.iter().any(|month| month.possible > 0) { span { (swatch("ch-p")) (cx.text("possibly-in-month")) } }
                }
            }
        }
        details {
            summary { (cx.text("as-a-table")) }
            div class="tw" tabindex="0" role="region" aria-label=(caption) {
                table {
                    caption class="vh" { (caption) }
                    thead { tr {
                        th scope="col" { (cx.text("month")) }
                        th scope="col" class="num" { (cx.text("certainly")) }
                        th scope="col" class="num" { (cx.text("possibly")) }
                    } }
                    tbody {
                        @for month in months {
                            tr {
                                th scope="row" {
                                    @match leads(month.month) {
                                        Some(address) => a href=(address) { (month.month.words(cx.lang)) },
                                        None => (month.month.words(cx.lang)),
                                    }
                                }
                                td class="num" { (month.count) }
                                td class="num" { (month.possible) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn bars(cx: &PageContext<'_>, months: &[MonthCount], caption: &str) -> Markup {
    let slot = WIDTH / months.len();
    let bar = (slot * 3 / 5).clamp(1, 72);
    let most = months.iter().map(|month| month.count + month.possible).max().unwrap_or(1).max(1);
    let scale = |count: i64| count * TALLEST / most;
    let every = months.len().div_ceil(NUMBERED);
    // All bars of a class are one path: an element for each would weigh as much as the lines below.
    let (mut certain, mut possible) = (String::new(), String::new());
    for (index, month) in months.iter().enumerate() {
        let left = index * slot + (slot - bar) / 2;
        let of_certain = scale(month.count);
        for (bars, foot, height) in
            [(&mut certain, BASE, of_certain), (&mut possible, BASE - of_certain, scale(month.possible))]
        {
            if height > 0 {
                bars.push_str(&format!("M{left} {foot}v-{height}h{bar}v{height}z"));
            }
        }
    }
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby="hi-t" {
            title id="hi-t" { (caption) }
            @for (class, bars) in [("ch-b", &certain), ("ch-p", &possible)] { @if !bars.is_empty() { path class=(class) d=(bars) {} } }
            @for (index, month) in months.iter().enumerate() {
                @let middle = index * slot + slot / 2;
                @let (certain, possible) = (scale(month.count), scale(month.possible));
                @if months.len() <= NUMBERED {
                    text class="ch-n" x=(middle) y=(BASE - certain - possible - 8) text-anchor="middle" {
                        (month.count) @if month.possible > 0 { " + " (month.possible) }
                    }
                }
                @if index % every == 0 {
                    text class="ch-f" x=(middle) y=(BASE + 20) text-anchor="middle" { (month.month.short(cx.lang)) }
                    @if index == 0 || month.month.month <= u32::try_from(every).unwrap_or(1) {
                        text class="ch-f" x=(middle) y=(BASE + 44) text-anchor="middle" { (month.month.year) }
                    }
                }
            }
            line class="ch-ax" x1="0" x2=(WIDTH) y1=(BASE) y2=(BASE) {}
        }
    }
}

/// A bar of a key.
pub fn swatch(class: &str) -> Markup {
    html! { svg viewBox="0 0 26 11" aria-hidden="true" { rect class=(class) x="1" y="1" width="24" height="9" {} } }
}
