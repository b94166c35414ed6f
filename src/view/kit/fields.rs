//! The fields of a record in its form: one way to show each type of value, with what was typed, what was understood
//! and what is wrong.

use maud::{Markup, html};

use crate::domain::change::SAME;
use crate::domain::count;
use crate::domain::gazetteer::{CREDIT, Offered};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::name::matching::Match;
use crate::domain::position::{self, Axis};
use crate::domain::record::{DETAINED_TWICE, Label};
use crate::domain::time::parse_typed;
use crate::error::{DETAINED_TWICE_KEY, FieldError, Message};
use crate::locale::{say, words};
use crate::pages::form::{FormField, FormRow, FormRows, FormSection, Link, Understood};
use crate::view::PageContext;
use crate::view::kit::summary::choice;

/// What a form shows beside the fields: who reads it, what it is for, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct FormContext<'f> {
    pub cx: &'f PageContext<'f>,
    /// The kind whose fields a citation of the form may speak of; nothing while that is open.
    pub kind: Option<Kind>,
    pub errors: &'f [FieldError],
}

impl FormContext<'_> {
    pub fn fault(&self, name: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == name)
    }
}

/// All fields of a record; those that say more of the one before stand in a row with it.
pub fn fields(form: FormContext<'_>, section: &FormSection) -> Markup {
    fields_of(form, section.kind.table(), &section.fields)
}

/// The same, of fields that are of no one kind.
pub fn fields_of(form: FormContext<'_>, table: &str, fields: &[FormField]) -> Markup {
    let mut groups: Vec<Vec<&FormField>> = Vec::new();
    for form_field in fields {
        match groups.last_mut() {
            Some(group) if belongs(group, form_field) => group.push(form_field),
            _ => groups.push(vec![form_field]),
        }
    }
    html! {
        @for group in &groups {
            @match group.as_slice() {
                [only] => (field(form, table, only)),
                several => div class="pair" { @for form_field in several { (field(form, table, form_field)) } },
            }
        }
    }
}

/// `date_basis` says more of `date`, `longitude` of `latitude`; numbers of a figure and days of a sentence stand together.
fn belongs(group: &[&FormField], form_field: &FormField) -> bool {
    const TOGETHER: [&[&str]; 9] = [
        &["age", "age_as_of"],
        &["qualifier", "lo", "best", "hi"],
        &["latitude", "longitude"],
        &["law", "article"],
        &["fine_amount", "fine_currency"],
        &["bail_amount", "bail_currency"],
        &["court", "judge"],
        &["taken_place", "taken_by"],
        &["status_after", "certainty"],
    ];
    let (Some(first), name) = (group.first().map(|form_field| form_field.field.name), form_field.field.name) else {
        return false;
    };
    name.strip_prefix(first).is_some_and(|rest| matches!(rest, "_basis" | "_part" | "_note"))
        || TOGETHER.iter().any(|set| set.contains(&first) && set.contains(&name))
}

