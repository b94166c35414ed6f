//! Counts: a table of wordings, and the laws that hold for all of them.

use proptest::prelude::*;
use proptest::sample::select;

use habeas::domain::count::{Count, read};

const VAGUE: Bounds = ("vague", None, None, None);

type Bounds = (&'static str, Option<i64>, Option<i64>, Option<i64>);

fn said(text: &str) -> Bounds {
    let Count { qualifier, lo, best, hi } = read(text);
    (qualifier, lo, best, hi)
}

fn exact(n: i64) -> Bounds {
    ("exact", Some(n), Some(n), Some(n))
}

fn about(n: i64) -> Bounds {
    ("about", None, Some(n), None)
}

fn range(lo: i64, hi: i64) -> Bounds {
    ("range", Some(lo), None, Some(hi))
}

fn at_least(n: i64) -> Bounds {
    ("at_least", Some(n), None, None)
}

/// The first number it can be.
fn more_than(n: i64) -> Bounds {
    ("more_than", Some(n + 1), None, None)
}

fn at_most(n: i64) -> Bounds {
    ("at_most", None, None, Some(n))
}

fn fewer_than(n: i64) -> Bounds {
    ("fewer_than", None, None, Some(n - 1))
}

#[test]
fn wordings_become_numbers_with_their_qualifier() {
    for (text, expected) in [
        ("17", exact(17)),
        ("1,200", exact(1200)),
        ("1 200 people", exact(1200)),
        ("1\u{a0}200\u{202f}000", exact(1_200_000)),
        ("1.2 million", exact(1_200_000)),
        (">200", more_than(200)),
        ("> 200 people", more_than(200)),
        ("<50", fewer_than(50)),
        ("≥ 17", at_least(17)),
        (">=17", at_least(17)),
        ("≤20", at_most(20)),
        ("at least 10, at most 20", range(10, 20)),
        ("не менее 10, не более 20 человек", range(10, 20)),
        ("три-четыре человека", range(3, 4)),
        ("１７ people", exact(17)),
        ("١٧", exact(17)),
        ("three demonstrators", exact(3)),
        ("five hundred people", exact(500)),
        ("15 thousand", exact(15_000)),
        ("10k", exact(10_000)),
        ("10K protesters", exact(10_000)),
        ("twenty-five", exact(25)),
        ("twenty five women", exact(25)),
        ("one hundred and twenty-five", exact(125)),
        ("two thousand five hundred", exact(2500)),
        ("fifteen hundred", exact(1500)),
        ("1 million 200 thousand", exact(1_200_000)),
        ("2012 people", exact(2012)),
        ("a total of 17 deaths", exact(17)),
        ("17 Kazakh workers", exact(17)),
        ("двадцать пять", exact(25)),
        ("сто двадцать пять тысяч", exact(125_000)),
        ("2,5 тыс.", exact(2500)),
        ("1 млн 200 тыс.", exact(1_200_000)),
        ("трое задержанных", exact(3)),
        ("две тысячи пятьсот человек", exact(2500)),
        ("полторы тысячи", about(1500)),
        ("один человек", exact(1)),
        ("two dozen", about(24)),
        ("a hundred", about(100)),
        ("a dozen people", about(12)),
        ("half a million", about(500_000)),
        ("about a hundred", about(100)),
        ("around 1,000 Kazakh protesters", about(1000)),
        ("some 40", about(40)),
        ("Some 40", about(40)),
        ("nearly 300", fewer_than(300)),
        ("almost 100", fewer_than(100)),
        ("almost two dozen", fewer_than(24)),
        ("almost all 30", fewer_than(30)),
        ("почти 100 человек", fewer_than(100)),
        ("без малого тысяча", fewer_than(1000)),
        ("a hundred and five", exact(105)),
        ("a thousand two hundred", exact(1200)),
        ("a hundred and fifty thousand", exact(150_000)),
        ("Just 20 or so people", about(20)),
        ("20-odd men", about(20)),
        ("~50", about(50)),
        ("around 1 200", about(1200)),
        ("at least about 100", about(100)),
        ("about 10 to 20", ("about", Some(10), None, Some(20))),
        ("10 to 20 or so", ("about", Some(10), None, Some(20))),
        ("полтораста", about(150)),
        ("около 1 000 человек", about(1000)),
        ("около двадцати пяти человек", about(25)),
        ("около тысячи человек", about(1000)),
        ("человек двадцать", about(20)),
        ("под сотню", about(100)),
        ("десяток", about(10)),
        ("с десяток", about(10)),
        ("с десяток человек", about(10)),
        ("с сотню человек", about(100)),
        ("с полсотни", about(50)),
        ("с 10 до 20", range(10, 20)),
        ("два десятка человек", about(20)),
        ("At least 17", at_least(17)),
        ("no fewer than 17", at_least(17)),
        ("17 or more", at_least(17)),
        ("100-plus", at_least(100)),
        ("100+", at_least(100)),
        ("at least two dozen", at_least(24)),
        ("не менее 2,5 тыс.", at_least(2500)),
        ("не менее трёх", at_least(3)),
        ("100 и более", at_least(100)),
        ("от 100 человек", at_least(100)),
        ("more than 200 people", more_than(200)),
        ("more than 15 thousand people", more_than(15_000)),
        ("over 100", more_than(100)),
        ("more than a hundred", more_than(100)),
        ("100 с лишним", more_than(100)),
        ("более ста человек", more_than(100)),
        ("более тысячи", more_than(1000)),
        ("свыше двухсот", more_than(200)),
        ("up to 30", at_most(30)),
        ("100 at most", at_most(100)),
        ("as many as 60", at_most(60)),
        ("до 30 человек", at_most(30)),
        ("до тысячи человек", at_most(1000)),
        ("не более пятисот", at_most(500)),
        ("fewer than 100", fewer_than(100)),
        ("менее 100", fewer_than(100)),
        ("10 to 20 women", range(10, 20)),
        ("10–20", range(10, 20)),
        ("between 200 and 300 thousand", range(200_000, 300_000)),
        ("between one hundred and two hundred", range(100, 200)),
        ("2,5–3 тыс.", range(2500, 3000)),
        ("from 10 to 20", range(10, 20)),
        ("two or three", range(2, 3)),
        ("more than 100 but fewer than 200", range(101, 199)),
        ("от 10 до 20", range(10, 20)),
        ("от двух до трёх тысяч", range(2000, 3000)),
        ("две-три тысячи", range(2000, 3000)),
        ("задержано 17 человек", exact(17)),
        ("погибли 17 человек", exact(17)),
        ("было задержано 17 человек", exact(17)),
        ("убито не менее 10", at_least(10)),
        ("killed 17 people", exact(17)),
        ("a 100-strong crowd", exact(100)),
        ("Arrested: 17", exact(17)),
        ("17 People Detained", exact(17)),
        ("17 people in Almaty", exact(17)),
        ("at least 17 people in Almaty", at_least(17)),
        ("10 человек в Жанаозене", exact(10)),
        ("17, including 3 children", exact(17)),
        ("at least 17 people, including 3 children", at_least(17)),
        ("17 человек, в том числе 3 детей", exact(17)),
        ("15 (пятнадцать) человек", exact(15)),
        ("не менее 15 (пятнадцати) человек", at_least(15)),
        ("fifteen (15) people", exact(15)),
        ("nobody", ("zero", Some(0), Some(0), Some(0))),
        ("0", ("zero", Some(0), Some(0), Some(0))),
        ("no deaths", ("zero", Some(0), Some(0), Some(0))),
        ("никто", ("zero", Some(0), Some(0), Some(0))),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

const STAY_WORDS: &str = "| several| a handful| dozens| hundreds| thousands of people| hundreds of thousands| несколько| \
        сотни| тысячи людей| десятки| one in three| 1 in 3| 1/3| 10 percent| 10%| 10 процентов| 17th| 17-го| \
        the 90s| 2012| 2010-2012| 20-10| two thirds| half the town| half| с 10| 2.5 people| 17:30| 17 km| 5 years| \
        17 лет| 20 women and 30 men| 17 of 30 detainees| 17 others| 17 more or fewer| at least 10 at most| \
        around noon| 5 families| half of one thousand| half of to 1000| три семьи| 3 buses of people| 12 homes| 10, at most 20| =17| 1,200 thousand| nobody but 17| between 17| 17,5| 17, mostly women| \
        two hundred three hundred| каждый третий| 17 unconfirmed| No. 17| -17| 10 to| a couple| 17 минус 2| \
        99999999999999999999| 10 Percent of the workers| 20 Percent| 17 Days| 5 Families Evicted| 3 Buses Of Protesters| 3 Houses| \
        17 Unconfirmed| 15 Not Guilty| 20 More Arrested| 17 Feared Dead| 17 USD| 17 January| 17 Августа| 100 rupees| \
        100 centimeters| 5 newspapers| 12 tractors| 3 helicopters| 17 committees| 17 restaurants| 5 knives| 5 больниц| \
        3 больницы| 2 улицы| 5 грузовиков| 2 отеля| 5 памятников| 17 инцидентов| 10 к 1| 15 к| 1 in Every Three| \
        killed 2012| fined 5,000| charged 500| died 17| killed 17, injured 5| 17, including 3 unconfirmed| 17, including several| 15 (шестнадцать) человек| \
        15 (unconfirmed) people| 17 people in Three Days| не задержано 17";

#[test]
fn what_is_not_wholly_understood_stays_words() {
    for text in STAY_WORDS.split('|').map(str::trim) {
        assert_eq!(said(text), VAGUE, "{text}");
    }
}

/// A number and a spelling of it.
fn number() -> impl Strategy<Value = (i64, String)> {
    let small = [
        (1, "one", "один"),
        (2, "two", "два"),
        (3, "three", "три"),
        (9, "nine", "девять"),
        (12, "twelve", "двенадцать"),
        (20, "twenty", "двадцать"),
        (25, "twenty-five", "двадцать пять"),
        (99, "ninety-nine", "девяносто девять"),
        (100, "one hundred", "сто"),
        (317, "three hundred and seventeen", "триста семнадцать"),
    ];
    let grouped = |n: i64, mark: &str| {
        let text = n.to_string();
        let (mut out, length) = (String::new(), text.len());
        for (at, digit) in text.chars().enumerate() {
            if at > 0 && (length - at) % 3 == 0 {
                out.push_str(mark);
            }
            out.push(digit);
        }
        out
    };
    let base = prop_oneof![
        (1i64..1900).prop_map(|n| (n, n.to_string())),
        (1000i64..2_000_000, select(vec![",", " ", "\u{a0}", "'"])).prop_map(move |(n, mark)| (n, grouped(n, mark))),
        (select(small.to_vec()), any::<bool>())
            .prop_map(|((n, en, ru), in_russian)| (n, if in_russian { ru } else { en }.to_owned())),
    ];
    let scale = select(vec![
        (1, ""),
        (1, ""),
        (1000, " thousand"),
        (1000, " тыс."),
        (1000, " тысяч"),
        (1_000_000, " million"),
        (1_000_000, " млн"),
    ]);
    // A number of thousands in groups is not asked of twice.
    (base, scale).prop_map(|((n, text), (by, word))| {
        if by > 1 && text.contains([',', '\'', ' ', '\u{a0}']) && text.starts_with(|c: char| c.is_ascii_digit()) {
            (n, text)
        } else {
            (n * by, format!("{text}{word}"))
        }
    })
}

const BEFORE: [&str; 22] = [
    "",
    "",
    "about ",
    "at least ",
    "more than ",
    "up to ",
    "fewer than ",
    "no more than ",
    "roughly ",
    "over ",
    "a total of ",
    "Some ",
    "около ",
    "не менее ",
    "более ",
    "до ",
    "не более ",
    "менее ",
    "свыше ",
    "как минимум ",
    "почти ",
    "всего ",
];
const AFTER: [&str; 14] = [
    "",
    "",
    " people",
    " protesters",
    " or more",
    " at least",
    " or so",
    " at most",
    " человек",
    " с лишним",
    " и более",
    " или около того",
    " were arrested",
    " women",
];
/// What may stand beside a number and is no part of the grammar.
const EXTRA: &str = "percent|%|minus 3|twice|times|per day|in three|th|years|unconfirmed|allegedly|others|of 50|degrees|/2|:30|ago|half of|\
    из 50|лет|половина|процентов|раз|-й|рублей|меньше половины|вряд ли|no less or more|a few|several|unlike|quarters|days";

/// Nothing stands for no bound.
fn bounds(text: &str) -> (i64, i64) {
    let count = read(text);
    match count.qualifier {
        "about" => (i64::MIN, i64::MAX),
        _ => (count.lo.unwrap_or(i64::MIN), count.hi.unwrap_or(i64::MAX)),
    }
}

/// The numbers that a wording may mean, said another way than the reader's.
fn meant(before: &str, n: i64, after: &str) -> Vec<i64> {
    let words = format!("{before}{after}");
    let any = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let low =
        any(&["at least", "more than", "over", "не менее", "свыше", "как минимум", "or more", "лишним", "и более"])
            || before == "более ";
    // "Almost 100" is fewer.
    let high =
        any(&["up to", "fewer than", "no more", "at most", "не более", "почти"]) || ["до ", "менее "].contains(&before);
    let strict =
        any(&["fewer than", "more than", "over", "свыше", "лишним", "почти"]) || ["менее ", "более "].contains(&before);
    match (low, high) {
        (true, false) => vec![n + 1, n * 10],
        (false, true) => vec![n - 1, n / 10],
        _ if strict => vec![],
        _ => vec![n],
    }
}

proptest! {
    #[test]
    fn the_bounds_hold_what_is_meant(
        (n, spelled) in number(), before in select(BEFORE.to_vec()), after in select(AFTER.to_vec()),
    ) {
        let text = format!("{before}{spelled}{after}");
        let (lo, hi) = bounds(&text);
        for number in meant(before, n, after) {
            prop_assert!(lo <= number && number <= hi, "{text}: {number} is not from {lo} to {hi}");
        }
    }

    #[test]
    fn a_plain_number_is_read_in_every_spelling((n, spelled) in number(), noun in select(vec![" people", " человек"])) {
        prop_assert_eq!(said(&format!("{spelled}{noun}")), exact(n), "{}", spelled);
    }

    #[test]
    fn two_numbers_hold_all_between_them(
        (a, first) in number(), (b, second) in number(), joint in select(vec![("between ", " and "), ("from ", " to "), ("", " to "), ("от ", " до ")]),
    ) {
        prop_assume!(a < b);
        let text = format!("{}{first}{}{second} people", joint.0, joint.1);
        let (lo, hi) = bounds(&text);
        // "200 to 300 thousand" means 200 thousand, and nothing else.
        let shared = [1, 12, 100, 1000, 1_000_000].into_iter().any(|by| Some(lo) == a.checked_mul(by));
        prop_assert!((lo == i64::MIN || shared) && hi >= b && lo <= b, "{text}: from {lo} to {hi}");
    }

    #[test]
    fn words_that_are_not_understood_never_narrow_it(
        (_, spelled) in number(), before in select(BEFORE.to_vec()), after in select(AFTER.to_vec()),
        extra in select(EXTRA.split('|').collect::<Vec<_>>()), noise in "[a-zа-я]{1,7}", is_noise in any::<bool>(),
    ) {
        let text = format!("{before}{spelled}{after}");
        let extra = if is_noise { format!("{noise}qz") } else { extra.to_owned() };
        for longer in [format!("{text} {extra}"), format!("{extra} {text}"), format!("{before}{extra} {spelled}{after}")] {
            prop_assert_eq!(said(&longer), VAGUE, "{} → {}", text, longer);
        }
    }

    #[test]
    fn two_limits_never_narrow_each_other(
        (_, spelled) in number(), before in select(BEFORE.to_vec()), after in select(AFTER.to_vec()),
    ) {
        let (lo, hi) = bounds(&format!("{before}{spelled} people{after}"));
        for one in [format!("{before}{spelled} people"), format!("{spelled} people{after}")] {
            let (one_lo, one_hi) = bounds(&one);
            prop_assert!(lo <= one_lo || hi >= one_hi, "{one}: {lo} to {hi}");
        }
    }

    #[test]
    fn no_wording_breaks_the_reader(text in "\\PC{0,40}") {
        let count = read(&text);
        prop_assert!(count.lo.zip(count.hi).is_none_or(|(lo, hi)| lo <= hi));
    }
}
