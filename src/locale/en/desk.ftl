# The desk.
desk-counts = { $incidents ->
    [one] 1 incident
   *[other] { $incidents } incidents
}, { $people ->
    [one] 1 person or group
   *[other] { $people } people and groups
}, { $reports ->
    [one] 1 report
   *[other] { $reports } reports
}.
desk-purpose = What happened, who was held, where, and which report says so. Every fact leads to its source; where sources disagree, all of them are shown.
desk-newest = This is a large case file. Records without a source, disagreeing sources and places below are counted among what is newest: { $records } records and timeline lines. Timelines and lists have all of them.
desk-backup = Last backup: { $days ->
    [0] today
    [one] 1 day ago
   *[other] { $days } days ago
}
desk-no-backup = No backup yet
desk-timeline = Timeline of everything
desk-held = Who is held
desk-places = By place
desk-places-caption = Timeline lines with a known place. A site counts for the place around it, a country or region takes in what is inside it.
desk-held-counts = In custody: { $people ->
    [one] 1 person
   *[other] { $people } people
} and { $groups ->
    [one] 1 group
   *[other] { $groups } groups
}, from the last word of each.
desk-held-note = Groups are not added to people: their reports say “several” or give no number.
desk-unknown = { $n ->
    [one] 1 more was taken, and nothing is said of what followed
   *[other] { $n } more were taken, and nothing is said of what followed
}
attention = Needs attention
attention-caption = Open work in this case file
attention-what = What
attention-how-many = How many
attention-where = Where
attention-silent = Held, and no word for { $n } days
attention-possibly-silent = Perhaps held, and no word for { $n } days
attention-longest = Longest: { $days }
attention-contradictions = Reports contradict each other, nobody chose
attention-unsure = Two records that may be of one
unsure-title = May be the same
unsure-lede = Names of which somebody was not sure. Two records that are of one are merged, which can be undone; that they are different is remembered.
unsure-none = Nothing is left unsure.
unsure-or = or
unsure-same = The same: compare and merge
unsure-different = Different
unsure-reason = Found to be different
attention-terms = Term has or may have run out, no release reported
attention-uncited = Facts without a source
uncited-lede = Nothing is cited for these, the newest first. Each leads to the form where a report can be added.
attention-none = Nothing is open.
recent = Recent changes
all = All
place = Place
lines = Lines
records-written = { $n ->
    [one] 1 record
   *[other] { $n } records
}
desk-held-by-place = In custody or possibly, by place as far as it is stated
people = People
groups = Groups
