//! The words that sentences are said with, in English and Russian: one table, to which a language adds its phrases.

use super::How;
use super::length::{DAY, HOUR, Length, MONTH, Unit, WEEK, YEAR};
use crate::domain::count;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// Half a unit more: of the number before it, or of the unit.
    Half,
    Unit(Unit),
    /// Several of it: how many has to be said.
    Units(Unit),
    /// Between the two ends of a range.
    To,
    Dash,
    Or,
    Between,
    /// "До 5 лет" is a limit, "от 2 до 5 лет" a range.
    UpTo,
    And,
    /// "10 + 5 days": one length after the other.
    Plus,
    /// "From 3 years" is a limit, "from 2 to 5 years" a range.
    From,
    /// Parts what need not belong together.
    Comma,
    AtLeast,
    AtMost,
    About,
    Endless,
    How(How),
    /// Says where or by whom a sentence is served or passed, and nothing of its length.
    Beside,
}

const HALF_YEAR: Unit = Unit(Length { months: 6, ..Length::NONE });
const FORTNIGHT: Unit = Unit(Length { days: 14, ..Length::NONE });

/// Phrases between commas, in lower case, with "е" for "ё"; of those that begin alike the longest is taken.
const PHRASES: &[(Token, &str)] = &[
    (
        Token::AtLeast,
        "at least, not less than, no less than, or more, minimum of, a minimum of, minimum, more than, over, не менее, \
         не меньше, как минимум, минимум, и более, более, больше, свыше",
    ),
    (
        Token::AtMost,
        "up to, at most, not more than, no more than, maximum of, a maximum of, maximum, less than, under, nearly, almost, \
         не более, не больше, максимум, менее, меньше, почти",
    ),
    (Token::About, "about, around, approximately, roughly, some, около, примерно, приблизительно, порядка, ~"),
    (
        Token::Endless,
        "life imprisonment, life sentence, life in prison, for life, life, life term, life without parole, life without \
         the possibility of parole, until further notice, indefinitely, indefinite, indefinite term, death penalty, death \
         sentence, sentenced to death, death, пожизненное лишение свободы, пожизненного лишения свободы, пожизненное \
         заключение, пожизненного заключения, пожизненный срок, пожизненное, пожизненно, бессрочно, на неопределенный \
         срок, до особого распоряжения, смертная казнь, смертной казни, высшая мера наказания, высшая мера",
    ),
    (
        Token::How(How::Suspended),
        "suspended sentence, suspended, conditional sentence, conditional, conditionally, on probation, probation, \
         условно, условный срок, условного срока, условное, условного, условных",
    ),
    (
        Token::How(How::AtLiberty),
        "community service, community work, public works, correctional labour, correctional labor, corrective labour, \
         corrective labor, restriction of freedom, restriction of liberty, restricted freedom, limitation of freedom, \
         limited freedom, travel ban, ban on travel, ban on leaving the country, ban on leaving, not to leave the country, \
         fine, a fine, warning, reprimand, exile, internal exile, supervised release, under supervision, supervision, in absentia, \
         общественные работы, общественных работ, обязательные работы, обязательных работ, \
         исправительные работы, исправительных работ, ограничение свободы, ограничения свободы, ограничению свободы, \
         запрет на выезд, запрета на выезд, запрет выезда, подписка о невыезде, подписки о невыезде, штраф, штрафу, \
         предупреждение, предупреждению, ссылка, ссылки, ссылке, надзор, надзора, под надзором, заочно",
    ),
    (
        Token::How(How::TimeServed),
        "time served, time already served, the time already served, отбытое, отбытый срок, отбытого срока, отбытым сроком, \
         фактически отбытое, фактически отбытый срок, уже отбытый срок",
    ),
    (Token::Unit(YEAR), "year, yr, год"),
    (Token::Units(YEAR), "years, yrs, y, лет, года, году, годам, годами, годов, годы, г"),
    (Token::Unit(MONTH), "month, месяц"),
    (Token::Units(MONTH), "months, mos, mo, m, месяцев, месяца, месяцам, месяцы, мес"),
    (Token::Unit(WEEK), "week, неделя, неделю"),
    (Token::Units(WEEK), "weeks, wks, wk, недель, недели, неделям"),
    (Token::Unit(FORTNIGHT), "fortnight"),
    (Token::Units(FORTNIGHT), "fortnights"),
    (Token::Unit(DAY), "day, день, сутки"),
    (Token::Units(DAY), "days, дней, дня, дням, суток, суткам, сут"),
    (Token::Unit(HOUR), "hour, час"),
    (Token::Units(HOUR), "hours, hrs, hr, h, часов, часа, часам, ч"),
    (Token::Unit(HALF_YEAR), "half a year, half year, полгода, полугода, полугоду"),
    (Token::Number(1.5), "полтора, полторы, полутора"),
    (Token::Half, "and a half, and one half, с половиной, ½"),
    (Token::To, "to, по"),
    (Token::UpTo, "до, вплоть до"),
    (Token::Dash, "–, —, -, −"),
    (Token::Or, "or, или"),
    (Token::Between, "between"),
    (Token::And, "and, with, и, а также"),
    (Token::Plus, "plus, плюс, +"),
    (Token::From, "from, от, starting from, начиная от"),
    (Token::Comma, ", ; ("),
    (
        Token::Beside,
        "of, in, a, an, the, for, term, sentence, prison, prison term, imprisonment, jail, custody, detention, arrest, \
         administrative, administrative arrest, behind bars, under house arrest, under guard, penal, penal colony, labour, labor, hard labour, hard labor, camp, \
         colony, colonies, strict, strict-regime, maximum-security, minimum-security, general, general-regime, high-security, \
         medium-security, special, special-regime, regime, security, confinement, incarceration, solitary, house arrest, \
         sentenced, sentenced to, jailed, jailed for, imprisoned, imprisoned for, given, лишения свободы, лишение свободы, \
         лишению свободы, заключения, заключение, тюремное заключение, тюрьмы, тюрьме, тюремного, колонии-поселении, \
         колонии-поселения, колония-поселение, поселении, под стражей, в, на, срок, срока, сроком, к, колонии, колония, строгого, общего, \
         особого, режима, административного, административный, ареста, арест, аресту, домашнего, тюремный, приговорен, \
         приговорена, приговорены, осужден, осуждена, осуждены, получил, получила",
    ),
];

