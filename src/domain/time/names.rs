//! The names of months and seasons, in the grammatical forms that printing and reading need.

use crate::domain::lang::Lang;
use crate::domain::time::{Day, Month, phrase};

/// The Russian cases a date is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Case {
    /// "февраль"
    Nominative,
    /// "с февраля", "около февраля"
    Genitive,
    /// "по весну"
    Accusative,
    /// "между февралём и апрелем"
    Instrumental,
}

/// Name, short name.
const MONTHS_EN: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];

/// Nominative, genitive, instrumental, prepositional, short name.
const MONTHS_RU: [[&str; 5]; 12] = [
    ["январь", "января", "январём", "январе", "янв"],
    ["февраль", "февраля", "февралём", "феврале", "фев"],
    ["март", "марта", "мартом", "марте", "мар"],
    ["апрель", "апреля", "апрелем", "апреле", "апр"],
    ["май", "мая", "маем", "мае", "май"],
    ["июнь", "июня", "июнем", "июне", "июн"],
    ["июль", "июля", "июлем", "июле", "июл"],
    ["август", "августа", "августом", "августе", "авг"],
    ["сентябрь", "сентября", "сентябрём", "сентябре", "сен"],
    ["октябрь", "октября", "октябрём", "октябре", "окт"],
    ["ноябрь", "ноября", "ноябрём", "ноябре", "ноя"],
    ["декабрь", "декабря", "декабрём", "декабре", "дек"],
];

/// Spring to winter, as EDTF numbers them from 21.
const SEASONS_EN: [&str; 4] = ["spring", "summer", "autumn", "winter"];

/// Nominative, genitive, accusative, instrumental, and one more form that people type.
const SEASONS_RU: [[&str; 5]; 4] = [
    ["весна", "весны", "весну", "весной", "весною"],
    ["лето", "лета", "лето", "летом", "лете"],
    ["осень", "осени", "осень", "осенью", "осени"],
    ["зима", "зимы", "зиму", "зимой", "зимою"],
];

/// Kazakh months, before the endings of cases.
const MONTHS_KK: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
const ENDINGS_KK: [&str; 19] = [
    "",
    "да",
    "де",
    "та",
    "те",
    "ның",
    "нің",
    "дың",
    "дің",
    "тың",
    "тің",
    "ы",
    "і",
    "ында",
    "інде",
    "сы",
    "сында",
    "дағы",
    "дегі",
];

/// Endings that say "from" and "to": they are words of their own in other languages.
const FROM_KK: [&str; 5] = ["дан", "ден", "тан", "тен", "нан"];
const TO_KK: [&str; 4] = ["ға", "ге", "қа", "ке"];

/// Other short names and spellings of months.
const MONTHS_TOO: [(&str, u32); 12] = [
    ("sept", 9),
    ("сент", 9),
    ("февр", 2),
    ("нояб", 11),
    ("октяб", 10),
    ("дек", 12),
    ("авг", 8),
    ("янв", 1),
    ("jany", 1),
    ("feby", 2),
    ("апр", 4),
    ("июл", 7),
];

/// Monday to Sunday: names and short names.
const WEEKDAYS: [&str; 7] = [
    "monday mon понедельник понедельника понедельнику пн пон дүйсенбі",
    "tuesday tue tues вторник вторника вт сейсенбі",
    "wednesday wed среда среду среды ср сәрсенбі",
    "thursday thu thur thurs четверг четверга чт бейсенбі",
    "friday fri пятница пятницу пятницы пт жұма",
    "saturday sat суббота субботу субботы сб сенбі",
    "sunday sun воскресенье воскресенья воскресение вс жексенбі",
];

/// Ordinals from the first to the twentieth.
const ORDINALS: [&str; 20] = [
    "first первое первого первый первая первой первом первую",
    "second второе второго второй вторая втором вторую",
    "third третье третьего третий третья третьей третьем третью",
    "fourth четвертое четвертого четвертый четвертая четвертом четвертую четвертой",
    "fifth пятое пятого пятый пятая пятую пятой",
    "sixth шестое шестого шестой",
    "seventh седьмое седьмого седьмой",
    "eighth восьмое восьмого восьмой",
    "ninth девятое девятого девятый",
    "tenth десятое десятого десятый",
    "eleventh одиннадцатое одиннадцатого одиннадцатый",
    "twelfth двенадцатое двенадцатого двенадцатый",
    "thirteenth тринадцатое тринадцатого тринадцатый",
    "fourteenth четырнадцатое четырнадцатого четырнадцатый",
    "fifteenth пятнадцатое пятнадцатого пятнадцатый",
    "sixteenth шестнадцатое шестнадцатого шестнадцатый",
    "seventeenth семнадцатое семнадцатого семнадцатый семнадцатом",
    "eighteenth восемнадцатое восемнадцатого восемнадцатый восемнадцатом",
    "nineteenth девятнадцатое девятнадцатого девятнадцатый девятнадцатом",
    "twentieth двадцатое двадцатого двадцатый двадцатом",
];
const ROMAN: [&str; 21] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx", "xxi",
];

/// The weekday a word names, from 0 for Monday.
pub(in crate::domain::time) fn weekday_of(word: &str) -> Option<u32> {
    ordinal(listed(&WEEKDAYS, word)?, 0)
}

/// The number an ordinal names: "fifth", «двадцать пятого» after its tens.
pub(in crate::domain::time) fn ordinal_of(word: &str) -> Option<u32> {
    match word {
        "thirtieth" | "тридцатое" | "тридцатого" => Some(30),
        _ => ordinal(listed(&ORDINALS, word)?, 1),
    }
}

