//! The words that counts are said with, in English and Russian: one table, to which a language adds its lines.
//!
//! Phrases stand between commas, in lower case, with "е" for "ё". Of those that begin alike the longest is taken.

use super::part::{Alone, Hedge, Part};

const THOUSAND: i64 = 1_000;
const MILLION: i64 = 1_000_000;
const BILLION: i64 = 1_000_000_000;

/// What phrases say. A phrase that is not here, and no word of [`super::nouns`], leaves a count in its words.
pub(super) const PHRASES: &[(&str, Part)] = &[
    // How the number bounds what is counted
    (
        "at least, at the least, at the very least, at minimum, at a minimum, no fewer than, no less than, not fewer \
         than, not less than, a minimum of, minimum, or more, or above, or over, plus, не менее, не менее чем, не \
         меньше, не меньше чем, как минимум, минимум, по меньшей мере, по крайней мере, самое меньшее, и более, и \
         больше, или более, или больше, и выше",
        Part::Hedge(Hedge::AtLeast),
    ),
    (
        "more than, over, above, well over, just over, slightly over, well above, much more than, far more than, \
         slightly more than, a little more than, a little over, in excess of, exceeding, upwards of, upward of, \
         greater than, более, более чем, больше, больше чем, свыше, с лишним, с лишком, с \
         небольшим, с гаком, с хвостиком, чуть более, чуть больше, немногим более, немногим больше, намного больше, \
         намного более, гораздо больше, значительно больше, значительно более, превышает, превысило",
        Part::Hedge(Hedge::MoreThan),
    ),
    (
        "at most, at the most, at the very most, at maximum, no more than, not more than, no greater than, not \
         exceeding, as many as, a maximum of, maximum, or fewer, or less, or under, not over, не более, не более чем, \
         не больше, не больше чем, не свыше, максимум, самое большее, от силы, или менее, или меньше, и менее, и \
         меньше, не превышает",
        Part::Hedge(Hedge::AtMost),
    ),
    (
        "fewer than, less than, almost, nearly, very nearly, not quite, approaching, nearing, under, below, just under, well under, slightly under, slightly fewer than, slightly \
         less than, just below, a little under, a little less than, well below, far fewer than, far less than, менее, \
         менее чем, меньше, меньше чем, почти, почти что, без малого, едва ли не, чуть ли не, чуть менее, чуть меньше, немногим менее, немногим меньше, намного меньше, \
         намного менее, гораздо меньше, значительно меньше, значительно менее",
        Part::Hedge(Hedge::FewerThan),
    ),
    (
        "about, just about, around, roughly, approximately, approx, some, circa, ca, or so, or \
         thereabouts, thereabouts, close to, near, in the region of, on the order of, in the order of, more or less, \
         give or take, an estimated, estimated, estimated at, perhaps, maybe, possibly, probably, odd, ish, something \
         like, anything from, около, примерно, приблизительно, порядка, под, ок, прим, где-то, ориентировочно, \
         плюс-минус, или около того, около того, может быть, возможно, вероятно, видимо, предположительно",
        Part::Hedge(Hedge::About),
    ),
    ("up to, до, вплоть до", Part::UpTo),
    // How two numbers are joined
    ("between, anywhere between, somewhere between, между", Part::Between),
    ("from, anywhere from, от", Part::From),
    // «С 10 до 20», but «с десяток» is about ten
    ("с, со", Part::With),
    ("to, по", Part::To),
    ("and, but, yet, и, но", Part::And),
    ("or, или", Part::Or),
    // What changes nothing
    (
        "a total of, in total, total, in all, all told, altogether, exactly, precisely, just, only, the, all, \
         overall, a group of, группа из, всего, итого, ровно, точно, только, лишь, в общей сложности, в общем",
        Part::Neutral,
    ),
    (
        "none, no, no one, nobody, not one, not a single, zero, nil, ноль, нуль, никто, никого, ни одного, ни одной, \
         ни один",
        Part::Nothing,
    ),
    // Numbers
    ("a, an", Part::Article),
    ("one, один, одна, одно, одного, одной, одну", Part::Small(1)),
    ("two, два, две, двух, двое, двоих, двумя, двум", Part::Small(2)),
    ("three, три, трех, трое, троих, тремя, трем", Part::Small(3)),
    ("four, четыре, четырех, четверо, четверых, четырьмя", Part::Small(4)),
    ("five, пять, пяти, пятеро, пятерых, пятью", Part::Small(5)),
    ("six, шесть, шести, шестеро, шестерых, шестью", Part::Small(6)),
    ("seven, семь, семи, семеро, семерых, семью", Part::Small(7)),
    ("eight, восемь, восьми, восьмеро, восьмерых", Part::Small(8)),
    ("nine, девять, девяти, девятеро, девятерых", Part::Small(9)),
    ("ten, десять, десяти, десятеро, десятерых", Part::Small(10)),
    ("eleven, одиннадцать, одиннадцати", Part::Small(11)),
    ("twelve, двенадцать, двенадцати", Part::Small(12)),
    ("thirteen, тринадцать, тринадцати", Part::Small(13)),
    ("fourteen, четырнадцать, четырнадцати", Part::Small(14)),
    ("fifteen, пятнадцать, пятнадцати", Part::Small(15)),
    ("sixteen, шестнадцать, шестнадцати", Part::Small(16)),
    ("seventeen, семнадцать, семнадцати", Part::Small(17)),
    ("eighteen, восемнадцать, восемнадцати", Part::Small(18)),
    ("nineteen, девятнадцать, девятнадцати", Part::Small(19)),
    ("twenty, двадцать, двадцати", Part::Small(20)),
    ("thirty, тридцать, тридцати", Part::Small(30)),
    ("forty, fourty, сорок, сорока", Part::Small(40)),
    ("fifty, пятьдесят, пятидесяти", Part::Small(50)),
    ("sixty, шестьдесят, шестидесяти", Part::Small(60)),
    ("seventy, семьдесят, семидесяти", Part::Small(70)),
    ("eighty, восемьдесят, восьмидесяти", Part::Small(80)),
    ("ninety, девяносто, девяноста", Part::Small(90)),
    ("сто, ста", Part::Small(100)),
    ("двести, двухсот", Part::Small(200)),
    ("триста, трехсот", Part::Small(300)),
    ("четыреста, четырехсот", Part::Small(400)),
    ("пятьсот, пятисот", Part::Small(500)),
    ("шестьсот, шестисот", Part::Small(600)),
    ("семьсот, семисот", Part::Small(700)),
    ("восемьсот, восьмисот", Part::Small(800)),
    ("девятьсот, девятисот", Part::Small(900)),
    ("полсотни, полусотни", Part::Round(50)),
    ("полтораста, полутораста", Part::Round(150)),
    ("полтысячи, полутысячи", Part::Round(500)),
    ("полмиллиона, полумиллиона", Part::Round(500_000)),
    ("пол дюжины, полдюжины", Part::Round(6)),
    ("полтора, полторы, полутора", Part::Fraction(1_500_000)),
    ("half a, half", Part::Fraction(500_000)),
    ("and a half, с половиной", Part::AndHalf),
    ("dozen", Part::Scale(12, Alone::Yes)),
    ("дюжина, дюжину", Part::Scale(12, Alone::Yes)),
    ("дюжины", Part::Scale(12, Alone::Governed)),
    ("dozens, дюжин", Part::Scale(12, Alone::No)),
    ("score", Part::Scale(20, Alone::No)),
    ("десяток", Part::Scale(10, Alone::Yes)),
    ("десятка", Part::Scale(10, Alone::Governed)),
    ("десятков", Part::Scale(10, Alone::No)),
    ("hundred, сотня, сотню", Part::Scale(100, Alone::Yes)),
    ("сотни", Part::Scale(100, Alone::Governed)),
    ("hundreds, сотен", Part::Scale(100, Alone::No)),
    ("thousand, тысяча, тысячу", Part::Scale(THOUSAND, Alone::Yes)),
    ("тысячи", Part::Scale(THOUSAND, Alone::Governed)),
    ("thousands, k, тысяч, тыс, тыщ", Part::Scale(THOUSAND, Alone::No)),
    ("million, миллион", Part::Scale(MILLION, Alone::Yes)),
    ("миллиона", Part::Scale(MILLION, Alone::Governed)),
    ("millions, mln, mn, миллионов, млн", Part::Scale(MILLION, Alone::No)),
    ("billion, миллиард", Part::Scale(BILLION, Alone::Yes)),
    ("billions, bn, миллиарда, миллиардов, млрд", Part::Scale(BILLION, Alone::No)),
    // What follows counts some of those that are counted
    ("including, among them, among whom, of whom, в том числе, включая, из них, среди них", Part::Including),
    // Before its number it says "about"
    ("человек, человека, чел", Part::NounBefore),
];

/// Whether a word is a phrase of its own.
pub(super) fn is_phrase(word: &str) -> bool {
    PHRASES.iter().any(|(phrases, _)| phrases.split(", ").any(|phrase| phrase == word))
}
