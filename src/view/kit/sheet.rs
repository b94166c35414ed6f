//! The fields of a record in its form: one way to show each type of value, with what was typed, what was understood
//! and what is wrong.

use maud::{Markup, html};

use super::described::choice;
use crate::domain::count;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::matching::Match;
use crate::domain::record::{DETAINED_TWICE, Label};
use crate::domain::sheet::{Link, Row, Rows, Sheet, Slot, Understood};
use crate::error::FieldError;
use crate::locale::say;
use crate::view::Reader;

/// What a form shows beside the fields: who reads it, what it is for, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct Form<'f> {
    pub reader: &'f Reader<'f>,
    /// The kind whose fields a citation of the form may speak of; nothing while that is open.
    pub kind: Option<Kind>,
    pub errors: &'f [FieldError],
}

impl Form<'_> {
    pub fn fault(&self, name: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == name)
    }
}

/// All fields of a record; those that say more of the one before stand in a row with it.
pub fn fields(form: Form<'_>, sheet: &Sheet) -> Markup {
    slots(form, sheet.kind.table(), &sheet.slots)
}

/// The same, of fields that are of no one kind.
pub fn slots(form: Form<'_>, table: &str, slots: &[Slot]) -> Markup {
    let mut groups: Vec<Vec<&Slot>> = Vec::new();
    for slot in slots {
        match groups.last_mut() {
            Some(group) if belongs(group, slot) => group.push(slot),
            _ => groups.push(vec![slot]),
        }
    }
    html! {
        @for group in &groups {
            @match group.as_slice() {
                [only] => (field(form, table, only)),
                several => div class="pair" { @for slot in several { (field(form, table, slot)) } },
            }
        }
    }
}

/// `date_basis` says more of `date`, `longitude` of `latitude`; numbers of a figure and days of a sentence stand together.
fn belongs(group: &[&Slot], slot: &Slot) -> bool {
    const TOGETHER: [&[&str]; 6] = [
        &["qualifier", "lo", "best", "hi"],
        &["latitude", "longitude"],
        &["law", "article"],
        &["fine_amount", "fine_currency"],
        &["taken_place", "taken_by"],
        &["status_after", "certainty"],
    ];
    let (Some(first), name) = (group.first().map(|slot| slot.field.name), slot.field.name) else { return false };
    name.strip_prefix(first).is_some_and(|rest| matches!(rest, "_basis" | "_part" | "_note"))
        || TOGETHER.iter().any(|set| set.contains(&first) && set.contains(&name))
}

/// One field: label, hint, something to type into or choose from, and what became of it.
pub fn field(form: Form<'_>, table: &str, slot: &Slot) -> Markup {
    let (reader, name) = (form.reader, slot.name.as_str());
    let fault = form.fault(name);
    let hint = hint(table, slot.field);
    let read_id = format!("{name}-r");
    let (hint_id, error_id) = (format!("{name}-h"), format!("{name}-e"));
    let described: Vec<&str> = [
        hint.map(|_| hint_id.as_str()),
        fault.map(|_| error_id.as_str()),
        match slot.read {
            Understood::Date(_) | Understood::Record(Link::Chosen(_)) => Some(read_id.as_str()),
            Understood::NoDate(_) if fault.is_none() => Some(read_id.as_str()),
            _ => None,
        },
    ]
    .into_iter()
    .flatten()
    .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let (described, invalid) = (described.as_deref(), fault.map(|_| "true"));
    html! {
        div class="f" data-link=[link_code(slot.field)] data-follows=[follows(table, slot.field)] data-again=[follows(table, slot.field).map(|_| name)] {
            label for=(name) {
                (reader.word("field", slot.field.name))
                @if slot.field.required && !is_found_out(table, slot.field) { " " span class="meta" { (reader.t("form-required")) } }
            }
            @if let Some(hint) = hint { p class="hint" id=(hint_id) { (reader.t(hint)) } }
            @match slot.field.ty {
                Type::Prose => textarea id=(name) name=(name) rows="4" aria-describedby=[described] aria-invalid=[invalid] { (slot.typed) },
                Type::Term(list) => (terms(reader, table, slot, list, described, invalid)),
                Type::Choice(values) => (choices(reader, table, slot, values, described, invalid)),
                Type::Text if (table, slot.field.name) == ("citation", "field") => (cited_field(form, slot, described)),
                Type::Bool => (yes_no(reader, slot, described, invalid)),
                _ => input id=(name) name=(name) value=(slot.typed) autocomplete="off" inputmode=[input_mode(slot.field)]
                    data-look[looks(table, slot.field)]
                    aria-describedby=[described] aria-invalid=[invalid];
            }
            @if let Some(fault) = fault {
                p class="err" id=(error_id) { (say(reader.lang, &fault.say)) }
                (way_out(reader, fault))
            }
            @match &slot.read {
                Understood::Date(date) => p class="read" id=(read_id) { (reader.t("form-understood")) " " b { (date.words(reader.lang)) } },
                // Before it is sent, and told as a fault.
                Understood::NoDate(why) => @if fault.is_none() { p class="err" id=(read_id) { (say(reader.lang, why)) } },
                Understood::Record(link) => (linked(form, slot, link, &read_id)),
                Understood::AsTyped if is_counted(table, slot.field) => (counted(reader, &slot.typed)),
                Understood::AsTyped => {},
            }
        }
    }
}

