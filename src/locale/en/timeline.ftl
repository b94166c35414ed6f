# The timeline.
filter-place = Place
filter-person = Person or group
filter-detention = Detention
filter-organization = Organization
filter-source = Source
filter-only-source = Source of every report
filter-entered-since = Entered since
filter-changed-since = Entered or changed since
filter-text = Words
facet-inc = Type of incident
facet-de = Custody steps
facet-more = { $n ->
    [one] and 1 more: narrow first, or type its name above
   *[other] and { $n } more: narrow first, or type the name of one above
}
narrow-more = More lists
narrow-back = Back to the answer
contradicted-yes = yes
contradicted-no = no
detained-again = More than once
detained-once = Once
sourcing-uncited = No source
sourcing-single = One source
sourcing-several = Several sources
hint-link-known = A name or a ref
filter-group = Group by
filter-from = From
filter-to = To
filter-date = Date
filter-dates = Uncertain dates
filters-in-force = Filters in force
dates-possible = Dates possibly in range
dates-certain = Certainly in range only
possibly-in = possibly in
certainly-in = certainly in
date-hint = A day, month or year: 25 February 2012, 2012-02, 2012
place-all-inside = In { $place }, including sites
show = Show
remove = remove
clear-all = Clear all
narrow = Narrow
incidents = Incidents
group-by-day = Day
group-by-month = Month
group-by-year = Year
entries = { $n ->
    [one] 1 line
   *[other] { $n } lines
}
entries-of = { $incidents ->
    [one] 1 incident
   *[other] { $incidents } incidents
}, { $steps ->
    [one] 1 custody step
   *[other] { $steps } custody steps
}; the same step of several people is one line
left-out = { $n ->
    [one] Not listed: 1 line { $why }.
   *[other] Not listed: { $n } lines { $why }.
}
left-out-place-around = with no closer place than one around the place asked for
left-out-place-none = without a place
left-out-dates-open = with a date open towards this time, such as “in or before 2012” to all years before
left-out-dates-none = without a date
show-them = Show
dates-stated = Dates in range
dates-open = Only dates open towards this time
dates-none = Only what has no date
filter-places = Places
asked-places-around = Only what has no closer place than one around it
asked-places-none = Only what has no place
place-of-incident = place of the incident
place-of-detention = place of the detention
entries-by-month = Lines by month, { $from } to { $to }
take-away = Export
oldest-first = Oldest first
newest-first = Newest first
first-page = First page
next-page = Next page
lines-here = { $n } of { $total ->
    [one] 1 line
   *[other] { $total } lines
}
nothing-found = Nothing in this case file answers to these filters.
form-refused = { $n ->
    [one] One field needs a look
   *[other] { $n } fields need a look
}
custody = Custody
of-incident = of
sources-of = Sources of { $ref }
status-after-step = status:
show-steps = Show the { $n } steps
mark-disputed = disputed
mark-contradicted = contradicted
mark-preferred = preferred
mark-not-preferred = another figure is preferred
format-csv = CSV
format-csv-excel = CSV for Excel
format-json = JSON
asked-everything = Everything in the case file
file-lines = Lines
file-made-on = Made on
file-question = Question
file-list = How to split
file-list-hint = Several values of a cell stand with “; ” between them; a semicolon or backslash inside a value has a backslash before it. A date that is not known to the day has an apostrophe before it, so that no program makes a day of it.
show-ticked = Show what is ticked
except = except
asked-or = or { $value }
asked-not-named = something that is not named here
asked-except = all but { $value }
err-changed-too-much = More than { $n } changes were made since then: choose a later day.
shown = What is listed
shown-lines = Lines
shown-people = People
shown-detentions = Detentions
involved-people = { $n ->
    [one] 1 person or group
   *[other] { $n } people and groups
} in { $lines ->
    [one] 1 line
   *[other] { $lines } lines
}
involved-detentions = { $n ->
    [one] 1 detention
   *[other] { $n } detentions
} in { $lines ->
    [one] 1 line
   *[other] { $lines } lines
}
involved-counted-people = the numbers are of lines; a line about several people counts for each of them
involved-counted-detentions = the numbers are of lines, which are custody steps; the same step of several people counts for each of them
involved-any-people = Also those who were not asked for: each number says how many lines there are when he or she is asked for instead.
involved-any-detentions = Also those that were not asked for: each number says how many lines there are when it is asked for instead.
involved-without-people = { $n ->
    [one] 1 more line names nobody.
   *[other] { $n } more lines name nobody.
}
involved-without-detentions = { $n ->
    [one] 1 more line is of no detention.
   *[other] { $n } more lines are of no detention.
}
involved-caption = A name leads to the lines, the number beside it to the record
involved-first = First line
involved-last = Last line
involved-by-lines = Most lines first
involved-by-name = By name