/// One field: label, hint, something to type into or choose from, and what became of it.
pub fn field(form: FormContext<'_>, table: &str, form_field: &FormField) -> Markup {
    let (cx, name) = (form.cx, form_field.name.as_str());
    let fault = form.fault(name);
    let hint = hint(table, form_field.field);
    let read_id = format!("{name}-r");
    let (hint_id, error_id) = (format!("{name}-h"), format!("{name}-e"));
    let described: Vec<&str> = [
        hint.map(|_| hint_id.as_str()),
        fault.map(|_| error_id.as_str()),
        match form_field.read {
            Understood::Born(_)
            | Understood::Date(_)
            | Understood::Degrees(..)
            | Understood::Code(..)
            | Understood::Record(Link::Chosen(_) | Link::Listed(_)) => Some(read_id.as_str()),
            Understood::NotRead(_) if fault.is_none() => Some(read_id.as_str()),
            _ => None,
        },
    ]
    .into_iter()
    .flatten()
    .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let (described, invalid) = (described.as_deref(), fault.map(|_| "true"));
    html! {
        div class="f" data-link=[link_code(form_field.field)] data-follows=[follows(table, form_field.field)] data-again=[follows(table, form_field.field).map(|_| name)] {
            label for=(name) {
                (cx.label("field", form_field.field.name))
                @if form_field.field.required && !is_found_out(table, form_field.field) { " " span class="meta" { (cx.text("form-required")) } }
            }
            @if let Some(hint) = hint { p class="hint" id=(hint_id) { (cx.text(hint)) } }
            @match form_field.field.ty {
                Type::Prose => textarea id=(name) name=(name) rows="4" aria-describedby=[described] aria-invalid=[invalid] { (form_field.typed) },
                Type::Term(list) => {
                    @let terms = cx.vocabulary.list(list).map(|code| (code, html! { (cx.term(code)) }));
                    (codes(cx, table, form_field, terms, described, invalid))
                }
                Type::Choice(values) => {
                    @let choices = values.iter().map(|value| (*value, choice_word(cx, table, form_field.field.name, value)));
                    (codes(cx, table, form_field, choices, described, invalid))
                }
                Type::Text if (table, form_field.field.name) == ("citation", "field") => (cited_field(form, form_field, described)),
                Type::Bool => (yes_no(cx, form_field, described, invalid)),
                _ => input id=(name) name=(name) value=(form_field.typed) autocomplete="off" inputmode=[input_mode(form_field.field)]
                    data-look[looks(table, form_field.field)]
                    aria-describedby=[described] aria-invalid=[invalid];
            }
            @if let Some(fault) = fault {
                p class="err" id=(error_id) { (say(cx.lang, &fault.say)) }
                (way_out(cx, fault))
            }
            @match &form_field.read {
                Understood::Date(date) => p class="read" id=(read_id) { (cx.text("form-understood")) " " b { (date.words(cx.lang)) } },
                Understood::Born(birth) => p class="read" id=(read_id) {
                    (cx.label("field", "birth")) ": " b { (birth.words(cx.lang)) } " " span class="meta" { (cx.label("basis", "inferred")) }
                },
                Understood::Degrees(axis, degrees) => p class="read" id=(read_id) {
                    (cx.text("form-understood")) " " b { (side(cx, *axis, *degrees)) }
                },
                Understood::Code(codes, code) => p class="read" id=(read_id) {
                    (cx.text("form-understood")) " " b { (cx.code(*codes, code)) }
                },
                // Before it is sent, and told as a fault.
                Understood::NotRead(why) => @if fault.is_none() {
                    p class="err" id=(read_id) { (say(cx.lang, why)) }
                    (way_out(cx, &FieldError::new(name, why.clone())))
                },
                Understood::Record(link) => (linked(form, form_field, link, &read_id)),
                Understood::AsTyped if is_counted(table, form_field.field) => (counted(cx, &form_field.typed)),
                Understood::AsTyped => {},
            }
        }
    }
}

/// What can be done about a fault, beside typing something else.
pub fn way_out(cx: &PageContext<'_>, fault: &FieldError) -> Markup {
    let words = fault.say.args.iter().find(|(name, _)| *name == "words").map(|(_, words)| words);
    html! {
        @match (fault.say.key, words) {
            ("err-quote-nearest", Some(words)) => {
                input type="hidden" name={ (fault.field) ".nearest" } value=(words);
                button class="fix" name="use" value=(fault.field) { (cx.text("form-use-words")) }
            },
            (position::SWAPPED | position::ORDER | position::FAR_FROM_ITS_PLACES, _) => {
                @if let Some((_, pair)) = fault.say.args.iter().find(|(name, _)| *name == "pair") {
                    input type="hidden" name={ (fault.field) ".nearest" } value=(pair);
                    button class="fix" name="use" value=(fault.field) { (cx.text_with("form-use-pair", &[("pair", pair.as_str().into())])) }
                }
            },
            (DETAINED_TWICE_KEY, _) => {
                // In the form of a detention; the log asks for each of its lines.
                @if let Some((_, episode)) = fault.say.args.iter().find(|(name, _)| *name == "ref").filter(|_| fault.field == "person") {
                    label class="ch" {
                        input type="checkbox" name=(SAME.name) value=(episode);
                        span { (cx.text_with("who-same-episode", &[("ref", episode.as_str().into())])) }
                    }
                }
                label class="ch" {
                    input type="checkbox" name="accepted" value=(DETAINED_TWICE);
                    span { (cx.text("form-twice-meant")) }
                }
                label for="accepted_reason" { (cx.text("form-twice-why")) }
                input id="accepted_reason" name="accepted_reason" autocomplete="off";
            },
            (key, _) if key.starts_with("date-ask") => (meant_dates(cx, &fault.field, &fault.say)),
            _ => {},
        }
    }
}

