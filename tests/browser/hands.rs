//! A person at the forms: opens them by links and buttons, types, chooses, and sends them, with script or without.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use toml::{Table, Value};

use crate::case::{called, row};
use crate::driver::Key;
use crate::harness::{Browser, Server};
use crate::keys::Keys;
use crate::signing_in::set_up;

pub const PASSWORD: &str = "a lantern in the window";

/// How somebody works.
#[derive(Debug, Clone, Copy)]
pub struct How {
    pub script: bool,
    /// Touches nothing but the keyboard.
    pub keyboard: bool,
    pub width: u32,
    pub language: &'static str,
}

/// Somebody who codes a case by hand out of the rows of the seed files: nothing is typed here that is not in them.
pub struct Hands {
    pub browser: Browser,
    pub origin: String,
    how: How,
    /// The rows that are coded: what is in none of the forms sent so far is made inline.
    known: RefCell<BTreeSet<String>>,
    /// References of the form in hand that the program may ask about: the field, and the row that is meant.
    open: RefCell<BTreeMap<String, String>>,
    /// Sends of the form in hand.
    sent: RefCell<u32>,
}

/// What stands in the rows and is no field of a form: ids, and what has a place of its own in it.
const NO_FIELDS: [&str; 8] = ["id", "name", "name_lang", "name_report", "names", "review", "cite", "sources"];

/// What a field is: something to choose from, a name of another record, or text.
const WHAT: &str = "
const field = document.getElementById(arguments[0]);
return field && field.parentElement.matches('[data-link]') ? 'link' : field && field.localName;";

/// A record made inline is asked for these.
const BRIEF: [(&str, &[&str]); 4] = [
    ("place", &["level", "parent"]),
    ("person", &["unit", "sex"]),
    ("organization", &["type", "state_actor"]),
    ("source", &["type", "reliability"]),
];

impl Hands {
    /// Somebody who has set the first account up.
    pub fn at(server: &Server, how: How) -> Hands {
        let arguments: &[&str] = if how.script { &[] } else { &["--blink-settings=scriptEnabled=false"] };
        let browser = server.browser(arguments);
        browser.resize(how.width, 844);
        browser.go(&server.link);
        browser.click(&format!("button[name=lang][value={}]", how.language));
        set_up(&browser, "saule", PASSWORD);
        assert!(browser.has(&format!("html[lang={}]", how.language)), "the account speaks another language");
        Hands {
            browser,
            origin: server.origin.clone(),
            how,
            known: RefCell::default(),
            open: RefCell::default(),
            sent: RefCell::default(),
        }
    }

    /// Opens a form from the page *Log*.
    pub fn open(&self, address: &str) {
        self.leave_by("nav a[href='/new']");
        self.leave_by(&format!("main a[href='{address}']"));
        self.look();
    }

    /// Opens the form of a fact from the page of the record that it belongs to.
    pub fn add(&self, page: &str, kind: &str) {
        self.browser.go(page);
        self.press("main details.add summary");
        self.leave_by(&format!("main details.add a[href='{page}/{kind}/new']"));
        self.look();
    }

    /// Codes a row in the form that is open, and sends it.
    pub fn code(&self, kind: &str, id: &str, filled: &[&str]) {
        self.fill(kind, id, filled);
        self.send();
        self.known.borrow_mut().insert(id.to_owned());
    }

    /// Types a row into the form that is open, but for the fields that its address has filled in.
    pub fn fill(&self, kind: &str, id: &str, filled: &[&str]) {
        let row = row(kind, id);
        if let Some(name) = row.get("name") {
            self.enter("names.0.text", name);
            self.enter("names.0.lang", &row["name_lang"]);
            if self.known.borrow().contains(text(&row["name_report"])) {
                self.link("names.0.report", text(&row["name_report"]));
            }
        }
        for (field, value) in &row {
            if !NO_FIELDS.contains(&field.as_str()) && !filled.contains(&field.as_str()) {
                self.enter(field, value);
            }
        }
        self.rows("", "sources", row.get("sources"));
        self.cite("", &row);
    }

