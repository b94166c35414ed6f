//! The panel beside a timeline: every facet with its values, how many lines each gives, and ways to ask for one of them, for
//! several, or for all but one.

use maud::{Markup, html};

use super::timeline::{Answer, MORE, TimelineForm, path};
use crate::domain::query::involved::InvolvedOrder;
use crate::domain::query::question::ORDER;
use crate::domain::query::{Facet, Grouping, Values};
use crate::domain::record::Label;
use crate::domain::timeline::Counts;
use crate::locale::words::facet_value;
use crate::pages::form::Link;
use crate::view::PageContext;

/// A value in the panel.
struct Counted {
    /// As a question has it.
    value: String,
    label: String,
    /// How many lines there are when it is asked for; not known of a record that is not among those that are counted.
    count: Option<i64>,
    chosen: bool,
}

/// Months are in the chart.
pub fn panel(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let (facets, lines) = (&answer.summary.facets, answer.summary.total);
    let is_ticked = |name: &str| facets.iter().any(|(facet, _)| facet.name == name);
    let by_name = form.involved.is_some() && form.order != InvolvedOrder::default();
    let mut stays = form.question.pairs_of_address();
    stays.retain(|(name, _)| !by_name || *name != ORDER);
    // Whether all that a line rests on comes from one source is asked of a source that was chosen.
    let is_of_use = |name: &str| name != "only-source" || form.question.asks("source") || form.question.asks(name);
    html! {
        nav class="facet" id="narrow" aria-label=(cx.text("narrow")) {
            h2 class="first" { (cx.text("narrow")) }
            p class="only-s" { a class="btn" href="#lines" { (cx.text("narrow-back")) } }
            form method="get" action=(path(form.involved)) {
                @for (name, value) in stays.iter().filter(|(name, _)| !is_ticked(name)) {
                    input type="hidden" name=(name) value=(value);
                }
                @if form.group != Grouping::default() { input type="hidden" name="group" value=(form.group.code()); }
                @if by_name { input type="hidden" name=(ORDER) value=(form.order.code()); }
                @for (facet, counts) in facets.iter().filter(|(facet, _)| is_of_use(facet.name)) {
                    @match (counts, &facet.values) {
                        (Counts::Codes(codes), Values::Type(lists)) => {
                            @for list in *lists {
                                (values(cx, form, facet, (&cx.label("facet", list), lines), &of_codes(cx, form, facet, codes, Some(list))))
                            }
                        },
                        (Counts::Codes(codes), _) => {
                            (values(cx, form, facet, (&cx.label("field", facet.name), lines), &of_codes(cx, form, facet, codes, None)))
                        },
                        (Counts::Records(records, more), _) => {
                            (values(cx, form, facet, (&cx.label("filter", facet.name), lines), &of_records(form, facet, answer, records)))
                            @if *more > 0 {
                                p class="meta" { (cx.text_with("facet-more", &[("n", (*more).into())])) }
                            }
                        },
                        (Counts::Months(_), _) => {},
                    }
                }
                div class="acts" {
                    button class="btn" { (cx.text("show-ticked")) }
                    @if !form.more {
                        a class="btn" href={ (form.address_with(form.question, Some((MORE, "1")))) "#narrow" } { (cx.text("narrow-more")) }
                    }
                }
            }
        }
    }
}

/// Those that are counted, and those that were chosen and of which there is no line.
fn of_codes(
    cx: &PageContext<'_>,
    form: &TimelineForm<'_>,
    facet: &Facet,
    codes: &[(String, i64)],
    list: Option<&str>,
) -> Vec<Counted> {
    let chosen = form.question.all(facet.name);
    let without_lines = chosen.iter().filter(|value| !codes.iter().any(|(code, _)| code == *value));
    let all = codes.iter().map(|(code, count)| (code, *count)).chain(without_lines.map(|code| (code, 0)));
    let in_list = |code: &str| list.is_none_or(|list| code.split('/').next() == Some(list));
    let counted = all.filter(|(code, _)| in_list(code)).map(|(code, count)| Counted {
        value: code.clone(),
        label: facet_value(cx.lang, cx.vocabulary, facet, code),
        count: Some(count),
        chosen: chosen.contains(code),
    });
    counted.collect()
}

/// Those that are counted, and before them those that were chosen and are not among these.
fn of_records(form: &TimelineForm<'_>, facet: &Facet, answer: &Answer, counted: &[(Label, i64)]) -> Vec<Counted> {
    let chosen = answer.query.records_of(facet).map_or(&[][..], |which| which.any.as_slice());
    let links = form.references.get(facet.name).into_iter().flatten().zip(form.question.all(facet.name));
    let others = links.filter_map(|(link, value)| match link {
        Link::Chosen(label) if !counted.iter().any(|(record, _)| record.id == label.id) => {
            Some(Counted { value: value.clone(), label: label.shown().to_owned(), count: None, chosen: true })
        }
        _ => None,
    });
    let counted = counted.iter().map(|(record, count)| Counted {
        value: record.reference.clone(),
        label: record.shown().to_owned(),
        count: Some(*count),
        chosen: chosen.contains(&record.id),
    });
    others.chain(counted).collect()
}

fn values(
    cx: &PageContext<'_>,
    form: &TimelineForm<'_>,
    facet: &Facet,
    (heading, lines): (&str, i64),
    values: &[Counted],
) -> Markup {
    let only = |value: &str| form.address(&facet.narrow(form.question, value));
    let except = |value: &str| form.address(&facet.leave_out(form.question, value));
    // A value that every line has narrows nothing.
    let is_of_all = matches!(values, [Counted { count: Some(count), chosen: false, .. }] if *count == lines);
    html! {
        @if !values.is_empty() && !is_of_all {
            fieldset {
                legend { h3 { (heading) } }
                ul {
                    @for Counted { value, label, count, chosen } in values {
                        li {
                            input type="checkbox" name=(facet.name) value=(value) checked[*chosen] aria-label=(label);
                            a href=(only(value)) class=[chosen.then_some("on")] aria-current=[chosen.then_some("true")] {
                                span { (label) } @if let Some(count) = count { i { (count) } }
                            }
                            a class="not" href=(except(value)) { (cx.text("except")) }
                        }
                    }
                }
            }
        }
    }
}