/// The dates that may be meant, each to take with a button; what is inferred and the words themselves go with it, where
/// the form has fields for them.
fn meant_dates(cx: &PageContext<'_>, field: &str, why: &Message) -> Markup {
    let argument = |name: &str| why.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    html! {
        @for (argument_name, part) in [("date", "nearest"), ("other", "other")] {
            @if let Some(date) = argument(argument_name) {
                input type="hidden" name={ (field) "." (part) } value=(date);
                button class="fix" name="use" value={ (field) "." (part) } {
                    (cx.text_with("form-use-date", &[("date", date_words(cx, date).into())]))
                }
            }
        }
        @for kept in ["basis", "part"] {
            @if let Some(value) = argument(kept) { input type="hidden" name={ (field) "_" (kept) ".nearest" } value=(value); }
        }
        @if let Some(words) = argument("said") { input type="hidden" name={ (field) ".said" } value=(words); }
    }
}

/// A coordinate with its side.
pub fn side(cx: &PageContext<'_>, axis: Axis, degrees: f64) -> Markup {
    let key = match (axis, degrees < 0.0) {
        (Axis::Latitude, false) => "place-north",
        (Axis::Latitude, true) => "place-south",
        (Axis::Longitude, false) => "place-east",
        (Axis::Longitude, true) => "place-west",
    };
    html! { (degrees.abs()) " " (cx.text(key)) }
}

fn date_words(cx: &PageContext<'_>, typed: &str) -> String {
    parse_typed(typed).map_or_else(|_| typed.to_owned(), |date| date.words(cx.lang))
}

fn link_code(field: &Field) -> Option<&'static str> {
    match field.ty {
        Type::Ref(target, _) => Some(target.code()),
        _ => None,
    }
}

/// Fields whose choices depend on others: on the record that is cited, which field of it.
fn follows(table: &str, field: &Field) -> Option<&'static str> {
    match field.ty {
        // A pair in one of two coordinates fills the other.
        Type::Degrees(axis) => Some(axis.other().field()),
        // The birth that follows from an age follows from its day, too.
        Type::Age => Some("age_as_of"),
        _ => ((table, field.name) == ("citation", "field")).then_some("record fact"),
    }
}

/// Fields of which the program says what it understood.
fn looks(table: &str, field: &Field) -> bool {
    matches!(field.ty, Type::Date | Type::Degrees(_) | Type::Code(_) | Type::Age) || is_counted(table, field)
}

/// Wording of which the numbers are found out.
fn is_counted(table: &str, field: &Field) -> bool {
    (table, field.name) == ("figure", "verbatim")
}

fn input_mode(field: &Field) -> Option<&'static str> {
    match field.ty {
        Type::Integer => Some("numeric"),
        Type::Real => Some("decimal"),
        // Not "decimal": the keyboard of a telephone would have no letters for the sides.
        Type::Degrees(_) => None,
        _ => None,
    }
}

fn hint(table: &str, field: &Field) -> Option<&'static str> {
    match (table, field.name, field.ty) {
        ("log", "taken", _) => Some("hint-taken"),
        ("log", "certainty", _) => Some("hint-certainty"),
        (_, _, Type::Date) => Some("date-hint"),
        (_, "latitude", _) => Some("hint-coordinates"),
        ("person", "age", _) => Some("hint-age"),
        ("figure", "verbatim", _) => Some("hint-verbatim"),
        ("figure", "qualifier", _) => Some("hint-qualifier"),
        ("custody_event", "seq", _) => Some("hint-seq"),
        ("custody_event", "status_after", _) => Some("hint-status-after"),
        (_, "grade", _) => Some("hint-grade"),
        ("citation", "quote", _) => Some("hint-quote"),
        ("citation", "field", _) => Some("hint-cited-field"),
        ("report", "body", _) => Some("hint-body"),
        ("incident", "day_seq", _) => Some("hint-day-seq"),
        ("log", ..) => None,
        (_, _, Type::Ref(..)) => Some("hint-link"),
        _ => None,
    }
}