/// What can be done about a fault, beside typing something else.
pub fn way_out(reader: &Reader<'_>, fault: &FieldError) -> Markup {
    let words = fault.say.args.iter().find(|(name, _)| *name == "words").map(|(_, words)| words);
    html! {
        @match (fault.say.key, words) {
            ("err-quote-nearest", Some(words)) => {
                input type="hidden" name={ (fault.field) ".nearest" } value=(words);
                button class="fix" name="use" value=(fault.field) { (reader.t("form-use-words")) }
            },
            ("err-detained-twice", _) => {
                label class="ch" {
                    input type="checkbox" name="accepted" value=(DETAINED_TWICE);
                    span { (reader.t("form-twice-meant")) }
                }
                label for="accepted_reason" { (reader.t("form-twice-why")) }
                input id="accepted_reason" name="accepted_reason" autocomplete="off";
            },
            _ => {},
        }
    }
}

fn link_code(field: &Field) -> Option<&'static str> {
    match field.ty {
        Type::Ref(target, _) => Some(target.code()),
        _ => None,
    }
}

/// Fields whose choices depend on others: on the record that is cited, which field of it.
fn follows(table: &str, field: &Field) -> Option<&'static str> {
    ((table, field.name) == ("citation", "field")).then_some("record fact")
}

/// Fields of which the program says what it understood.
fn looks(table: &str, field: &Field) -> bool {
    field.ty == Type::Date || is_counted(table, field)
}

/// Wording of which the numbers are found out.
fn is_counted(table: &str, field: &Field) -> bool {
    (table, field.name) == ("figure", "verbatim")
}

fn input_mode(field: &Field) -> Option<&'static str> {
    match field.ty {
        Type::Integer => Some("numeric"),
        Type::Real => Some("decimal"),
        _ => None,
    }
}

