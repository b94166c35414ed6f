//! How far is looked where looking at everything would cost more in every larger file; pages that stop there say so.

/// The desk looks at so many of the newest records, figures and lines of the timeline, however large the file is. Lists and
/// timelines have all of them.
pub const NEWEST: i64 = 1000;

/// How far places and incidents are counted in a list: "more than 1,000" is what anybody wants to know of a country.
pub const COUNTED: i64 = 1000;
