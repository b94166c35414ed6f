//! The words that join, bound and doubt dates, in each language.

pub(in crate::domain::time) const TO: [&str; 7] = ["to", "until", "till", "through", "thru", "по", "до"];

/// What stands before a date and bounds it on one side.
#[derive(Clone, Copy)]
pub(in crate::domain::time) enum Limit {
    /// On the date or before it
    NotAfter,
    /// On the date or after it
    NotBefore,
    /// Strictly before it
    Before,
    /// Strictly after it
    After,
}

pub(in crate::domain::time) const LIMITS: [(&[&str], Limit); 34] = [
    (&["on", "or", "before"], Limit::NotAfter),
    (&["in", "or", "before"], Limit::NotAfter),
    (&["no", "later", "than"], Limit::NotAfter),
    (&["not", "later", "than"], Limit::NotAfter),
    (&["not", "after"], Limit::NotAfter),
    (&["by"], Limit::NotAfter),
    // Whether "until" takes in the day is read both ways; taking it in claims less.
    (&["until"], Limit::NotAfter),
    (&["till"], Limit::NotAfter),
    (&["up", "to"], Limit::NotAfter),
    (&["не", "позднее"], Limit::NotAfter),
    (&["не", "позже"], Limit::NotAfter),
    (&["по"], Limit::NotAfter),
    (&["вплоть", "до"], Limit::NotAfter),
    (&["к"], Limit::NotAfter),
    (&["on", "or", "after"], Limit::NotBefore),
    (&["in", "or", "after"], Limit::NotBefore),
    (&["no", "earlier", "than"], Limit::NotBefore),
    (&["not", "earlier", "than"], Limit::NotBefore),
    (&["not", "before"], Limit::NotBefore),
    (&["not", "until"], Limit::NotBefore),
    (&["since"], Limit::NotBefore),
    (&["не", "ранее"], Limit::NotBefore),
    (&["не", "раньше"], Limit::NotBefore),
    (&["before"], Limit::Before),
    (&["до"], Limit::Before),
    (&["prior", "to"], Limit::Before),
    (&["earlier", "than"], Limit::Before),
    (&["раньше"], Limit::Before),
    (&["ранее"], Limit::Before),
    (&["after"], Limit::After),
    (&["после"], Limit::After),
    (&["позже"], Limit::After),
    (&["позднее"], Limit::After),
    (&["later", "than"], Limit::After),
];

/// The same, behind a date: "25 February 2012 or earlier".
pub(in crate::domain::time) const LIMITS_BEHIND: [(&[&str], Limit); 28] = [
    // Kazakh says it by the ending of the month: `names::bounded`.
    (&["нан", "кейін"], Limit::After),
    (&["нан", "бастап"], Limit::NotBefore),
    (&["нан"], Limit::NotBefore),
    (&["ға", "дейін"], Limit::NotAfter),
    (&["and", "earlier"], Limit::NotAfter),
    (&["and", "before"], Limit::NotAfter),
    (&["и", "ранее"], Limit::NotAfter),
    (&["и", "раньше"], Limit::NotAfter),
    (&["and", "later"], Limit::NotBefore),
    (&["and", "after"], Limit::NotBefore),
    (&["and", "onwards"], Limit::NotBefore),
    (&["and", "onward"], Limit::NotBefore),
    (&["onward"], Limit::NotBefore),
    (&["и", "позже"], Limit::NotBefore),
    (&["и", "позднее"], Limit::NotBefore),
    (&["и", "далее"], Limit::NotBefore),
    (&["or", "earlier"], Limit::NotAfter),
    (&["or", "before"], Limit::NotAfter),
    (&["at", "the", "latest"], Limit::NotAfter),
    (&["at", "latest"], Limit::NotAfter),
    (&["или", "ранее"], Limit::NotAfter),
    (&["или", "раньше"], Limit::NotAfter),
    (&["or", "later"], Limit::NotBefore),
    (&["or", "after"], Limit::NotBefore),
    (&["at", "earliest"], Limit::NotBefore),
    (&["onwards"], Limit::NotBefore),
    (&["или", "позднее"], Limit::NotBefore),
    (&["или", "позже"], Limit::NotBefore),
];
/// Of these words what is said is all the time from or to a date, where a field keeps that.
pub(in crate::domain::time) const LASTING: [&str; 12] =
    ["since", "from", "с", "со", "until", "till", "по", "вплоть", "onwards", "onward", "бастап", "далее"];

/// What stands for the end of something that goes on.
pub(in crate::domain::time) const PRESENT: [&[&str]; 12] = [
    &["present"],
    &["now"],
    &["today"],
    &["date"],
    &["ongoing"],
    &["present", "day"],
    &["настоящее", "время"],
    &["наст", "время"],
    &["н", "в"],
    &["сей", "день"],
    &["сегодня"],
    &["сегодняшний", "день"],
];

pub(in crate::domain::time) const ABOUT: [&str; 14] = [
    "about",
    "circa",
    "c",
    "ca",
    "around",
    "approximately",
    "approx",
    "roughly",
    "near",
    "около",
    "примерно",
    "приблизительно",
    "ок",
    "шамамен",
];
/// The same in several words, before the date and behind it.
pub(in crate::domain::time) const ABOUT_BEFORE: [&[&str]; 10] = [
    &["on", "or", "about"],
    &["on", "or", "around"],
    &["in", "or", "about"],
    &["in", "or", "around"],
    &["at", "or", "about"],
    &["at", "about"],
    &["on", "about"],
    &["sometime", "around"],
    &["somewhere", "around"],
    &["где", "то"],
];
pub(in crate::domain::time) const ABOUT_BEHIND: [&[&str]; 7] = [
    &["approximate"],
    &["approx"],
    &["approximately"],
    &["or", "so"],
    &["or", "thereabouts"],
    &["или", "около", "того"],
    &["приблизительно"],
];
/// The day that is named belongs to it.
pub(in crate::domain::time) const INCLUSIVE: [&[&str]; 2] = [&["inclusive"], &["включительно"]];
pub(in crate::domain::time) const DOUBTED: [&str; 12] = [
    "probably",
    "possibly",
    "perhaps",
    "maybe",
    "presumably",
    "вероятно",
    "возможно",
    "предположительно",
    "видимо",
    "очевидно",
    "apparently",
    "likely",
];
/// The night lies in two days.
pub(in crate::domain::time) const NIGHT: [&str; 6] = ["night", "overnight", "ночь", "ночью", "түн", "midnight"];
/// A date is not the same in all zones: one that names a zone is not turned into a day where it happened.
pub(in crate::domain::time) const ZONES: [&str; 8] = ["utc", "gmt", "z", "msk", "мск", "est", "cet", "bst"];
/// Our own calendar, whatever the year.
pub(in crate::domain::time) const OUR_ERA: [&str; 5] = [" ad", " ce", " н. э.", " н.э.", " gregorian"];

/// Endings that leave one end of an interval unknown or open, and the EDTF around the other end.
pub(in crate::domain::time) const HALVES: [(&[&str], &str, &str); 8] = [
    (&["end", "unknown"], "", "/"),
    (&["end", "open"], "", "/.."),
    (&["start", "unknown"], "/", ""),
    (&["start", "open"], "../", ""),
    (&["дата", "окончания", "неизвестна"], "", "/"),
    (&["без", "даты", "окончания"], "", "/.."),
    (&["дата", "начала", "неизвестна"], "/", ""),
    (&["без", "даты", "начала"], "../", ""),
];
