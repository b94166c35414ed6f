//! Pages as markup: the layout, the kit of parts, one file per page.
//!
//! Views get what they show and who reads it; they read nothing themselves.

use std::borrow::Cow;

use crate::domain::access::{Right, Role};
use crate::domain::codes::Codes;
use crate::domain::lang::Lang;
use crate::domain::time::Day;
use crate::domain::vocabulary::Vocabulary;
use crate::locale::{self, Arg};

/// Parts that pages are made of.
pub mod kit;
/// The frame around every page.
pub mod layout;
/// One file per page.
pub mod page;

/// The one style sheet.
pub const STYLE: &str = include_str!("habeas.css");
/// The one script. Nothing needs it; with it forms keep themselves and say what is meant while one types.
pub const SCRIPT: &str = include_str!("habeas.js");

/// Who a page is for, and what is the same on every page.
#[derive(Clone, Copy)]
pub struct PageContext<'a> {
    pub lang: Lang,
    pub vocabulary: &'a Vocabulary,
    /// The title of the case file.
    pub case: &'a str,
    /// The day durations are counted to.
    pub on: Day,
    /// The day it is: what is printed says when.
    pub today: Day,
    /// The day is fixed by the case file, not today.
    pub on_is_fixed: bool,
    /// Nobody on the pages before sign-in.
    pub account: Option<AccountLine<'a>>,
    /// This page's own address, to come back to after a change of language.
    pub address: &'a str,
    /// Where the style sheet and the script are.
    pub style: &'a str,
    pub script: &'a str,
}

/// The signed-in person, as the masthead shows it.
#[derive(Clone, Copy)]
pub struct AccountLine<'a> {
    pub name: &'a str,
    pub role: Role,
    pub admin: bool,
    /// Goes into every form that changes something.
    pub csrf: &'a str,
}

impl PageContext<'_> {
    /// A message of the interface.
    pub fn text(&self, key: &str) -> Cow<'static, str> {
        locale::text(self.lang, key)
    }

    /// A message with arguments.
    pub fn text_with(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> Cow<'static, str> {
        locale::text_with(self.lang, key, args)
    }

    /// The word for a value of a closed list: `word("status", "held")` is the message `status-held`.
    pub fn label(&self, list: &str, value: &str) -> Cow<'static, str> {
        locale::text(self.lang, &format!("{list}-{value}"))
    }

    /// The name of a language; the code itself if it has none here.
    pub fn language<'s>(&self, code: &'s str) -> Cow<'s, str> {
        self.code(Codes::Language, code)
    }

    /// What a code stands for, with the code where that is said of a country or says more; a code of no list is itself.
    pub fn code<'s>(&self, codes: Codes, code: &'s str) -> Cow<'s, str> {
        match codes.name(code, self.lang) {
            Some(name) if codes == Codes::Language && !code.contains('-') => Cow::Borrowed(name),
            Some(name) => Cow::Owned(format!("{name} ({code})")),
            None => Cow::Borrowed(code),
        }
    }

    /// The label of a term of the vocabulary.
    pub fn term<'s>(&'s self, code: &'s str) -> &'s str {
        self.vocabulary.label(self.lang, code)
    }

    pub fn may(&self, right: Right) -> bool {
        let account = self.account.as_ref();
        right.held_by(account.map(|account| account.role), account.is_some_and(|account| account.admin))
    }
}
