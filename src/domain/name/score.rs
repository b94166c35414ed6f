//! How well one name answers another: words are paired so that they fit best, and what is left over counts against it.

use std::cell::OnceCell;

use super::costs::Costs;
use super::script::Script;
use super::words::{Reading, Role, Word};

/// What counts for how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Steps for each sound at which two words have nothing in common.
    pub tolerance: f32,
    /// What an initial is worth that fits.
    pub initial: f32,
    /// What is left of that where the name found has the initial: it says less than what was typed.
    pub found_initial: f32,
    /// What a word that is left over counts, of its weight: of the name looked for, and of the one found.
    pub typed_alone: f32,
    pub found_alone: f32,
    /// The same of patronymics, which are left out of names as a rule.
    pub typed_father: f32,
    pub found_father: f32,
    /// Taken off for words in another order, for names compared as one word, and for that in another order.
    pub reordered: f32,
    pub joined: f32,
    pub turned: f32,
    /// What words weigh that say little.
    pub particle: f32,
    pub single: f32,
    /// What two forms of one given name are worth.
    pub given: f32,
    /// What it counts that words have the same letters, and not only the same sounds.
    pub letters: f32,
    /// Taken off where an initial stands at the other end.
    pub initial_reordered: f32,
    /// What a name is worth that the place has or had, and that was not typed.
    pub other: f32,
    /// A word that all have weighs this much, and one that nobody has weighs one.
    pub common: f32,
}

impl Rules {
    /// For finding: what was typed has to be there, and more may be.
    pub const SEARCH: Rules = Rules {
        tolerance: 0.75,
        initial: 0.72,
        found_initial: 0.65,
        typed_alone: 0.7,
        found_alone: 0.33,
        typed_father: 0.4,
        found_father: 0.15,
        reordered: 0.02,
        joined: 0.03,
        turned: 0.045,
        particle: 0.25,
        single: 0.6,
        given: 0.86,
        letters: 0.03,
        initial_reordered: 0.05,
        other: 0.97,
        common: 0.55,
    };

    /// For telling whether two names are one: what is left over on either side counts as much.
    pub const PAIRS: Rules = Rules { typed_alone: 0.35, found_alone: 0.35, ..Rules::SEARCH };

    fn weight(&self, word: &Word, rarity: f32) -> f32 {
        let role = match word.role {
            Role::Particle => self.particle,
            Role::Initial => self.single,
            Role::Name | Role::Patronymic(_) => 1.0,
        };
        role * (self.common + (1.0 - self.common) * rarity)
    }
}

/// A reading of a name with what each of its words weighs.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub reading: Reading,
    weights: Vec<f32>,
    /// The sounds as one word's: as they stand, and with the first word or the last at the other end.
    joined: OnceCell<[Vec<u8>; 3]>,
}

impl Weighed {
    /// `rarity` says of the sounds of a word how rare it is among names, from 0 to 1.
    pub fn new(reading: Reading, rules: &Rules, rarity: impl Fn(&[u8]) -> f32) -> Weighed {
        let weights = reading.words.iter().map(|word| rules.weight(word, rarity(&word.sounds))).collect();
        Weighed { reading, weights, joined: OnceCell::new() }
    }

    fn joined(&self) -> &[Vec<u8>; 3] {
        let last = self.reading.words.len().saturating_sub(1);
        self.joined.get_or_init(|| [0, 1, last].map(|from| self.reading.joined(from)))
    }

    fn letters(&self, at: usize) -> Option<&str> {
        self.reading.words.get(at).map(|word| word.letters.as_str())
    }

    fn weight(&self, at: usize) -> f32 {
        self.weights.get(at).copied().unwrap_or_default()
    }
}

/// How well a name answers another, and by which pairs of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// One for the same name; none below 0.
    pub value: f32,
    /// Of words: of the one name, of the other, how alike.
    pub pairs: Vec<(usize, usize, f32)>,
    /// They were compared as one word each.
    pub joined: bool,
}

/// Which costs lie between two scripts, and whether the second name stands where those in the script do.
pub fn costs(one: Script, other: Script) -> (&'static Costs, bool) {
    if one == other { (Costs::of(Script::Latin), false) } else { (Costs::of(one.max(other)), other > one) }
}