/// Whether a field that has to be there is found out by the program where nobody fills it in.
fn is_found_out(table: &str, field: &Field) -> bool {
    matches!((table, field.name), ("figure", "qualifier") | ("custody_event", "seq"))
}

/// What stands for choosing nothing, where that can be.
fn none(cx: &PageContext<'_>, table: &str, field: &Field) -> Option<Markup> {
    let word = match field {
        field if is_found_out(table, field) => "form-as-worded",
        Field { required: true, .. } => "form-choose",
        // Only where it may be left to the report's own words has it no usual value.
        field if field.follows_its_source() => "form-as-put",
        _ => "form-not-stated",
    };
    (field.default.is_none() || field.follows_its_source()).then(|| html! { option value="" { (cx.text(word)) } })
}

/// One of these codes, each with its word.
fn codes<'c>(
    cx: &PageContext<'_>,
    table: &str,
    form_field: &FormField,
    options: impl Iterator<Item = (&'c str, Markup)>,
    described: Option<&str>,
    invalid: Option<&str>,
) -> Markup {
    html! {
        select id=(form_field.name) name=(form_field.name) aria-describedby=[described] aria-invalid=[invalid] {
            @if let Some(none) = none(cx, table, form_field.field) { (none) }
            @for (code, word) in options {
                option value=(code) selected[code == form_field.typed] { (word) }
            }
        }
    }
}

fn choice_word(cx: &PageContext<'_>, table: &str, field: &str, value: &str) -> Markup {
    html! {
        @match field {
            "reliability" => (cx.label("reliability", value)),
            "grade" => (value),
            field => (choice(cx, table, field, value)),
        }
    }
}

/// The field a citation speaks of; nothing chosen means the whole record.
fn cited_field(form: FormContext<'_>, form_field: &FormField, described: Option<&str>) -> Markup {
    let cx = form.cx;
    html! {
        select id=(form_field.name) name=(form_field.name) aria-describedby=[described] {
            option value="" { (cx.text("form-whole-record")) }
            @for field in form.kind.map_or(&[][..], Kind::fields) {
                option value=(field.name) selected[field.name == form_field.typed] { (cx.label("field", field.name)) }
            }
        }
    }
}

fn yes_no(cx: &PageContext<'_>, form_field: &FormField, described: Option<&str>, invalid: Option<&str>) -> Markup {
    html! {
        select id=(form_field.name) name=(form_field.name) aria-describedby=[described] aria-invalid=[invalid] {
            @for (value, word) in [("true", "yes"), ("false", "no")] {
                option value=(value) selected[value == form_field.typed] { (cx.text(word)) }
            }
        }
    }
}

/// Which record a typed reference means: the one chosen, one to be made, or the choice.
fn linked(form: FormContext<'_>, form_field: &FormField, link: &Link, read_id: &str) -> Markup {
    let (cx, name) = (form.cx, form_field.name.as_str());
    let (pick, typed_for) = (format!("{name}.pick"), format!("{name}.for"));
    let kept = |value: &str| {
        html! {
            input type="hidden" name=(typed_for) value=(form_field.typed);
            input type="hidden" name=(pick) value=(value);
        }
    };
    html! {
        @match link {
            Link::Nothing => (kept("")),
            Link::Chosen(label) => { (kept(&label.reference)) p class="read" id=(read_id) { (chosen(label)) } },
            Link::New(section) => {
                (kept("new"))
                fieldset class="new" {
                    legend class="read" { (cx.text_with("form-made-new", &[("kind", cx.label("table", section.kind.table()).into()), ("name", form_field.typed.as_str().into())])) }
                    (fields(form, section))
                    @for rows in &section.lists { (list(form, rows)) }
                }
            },
            Link::Listed(listed) => {
                (kept(&listed.key().to_string()))
                p class="read" id=(read_id) { b { (listed.name) } " " span class="meta" { (listed.around()) " · " (cx.text("form-from-gazetteer")) " " (CREDIT) } }
            },
            Link::Open(matches, offered) => {
                input type="hidden" name=(typed_for) value=(form_field.typed);
                fieldset class="res" {
                    legend class="read" { (cx.text_with("form-which", &[("name", form_field.typed.as_str().into())])) }
                    @for found in matches { (option(cx, &pick, found)) }
                    @for offered in offered {
                        label class="ch" {
                            input type="radio" name=(pick) value=(offered.listed.key());
                            span { (listed(cx, offered)) }
                        }
                    }
                    @if let Some(kind) = created_inline(form_field.field) {
                        label class="ch" {
                            input type="radio" name=(pick) value="new";
                            span { (cx.text_with("form-make-new", &[("kind", cx.label("table", kind.table()).into()), ("name", form_field.typed.as_str().into())])) }
                        }
                    }
                }
            },
        }
    }
}

