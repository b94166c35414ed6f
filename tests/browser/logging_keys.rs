//! Logging one detention takes a few presses of keys besides the words; without script, at most one more send.

use crate::driver::Key;
use crate::harness::{Browser, Demo, Server};
use crate::keys::Keys;
use crate::pages::says;

/// Issue 3: one detention of a new person with an existing report, besides the typed words.
const MOST: u32 = 20;

#[test]
fn acceptance_a_detention_is_logged_in_20_presses_besides_the_words() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/detentions/new");

    // Nothing is kept from before: everything is typed and chosen.
    let first = Keys::of(&browser);
    first.words("Unlisted Newcomer");
    first.press(Key::Tab);
    first.words("25 Feb 2012");
    to(&first, 3, "taken_place");
    named(&browser, &first, "taken_place", "Almaty");
    first.press(Key::Tab);
    named(&browser, &first, "taken_by", "Kazakh police");
    next_part(&first, 2);
    named(&browser, &first, "incident", "Pre-emptive");
    next_part(&first, 1);
    named(&browser, &first, "citations.0.report", "Kazakhs Protest");
    first.press(Key::Tab);
    first.words("5");
    to(&first, 2, "citations.0.hedge");
    // The letters that the entries begin with.
    first.press_letter("r");
    first.press(Key::Tab);
    first.press_letter("B");
    first.press_letter("3");
    first.leave(&format!(
        "{}{}{}{}",
        char::from(Key::Control),
        char::from(Key::Shift),
        Key::Enter,
        char::from(Key::Null)
    ));
    assert!(first.presses() <= MOST, "{} presses for the first detention", first.presses());
    assert!(browser.path().starts_with("/detentions/new?"), "{}", browser.text());

    // The next one from the same report keeps everything but who, and where in the report.
    let next = Keys::of(&browser);
    next.words("Unlisted Latecomer");
    next_part(&next, 4);
    next.press(Key::Tab);
    next.words("8");
    next.leave(&format!("{}{}{}", char::from(Key::Control), Key::Enter, char::from(Key::Null)));
    says(&browser, &["Unlisted Latecomer", "25 February 2012", "¶ 8 · reported · B3", "Kazakh police"]);
    browser.follow("main", "Pre-emptive detentions of opposition leaders, Almaty");
    says(&browser, &["Unlisted Newcomer", "Unlisted Latecomer"]);
    assert!(next.presses() <= 6, "{} presses for the next detention", next.presses());
}

#[test]
fn acceptance_without_script_a_detention_takes_one_more_send_at_most() {
    let server = Server::demo();
    let browser = server.browser(&["--blink-settings=scriptEnabled=false"]);
    browser.go(&server.link);
    // Nobody is called so, somebody is, and somebody is called nearly so: the last two are asked about, and nobody is chosen
    // for a namesake.
    for (name, sends) in
        [("Unlisted Newcomer", 1), ("Unidentified protest speaker (Almaty rally)", 2), ("Zh. Tuyakbay", 2)]
    {
        browser.go("/detentions/new");
        let keys = Keys::of(&browser);
        for (field, words) in [
            ("who", name),
            ("taken", "25 Feb 2012"),
            ("taken_place", "Almaty"),
            ("taken_by", "Kazakh police"),
            ("incident", "I-4"),
            ("citations.0.report", "R-1"),
            ("citations.0.paragraph", "5"),
        ] {
            keys.reach(&format!("[id=\"{field}\"]"));
            keys.words(words);
        }
        keys.leave(&Key::Enter.to_string());
        let mut sent = 1;
        while browser.has("main .alert") {
            if !browser.has("[name='w.0.pick']:checked") {
                keys.reach("[name='w.0.pick']");
                keys.press(Key::Space);
            }
            keys.reach(".bar .go");
            keys.leave(&Key::Enter.to_string());
            sent += 1;
            assert!(sent < 5, "{name} is not saved: {}", browser.text());
        }
        assert_eq!(sent, sends, "{name}");
        says(&browser, &["25 February 2012", "Kazakh police", "¶ 5"]);
    }
}

/// A name, and the first of the records that are offered for it.
fn named(browser: &Browser, keys: &Keys<'_>, field: &str, name: &str) {
    keys.words(name);
    browser.await_one(&format!("[id=\"{field}-list\"] [role=option]"));
    keys.chord(Key::Alt, "1");
    browser.await_one(&format!(".f:has(> [id=\"{field}\"]) .read"));
}

fn next_part(keys: &Keys<'_>, parts: u32) {
    (0..parts).for_each(|_| keys.chord(Key::Alt, &Key::PageDown.to_string()));
}

/// Tab, so many times, and no field is missed.
fn to(keys: &Keys<'_>, stops: u32, field: &str) {
    (0..stops).for_each(|_| keys.press(Key::Tab));
    keys.is_at(field);
}
