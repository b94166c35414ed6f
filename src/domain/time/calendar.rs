//! Dates of the Persian and the Islamic calendar, recognised and converted.

use icu_calendar::cal::Hijri;
use icu_calendar::cal::hijri::UmmAlQura;
use icu_calendar::{Date, Iso};

use crate::domain::time::{DateError, Day, Edtf};

/// A calendar whose years are easily taken for Gregorian ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Calendar {
    Persian,
    Islamic,
}

/// Years of either calendar that a report may speak of, 1882 to 2077.
pub(in crate::domain::time) const YEARS: std::ops::RangeInclusive<i32> = 1261..=1500;

/// Spellings of the months, in their order.
const PERSIAN: [&str; 12] = [
    "farvardin farwardin фарвардин фарвардина فروردین فروردين حمل hamal",
    "ordibehesht urdibihisht ордибехешт ордибехешта اردیبهشت اردبیهشت sawr saur ثور",
    "khordad хордад хордада خرداد jawza جوزا",
    "tir тир тира تیر saratan سرطان",
    "mordad amordad мордад мордада مرداد asad اسد",
    "shahrivar шахривар шахривара شهریور sonbola سنبله",
    "mehr мехр мехра مهر mizan میزان",
    "aban абан абана آبان aqrab عقرب",
    "azar азар азара آذر qaws قوس",
    "dey дей дея دی jadi جدی",
    "bahman бахман бахмана بهمن dalw دلو",
    "esfand эсфанд эсфанда اسفند hut hoot حوت",
];
const ISLAMIC: [&str; 12] = [
    "muharram мухаррам мухаррама محرم",
    "safar сафар сафара صفر",
    "rabi1 раби1 ربيع1 ربیع1",
    "rabi2 раби2 ربيع2 ربیع2",
    "jumada1 джумада1 جمادى1 جمادی1",
    "jumada2 джумада2 جمادى2 جمادی2",
    "rajab раджаб раджаба رجب",
    "shaban шаабан шаабана شعبان",
    "ramadan ramadhan ramazan рамадан рамадана рамазан рамазана رمضان",
    "shawwal шавваль шавваля شوال",
    "dhulqadah зулькаада ذوالقعدة",
    "dhulhijjah зульхиджа ذوالحجة",
];
/// Words that name the calendar of the date beside them.
const ERAS: [(Calendar, &[&str]); 2] = [
    (Calendar::Persian, &["sh", "ap", "shamsi", "persian", "solar", "jalali", "afghan", "iranian", "شمسی", "ش"]),
    (Calendar::Islamic, &["ah", "hijri", "qamari", "islamic", "lunar", "хиджры", "هجري", "هجرية", "هـ", "ه"]),
];

/// The month that a word names in either calendar.
pub(in crate::domain::time) fn month_of(word: &str) -> Option<(Calendar, u32)> {
    [(Calendar::Persian, PERSIAN), (Calendar::Islamic, ISLAMIC)].into_iter().find_map(|(calendar, months)| {
        let number = months.iter().position(|names| names.split(' ').any(|name| name == word))?;
        Some((calendar, u32::try_from(number).ok()? + 1))
    })
}

/// The calendar that a word names.
pub(in crate::domain::time) fn era_of(word: &str) -> Option<Calendar> {
    ERAS.into_iter().find(|(_, words)| words.contains(&word)).map(|(calendar, _)| calendar)
}

/// The Gregorian day of a day, or days of a month or year, of another calendar. Islamic months begin when the moon is
/// seen, a day earlier or later from country to country.
pub(in crate::domain::time) fn convert(
    calendar: Calendar,
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
) -> Result<Edtf, DateError> {
    let first = day_of(calendar, year, month.unwrap_or(1), day.unwrap_or(1)).ok_or(DateError::NoSuchDay)?;
    let next = match (month, day) {
        (_, Some(_)) => first.plus(1),
        (Some(12) | None, None) => day_of(calendar, year + 1, 1, 1),
        (Some(month), None) => day_of(calendar, year, month + 1, 1),
    };
    let last = next.and_then(|day| day.plus(-1)).ok_or(DateError::Unsupported)?;
    let (first, last) = match calendar {
        Calendar::Persian => (Some(first), Some(last)),
        Calendar::Islamic => (first.plus(-1), last.plus(1)),
    };
    match first.zip(last).ok_or(DateError::Unsupported)? {
        (first, last) if first == last => Ok(Edtf::day(first)),
        (first, last) => Edtf::parse(&format!("[{first}..{last}]")),
    }
}

/// The times in a year of ours that have a month, or a day of it, of another calendar: Islamic months may come twice.
pub(in crate::domain::time) fn in_our_year(
    calendar: Calendar,
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
) -> Vec<Edtf> {
    let years = YEARS.filter_map(|theirs| convert(calendar, theirs, month, day).ok());
    let lies_in = |date: &Edtf| [date.lo(), date.hi()].iter().flatten().any(|day| day.ymd().0 == year);
    years.filter(lies_in).collect()
}

fn day_of(calendar: Calendar, year: i32, month: u32, day: u32) -> Option<Day> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let iso = match calendar {
        Calendar::Persian => Date::try_new_persian(year, month, day).ok()?.to_calendar(Iso),
        Calendar::Islamic => Date::try_new_hijri_with_calendar(year, month, day, Hijri::<UmmAlQura>::new_umm_al_qura())
            .ok()?
            .to_calendar(Iso),
    };
    Day::from_ymd(iso.year().extended_year(), iso.month().ordinal.into(), iso.day_of_month().0.into())
}
