# Custody: status, steps, terms, and the page of who is held.

## Status
custody-status = Custody status
status-not-stated = No report states a custody status.
status-serving = Serving { $sentence }
status-weight = { $supporting ->
    [one] One report gives this
   *[other] { $supporting } reports give this
}; { $contradicting ->
    [0] none contradicts it
    [one] one contradicts it
   *[other] { $contradicting } contradict it
}.
last-word = last word:
no-word-for = No word for { $days }.
no-word-since-when = Since when there is no word is not known.
place-earlier = From an earlier word:

## Durations
days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
length-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
length-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
days-at-least = { $n ->
    [one] at least 1 day
   *[other] at least { $n } days
}
days-at-most = { $n ->
    [one] at most 1 day
   *[other] at most { $n } days
}
days-doubted = perhaps { $days }
days-range = { $from } to { $to } days
term-end-about = The term ends about { $day }, computed.
term-end-between = The term ends between { $from } and { $to }, computed.
term-end-after = The term ends about { $day } or later, computed.
term-end-before = The term ends about { $day } or earlier, computed.
term-end-unknown = When the term ends cannot be computed: its start is not known.
term-endless = It has no end that is set.
term-suspended = It is suspended.
term-at-liberty = It is not served in custody.
term-time-served = It was served by the time it was passed.
term-not-computed = Its end cannot be computed from these words; whether it is still being served is not known.
term-had-run-out = It had run out by then.
term-beside = Beside it: { $sentence }.
perhaps = Possibly:
custody-lifted = No report says whether custody went on after that.
term-has-run-out = It has run out; no release is reported.
term-may-have-run-out = It may have run out; no release is reported.

## Episodes and steps
episode = Episode
episodes-apart = Each re-arrest is an episode of its own. Ends marked computed are the start plus the term; no report gives them.
steps-of = Steps of detention { $ref }, in order
step = Step
status-after = Status after
by-whom = By
fine-of = fine of { $amount } { $currency }
until = Until
no-report-mentions = No report mentions { $what }.
unmentioned-warrant = a warrant
unmentioned-acknowledged = an acknowledgement by the authorities
unmentioned-incommunicado = whether contact was cut off
unmentioned-lawyer = a lawyer
unmentioned-family-contact = contact with family
unmentioned-ill-treatment = treatment in custody

## Bars
bars-caption = Custody episodes up to { $day }
bar-stated = Stated, or a term from a stated day
bar-hedged = Reported, apparent or inferred
bar-not-known = Not known
bar-no-custody = No custody

## Who is held
held-any-list = All lists
held-list = List
held-list-in_custody = In custody
held-list-possibly = Possibly in custody
held-list-term_run_out = Term run out
held-list-unknown = Status unknown
held-list-counts = People: { $people }, groups: { $groups }
held-list-about-in_custody = The last word is that they are held, and nothing says that they may have been free that day.
held-list-about-possibly = Taken perhaps later or not at all, or let go perhaps: the dates allow it, or no report says it firmly.
held-list-about-term_run_out = The term they served has run out, or may have; no report says what followed. Not counted as in custody.
held-list-about-unknown = Taken, and nothing said of what followed. Not counted as held.
held-may-be-over = Perhaps over by then:
desk-possibly-held = Possibly held too: people { $people }, groups { $groups }
err-held-on = “{ $value }” is not one day. Write a day, such as 25 February 2012; of a month or a year its last day counts.
held-on = As on
held-any-status = Any
held-nobody = As on { $day }, nobody in this case file is held that answers to these filters.
held-in-list = As on { $day }, { $list }: { $counts }.
held-people = { $people ->
    [one] 1 person
   *[other] { $people } people
}, as on { $day }, from the last word of each.
held-groups = { $groups ->
    [one] 1 group
   *[other] { $groups } groups
}, as on { $day }, from the last word of each.
held-people-and-groups = { $people ->
    [one] 1 person
   *[other] { $people } people
} and { $groups ->
    [one] 1 group
   *[other] { $groups } groups
}, as on { $day }, from the last word of each.
held-silent-days = Days without word, at least
held-silent = No word for { $days } days or more: { $n } of { $all }
held-none-here = Nobody answers to these filters.
held-caption = Longest without word first. Days are counted from the day of arrest, earliest and latest. What is marked computed no report says.
held-caption-by-name = In alphabetical order, those of whom nothing more is known apart. Days are counted from the day of arrest, earliest and latest. What is marked computed no report says.
held-order = Order
held-groups-apart = Groups are not added to people, so nobody is counted twice.
held-days = Time held
held-where = Where held
held-no-word = No word for
held-listed-members = { $n ->
    [one] 1 of its members listed by name
   *[other] { $n } of its members listed by name
}
held-place-earlier = from an earlier word
held-taken-at = taken at
held-where-taken = Where taken
held-last-word = Last word
held-in-place = Place, with all inside:

## In law
legal-state = In law
legal-state-charged = Charged
legal-state-remanded = Remanded in custody
legal-state-on_trial = On trial
legal-state-convicted = Convicted
legal-state-sentenced = Sentenced
legal-state-fined = Fined
legal-state-acquitted = Acquitted
legal-state-dropped = Charges dropped
legal-state-pardoned = Amnestied or pardoned
charge-brought = brought
bail-of = bail of { $amount } { $currency }
outcome-pending = Pending
outcome-dropped = Dropped
outcome-changed = Changed for another
outcome-convicted = Convicted
outcome-acquitted = Acquitted
outcome-pardoned = Amnestied or pardoned
outcome-unknown = Not known
release-kind-served = Term served
release-kind-bail = On bail
release-kind-recognisance = On recognisance
release-kind-amnesty = By amnesty
release-kind-pardon = By pardon
release-kind-acquitted = Acquitted
release-kind-charges_dropped = Charges dropped
release-kind-exchanged = Exchanged
release-kind-no_reason_given = No reason given
