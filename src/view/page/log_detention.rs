//! Logging a detention: who, how they were taken, custody since, the incident, the source, with the report beside it.

use maud::{Markup, html};

use crate::domain::citation::quote::paragraphs;
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::logging::{LINES_MAX, PersonLine, SAME, Who};
use crate::domain::pasted::parted;
use crate::domain::record::{Label, Sensitivity};
use crate::error::{DETAINED_TWICE_KEY, FieldError};
use crate::locale::say;
use crate::pages::form::{FormField, FormRows};
use crate::view::PageContext;
use crate::view::kit::fields::{self, FormContext, matched, way_out};
use crate::view::kit::frame::{Frame, compartment, frame, sensitivity};

/// What the page shows.
pub struct LogDetentionView<'s> {
    pub typed: &'s FormData,
    pub lines: &'s [PersonLine],
    pub taken: &'s [FormField],
    pub custody: &'s [FormField],
    pub part_of: &'s [FormField],
    pub source: &'s FormRows,
    pub taken_source: &'s FormRows,
    pub status_source: &'s FormRows,
    pub report: Option<&'s (Label, Option<String>)>,
    pub compartments: &'s [String],
    /// The episode saved just before.
    pub saved: Option<&'s str>,
    pub clearance: Sensitivity,
    pub errors: &'s [FieldError],
}

/// The table whose words and hints the fields of this form have.
const TABLE: &str = "log";

pub fn log_detention(cx: &PageContext<'_>, shown: &LogDetentionView<'_>) -> Markup {
    let parts = Frame {
        action: "/detentions/new",
        typed: shown.typed,
        errors: shown.errors,
        save: &cx.text_with("log-save", &[("n", shown.lines.len().into())]),
        next: Some(&cx.text("log-save-next")),
    };
    html! {
        @if let Some(saved) = shown.saved {
            p class="meta" role="status" { (cx.text("log-saved")) " " a href={ "/detentions/" (saved) } { (saved) } }
        }
        h1 { (cx.text("log-title")) }
        p class="ui keys" {
            kbd { "Tab" } " " (cx.text("key-next-field")) " · " kbd { "Alt" } " " kbd { "Page Down" } " " (cx.text("key-next-part"))
            " · " kbd { "Ctrl" } " " kbd { "Enter" } " " (cx.text("key-save"))
            " · " kbd { "Ctrl" } " " kbd { "Shift" } " " kbd { "Enter" } " " (cx.text("key-save-next"))
            " · " kbd { "Alt" } " " kbd { "1" } " " (cx.text("key-first-match")) " · " kbd { "Esc" } " " (cx.text("key-close-list"))
        }
        p class="hint" { (cx.text("log-enough")) }
        div class="two" {
            div { (frame(cx, &parts, &fields(cx, shown))) }
            @if let Some((report, body)) = shown.report { (beside(cx, report, body.as_deref())) }
        }
    }
}

fn fields(cx: &PageContext<'_>, shown: &LogDetentionView<'_>) -> Markup {
    let form = FormContext { cx, kind: Some(Kind::CustodyEvent), errors: shown.errors };
    let own = |rows: &FormRows, key: &str| {
        let open = rows.rows.iter().flat_map(|row| &row.fields).any(|form_field| {
            form_field.typed != form_field.field.default.unwrap_or_default() || form.fault(&form_field.name).is_some()
        });
        html! { details open[open] { summary { (cx.text(key)) } (fields::list(form, rows)) } }
    };
    html! {
        h2 { (cx.text("who")) }
        (who(form, shown))
        h2 { (cx.text("taken")) }
        (fields::fields_of(form, TABLE, shown.taken))
        (own(shown.taken_source, "log-taken-source"))
        h2 { (cx.text("log-custody")) }
        (fields::fields_of(form, TABLE, shown.custody))
        (own(shown.status_source, "log-status-source"))
        h2 { (cx.text("log-part-of")) }
        (fields::fields_of(form, TABLE, shown.part_of))
        h2 { (cx.text("source")) }
        p class="hint" { (cx.text("log-source-hint")) }
        (fields::list(form, shown.source))
        (sensitivity(cx, shown.typed, shown.clearance))
        (compartment(cx, shown.typed, shown.compartments))
    }
}