/// Beginnings of adjectives: "7-летний", "15-суточный".
const UNIT_STEMS: &[(&str, Unit)] =
    &[("летн", YEAR), ("месячн", MONTH), ("недельн", WEEK), ("суточн", DAY), ("дневн", DAY), ("часов", HOUR)];

/// "Семилетний", "пятнадцатисуточный".
const NUMBER_STEMS: &[(&str, f64)] = &[
    ("двух", 2.0),
    ("трех", 3.0),
    ("четырех", 4.0),
    ("пяти", 5.0),
    ("шести", 6.0),
    ("семи", 7.0),
    ("восьми", 8.0),
    ("девяти", 9.0),
    ("десяти", 10.0),
    ("одиннадцати", 11.0),
    ("двенадцати", 12.0),
    ("тринадцати", 13.0),
    ("четырнадцати", 14.0),
    ("пятнадцати", 15.0),
    ("двадцати", 20.0),
    ("двадцатипяти", 25.0),
    ("тридцати", 30.0),
];

/// The words, each as what it means; nothing if one of them is not known.
pub(super) fn tokens(said: &str) -> Option<Vec<Token>> {
    let text = said.to_lowercase().replace('ё', "е").replace(['\'', '’', ')', '\u{a0}', '\u{202f}'], " ");
    let text = text.replace("-and-a-half", " and a half ");
    let mut rest = text.trim();
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        let (token, after) = fixed(rest).or_else(|| number(rest))?;
        match (token, tokens.as_slice()) {
            // "5 (пять) лет" says it twice.
            (Token::Number(again), [.., Token::Number(number), Token::Comma]) if again == *number => {
                tokens.pop();
            }
            _ => tokens.push(token),
        }
        // A full stop stands after an abbreviation.
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '.');
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// A phrase of the table, or an adjective of a unit, at the beginning of a text.
fn fixed(text: &str) -> Option<(Token, &str)> {
    let phrases = PHRASES.iter().flat_map(|(token, phrases)| {
        // The marks are no words: commas stand between phrases everywhere else.
        let separator = if *token == Token::Comma { " " } else { ", " };
        phrases.split(separator).map(move |phrase| (*token, phrase.trim()))
    });
    let known = phrases.filter_map(|(token, phrase)| {
        let rest = text.strip_prefix(phrase)?;
        (!phrase.ends_with(char::is_alphanumeric) || ends_word(rest)).then_some((phrase.len(), token, rest))
    });
    known.max_by_key(|(length, ..)| *length).map(|(_, token, rest)| (token, rest)).or_else(|| adjective(text))
}

/// "Strict-regime" is a word of its own; so is anything else that goes on behind a hyphen.
fn ends_word(rest: &str) -> bool {
    !rest.strip_prefix('-').unwrap_or(rest).starts_with(char::is_alphabetic)
}

fn adjective(text: &str) -> Option<(Token, &str)> {
    let (_, unit) = UNIT_STEMS.iter().find(|(stem, _)| text.starts_with(stem))?;
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    Some((Token::Units(*unit), text.get(end..)?))
}

fn number(text: &str) -> Option<(Token, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if digits > 0 {
        let after = text.get(digits..)?;
        let decimals = |rest: &str| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let end = match after.strip_prefix(['.', ',']).map(decimals) {
            Some(decimals) if decimals > 0 => digits + 1 + decimals,
            _ => digits,
        };
        let number = text.get(..end)?.replace(',', ".").parse().ok()?;
        return Some((Token::Number(number), text.get(end..)?));
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(')).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let exact = |words: &str| match count::read(words) {
        count::Count { qualifier: "exact", best: Some(number), .. } => i32::try_from(number).ok().map(f64::from),
        _ => None,
    };
    // "Двадцать пять" is one number.
    let second = rest.trim_start();
    let end = second.find(|c: char| c.is_whitespace() || c == '-').unwrap_or(second.len());
    if let Some((next, beyond)) = second.split_at_checked(end)
        && !next.starts_with(|c: char| c.is_ascii_digit())
        && exact(next).is_some()
        && let Some(number) = exact(&format!("{word} {next}"))
    {
        return Some((Token::Number(number), beyond));
    }
    if let Some(number) = exact(word) {
        return Some((Token::Number(number), rest));
    }
    // "Seven-year".
    if let Some(number) = word.rfind('-').and_then(|hyphen| exact(word.get(..hyphen)?)) {
        return Some((Token::Number(number), text.get(word.rfind('-')?..)?));
    }
    let stems = NUMBER_STEMS.iter().filter_map(|(stem, number)| Some((stem.len(), *number, word.strip_prefix(stem)?)));
    let (length, number, _) = stems
        .filter(|(.., unit)| UNIT_STEMS.iter().any(|(stem, _)| unit.starts_with(stem)))
        .max_by_key(|stem| stem.0)?;
    Some((Token::Number(number), text.get(length..)?))
}
