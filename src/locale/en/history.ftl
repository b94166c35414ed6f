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
history-pages = Pages of the history
history-older = Older

yes = yes
no = no