/// How well `found` answers `typed`.
pub fn score(typed: &Weighed, found: &Weighed, rules: &Rules) -> Score {
    let (costs, turned) = costs(typed.reading.script, found.reading.script);
    let (ones, others) = (&typed.reading.words, &found.reading.words);
    if ones.is_empty() || others.is_empty() {
        return Score::default();
    }
    let likeness = |one: &Word, other: &Word| {
        let like = if turned { alike(other, one, costs, rules) } else { alike(one, other, costs, rules) };
        let is_less = other.sounds.len() == 1 && one.sounds.len() > 1;
        if is_less { like * rules.found_initial } else { like }
    };
    let matrix: Vec<Vec<f32>> =
        ones.iter().map(|one| others.iter().map(|other| likeness(one, other)).collect()).collect();
    let table = Table { matrix: &matrix, typed, found, rules };
    let mut best = if ones.len() <= 4 && others.len() <= 4 { table.every() } else { table.greedy() };
    if ones.len() != others.len() || best.value < 0.8 {
        let value = joined(typed, found, costs, turned, rules);
        if value > best.value {
            best = Score { value, pairs: Vec::new(), joined: true };
        }
    }
    if typed.reading.other {
        best.value *= rules.other;
    }
    best
}

/// How alike two words are, from 0 to 1.
fn alike(one: &Word, other: &Word, costs: &Costs, rules: &Rules) -> f32 {
    let ([first, ..], [second, ..]) = (one.sounds.as_slice(), other.sounds.as_slice()) else { return 0.0 };
    if one.sounds.len() == 1 || other.sounds.len() == 1 {
        let letter = |word: &Word| word.letters.bytes().next();
        let fits = letter(one) == letter(other) || costs.swap(*first, *second) < 0.4;
        return match (fits, one.sounds == other.sounds) {
            (true, true) => 1.0,
            (true, false) => rules.initial,
            _ => 0.0,
        };
    }
    if one.given.iter().any(|number| other.given.contains(number)) {
        return near(&one.sounds, &other.sounds, costs, rules).max(rules.given);
    }
    let whole = near(&one.sounds, &other.sounds, costs, rules);
    // The same father, with the ending of another language.
    match (one.role, other.role) {
        (Role::Patronymic(a), Role::Patronymic(b)) => {
            let stem = |word: &Word, long: u8| word.sounds.get(..usize::from(long)).unwrap_or_default().to_vec();
            whole.max(near(&stem(one, a), &stem(other, b), costs, rules) - 0.02)
        }
        _ => whole,
    }
}

fn near(one: &[u8], other: &[u8], costs: &Costs, rules: &Rules) -> f32 {
    let long = (one.len() + other.len()) as f32 / 2.0;
    (1.0 - costs.distance(one, other) / (rules.tolerance * long.max(1.0))).max(0.0)
}

/// Both names as one word, as they stand and with the first or last word at the other end.
fn joined(typed: &Weighed, found: &Weighed, costs: &Costs, turned: bool, rules: &Rules) -> f32 {
    let other = found.reading.joined(0);
    let [straight, first_last, last_first] = typed.joined();
    // What is much longer is no other way to write it.
    if straight.len().abs_diff(other.len()) * 5 > straight.len().max(other.len()) * 2 {
        return 0.0;
    }
    let near = |words: &[u8]| {
        if turned { near(&other, words, costs, rules) } else { near(words, &other, costs, rules) }
    };
    let mut best = near(straight) - rules.joined;
    if typed.reading.words.len() > 1 {
        best = best.max(near(first_last) - rules.turned);
    }
    if typed.reading.words.len() > 2 {
        best = best.max(near(last_first) - rules.turned);
    }
    best
}

/// All pairs of words of two names.
struct Table<'a> {
    matrix: &'a [Vec<f32>],
    typed: &'a Weighed,
    found: &'a Weighed,
    rules: &'a Rules,
}