/// The number that a word is in Roman letters, also where some of them are Cyrillic.
pub(in crate::domain::time) fn roman_of(word: &str) -> Option<u32> {
    let latin = word.replace('х', "x").replace('і', "i");
    ordinal(ROMAN.iter().position(|roman| *roman == latin)?, 1)
}

/// Every word that names a month or a weekday, for those that are misspelled.
pub(in crate::domain::time) fn spellings() -> impl Iterator<Item = String> {
    let english = MONTHS_EN.iter().map(|(name, _)| name.to_lowercase());
    let russian = MONTHS_RU.iter().flat_map(|forms| forms.iter().take(4).map(|form| form.replace('ё', "е")));
    let weekdays = WEEKDAYS.iter().flat_map(|names| names.split(' ')).map(str::to_owned);
    english.chain(russian).chain(weekdays).chain(MONTHS_KK.map(str::to_owned)).filter(|name| name.chars().count() > 3)
}

fn listed(lists: &[&str], word: &str) -> Option<usize> {
    lists.iter().position(|names| names.split(' ').any(|name| name == word))
}

/// EDTF's number of the first season.
pub(in crate::domain::time) const SPRING: u32 = 21;
/// EDTF's number of the season that ends in the following year.
pub(in crate::domain::time) const WINTER: u32 = 24;

/// The name of a month, 1–12; empty for any other number.
pub(in crate::domain::time) fn month(number: u32, lang: Lang, case: Case) -> &'static str {
    let index = number.wrapping_sub(1) as usize;
    match lang {
        Lang::En => MONTHS_EN.get(index).map_or("", |(name, _)| name),
        Lang::Ru => MONTHS_RU.get(index).map_or("", |[nom, gen_, ins, _, _]| match case {
            Case::Nominative | Case::Accusative => nom,
            Case::Genitive => gen_,
            Case::Instrumental => ins,
        }),
    }
}

/// The name of a season, 21–24; empty for any other number.
pub(in crate::domain::time) fn season(number: u32, lang: Lang, case: Case) -> &'static str {
    let index = number.wrapping_sub(SPRING) as usize;
    match lang {
        Lang::En => SEASONS_EN.get(index).copied().unwrap_or(""),
        Lang::Ru => SEASONS_RU.get(index).map_or("", |[nom, gen_, acc, ins, _]| match case {
            Case::Nominative => nom,
            Case::Genitive => gen_,
            Case::Accusative => acc,
            Case::Instrumental => ins,
        }),
    }
}

/// Whether a word is the name of a month, in any form or abbreviation.
pub fn names_month(word: &str) -> bool {
    month_of(&word.to_lowercase().replace('ё', "е")).is_some()
}

/// The month a word names in any form or abbreviation; the word is lower-case and has "е" for "ё".
pub(in crate::domain::time) fn month_of(word: &str) -> Option<u32> {
    let extra = || MONTHS_TOO.iter().find(|(name, _)| *name == word).map(|(_, month)| *month);
    let english = || {
        MONTHS_EN.iter().position(|(name, short)| name.eq_ignore_ascii_case(word) || short.eq_ignore_ascii_case(word))
    };
    let russian = || MONTHS_RU.iter().position(|forms| forms.iter().any(|form| form.replace('ё', "е") == word));
    let kazakh = || {
        let is = |month: &str| word.strip_prefix(month).is_some_and(|ending| ENDINGS_KK.contains(&ending));
        MONTHS_KK.iter().position(|month| is(month))
    };
    english().or_else(russian).or_else(kazakh).and_then(|index| ordinal(index, 1)).or_else(extra)
}

/// A Kazakh month with an ending that bounds it: the month, and the ending in one spelling: «ақпаннан» is "from February".
pub(in crate::domain::time) fn bounded(word: &str) -> Option<(&'static str, &'static str)> {
    let of = |month: &&'static str| {
        let ending = word.strip_prefix(*month)?;
        let said = |endings: &[&str]| endings.contains(&ending);
        match (said(&FROM_KK), said(&TO_KK)) {
            (true, _) => Some("нан"),
            (_, true) => Some("ға"),
            _ => None,
        }
    };
    MONTHS_KK.iter().find_map(|month| Some((*month, of(month)?)))
}

/// The EDTF number of the season a word names; the word is lower-case.
pub(in crate::domain::time) fn season_of(word: &str) -> Option<u32> {
    let english = match word {
        "fall" => Some(2),
        _ => SEASONS_EN.iter().position(|name| *name == word),
    };
    let russian = || SEASONS_RU.iter().position(|forms| forms.contains(&word));
    ordinal(english.or_else(russian)?, SPRING)
}

fn ordinal(index: usize, first: u32) -> Option<u32> {
    u32::try_from(index).ok().map(|index| index + first)
}

impl Day {
    /// The day for reading: "25 February 2012", "25 февраля 2012 г.".
    pub fn words(self, lang: Lang) -> String {
        let (y, m, d) = self.ymd();
        phrase::text(phrase::Plain::Day(y, m, d), lang, Case::Nominative)
    }
}

impl Month {
    /// The month for reading: "February 2012", "февраль 2012 г.".
    pub fn words(self, lang: Lang) -> String {
        let month = phrase::Plain::Month(self.year, self.month);
        phrase::text(month, lang, Case::Nominative)
    }

    /// The month's short name for the axis of a chart: "Feb", "фев".
    pub fn short(self, lang: Lang) -> &'static str {
        let index = self.month.wrapping_sub(1) as usize;
        match lang {
            Lang::En => MONTHS_EN.get(index).map_or("", |(_, short)| short),
            Lang::Ru => MONTHS_RU.get(index).map_or("", |[.., short]| short),
        }
    }
}
