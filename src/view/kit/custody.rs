//! Custody: the status with its as-of date and certainty, and the steps it comes from.

use maud::{Markup, html};

use super::date::date;
use super::rest;
use super::source::Sources;
use super::table::{Column, table};
use super::{fact, link_to, with_certainty};
use crate::domain::access::Right;
use crate::domain::custody::{Condition, CustodyState, Days, Episode, Holding, How, Legal, Perhaps, Status, Term};
use crate::domain::kind::{Charge, CustodyEvent, Detention};
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::time::{Day, Edtf};
use crate::locale::{self, words};
use crate::pages::follow_up::TICKED;
use crate::view::PageContext;

/// The status after a step in words; a sentence says its length.
pub fn status(cx: &PageContext<'_>, episode: &Episode, event: &Record<CustodyEvent>) -> Markup {
    let day = event.fields.date.as_ref().and_then(Edtf::hi).unwrap_or(cx.on);
    // Of what is denied, it is said what.
    let after = match event.fields.certainty.as_str() {
        "denied" => event.fields.status_after,
        _ => episode.status_after(event.id()),
    };
    with_certainty(cx, episode.certainty(event), &in_words(cx, episode, after, day))
}

/// The last status of an episode that is stated by the day the page counts to, as far as nothing later takes it back.
pub fn latest(cx: &PageContext<'_>, episode: &Episode) -> Markup {
    let certainty = match episode.status_event(cx.on) {
        Some(event) if !episode.had_died(cx.on) => episode.certainty(event),
        _ => "stated",
    };
    with_certainty(cx, certainty, &in_words(cx, episode, episode.status(cx.on), cx.on))
}

/// The last word on somebody who is held, or may be.
pub fn held_status(cx: &PageContext<'_>, holding: &Holding) -> Markup {
    with_certainty(cx, &holding.word.certainty, &in_words(cx, &holding.episode, Some(holding.word.status), cx.on))
}

/// Since when it is the last word.
pub fn held_since(cx: &PageContext<'_>, holding: &Holding) -> Markup {
    let taken = holding.episode.taken();
    match holding.word.step.and_then(|step| holding.episode.step(step)) {
        Some(step) => step_date(cx, &step.fields),
        None => date(cx, taken.date, taken.basis, taken.part),
    }
}

/// A status in words; a sentence that is served says its length.
fn in_words(cx: &PageContext<'_>, episode: &Episode, status: Option<Status>, on: Day) -> Markup {
    let term = || episode.term(on).filter(Term::is_custodial);
    let word = match status {
        Some(Status::ServingSentence) => match term() {
            Some(term) => cx.text_with("status-serving", &[("sentence", words::sentence(cx.lang, &term.said).into())]),
            None => cx.label("status", Status::ServingSentence.code()),
        },
        Some(status) => cx.label("status", status.code()),
        None => cx.text("status-not-stated"),
    };
    html! { (word) }
}

