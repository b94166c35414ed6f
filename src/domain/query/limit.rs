//! How far is looked where looking at everything would cost more in every larger file; pages that stop there say so.

/// The desk costs the same in every file: it looks at so many of the newest records, figures and lines of the timeline, and
/// at the people of so many of the newest detentions. Lists and timelines have all of them.
pub const NEWEST: i64 = 1000;
pub const NEWEST_DETENTIONS: i64 = 300;

/// How far places and incidents are counted in a list: "more than 1,000" is what anybody wants to know of a country.
pub const COUNTED: i64 = 1000;