/// The names, and for each who that is.
fn who(form: FormContext<'_>, shown: &LogDetentionView<'_>) -> Markup {
    let (cx, fault) = (form.cx, form.fault("who"));
    let described = if fault.is_some() { "who-h who-e" } else { "who-h" };
    html! {
        div class="f" {
            label for="who" { (cx.text("log-names")) }
            p class="hint" id="who-h" { (cx.text_with("log-names-hint", &[("n", LINES_MAX.into())])) }
            textarea id="who" name="who" rows="4" autofocus[shown.lines.is_empty()] data-look aria-describedby=(described)
                aria-invalid=[fault.map(|_| "true")] { (shown.typed.get("who")) }
            @if let Some(fault) = fault { p class="err" id="who-e" { (say(cx.lang, &fault.say)) } }
            @if let Some(parted) = parted(shown.typed.get("who")) {
                input type="hidden" name="who.nearest" value=(parted);
                button class="fix" name="use" value="who" { (cx.text("log-part-lines")) }
            }
            @if !shown.lines.is_empty() {
                div class="res" role="group" aria-label=(cx.text("log-who-these-are")) {
                    @for (number, line) in shown.lines.iter().enumerate() { (self::line(form, shown.typed, number, line)) }
                }
            }
        }
    }
}

fn line(form: FormContext<'_>, typed: &FormData, number: usize, line: &PersonLine) -> Markup {
    let (cx, name) = (form.cx, format!("w.{number}"));
    let same = typed.get(&format!("{name}.{SAME}"));
    let pick = format!("{name}.pick");
    let choice = |who: &Who, words: Markup| {
        html! {
            label class="ch" {
                input type="radio" name=(pick) value=(who.code()) checked[Some(who) == line.who.as_ref()];
                span { (words) }
            }
        }
    };
    html! {
        fieldset class="who1" id=(name) {
            legend { span class="ui" { (number + 1) } " " (line.text) }
            div {
                input type="hidden" name={ (name) ".for" } value=(line.text);
                @if line.typed != line.text { p class="hint" { (cx.text_with("log-as-pasted", &[("line", line.typed.as_str().into())])) } }
                @if let Some(born) = &line.born { p class="hint" { (cx.label("field", "birth")) ": " (born) } }
                @if let (Some(age), false) = (&line.age, matches!(line.who, Some(Who::Known(_)))) {
                    p class="age" {
                        label for={ (name) ".age" } { (cx.label("field", "age")) } " "
                        input id={ (name) ".age" } name={ (name) ".age" } value=(age) size="12" autocomplete="off" aria-describedby={ (name) ".age-h" };
                        " " span class="hint" id={ (name) ".age-h" } { (cx.text("log-age-as-of")) }
                    }
                }
                @for found in &line.matches {
                    (choice(&Who::Known(found.label.reference.clone()), matched(cx, found)))
                }
                div class="chs" {
                    (choice(&Who::NewPerson, html! { (cx.text("who-new")) }))
                    (choice(&Who::NewGroup, html! { (cx.text("who-group")) }))
                    @if !line.matches.is_empty() { (choice(&Who::Unsure, html! { (cx.text("who-unsure")) })) }
                }
                @if let Some(fault) = form.fault(&name) {
                    p class="err" { (say(cx.lang, &fault.say)) }
                    (same_episode(cx, &name, other_episode(fault), false))
                    (way_out(cx, fault))
                }
                @if form.fault(&name).and_then(other_episode).is_none() { (same_episode(cx, &name, Some(same), true)) }
            }
        }
    }
}

/// The episode that a fault names: somebody is in custody already.
fn other_episode(fault: &FieldError) -> Option<&str> {
    let named = fault.say.args.iter().find(|(name, _)| *name == "ref");
    named.filter(|_| [DETAINED_TWICE_KEY, "err-same-uncited"].contains(&fault.say.key)).map(|(_, at)| at.as_str())
}

/// That the report tells of an episode that is there: it is added to that one, and no other is made.
fn same_episode(cx: &PageContext<'_>, name: &str, episode: Option<&str>, chosen: bool) -> Markup {
    html! {
        @if let Some(episode) = episode.filter(|episode| !episode.is_empty()) {
            label class="ch" {
                input type="checkbox" name={ (name) "." (SAME) } value=(episode) checked[chosen];
                span { (cx.text_with("who-same-episode", &[("ref", episode.into())])) }
            }
        }
    }
}

/// The report that is cited, to read while typing.
fn beside(cx: &PageContext<'_>, report: &Label, body: Option<&str>) -> Markup {
    html! {
        aside class="src stick" tabindex="0" aria-labelledby="src-h" {
            h2 id="src-h" class="first" { (cx.text("log-report-beside")) span class="ui" { (report.reference) } }
            p class="meta" { a href=(report.address()) { (report.name) } }
            @match body {
                Some(body) => ol class="paras" {
                    @for (number, text) in paragraphs(body).enumerate() {
                        li { span class="n" { (number + 1) } p { (text) } }
                    }
                },
                None => p class="meta" { (cx.text("log-no-text")) },
            }
        }
    }
}
