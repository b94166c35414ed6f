# The history of a record.
history-of = History of { $ref }
history-none = Nothing was written yet.
history-reason = reason: { $reason }
history-fields = { $n ->
    [one] 1 field
   *[other] { $n } fields
}
history-caption = What was written on { $ref }
history-field = Field
history-before = Before
history-after = After
history-nothing = nothing
history-closed = a record not open to you
history-pages = Pages of the history
history-older = Older

# Values of closed lists that have no words of their own elsewhere.
choice-about = about
choice-alleged = alleged
choice-at_least = at least
choice-at_most = at most
choice-confirmed = confirmed
choice-day = day
choice-denied = denied
choice-derived = counted by us
choice-established = established
choice-estimated = estimated
choice-exact = exact
choice-fewer_than = fewer than
choice-inferred = inferred
choice-internal = internal use
choice-likely = likely
choice-month = month
choice-more_than = more than
choice-no = no
choice-none = none
choice-none_reported = none reported
choice-not_shown = not shown
choice-partly = partly
choice-possible = possible
choice-publish = may be published
choice-range = range
choice-share = may be shared
choice-shown = shown
choice-stated = stated
choice-unknown = unknown
choice-unlikely = unlikely
choice-vague = vague
choice-year = year
choice-yes = yes
choice-zero = none at all