fn created_inline(field: &Field) -> Option<Kind> {
    match field.ty {
        Type::Ref(target, _) => target.created_inline(),
        _ => None,
    }
}

/// What a field holds, as people read it.
pub fn value(cx: &PageContext<'_>, table: &str, form_field: &FormField) -> Markup {
    let typed = form_field.typed.as_str();
    html! {
        @match (&form_field.read, form_field.field.ty) {
            _ if typed.trim().is_empty() => span class="meta" { (cx.text("form-nothing")) },
            (Understood::Date(date), _) => (date.words(cx.lang)),
            (Understood::Record(Link::Chosen(label)), _) => (chosen(label)),
            (_, Type::Term(_)) => (cx.term(typed)),
            (_, Type::Choice(_)) => (choice(cx, table, form_field.field.name, typed)),
            (_, Type::Bool) if typed == "true" => (cx.text("yes")),
            (_, Type::Bool) => (cx.text("no")),
            _ => (typed),
        }
    }
}

/// The ref that was chosen for a typed reference.
pub fn picked(form_field: &FormField) -> String {
    match &form_field.read {
        Understood::Record(Link::Chosen(label)) => label.reference.clone(),
        Understood::Record(Link::Listed(listed)) => listed.key().to_string(),
        _ => String::new(),
    }
}

/// A record chosen: its name and ref.
pub fn chosen(label: &Label) -> Markup {
    html! { b lang=[label.lang.as_deref()] { (label.name) } " " span class="ref" { (label.reference) } }
}

/// One record to choose, with what speaks for it.
pub fn option(cx: &PageContext<'_>, pick: &str, found: &Match) -> Markup {
    html! {
        label class="ch" {
            input type="radio" name=(pick) value=(found.label.reference);
            span { (matched(cx, found)) }
        }
    }
}

/// A record that may be meant: name, ref, why, and what tells it from its namesakes.
pub fn matched(cx: &PageContext<'_>, found: &Match) -> Markup {
    html! {
        (chosen(&found.label))
        span class="meta" {
            (cx.label("match", found.why.code()))
            @if let Some(spelled) = &found.spelled { ": " (spelled) }
            @if let Some(context) = &found.context { " · " (context) }
        }
    }
}

/// A place that the gazetteer has: what it is in, and that it is to be made.
pub fn listed(cx: &PageContext<'_>, offered: &Offered) -> Markup {
    html! {
        (offered.listed.name)
        span class="meta" {
            " "
            @if let Some(spelled) = offered.spelled { (spelled) " · " }
            (offered.listed.around()) " · " (cx.text("form-from-gazetteer")) " " (CREDIT)
        }
    }
}

/// The rows of a list, each in a box of its own, and a button for one more.
pub fn list(form: FormContext<'_>, rows: &FormRows) -> Markup {
    let (cx, list, table) = (form.cx, rows.what.list(), rows.what.table());
    // Of a record made inline, who told it stands in one row.
    let is_inline =
        rows.rows.iter().flat_map(|row| row.fields.first()).any(|form_field| form_field.name.contains(".new."));
    html! {
        @for (number, row) in rows.rows.iter().enumerate() { (self::row(form, list, table, number, row)) }
        @if !is_inline {
            p { button class="btn low" name="add" value=(list) { (cx.label("form-add", list)) } }
        }
    }
}