    /// Types what supports a row.
    pub fn cite(&self, prefix: &str, row: &Table) {
        self.rows(prefix, "citations", row.get("cite"));
    }

    /// Types the rows of a list, each after a press of the button that makes room for it.
    fn rows(&self, prefix: &str, list: &str, rows: Option<&Value>) {
        let rows = rows.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
        for (number, row) in rows.enumerate() {
            if number > 0 {
                self.leave_by(&format!("button[name=add][value='{list}']"));
                self.look();
            }
            let field =
                |key: &str| format!("{prefix}{list}.{number}.{}", if key == "para" { "paragraph" } else { key });
            if ["field", "via", "stance", "note"].iter().any(|rare| row.contains_key(*rare)) {
                self.unfold(&field("note"));
            }
            for (key, value) in row {
                self.enter(&field(key), value);
            }
        }
    }

    /// Opens what is folded around a field.
    pub fn unfold(&self, field: &str) {
        let summary = format!("details:not([open]):has([id=\"{field}\"]) > summary");
        while self.browser.has(&summary) {
            self.press(&summary);
        }
    }

    /// Puts text into a field as a paste does.
    pub fn paste(&self, field: &str, text: &str) {
        let at = format!("[id=\"{field}\"]");
        if self.how.keyboard {
            Keys::of(&self.browser).reach(&at);
        } else {
            self.browser.click_here(&at);
        }
        self.browser.chromium("Input.insertText", json!({ "text": text }));
    }

    /// Says that a pasted line means a record that is there: with script at once, without when the form comes back.
    pub fn known_line(&self, number: usize, id: &str) {
        let line = format!("w.{number}");
        self.open.borrow_mut().insert(line.clone(), id.to_owned());
        if self.how.script {
            self.browser.await_one(&format!("input[name=\"{line}.pick\"]"));
            self.answer(&line, id);
            self.open.borrow_mut().remove(&line);
        }
    }

    /// Types or chooses one value, as it is typed by people.
    pub fn enter(&self, field: &str, value: &Value) {
        let at = format!("[id=\"{field}\"]");
        let is = self.browser.run(WHAT, vec![json!(field)]);
        match value {
            Value::String(id) if is == "link" => self.link(field, id),
            Value::String(text) if is == "select" => self.choose(&at, text),
            Value::Boolean(yes) => self.choose(&at, if *yes { "true" } else { "false" }),
            Value::String(text) => self.type_in(&at, &self.typed(text)),
            other => self.type_in(&at, &other.to_string()),
        }
    }

    /// Dates of the seed files, as people type them.
    pub fn typed(&self, text: &str) -> String {
        let typed = match (text, self.how.language) {
            ("2012-02-25", "ru") => "25 февраля 2012",
            ("2012-02-25", _) => "25 Feb 2012",
            ("[2012-02-25..2012-02-29]", "ru") => "между 25 и 29 февраля 2012",
            ("[2012-02-25..2012-02-29]", _) => "between 25 and 29 Feb 2012",
            (other, _) => other,
        };
        typed.to_owned()
    }

    /// Types the name of another row. With script it is chosen from what is offered; without, when the form comes back.
    fn link(&self, field: &str, id: &str) {
        let (kind, name) = called(id);
        // Long titles are not typed when there is a ref.
        let name = if kind == "report" { "R-1".to_owned() } else { name };
        self.type_in(&format!("[id=\"{field}\"]"), &name);
        self.open.borrow_mut().insert(field.to_owned(), id.to_owned());
        if self.how.script {
            let pick = if self.known.borrow().contains(id) { ":not([data-pick=new])" } else { "[data-pick=new]" };
            let named = called(id).1.replace('"', "\\\"");
            let option = format!("[id=\"{field}-list\"] [role=option]{pick}[data-name=\"{named}\"]");
            self.browser.await_one(&option);
            self.pick(field, &option);
            self.browser.await_one(&format!(".f:has(> [id=\"{field}\"]) .read"));
            self.settle(field, id);
        }
    }