impl Table<'_> {
    fn like(&self, one: usize, other: usize) -> f32 {
        self.matrix.get(one).and_then(|row| row.get(other)).copied().unwrap_or_default()
    }

    /// The best of all ways to pair the words.
    fn every(&self) -> Score {
        let mut best = Score::default();
        let mut pairs = Vec::with_capacity(4);
        self.pair(0, 0, &mut pairs, &mut best);
        best
    }

    fn pair(&self, one: usize, taken: u32, pairs: &mut Vec<(usize, usize, f32)>, best: &mut Score) {
        let (ones, others) = (self.typed.weights.len(), self.found.weights.len());
        if one == ones {
            if pairs.len() == ones.min(others) {
                let value = self.value(pairs);
                if value > best.value {
                    *best = Score { value, pairs: pairs.clone(), joined: false };
                }
            }
            return;
        }
        for other in (0..others).filter(|other| taken & (1 << other) == 0) {
            pairs.push((one, other, self.like(one, other)));
            self.pair(one + 1, taken | 1 << other, pairs, best);
            pairs.pop();
        }
        // Left over, where the other name has fewer words.
        if pairs.len() + (ones - one) > others.min(ones) {
            self.pair(one + 1, taken, pairs, best);
        }
    }

    /// The likest words first.
    fn greedy(&self) -> Score {
        let (ones, others) = (self.typed.weights.len(), self.found.weights.len());
        let mut all: Vec<(usize, usize, f32)> = (0..ones)
            .flat_map(|one| (0..others).map(move |other| (one, other)))
            .map(|(a, b)| (a, b, self.like(a, b)))
            .collect();
        all.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut pairs: Vec<(usize, usize, f32)> = Vec::new();
        for pair in all {
            if pairs.iter().all(|known| known.0 != pair.0 && known.1 != pair.1) {
                pairs.push(pair);
            }
        }
        pairs.sort_by_key(|pair| pair.0);
        Score { value: self.value(&pairs), pairs, joined: false }
    }

    fn value(&self, pairs: &[(usize, usize, f32)]) -> f32 {
        let (mut alike, mut matched, mut same) = (0.0, 0.0, 0.0);

        for (one, other, like) in pairs {
            let weight = (self.typed.weight(*one) + self.found.weight(*other)) / 2.0;
            alike += like * weight;
            matched += weight;
            if self.typed.letters(*one) == self.found.letters(*other) {
                same += weight;
            }
        }
        let rules = self.rules;
        let alone = |name: &Weighed, plain: f32, father: f32, paired: &dyn Fn(usize) -> bool| -> f32 {
            let words = name.reading.words.iter().zip(&name.weights).enumerate();
            let left = words.filter(|(at, _)| !paired(*at));
            left.map(|(_, (word, weight))| {
                weight * if matches!(word.role, Role::Patronymic(_)) { father } else { plain }
            })
            .sum()
        };
        let typed =
            alone(self.typed, rules.typed_alone, rules.typed_father, &|at| pairs.iter().any(|pair| pair.0 == at));
        let found =
            alone(self.found, rules.found_alone, rules.found_father, &|at| pairs.iter().any(|pair| pair.1 == at));
        let value = alike / (matched + typed + found).max(f32::MIN_POSITIVE);
        let reordered = pairs.windows(2).any(|two| matches!(two, [a, b] if a.1 > b.1));
        let short =
            |name: &Weighed, at: usize| name.reading.words.get(at).is_some_and(|word| word.role == Role::Initial);
        let initials = pairs.iter().any(|(one, other, _)| short(self.typed, *one) != short(self.found, *other));
        let order = match (reordered, initials) {
            (true, true) => rules.initial_reordered,
            (true, false) => rules.reordered,
            _ => 0.0,
        };
        value * (1.0 - rules.letters + rules.letters * same / matched.max(f32::MIN_POSITIVE)) - order
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rules, Weighed, score};
    use crate::domain::name::pair::likeness;
    use crate::domain::name::words::readings;

    fn of(typed: &str, found: &str) -> f32 {
        let weighed = |text: &str| -> Vec<Weighed> {
            readings(text).into_iter().map(|reading| Weighed::new(reading, &Rules::SEARCH, |_| 1.0)).collect()
        };
        let (typed, found) = (weighed(typed), weighed(found));
        let all = typed.iter().flat_map(|one| found.iter().map(move |other| score(one, other, &Rules::SEARCH).value));
        all.fold(0.0, f32::max)
    }

    #[test]
    fn a_patronymic_an_initial_and_the_order_cost_less_than_another_name() {
        let other = of("Bolat Abilov", "Serik Abilov");
        for typed in ["Абилов Болат", "Болат Мукишевич Абилов", "Б. Абилов", "ABILOV, Bolat", "Болат Мүкішұлы Әбілов"]
        {
            assert!(of(typed, "Bolat Abilov") > other, "{typed}: {} {other}", of(typed, "Bolat Abilov"));
        }
    }

    #[test]
    fn one_father_is_called_so_in_two_languages() {
        assert!(of("Әбішұлы", "Abishevich") > 0.9);
        assert!(of("Әбішұлы", "Petrovich") < 0.5);
    }

    #[test]
    fn words_that_were_joined_or_split_are_the_same_name() {
        assert!(of("Nursultan", "Nur Sultan") > 0.9);
        assert!(of("Alma Ata", "Almaata") > 0.9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_name_answers_itself_wholly(text in "(\\p{Latin}|\\p{Cyrillic}|\\p{Arabic}|\\p{Han}|[ '.-]){1,40}") {
            if !readings(&text).is_empty() {
                prop_assert!((of(&text, &text) - 1.0).abs() < 1e-4, "{}", of(&text, &text));
            }
        }

        #[test]
        fn two_names_are_as_alike_the_other_way_round(one in "\\PC{0,30}", other in "\\PC{0,30}") {
            let (there, back) = (likeness(&one, &other, &|_| 1.0), likeness(&other, &one, &|_| 1.0));
            prop_assert!((there - back).abs() < 1e-4, "{there} {back}");
            prop_assert!((0.0..=1.0001).contains(&there));
        }
    }
}
