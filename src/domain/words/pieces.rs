//! What was typed into a search, piece by piece: words and "phrases", with a minus before them or without, and what stands between.

/// What stands between words of which one is enough, in every language of the interface.
const OR: [&str; 2] = ["OR", "ИЛИ"];

/// A piece, and whether a minus stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub not: bool,
    pub what: What<'t>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'t> {
    Word(&'t str),
    /// What stands between quotes; a quote that is not closed ends with the text.
    Quoted(&'t str),
    /// What stands before it or what stands behind. Alone it is a word.
    Or,
}

/// The pieces of a text in their order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let signed = rest.strip_prefix(['-', '−']).filter(|behind| !behind.starts_with(char::is_whitespace));
        let not = signed.is_some_and(|behind| !behind.is_empty());
        let piece = if not { signed.unwrap_or(rest) } else { rest };
        let (what, behind) = match piece.strip_prefix(['"', '“', '«', '„']) {
            Some(quoted) => {
                let end = quoted.find(['"', '”', '»', '“']).unwrap_or(quoted.len());
                let (inside, behind) = quoted.split_at(end);
                (What::Quoted(inside), behind.trim_start_matches(['"', '”', '»', '“']))
            }
            None => {
                let end = piece
                    .find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '«' | '„'))
                    .unwrap_or(piece.len());
                let (typed, behind) = piece.split_at(end);
                let is_or = OR.contains(&typed) && !not && typed != text.trim();
                (if is_or { What::Or } else { What::Word(typed) }, behind)
            }
        };
        pieces.push(Piece { not, what });
        rest = behind.trim_start();
    }
    pieces
}