fn hint(table: &str, field: &Field) -> Option<&'static str> {
    match (table, field.name, field.ty) {
        ("log", "taken", _) => Some("hint-taken"),
        ("log", "certainty", _) => Some("hint-certainty"),
        (_, _, Type::Date) => Some("date-hint"),
        ("figure", "verbatim", _) => Some("hint-verbatim"),
        ("figure", "qualifier", _) => Some("hint-qualifier"),
        ("custody_event", "seq", _) => Some("hint-seq"),
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
fn none(reader: &Reader<'_>, table: &str, field: &Field) -> Option<Markup> {
    let word = match field {
        field if is_found_out(table, field) => "form-as-worded",
        Field { required: true, .. } => "form-choose",
        // Only where it may be left to the report's own words has it no usual value.
        Field { name: "certainty", .. } => "form-as-put",
        _ => "form-not-stated",
    };
    field.default.is_none().then(|| html! { option value="" { (reader.t(word)) } })
}

fn terms(
    reader: &Reader<'_>,
    table: &str,
    slot: &Slot,
    list: &str,
    described: Option<&str>,
    invalid: Option<&str>,
) -> Markup {
    html! {
        select id=(slot.name) name=(slot.name) aria-describedby=[described] aria-invalid=[invalid] {
            @if let Some(none) = none(reader, table, slot.field) { (none) }
            @for code in reader.vocabulary.list(list) {
                option value=(code) selected[code == slot.typed] { (reader.term(code)) }
            }
        }
    }
}

fn choices(
    reader: &Reader<'_>,
    table: &str,
    slot: &Slot,
    values: &[&str],
    described: Option<&str>,
    invalid: Option<&str>,
) -> Markup {
    html! {
        select id=(slot.name) name=(slot.name) aria-describedby=[described] aria-invalid=[invalid] {
            @if let Some(none) = none(reader, table, slot.field) { (none) }
            @for value in values {
                option value=(value) selected[*value == slot.typed] {
                    @match slot.field.name {
                        "reliability" => (reader.word("reliability", value)),
                        "grade" => (value),
                        field => (choice(reader, table, field, value)),
                    }
                }
            }
        }
    }
}

/// The field a citation speaks of; nothing chosen means the whole record.
fn cited_field(form: Form<'_>, slot: &Slot, described: Option<&str>) -> Markup {
    let reader = form.reader;
    html! {
        select id=(slot.name) name=(slot.name) aria-describedby=[described] {
            option value="" { (reader.t("form-whole-record")) }
            @for field in form.kind.map_or(&[][..], Kind::fields) {
                option value=(field.name) selected[field.name == slot.typed] { (reader.word("field", field.name)) }
            }
        }
    }
}

fn yes_no(reader: &Reader<'_>, slot: &Slot, described: Option<&str>, invalid: Option<&str>) -> Markup {
    html! {
        select id=(slot.name) name=(slot.name) aria-describedby=[described] aria-invalid=[invalid] {
            @for (value, word) in [("true", "yes"), ("false", "no")] {
                option value=(value) selected[value == slot.typed] { (reader.t(word)) }
            }
        }
    }
}

/// Which record a typed reference means: the one chosen, one to be made, or the choice.
fn linked(form: Form<'_>, slot: &Slot, link: &Link, read_id: &str) -> Markup {
    let (reader, name) = (form.reader, slot.name.as_str());
    let (pick, typed_for) = (format!("{name}.pick"), format!("{name}.for"));
    let kept = |value: &str| {
        html! {
            input type="hidden" name=(typed_for) value=(slot.typed);
            input type="hidden" name=(pick) value=(value);
        }
    };
    html! {
        @match link {
            Link::Nothing => (kept("")),
            Link::Chosen(label) => { (kept(&label.reference)) p class="read" id=(read_id) { (chosen(label)) } },
            Link::New(sheet) => {
                (kept("new"))
                fieldset class="new" {
                    legend class="read" { (reader.tw("form-made-new", &[("kind", reader.word("table", sheet.kind.table()).into()), ("name", slot.typed.as_str().into())])) }
                    (fields(form, sheet))
                    @for rows in &sheet.lists { (list(form, rows)) }
                }
            },
            Link::Open(matches) => {
                input type="hidden" name=(typed_for) value=(slot.typed);
                fieldset class="res" {
                    legend class="read" { (reader.tw("form-which", &[("name", slot.typed.as_str().into())])) }
                    @for found in matches { (option(reader, &pick, found)) }
                    @if let Some(kind) = created_inline(slot.field) {
                        label class="ch" {
                            input type="radio" name=(pick) value="new";
                            span { (reader.tw("form-make-new", &[("kind", reader.word("table", kind.table()).into()), ("name", slot.typed.as_str().into())])) }
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
pub fn value(reader: &Reader<'_>, table: &str, slot: &Slot) -> Markup {
    let typed = slot.typed.as_str();
    html! {
        @match (&slot.read, slot.field.ty) {
            _ if typed.trim().is_empty() => span class="meta" { (reader.t("form-nothing")) },
            (Understood::Date(date), _) => (date.words(reader.lang)),
            (Understood::Record(Link::Chosen(label)), _) => (chosen(label)),
            (_, Type::Term(_)) => (reader.term(typed)),
            (_, Type::Choice(_)) => (choice(reader, table, slot.field.name, typed)),
            (_, Type::Bool) if typed == "true" => (reader.t("yes")),
            (_, Type::Bool) => (reader.t("no")),
            _ => (typed),
        }
    }
}

/// The ref that was chosen for a typed reference.
pub fn picked(slot: &Slot) -> &str {
    match &slot.read {
        Understood::Record(Link::Chosen(label)) => &label.reference,
        _ => "",
    }
}

/// A record chosen: its name and ref.
pub fn chosen(label: &Label) -> Markup {
    html! { b lang=[label.lang.as_deref()] { (label.name) } " " span class="ref" { (label.reference) } }
}

/// One record to choose, with what speaks for it.
pub fn option(reader: &Reader<'_>, pick: &str, found: &Match) -> Markup {
    html! {
        label class="ch" {
            input type="radio" name=(pick) value=(found.label.reference);
            span { (matched(reader, found)) }
        }
    }
}

/// A record that may be meant: name, ref, why, and what tells it from its namesakes.
pub fn matched(reader: &Reader<'_>, found: &Match) -> Markup {
    html! {
        (chosen(&found.label))
        span class="meta" {
            (reader.word("match", found.why.code()))
            @if let Some(spelled) = &found.spelled { ": " (spelled) }
            @if let Some(context) = &found.context { " · " (context) }
        }
    }
}

/// The rows of a list, each in a box of its own, and a button for one more.
pub fn list(form: Form<'_>, rows: &Rows) -> Markup {
    let (reader, list, table) = (form.reader, rows.what.list(), rows.what.table());
    // Of a record made inline, who told it stands in one row.
    let is_inline = rows.rows.iter().flat_map(|row| row.slots.first()).any(|slot| slot.name.contains(".new."));
    html! {
        @for (number, row) in rows.rows.iter().enumerate() { (self::row(form, list, table, number, row)) }
        @if !is_inline {
            p { button class="btn low" name="add" value=(list) { (reader.word("form-add", list)) } }
        }
    }
}

fn row(form: Form<'_>, list: &str, table: &str, number: usize, row: &Row) -> Markup {
    let reader = form.reader;
    let under = row.slots.first().and_then(|slot| slot.name.rsplit_once('.')).map_or("", |(under, _)| under);
    let faulty = row.slots.iter().any(|slot| form.fault(&slot.name).is_some());
    let body = html! {
        (row_fields(form, table, &row.slots))
        @if row.stored.is_some() {
            label class="ch" {
                input type="checkbox" name={ (under) ".remove" } value="1" checked[row.removed];
                span { (reader.t("form-remove")) }
            }
        }
    };
    html! {
        fieldset class="rows" id=(under) {
            legend { (reader.word("form-row", list)) " " (number + 1) }
            @match &row.stored {
                // What is there already is folded away: most of it stays as it is.
                Some(stored) => {
                    input type="hidden" name={ (under) ".id" } value=(stored);
                    details open[faulty || row.removed] { summary { (told(reader, table, row)) } (body) }
                },
                None => (body),
            }
        }
    }
}

/// A stored row in one line: what of it is not as usual.
fn told(reader: &Reader<'_>, table: &str, row: &Row) -> Markup {
    const TELLING: [&str; 11] =
        ["text", "kind", "source", "role", "scheme", "value", "report", "field", "paragraph", "page", "grade"];
    let telling = row.slots.iter().filter(|slot| TELLING.contains(&slot.field.name) && !slot.typed.is_empty());
    html! {
        @for (index, slot) in telling.enumerate() {
            @if index > 0 { " · " }
            @match slot.field.name {
                "paragraph" => { "¶ " (slot.typed) },
                "field" => (reader.word("field", &slot.typed)),
                "grade" => (slot.typed),
                _ => (value(reader, table, slot)),
            }
        }
    }
}

/// What is asked of every row stands open; what is asked of few is folded away, unless something is in it.
fn row_fields(form: Form<'_>, table: &str, slots: &[Slot]) -> Markup {
    const ALONE: [&str; 2] = ["report", "quote"];
    const FEW: [&str; 4] = ["field", "via", "stance", "note"];
    let is_rare = |slot: &&Slot| table == "citation" && FEW.contains(&slot.field.name);
    let usual = |slot: &Slot| slot.typed == slot.field.default.unwrap_or_default() && form.fault(&slot.name).is_none();
    let alone = |slot: &&Slot| ALONE.contains(&slot.field.name);
    html! {
        @if table == "citation" { @for slot in slots.iter().filter(|slot| slot.field.name == "report") { (field(form, table, slot)) } }
        div class="pair" {
            @for slot in slots.iter().filter(|slot| !is_rare(slot) && !alone(slot)) { (field(form, table, slot)) }
        }
        @for slot in slots.iter().filter(|slot| alone(slot) && (table != "citation" || slot.field.name != "report")) {
            (field(form, table, slot))
        }
        @if slots.iter().any(|slot| is_rare(&slot)) {
            details open[!slots.iter().filter(is_rare).all(usual)] {
                summary { (form.reader.t("form-more")) }
                @for slot in slots.iter().filter(is_rare) { (field(form, table, slot)) }
            }
        }
    }
}

/// What the wording of a figure says in numbers, where nobody gives them.
fn counted(reader: &Reader<'_>, wording: &str) -> Markup {
    let count = count::read(wording);
    let number = |n: Option<i64>| n.unwrap_or(0).into();
    html! {
        @if !wording.trim().is_empty() {
            p class="read" {
                (reader.t("form-understood")) " "
                b {
                    @match count.qualifier {
                        "vague" => (reader.t("form-vague")),
                        "range" => (reader.tw("counted-range", &[("n", number(count.lo)), ("to", number(count.hi))])),
                        qualifier => (reader.tw(&format!("counted-{qualifier}"), &[("n", number(count.best.or(count.lo).or(count.hi)))])),
                    }
                }
            }
        }
    }
}