/// "Held apparent, as of 25 February 2012", then what is known of where, and how long there was no word.
pub fn standing(cx: &PageContext<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    if let (true, Some(died)) = (episode.had_died(cx.on), &episode.died) {
        let person = link_to(labels, episode.detention.fields.person);
        return html! {
            p class="status" { (latest(cx, episode)) ", " (cx.text("as-of")) " " (died.words(cx.lang)) @if let Some(person) = person { " (" (person) ")" } }
        };
    }
    let Some(event) = episode.status_event(cx.on) else {
        return html! { p class="meta" { (cx.text("status-not-stated")) } };
    };
    let silent = Days::since(event.fields.date.as_ref(), cx.on);
    let place = episode.last_place(cx.on).and_then(|(place, step)| Some((link_to(labels, Some(place))?, step)));
    let (supporting, contradicting) = sources.weight(event.id());
    html! {
        p class="status" {
            (latest(cx, episode)) (sources.all_of(cx, event.id())) ", " (as_of(cx, &event.fields))
        }
        p class="ui" {
            @if let Some((place, step)) = place {
                @if step.id() != event.id() { (cx.text("place-earlier")) " " }
                (with_certainty(cx, &step.fields.certainty, &place)) ". "
            }
            (perhaps_at(cx, episode, labels))
            @if silent != Days::NONE && episode.state(cx.on) != Some(CustodyState::Free) { (no_word(cx, silent)) " " }
            @if let Some(legal) = episode.legal(cx.on) {
                (cx.label("legal-state", legal.state.code()))
                @if let Some(term) = &legal.term {
                    ": " (locale::sentence(&words::sentence(cx.lang, &term.said))) " "
                    @if term.had_run_out_at(episode.when(event)) { (cx.text("term-had-run-out")) } @else { (term_end(cx, term)) }
                } @else { "." }
                (sources.all_of(cx, legal.step.id())) " "
                (beside_it(cx, &legal))
            }
            @if may_go_on(cx, episode) { (cx.text("custody-lifted")) " " }
            @if supporting > 0 { (cx.text_with("status-weight", &[("supporting", supporting.into()), ("contradicting", contradicting.into())])) }
        }
    }
}

/// Whether custody may go on after something that lets somebody go free.
fn may_go_on(cx: &PageContext<'_>, episode: &Episode) -> bool {
    let goes_free = episode.state(cx.on) == Some(CustodyState::Free);
    episode.lifted(cx.on).is_some() && (!goes_free || episode.status(cx.on) == Some(Status::OnBail))
}

/// Where hedged steps say that somebody is kept, though another place is stated.
pub fn perhaps_at(cx: &PageContext<'_>, episode: &Episode, labels: &Labels) -> Markup {
    html! {
        @for (place, step) in episode.perhaps_at(cx.on) {
            @if let Some(place) = link_to(labels, Some(place)) {
                (cx.text("perhaps")) " " (with_certainty(cx, &step.fields.certainty, &place)) ". "
            }
        }
    }
}

