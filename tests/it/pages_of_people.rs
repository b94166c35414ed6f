//! Pages of incidents, people, detentions and who is held, drawn from the sample case in every language.
//!
//! With `HABEAS_PAGES=DIR` they are also written there, to be looked at.

use std::path::Path;

use habeas::app::gather::{dossier, held};
use habeas::domain::access::Actor;
use habeas::domain::custody::{Asked, LastWord, Standing};
use habeas::domain::kind::Kind;
use habeas::domain::kind::{Detention, Incident, Person};
use habeas::domain::lang::Lang;
use habeas::domain::time::Day;
use habeas::domain::vocabulary::Vocabulary;
use habeas::pages::actions::AvailableActions;
use habeas::pages::held::{HeldForm, HeldPage};
use habeas::view::layout::{self, Nav};
use habeas::view::{PageContext, STYLE, page};
use regex::Regex;

use crate::support::{CaseFile, sample_case};

struct Page {
    name: String,
    html: String,
}

fn page_context<'a>(vocabulary: &'a Vocabulary, lang: Lang) -> PageContext<'a> {
    PageContext {
        lang,
        vocabulary,
        case: "Sample case",
        today: Day::MAX,
        on: Day::from_ymd(2012, 4, 2).unwrap(),
        on_is_fixed: true,
        account: None,
        address: "/",
        style: "habeas.css",
        script: "/assets/habeas.js",
    }
}

/// Every page of an incident, a person, a group or a detention, and that of who is held.
fn pages(case: &CaseFile, lang: Lang) -> Vec<Page> {
    let vocabulary = case.store.vocabulary().unwrap();
    let cx = page_context(&vocabulary, lang);
    let mut pages = Vec::new();
    let mut add = |name: &str, content: maud::Markup| {
        let html = layout::page(&cx, name, Nav::People, &content).into_string();
        pages.push(Page { name: format!("{name}-{}", lang.code()), html });
    };
    let actor = Actor::program();
    case.store
        .read(actor.viewer(), |tx| {
            for label in tx.list(Kind::Incident)? {
                add(
                    &label.reference,
                    page::incident::incident(
                        &cx,
                        &dossier::gather::<Incident>(tx, label.id)?,
                        &AvailableActions::default(),
                    ),
                );
            }
            for label in tx.list(Kind::Person)? {
                add(
                    &label.reference,
                    page::person::person(&cx, &dossier::gather::<Person>(tx, label.id)?, &AvailableActions::default()),
                );
            }
            for label in tx.list(Kind::Detention)? {
                let detention = dossier::gather::<Detention>(tx, label.id)?;
                add(&label.reference, page::detention::detention(&cx, &detention, &AvailableActions::default()));
            }
            add("held", page::held::held(&cx, &HeldForm::default(), Ok(&held_on(tx, cx.on)?)));
            let typed = HeldForm { on: "30 February 2012".to_owned(), status: "free".to_owned(), ..Default::default() };
            let errors = typed.read(cx.on).unwrap_err();
            add("held-refused", page::held::held(&cx, &typed, Err(&errors)));
            Ok(())
        })
        .unwrap();
    pages
}

fn held_on(tx: &habeas::store::ReadTx<'_>, on: Day) -> habeas::error::Result<HeldPage> {
    held::gather(tx, &HeldForm::default().read(on).unwrap(), &held::Besides::default(), |place| {
        Ok(place.name.name.clone())
    })
}

/// Those in custody, and those who may be.
fn words_on_the_held(tx: &habeas::store::ReadTx<'_>, on: Day) -> habeas::error::Result<Vec<LastWord>> {
    let held = [Standing::InCustody, Standing::PossiblyInCustody];
    Ok(tx.last_words(on, Asked::Now)?.into_iter().filter(|word| held.contains(&word.standing(on))).collect())
}

#[test]
fn pages_hold_words_and_no_keys_in_every_language() {
    let case = sample_case();
    let key = Regex::new(r">\s*([a-z]+(?:[-_/][a-z_]+)+)\s*<").unwrap();
    let quotes = Regex::new(r"(?s)<q\b.*?</q>").unwrap();
    for lang in Lang::ALL {
        for Page { name, html } in pages(&case, lang) {
            if let Some(directory) = std::env::var_os("HABEAS_PAGES") {
                std::fs::write(Path::new(&directory).join("habeas.css"), STYLE).unwrap();
                std::fs::write(Path::new(&directory).join(format!("{name}.html")), &html).unwrap();
            }
            let own = quotes.replace_all(&html, "");
            let leaked: Vec<&str> = key.captures_iter(&own).map(|found| found.get(1).unwrap().as_str()).collect();
            assert!(leaked.is_empty(), "{name}: {leaked:?}");
            assert!(html.len() < 100 * 1024, "{name} weighs {} KB", html.len() / 1024);
        }
    }
}

#[test]
fn a_title_never_holds_a_name() {
    for Page { name, html } in pages(&sample_case(), Lang::En) {
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned();
        assert!(name.starts_with(title.trim_end_matches(" · Habeas")), "{name}: {title}");
    }
}

#[test]
fn nobody_is_counted_twice_and_unknown_is_not_held() {
    let case = sample_case();
    let actor = Actor::program();
    let (counts, unknown, places) = case
        .store
        .read(actor.viewer(), |tx| {
            let page = held_on(tx, Day::from_ymd(2012, 4, 2).unwrap())?;
            let words = words_on_the_held(tx, Day::from_ymd(2012, 4, 2).unwrap())?;
            let places = held::by_settlement(tx, &words.iter().collect::<Vec<_>>())?;
            let unknown = page.holdings.iter().filter(|holding| holding.standing == Standing::Unknown).count();
            let (held, perhaps) = (page.count(Standing::InCustody), page.count(Standing::PossiblyInCustody));
            Ok(((held.0 + perhaps.0, held.1 + perhaps.1), unknown, places))
        })
        .unwrap();
    assert_eq!(unknown, 3, "G-3, G-7 and G-8");
    let summed = places.iter().fold((0, 0), |sum, there| (sum.0 + there.people, sum.1 + there.groups));
    assert_eq!(summed, counts);
    let almaty = places.first().unwrap();
    assert_eq!((almaty.settlement.as_ref().unwrap().name.as_str(), almaty.people, almaty.groups), ("Almaty", 1, 1));
}
