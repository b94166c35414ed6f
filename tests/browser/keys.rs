//! A keyboard and nothing else: everything is reached by Tab, chosen by arrows and done by Enter, and presses are counted.

use std::cell::Cell;

use serde_json::json;

use crate::driver::Key;
use crate::harness::Browser;

/// How many stops on what is wanted lies from what has the focus: 0 is there, less is before. An estimate: of a group
/// of radio buttons Tab stops at one.
const STOPS: &str = "
const wanted = document.querySelector(arguments[0]), here = document.activeElement;
if (!wanted) return null;
const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')];
const stops = all.filter(e => e === wanted || e === here || !e.disabled && e.tabIndex >= 0 && e.checkVisibility());
return stops.indexOf(wanted) - stops.indexOf(here);";

/// How far the arrow keys go from the entry chosen to the one wanted.
const STEPS: &str = "
const list = document.activeElement;
return [...list.options].findIndex(option => option.value === arguments[0]) - list.selectedIndex;";

/// How often an estimate may be wrong.
const TRIES: u32 = 20;

pub struct Keys<'b> {
    browser: &'b Browser,
    presses: Cell<u32>,
}

impl<'b> Keys<'b> {
    pub fn of(browser: &'b Browser) -> Keys<'b> {
        Keys { browser, presses: Cell::new(0) }
    }

    /// Presses so far. A modifier counts with its key; typed words do not count.
    pub fn presses(&self) -> u32 {
        self.presses.get()
    }

    pub fn press(&self, key: Key) {
        self.count();
        self.browser.press(key);
    }

    /// A key held down with another one.
    pub fn chord(&self, held: Key, key: &str) {
        self.count();
        self.browser.type_here(&format!("{}{key}{}", char::from(held), char::from(Key::Null)));
    }

    /// A letter that chooses an entry of a list.
    pub fn press_letter(&self, letter: &str) {
        self.count();
        self.words(letter);
    }

    /// Fails unless this field has the focus.
    pub fn is_at(&self, field: &str) {
        assert_eq!(self.browser.run("return document.activeElement.id", vec![]), field);
    }

    /// Words, where the focus is.
    pub fn words(&self, words: &str) {
        self.browser.type_here(words);
    }

    /// Goes on with Tab, or back with Shift, until this has the focus.
    pub fn reach(&self, selector: &str) {
        for _ in 0..TRIES {
            match self.browser.run(STOPS, vec![json!(selector)]).as_i64() {
                Some(0) => return,
                Some(stops) if stops > 0 => self.times(&Key::Tab.to_string(), stops),
                Some(stops) => {
                    let back = format!("{}{}{}", char::from(Key::Shift), char::from(Key::Tab), char::from(Key::Null));
                    self.times(&back, -stops);
                }
                None => break,
            }
        }
        panic!("the keyboard does not reach {selector} on {}", self.browser.path());
    }

    /// Chooses an entry of the list that has the focus, with the arrow keys.
    pub fn choose(&self, code: &str) {
        let steps = self.browser.run(STEPS, vec![json!(code)]).as_i64().unwrap();
        self.times(&if steps < 0 { Key::Up } else { Key::Down }.to_string(), steps.abs());
    }

    fn times(&self, keys: &str, times: i64) {
        let times = usize::try_from(times).unwrap();
        self.presses.set(self.presses.get() + u32::try_from(times).unwrap());
        self.browser.type_here(&keys.repeat(times));
    }

    /// Enter on a link or button, or a chord, and the next page.
    pub fn leave(&self, keys: &str) {
        self.count();
        self.browser.leave_by(keys);
    }

    fn count(&self) {
        self.presses.set(self.presses.get() + 1);
    }
}