/// Sentences that stand beside the longest, and what hedged steps say of it.
pub fn beside_it(cx: &PageContext<'_>, legal: &Legal<'_>) -> Markup {
    let said = |perhaps: &Perhaps<'_>| {
        let term = perhaps.term.as_ref().map(|term| words::sentence(cx.lang, &term.said));
        let fields = &perhaps.step.fields;
        let what = html! { (cx.term(&fields.r#type)) @if let Some(term) = term { ", " (term) } };
        html! { (with_certainty(cx, &fields.certainty, &what)) ", " (as_of(cx, fields)) }
    };
    html! {
        @for term in &legal.beside {
            (cx.text_with("term-beside", &[("sentence", words::sentence(cx.lang, &term.said).into())])) " " (term_end(cx, term)) " "
        }
        @for perhaps in &legal.perhaps { (cx.text("perhaps")) " " (said(perhaps)) ". " }
    }
}

/// "as of 25 February 2012"; where the day is not one, the last word is only known to lie in a range.
pub fn as_of(cx: &PageContext<'_>, event: &CustodyEvent) -> Markup {
    let one_day = event.date.as_ref().is_some_and(|date| date.lo().is_some() && date.lo() == date.hi());
    html! { (cx.text(if one_day { "as-of" } else { "last-word" })) " " (step_date(cx, event)) }
}

/// "No word for 37 days."
pub fn no_word(cx: &PageContext<'_>, silent: Days) -> String {
    match silent {
        Days::SINCE_UNKNOWN => cx.text("no-word-since-when").into_owned(),
        silent => cx.text_with("no-word-for", &[("days", days(cx, silent).into())]).into_owned(),
    }
}

/// When a term ends, and whether it has; the word *computed* goes with it.
pub fn term_end(cx: &PageContext<'_>, term: &Term) -> String {
    let day = |day: Option<Day>| day.map(|day| day.words(cx.lang));
    if let Some(why) = without_end(term) {
        return cx.text(why).into_owned();
    }
    let end = match (day(term.earliest_end), day(term.latest_end)) {
        (Some(from), Some(to)) if from != to => {
            cx.text_with("term-end-between", &[("from", from.into()), ("to", to.into())])
        }
        (Some(day), Some(_)) => cx.text_with("term-end-about", &[("day", day.into())]),
        (Some(day), None) => cx.text_with("term-end-after", &[("day", day.into())]),
        (None, Some(day)) => cx.text_with("term-end-before", &[("day", day.into())]),
        (None, None) => cx.text("term-end-unknown"),
    };
    match (term.has_run_out(cx.on), term.run_out(cx.on)) {
        (true, _) => format!("{end} {}", cx.text("term-has-run-out")),
        (false, true) => format!("{end} {}", cx.text("term-may-have-run-out")),
        (false, false) => end.into_owned(),
    }
}

/// Why no end of a term can be told.
fn without_end(term: &Term) -> Option<&'static str> {
    match term {
        Term { how: How::Suspended, .. } => Some("term-suspended"),
        Term { how: How::AtLiberty, .. } => Some("term-at-liberty"),
        Term { how: How::TimeServed, .. } => Some("term-time-served"),
        Term { endless: true, .. } => Some("term-endless"),
        Term { computed: false, .. } => Some("term-not-computed"),
        _ => None,
    }
}

/// A number of days with the uncertainty of the date it was counted from.
pub fn days(cx: &PageContext<'_>, days: Days) -> String {
    let message = match (days.min, days.max) {
        (0, None) => return cx.text("not-known").into_owned(),
        (min, Some(max)) if min == max => cx.text_with("days", &[("n", min.into())]),
        (0, Some(max)) => cx.text_with("days-at-most", &[("n", max.into())]),
        (min, Some(max)) => cx.text_with("days-range", &[("from", min.into()), ("to", max.into())]),
        (min, None) => cx.text_with("days-at-least", &[("n", min.into())]),
    };
    match days.doubted {
        true => cx.text_with("days-doubted", &[("days", message.as_ref().into())]).into_owned(),
        false => message.into_owned(),
    }
}

pub fn step_date(cx: &PageContext<'_>, event: &CustodyEvent) -> Markup {
    date(cx, event.date.as_ref(), &event.date_basis, event.date_part.as_deref())
}

/// What a step says beside its kind: sentence, fine, charge, verdict, note.
pub fn particulars(cx: &PageContext<'_>, event: &CustodyEvent) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(event.sentence.as_deref().map(|said| words::sentence(cx.lang, said)));
    if let (Some(amount), Some(currency)) = (event.fine_amount, &event.fine_currency) {
        said.push(
            cx.text_with("fine-of", &[("amount", amount.into()), ("currency", currency.as_str().into())]).into_owned(),
        );
    }
    if let (Some(amount), Some(currency)) = (event.bail_amount, &event.bail_currency) {
        said.push(
            cx.text_with("bail-of", &[("amount", amount.into()), ("currency", currency.as_str().into())]).into_owned(),
        );
    }
    said.extend(event.release_kind.as_deref().map(|kind| cx.label("release-kind", kind).into_owned()));
    said.extend([&event.law, &event.article, &event.verdict, &event.note].into_iter().flatten().cloned());
    said
}

/// Where a further step of an episode is added, for those who may.
pub fn further(cx: &PageContext<'_>, episode: &Episode) -> Markup {
    let reference = &episode.detention.header.reference;
    html! {
        @if cx.may(Right::Create) {
            a class="btn" href={ "/custody-events/new?" (TICKED) "=" (reference) } { (cx.text("step-add")) }
        }
    }
}

/// The fields that the line of a step shows.
const SHOWN: &[&str] = &[
    "detention",
    "seq",
    "type",
    "date",
    "date_basis",
    "date_part",
    "place",
    "place_basis",
    "organization",
    "organization_basis",
    "law",
    "article",
    "verdict",
    "sentence",
    "fine_amount",
    "fine_currency",
    "bail_amount",
    "bail_currency",
    "release_kind",
    "status_after",
    "certainty",
    "note",
];

/// The steps of an episode, in order, each with its sources.
pub fn steps(cx: &PageContext<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let columns = ["step", "when", "where", "status-after", "certainty"].map(|key| Column::new(cx.text(key)));
    let row = |event: &Record<CustodyEvent>| {
        let fields = &event.fields;
        let place = link_to(labels, episode.place_of(fields))
            .map(|place| known_as(cx, &place, "place_basis", &fields.place_basis));
        vec![
            html! {
                span id=(event.header.reference) { (fields.seq) ". " (cx.term(&fields.r#type)) } " " (rest::reference(&event.header))
                @for said in particulars(cx, fields) { span class="meta" { (said) } }
                @if let Some(by) = link_to(labels, fields.organization) { span class="meta" { (cx.text("by-whom")) " " (known_as(cx, &by, "organization_basis", &fields.organization_basis)) } }
                (rest::values(cx, event, labels, sources, SHOWN))
            },
            html! { (step_date(cx, fields)) (sources.of_field(cx, event.id(), "date")) },
            html! { @if let Some(place) = place { (place) } @else { (cx.text("not-stated")) } },
            html! { @if fields.status_after.is_some() { (status(cx, episode, event)) } @else { (cx.text("nothing-said")) } },
            html! {
                (cx.label("certainty", &fields.certainty)) (sources.all_of(cx, event.id()))
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = episode.events.iter().map(row).collect();
    let caption = cx.text_with("steps-of", &[("ref", episode.detention.header.reference.as_str().into())]);
    table(&caption, &columns, &rows)
}

/// Episodes of several people: who, taken when, latest status with its as-of date. `more` says what else ties the
/// episode to the page.
pub fn episodes(
    cx: &PageContext<'_>,
    caption: &str,
    episodes: &[Episode],
    labels: &Labels,
    sources: &Sources<'_>,
    more: impl Fn(&Detention) -> Markup,
) -> Markup {
    let columns = ["who", "taken", "latest-status", "as-of-head"].map(|key| Column::new(cx.text(key)));
    let row = |episode: &Episode| {
        let (detention, fields, taken) = (&episode.detention, &episode.detention.fields, episode.taken());
        let event = episode.status_event(cx.on);
        Some(vec![
            html! {
                (link_to(labels, fields.person)?)
                span class="meta" { a href=(detention.header.address()) { (cx.text("episode")) } " " (detention.header.reference) }
            },
            html! {
                (date(cx, taken.date, taken.basis, taken.part)) (sources.all_of(cx, taken.said_by.0)) (more(fields))
            },
            html! {
                (latest(cx, episode))
                @if let Some(event) = event.filter(|_| !episode.had_died(cx.on)) { (sources.all_of(cx, event.id())) }
            },
            html! {
                @if episode.had_died(cx.on) { (date(cx, episode.died.as_ref(), "stated", None)) }
                @else if let Some(event) = event { (step_date(cx, &event.fields)) }
                @else { (cx.text("not-stated")) }
            },
        ])
    };
    let rows: Vec<Vec<Markup>> = episodes.iter().filter_map(row).collect();
    html! { @if !rows.is_empty() { (table(caption, &columns, &rows)) } }
}

/// What is known of how somebody was taken and is kept, as rows of a list of facts: only what is stated. What follows from
/// steps says from which.
pub fn circumstances(cx: &PageContext<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let detention = &episode.detention;
    let (id, fields, taken) = (detention.id(), &detention.fields, episode.taken());
    let references = [
        ("arrest_place", fields.arrest_place),
        // What the step of the arrest says too, is shown as it says it.
        (
            "arresting_organization",
            fields
                .arresting_organization
                .filter(|by| episode.taking().and_then(|step| step.fields.organization) != Some(*by)),
        ),
        ("ordering_organization", fields.ordering_organization),
        ("incident", fields.incident),
    ];
    let texts = [
        ("stated_reason", &fields.stated_reason),
        ("legal_basis", &fields.legal_basis),
        ("presumed_reason", &fields.presumed_reason),
        ("health", &fields.health),
    ];
    let row = |field: &'static str, value: Markup| {
        fact(&cx.label("field", field), &[html! { (value) (sources.of_fact(cx, id, field)) }])
    };
    // What the step of the taking says of place and police.
    let taking = episode.taking();
    let said = |field: &'static str, steps: &'static str, value: Option<RecordId>, basis: &str| {
        let known = known_as(cx, &link_to(labels, value)?, &format!("{steps}_basis"), basis);
        Some((field, steps, known, taking?.id()))
    };
    let arrested = taking.map(|Record { fields, .. }| {
        [
            said("arrest_place", "place", fields.place, &fields.place_basis),
            said("arresting_organization", "organization", fields.organization, &fields.organization_basis),
        ]
    });
    html! {
        @if taken.date.is_some() {
            (fact(&cx.text("taken"), &[html! {
                (date(cx, taken.date, taken.basis, taken.part))
                @if taken.said_by.0 == id { (sources.of_fact(cx, id, taken.said_by.1)) }
                @else { (sources.of_part(cx, taken.said_by.0, taken.said_by.1)) }
            }]))
        }
        // What the episode says itself where a step says another.
        @if fields.start.is_some() && taken.said_by.0 != id {
            (row("start", date(cx, fields.start.as_ref(), &fields.start_basis, fields.start_part.as_deref())))
        }
        @for (field, steps, value, step) in arrested.into_iter().flatten().flatten() {
            (fact(&cx.label("field", field), &[html! { (value) (sources.of_part(cx, step, steps)) }]))
        }
        @for (field, reference) in references {
            @if let Some(link) = link_to(labels, reference) { (row(field, link)) }
        }
        @if let Some(legal) = episode.legal(cx.on) { (in_law(cx, &legal, sources)) }
        @for charge in &episode.charges { (charged(cx, charge, labels, sources)) }
        @for (field, own) in fields.conditions() { (condition(cx, episode, field, own, sources)) }
        @for (field, text) in texts {
            @if let Some(text) = text { (row(field, html! { (text) })) }
        }
        (rest::fields(cx, detention, labels, sources, CIRCUMSTANCES))
    }
}

/// How the case stands in law, with the sentence and when it ends.
fn in_law(cx: &PageContext<'_>, legal: &Legal<'_>, sources: &Sources<'_>) -> Markup {
    let fields = &legal.step.fields;
    let state = html! {
        (cx.label("legal-state", legal.state.code()))
        @if let Some(term) = &legal.term { ": " (words::sentence(cx.lang, &term.said)) }
    };
    fact(
        &cx.text("legal-state"),
        &[html! {
            (with_certainty(cx, &fields.certainty, &state)) (sources.all_of(cx, legal.step.id())) ", " (as_of(cx, fields))
            @if let Some(term) = &legal.term { p class="meta" { (term_end(cx, term)) } }
            @if !legal.beside.is_empty() || !legal.perhaps.is_empty() { p class="meta" { (beside_it(cx, legal)) } }
        }],
    )
}

/// A charge: the offence under its article, and what came of it.
fn charged(cx: &PageContext<'_>, charge: &Record<Charge>, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let fields = &charge.fields;
    let said: Vec<&str> =
        [&fields.offence, &fields.law, &fields.article].into_iter().flatten().map(String::as_str).collect();
    let said = html! { (said.join(", ")) };
    let outcome = [
        Some(&fields.outcome)
            .filter(|outcome| *outcome != "unknown")
            .map(|outcome| cx.label("outcome", outcome).into_owned()),
        fields.sentence.as_deref().map(|sentence| words::sentence(cx.lang, sentence)),
        fields.outcome_date.as_ref().map(|date| date.words(cx.lang)),
    ];
    let outcome: Vec<String> = outcome.into_iter().flatten().collect();
    fact(
        &cx.label("kind", "charge"),
        &[html! {
            (with_certainty(cx, &fields.certainty, &said)) (sources.all_of(cx, charge.id())) " " (rest::reference(&charge.header))
            @if fields.date.is_some() {
                p class="meta" { (cx.text("charge-brought")) " " (date(cx, fields.date.as_ref(), &fields.date_basis, fields.date_part.as_deref())) }
            }
            @if !outcome.is_empty() { p class="meta" { (outcome.join(", ")) } }
            (rest::values(cx, charge, labels, sources, CHARGE))
        }],
    )
}

/// The fields that the line of a charge shows.
const CHARGE: &[&str] = &[
    "detention",
    "offence",
    "law",
    "article",
    "date",
    "date_basis",
    "date_part",
    "outcome",
    "outcome_date",
    "sentence",
    "certainty",
];

/// What is last said of a condition: by a step, with its day, or by the episode itself. Where both say something, both.
fn condition(cx: &PageContext<'_>, episode: &Episode, field: &'static str, own: &str, sources: &Sources<'_>) -> Markup {
    let list = &list_of(field);
    let Condition { value, step, .. } = episode.condition(field, own, cx.on);
    let mut said = Vec::new();
    if let Some(step) = step {
        said.push(html! {
            (with_certainty(cx, &step.fields.certainty, &html! { (cx.label(list, value)) }))
            (sources.all_of(cx, step.id())) ", " (cx.term(&step.fields.r#type)) ", " (as_of(cx, &step.fields))
        });
    }
    if own != "unknown" {
        said.push(html! { (cx.label(list, own)) (sources.of_fact(cx, episode.detention.id(), field)) });
    }
    html! { @if !said.is_empty() { (fact(&cx.label("field", field), &said)) } }
}

/// The fields of a detention that its own line and its circumstances show.
const CIRCUMSTANCES: &[&str] = &[
    "person",
    "incident",
    "start",
    "start_basis",
    "start_part",
    "arrest_place",
    "arresting_organization",
    "ordering_organization",
    "warrant",
    "stated_reason",
    "legal_basis",
    "presumed_reason",
    "acknowledged",
    "incommunicado",
    "lawyer",
    "family_contact",
    "ill_treatment",
    "health",
];

/// What neither the record nor any step says of a detention, in one line. Where no report is cited at all, there is none that
/// could have mentioned it.
pub fn unmentioned(cx: &PageContext<'_>, episode: &Episode, sources: &Sources<'_>) -> Markup {
    let mut records = episode.events.iter().map(Record::id).chain([episode.detention.id()]);
    let is_reported = records.any(|record| sources.is_cited(record));
    let missing: Vec<_> = episode
        .detention
        .fields
        .conditions()
        .into_iter()
        .filter(|(field, own)| episode.condition(field, own, cx.on).value == "unknown" && episode.has_custody())
        .map(|(field, _)| cx.label("unmentioned", &list_of(field)).into_owned())
        .collect();
    html! {
        @if is_reported && !missing.is_empty() { p class="meta" { (cx.text_with("no-report-mentions", &[("what", missing.join(", ").into())])) } }
    }
}

/// The list of words of a condition.
fn list_of(field: &str) -> String {
    field.replace('_', "-")
}

/// What was concluded rather than told is marked so, by line and by the word of its field.
fn known_as(cx: &PageContext<'_>, value: &Markup, field: &str, basis: &str) -> Markup {
    html! {
        @if basis == "stated" { (value) }
        @else { span class="inf" { (value) } " " span class="w" { (cx.label(&words::list_of("custody_event", field), basis)) } }
    }
}
