//! Words that are nearly ones that dates are written with.

use crate::domain::time::names;

/// The only name that a word is a slip away from; two slips in a long one.
pub(in crate::domain::time) fn nearest(word: &str) -> Option<String> {
    let length = word.chars().count();
    let slips = if length >= 7 { 2 } else { 1 };
    if length < 4 {
        return None;
    }
    let mut found: Vec<(usize, u32, String)> = names::spellings()
        .map(|name| (distance(word, &name), meaning(&name), name))
        .filter(|(slips_of, ..)| *slips_of <= slips)
        .collect();
    found.sort();
    let (best, meant, name) = found.first()?.clone();
    // Two months alike are none.
    found.iter().all(|(slips, meaning, _)| *slips > best || *meaning == meant).then_some(name)
}

fn meaning(name: &str) -> u32 {
    names::month_of(name).or_else(|| names::weekday_of(name).map(|weekday| weekday + 100)).unwrap_or_default()
}

/// Letters to change, leave out, put in or exchange with the next.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let above = rows.last().map_or(&[][..], Vec::as_slice);
            let mut best = (cell(above, j + 1) + 1).min(cell(&row, j) + 1).min(cell(above, j) + usize::from(x != y));
            let before = |letters: &[char], at: usize| at.checked_sub(1).and_then(|at| letters.get(at)).copied();
            if before(&a, i) == Some(*y) && before(&b, j) == Some(*x) {
                let two_above = rows.len().checked_sub(2).and_then(|at| rows.get(at)).map_or(&[][..], Vec::as_slice);
                best = best.min(j.checked_sub(1).map_or(usize::MAX / 2, |at| cell(two_above, at) + 1));
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_leads_to_the_only_name_it_may_mean() {
        for (slip, name) in [
            ("febuary", "february"),
            ("feburary", "february"),
            ("septemer", "september"),
            ("ferbuary", "february"),
            ("satarday", "saturday"),
            ("февраль", "февраль"),
            ("феврля", "февраля"),
            ("янвря", "января"),
            ("мрата", "марта"),
            ("декбря", "декабря"),
        ] {
            assert_eq!(nearest(slip).as_deref(), Some(name), "{slip}");
        }
        for word in ["soon", "jul", "jun", "the", "wednes", "protest", "когда"] {
            assert_eq!(nearest(word), None, "{word}");
        }
    }
}
