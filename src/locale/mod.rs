//! The text of the interface, from message files, in each of its languages.
//!
//! Used by every layer that speaks to people; it knows nothing but languages and messages. A test holds that every
//! language has the same messages and that every key in the source has one.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::lang::Lang;
use crate::domain::time::{Day, parse_typed};
use crate::error::Message;

/// A question in words.
pub mod question;
/// Facts in plain words.
pub mod words;

macro_rules! files {
    ($lang:literal) => {
        &[
            include_str!(concat!($lang, "/common.ftl")),
            include_str!(concat!($lang, "/words.ftl")),
            include_str!(concat!($lang, "/errors.ftl")),
            include_str!(concat!($lang, "/account.ftl")),
            include_str!(concat!($lang, "/lock.ftl")),
            include_str!(concat!($lang, "/second_factor.ftl")),
            include_str!(concat!($lang, "/desk.ftl")),
            include_str!(concat!($lang, "/timeline.ftl")),
            include_str!(concat!($lang, "/search.ftl")),
            include_str!(concat!($lang, "/incident.ftl")),
            include_str!(concat!($lang, "/person.ftl")),
            include_str!(concat!($lang, "/custody.ftl")),
            include_str!(concat!($lang, "/place.ftl")),
            include_str!(concat!($lang, "/organization.ftl")),
            include_str!(concat!($lang, "/source.ftl")),
            include_str!(concat!($lang, "/history.ftl")),
            include_str!(concat!($lang, "/rules.ftl")),
            include_str!(concat!($lang, "/form.ftl")),
            include_str!(concat!($lang, "/follow.ftl")),
            include_str!(concat!($lang, "/log.ftl")),
            include_str!(concat!($lang, "/review.ftl")),
            include_str!(concat!($lang, "/duplicate.ftl")),
            include_str!(concat!($lang, "/shared.ftl")),
        ]
    };
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, files!("en")));
static RUSSIAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Ru, files!("ru")));

/// An argument of a message.
pub type Arg<'a> = FluentValue<'a>;

/// The message `key`.
pub fn text(lang: Lang, key: &str) -> Cow<'static, str> {
    text_with(lang, key, &[])
}

/// The message `key` with its arguments. A key without a message comes back as itself, so that a page is never
/// lost for want of a word.
pub fn text_with(lang: Lang, key: &str, args: &[(&'static str, Arg<'_>)]) -> Cow<'static, str> {
    let bundle: &'static Bundle = match lang {
        Lang::En => &ENGLISH,
        Lang::Ru => &RUSSIAN,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return Cow::Owned(key.to_owned());
    };
    let mut fluent = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        fluent.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    one_full_stop(bundle.format_pattern(pattern, Some(&fluent), &mut errors))
}

/// What is put in a sentence may end in the full stop of an abbreviation ("25 февраля 2012 г."), which ends the sentence too.
fn one_full_stop(said: Cow<'static, str>) -> Cow<'static, str> {
    if said.contains("г..") { Cow::Owned(said.replace("г..", "г.")) } else { said }
}

/// A text as a sentence: with a full stop, unless it has one.
pub fn sentence(said: &str) -> String {
    if said.ends_with(['.', '!', '?', '…']) { said.to_owned() } else { format!("{said}.") }
}

/// A message that an error carries.
pub fn say(lang: Lang, say: &Message) -> String {
    // Who finds a fault does not know who reads of it: days come as they are stored.
    let in_words = |name: &str, value: &str| match name {
        "day" => Day::parse_iso(value).map(|day| day.words(lang)),
        "date" | "other" => parse_typed(value).ok().map(|date| date.words(lang)),
        _ => None,
    };
    let in_words = |name: &str, value: &str| match value.parse::<i64>() {
        // A number that words agree with.
        Ok(number) if name == "n" => Arg::from(number),
        _ => Arg::from(in_words(name, value).unwrap_or_else(|| value.to_owned())),
    };
    let args: Vec<(&'static str, Arg<'_>)> =
        say.args.iter().map(|(name, value)| (*name, in_words(name, value))).collect();
    text_with(lang, say.key, &args).into_owned()
}

/// The same, for the command line.
pub fn english(message: &Message) -> String {
    say(Lang::En, message)
}

/// The keys of all messages of a language: for the test that compares them.
pub fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => files!("en"),
        Lang::Ru => files!("ru"),
    }
}

fn bundle(lang: Lang, files: &[&str]) -> Bundle {
    let identifier: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Names and quotes bring their own direction in the markup (`bdi`, `dir`).
    bundle.set_use_isolating(false);
    for file in files {
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}