    /// Fills in what is asked of a record that is made inline.
    fn settle(&self, field: &str, id: &str) {
        self.open.borrow_mut().remove(field);
        let (kind, _) = called(id);
        if self.known.borrow_mut().insert(id.to_owned()) {
            let row = row(&kind, id);
            let brief = BRIEF.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, brief)| brief);
            for asked in brief.iter().filter(|asked| row.contains_key(**asked)) {
                self.enter(&format!("{field}.new.{asked}"), &row[*asked]);
            }
        }
    }

    /// Sends the form, answers what it asks, and sends it again, until it is saved.
    pub fn send(&self) {
        self.send_with(".bar .go");
    }

    pub fn send_with(&self, button: &str) {
        *self.sent.borrow_mut() = 0;
        loop {
            *self.sent.borrow_mut() += 1;
            self.leave_by(button);
            self.look();
            if !self.browser.has("main .alert") {
                break;
            }
            assert!(!self.how.script, "with script a form asks nothing after it was sent: {}", self.browser.text());
            assert!(*self.sent.borrow() < 5, "the form is not saved: {}", self.browser.text());
            let open: Vec<(String, String)> = self.open.borrow().clone().into_iter().collect();
            for (field, id) in open {
                self.answer(&field, &id);
            }
        }
        self.open.borrow_mut().clear();
    }

    /// Says which record is meant, or that it is new.
    fn answer(&self, field: &str, id: &str) {
        let pick = format!("input[type=radio][name=\"{field}.pick\"]");
        if self.browser.has(&pick) {
            let there = ":not([value=new], [value=group], [value=unsure])";
            let which = if self.known.borrow().contains(id) { there } else { "[value=new]" };
            self.pick_radio(&pick, which);
        } else if self.browser.has(&format!(".f:has(> [id=\"{field}\"]) > fieldset.new")) {
            self.settle(field, id);
        } else {
            self.open.borrow_mut().remove(field);
        }
    }

    /// One of a group of radio buttons: Tab comes to the group, the arrows choose in it.
    fn pick_radio(&self, group: &str, which: &str) {
        if !self.how.keyboard {
            return self.press(&format!("{group}{which}"));
        }
        let keys = Keys::of(&self.browser);
        keys.reach(&format!("{group}[value=unsure]"));
        while !self.browser.has(&format!("{group}{which}:checked")) {
            keys.press(Key::Down);
        }
    }

    /// A link or button that leads to another page.
    fn leave_by(&self, selector: &str) {
        if self.how.keyboard {
            let keys = Keys::of(&self.browser);
            keys.reach(selector);
            keys.leave(&Key::Enter.to_string());
        } else {
            self.browser.click(selector);
        }
    }

    /// A button that changes something on the page.
    fn press(&self, selector: &str) {
        if self.how.keyboard {
            let keys = Keys::of(&self.browser);
            keys.reach(selector);
            keys.press(Key::Enter);
        } else {
            self.browser.click_here(selector);
        }
    }

    fn choose(&self, selector: &str, code: &str) {
        if self.how.keyboard {
            let keys = Keys::of(&self.browser);
            keys.reach(selector);
            keys.choose(code);
        } else {
            self.browser.choose(selector, code);
        }
    }

    /// Types key by key where the keyboard is all there is; elsewhere the words come at once, as from a paste.
    fn type_in(&self, selector: &str, text: &str) {
        if self.how.keyboard {
            Keys::of(&self.browser).reach(selector);
            self.browser.type_in(selector, text);
        } else {
            self.browser.insert(selector, text);
        }
    }

    /// Takes one of the records offered for a field.
    fn pick(&self, field: &str, option: &str) {
        if !self.how.keyboard {
            return self.browser.click_here(option);
        }
        let keys = Keys::of(&self.browser);
        while !self.browser.has(&format!("{option}[aria-selected=true]")) {
            assert!(self.browser.has(&format!("[id=\"{field}-list\"]")), "the list of {field} is gone");
            keys.press(Key::Down);
        }
        keys.press(Key::Enter);
    }

    /// On every page: it has to fit on the screen.
    pub fn look(&self) {
        let size = self.browser.chromium("Page.getLayoutMetrics", json!({}));
        let width = size["cssContentSize"]["width"].as_f64().unwrap();
        assert!(width <= f64::from(self.how.width), "{} is {width} wide", self.browser.path());
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
