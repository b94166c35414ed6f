# Words that every page has: frame, facts and their sources, dates, tables.

## Frame
skip-to-content = Skip to content
nav-main = Main
nav-desk = Desk
nav-timeline = Timeline
nav-held = Held now
nav-people = People
nav-places = Places
nav-organizations = Organizations
nav-reports = Reports
nav-sources = Sources
printed-on = printed on { $day }
sign-out = Sign out
case-file = case file “{ $title }”
dates-as-on = Durations are counted to { $day }
dates-as-of-today = Durations are counted to today, { $day }
loads-nothing = This page loads nothing from elsewhere.

## A record
history = History
comment = Comment
facts = Facts
background = Background
ties = Ties
names = Names
figures = Figures
statements = Statements
other-facts = Other facts
identifiers = Elsewhere
identifier-also = also names
timeline-of-place = Timeline of this place
timeline-of-person = Timeline of this person or group
not-stated = not stated
not-known = not known
nothing-said = nothing said
and = and
group = group
person-or-group = Person or group
who = Who
what = What
when = When
where = Where
status = Status
certainty = Certainty
source = Source

## Names
names-caption = Every spelling, and who spells it so
name = Name
name-kind = Kind
language = Language
spelled-so-by = Spelled so by
name-valid = In force

## Sources
sources = Sources
no-sources = Nothing on this page has a source yet.
source-number = source { $n }
uncited = Uncited
via = via
no-paragraph = no paragraph
page-abbreviated = p.
grades-what = What the grades mean
grades-key = The letter grades the source: A completely reliable, B usually, C fairly, D not usually, E unreliable, F not judged. The number grades the information: 1 confirmed by others, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 not judged.

## Dates and places
date-not-stated = date not stated
place-unknown = place unknown
as-of = as of
as-of-head = As of
month = Month
certainly = Certainly
possibly = Possibly
certainly-in-month = Certainly in the month
possibly-in-month = Possibly in the month
as-a-table = The same as a table

## Counts
figure-derived = at least { $n }
figure-counted = computed
figure-of-group = Of the group
mark-of-group = of the group { $group }
figure-about = About
claimed-by = according to { $who }
preferred = preferred
sources-differ = Sources differ. None is preferred.
sources-differ-preferred = Sources differ. One is preferred.
sources-differ-on = Sources differ: { $what }
sources-agree = These can all hold.
in-report-words = in the report’s words

## Choices
any-certainty = Any
contradicted-by = contradicted by
otherwise-in = otherwise in
rival-gives = Another report gives
cited-as-a-whole = Told as a whole by