fn row(form: FormContext<'_>, list: &str, table: &str, number: usize, row: &FormRow) -> Markup {
    let cx = form.cx;
    let under =
        row.fields.first().and_then(|form_field| form_field.name.rsplit_once('.')).map_or("", |(under, _)| under);
    let faulty = row.fields.iter().any(|form_field| form.fault(&form_field.name).is_some());
    let body = html! {
        (row_fields(form, table, &row.fields))
        @if row.stored.is_some() {
            label class="ch" {
                input type="checkbox" name={ (under) ".remove" } value="1" checked[row.removed];
                span { (cx.text("form-remove")) }
            }
        }
    };
    html! {
        fieldset class="rows" id=(under) {
            legend { (cx.label("form-row", list)) " " (number + 1) }
            @match &row.stored {
                // What is there already is folded away: most of it stays as it is.
                Some(stored) => {
                    input type="hidden" name={ (under) ".id" } value=(stored);
                    details open[faulty || row.removed] { summary { (told(cx, table, row)) } (body) }
                },
                None => (body),
            }
        }
    }
}

/// A stored row in one line: what of it is not as usual.
fn told(cx: &PageContext<'_>, table: &str, row: &FormRow) -> Markup {
    const TELLING: [&str; 13] = [
        "text",
        "kind",
        "source",
        "role",
        "scheme",
        "value",
        "report",
        "field",
        "gives",
        "gives_record",
        "paragraph",
        "page",
        "grade",
    ];
    let telling =
        row.fields.iter().filter(|form_field| TELLING.contains(&form_field.field.name) && !form_field.typed.is_empty());
    html! {
        @for (index, form_field) in telling.enumerate() {
            @if index > 0 { " · " }
            @match form_field.field.name {
                "paragraph" => { "¶ " (form_field.typed) },
                "field" => (cx.label("field", &form_field.typed)),
                "grade" => (form_field.typed),
                _ => (value(cx, table, form_field)),
            }
        }
    }
}

/// What is asked of every row stands open; what is asked of few is folded away, unless something is in it.
fn row_fields(form: FormContext<'_>, table: &str, fields: &[FormField]) -> Markup {
    const ALONE: [&str; 2] = ["report", "quote"];
    const FEW: [&str; 6] = ["field", "via", "stance", "gives", "gives_record", "note"];
    let is_rare = |form_field: &&FormField| table == "citation" && FEW.contains(&form_field.field.name);
    let usual = |form_field: &FormField| {
        let usual =
            if form_field.field.follows_its_source() { "" } else { form_field.field.default.unwrap_or_default() };
        form_field.typed == usual && form.fault(&form_field.name).is_none()
    };
    let alone = |form_field: &&FormField| ALONE.contains(&form_field.field.name);
    html! {
        @if table == "citation" { @for form_field in fields.iter().filter(|form_field| form_field.field.name == "report") { (field(form, table, form_field)) } }
        div class="pair" {
            @for form_field in fields.iter().filter(|form_field| !is_rare(form_field) && !alone(form_field)) { (field(form, table, form_field)) }
        }
        @for form_field in fields.iter().filter(|form_field| alone(form_field) && (table != "citation" || form_field.field.name != "report")) {
            (field(form, table, form_field))
        }
        @if fields.iter().any(|form_field| is_rare(&form_field)) {
            details open[!fields.iter().filter(is_rare).all(usual)] {
                summary { (form.cx.text("form-more")) }
                @for form_field in fields.iter().filter(is_rare) { (field(form, table, form_field)) }
            }
        }
    }
}

/// What the wording of a figure says in numbers, where nobody gives them.
fn counted(cx: &PageContext<'_>, wording: &str) -> Markup {
    let count = words::counted_in(cx.lang, &count::read(wording));
    html! {
        @if !wording.trim().is_empty() {
            p class="read" {
                (cx.text("form-understood")) " "
                b { @match &count { Some(count) => (count), None => (cx.text("form-vague")) } }
            }
        }
    }
}
