# Review, withdrawing, merging, preferring a figure, and going back to an older state.

## Every act
act-version = Version { $version }
act-stale = Somebody changed this record after the form was shown. Nothing was done.
act-in-force = In force: version { $version }, { $review }. Look at it, then do it again if it still holds.
act-refused = Not done
act-reason-hint = Required. Goes into the history.
left-title = Done, but for this
left-lede = This was changed since, or its old value cannot be set any more. It was left as it is.
left-go-on = To the record
field-names = Names
field-citations = Citations
field-sources = Sources
field-external_ids = Identifiers elsewhere

## Review
review-it = Review
review-title = Review of { $ref }
review-reason-hint = Required to dispute. Goes into the history.
review-none = There is no step of review for you here: somebody else has to look at what you wrote.
review-to-checked = Checked: as its sources say
review-to-approved = Approve: it stands
review-to-disputed = Dispute
review-to-draft = Back to draft
review-done-checked = Compared with its sources
review-done-approved = Approved
review-done-draft = To be looked at again
review-uncited = { $n ->
    [one] Not approved: 1 fact has no report that supports it
   *[other] Not approved: { $n } facts have no report that supports them
}

## Withdrawing and bringing back
withdraw-it = Withdraw
withdraw-title = Withdraw { $ref }
withdraw-lede = Nothing is deleted. It is left out everywhere, with what belongs to it, and an editor can bring it back.
withdraw-rows = { $n ->
    [one] 1 fact goes with it
   *[other] { $n } facts go with it
}
withdraw-more = And { $n } more.
withdraw-citations = { $n ->
    [one] 1 citation of it is left out; that fact may be without a source then.
   *[other] { $n } citations of it are left out; those facts may be without a source then.
}
withdraw-references = { $n ->
    [one] 1 other record stays and no longer says that it refers to it.
   *[other] { $n } other records stay and no longer say that they refer to it.
}
withdraw-do = Withdraw { $ref }
withdraw-closed = You cannot withdraw this record: it is a colleague’s, or it is approved.
withdrawn-title = Withdrawn
withdrawn-lede = Records that were taken out of use, the last one first. A record that is brought back is a draft.
withdrawn-none = There are none.
withdrawn-gone = { $ref } was withdrawn
withdrawn-with-another = { $ref } belongs to a record that was withdrawn
restore-it = Bring it back
restore-do = Bring { $ref } back

## Merging
merge-it = Merge
merge-title = Which record is the same as { $ref }?
merge-lede = The two become one. What points at the other record, its names and its sources move; its ref still works. It can be undone.
merge-other = The other record
merge-compare = Put side by side
merge-closed = You cannot merge this record.
merge-sides-title = { $ref } and { $other }: one or two?
merge-caption = The two records, field by field. Of fields that differ, one value stays.
merge-record = Record
merge-none = none entered
merge-entered = Entered by
merge-citations = { $n ->
    [one] 1 citation
   *[other] { $n } citations
}
merge-same = { $n ->
    [0] No other field is the same in both.
    [one] 1 other field is the same in both.
   *[other] { $n } other fields are the same in both.
}
merge-keep = Which one stays
merge-keep-one = { $ref } stays
merge-keep-note = { $other } becomes part of { $ref }.
merge-do = Merge the two
merge-another = Another record
merged-here = { $ref } was merged into this one
unmerge-title = Part what was merged into { $ref }
unmerge-do = Undo the merge
err-merge-which = Choose the other record; it has to be of the same kind, and there already.

## One of several figures
prefer-this = Prefer this
prefer-now = The record says
prefer-swaps = The record will say what this report gives. What it says now stays beside it, with its source.
prefer-stays = The record goes on saying so, and the contradiction counts as decided.
contradictions-title = Contradictions
contradictions-lede = What reports say that cannot all be so: values, days and figures that exclude each other, and reports that say it is not so. Choose which to follow, with a reason; the others stay beside it.
contradictions-which = Which contradictions
contradictions-open = Open: { $n }
contradictions-decided = Decided: { $n }
contradictions-none = There are none.
contradictions-whole = All of it
contradictions-custody = Held or not
contradictions-in-force = the record says this
contradictions-so = It is so
contradictions-not-so = It is not so
prefer-none = No preference
prefer-title = Preference of { $ref }

## Two states
compare-do = Compare the two
compare-pick-from = compare from here
compare-pick-to = to here
compare-title = { $ref } at two times
compare-from = Then
compare-to = Later
compare-before-all = before its first write
compare-same = Nothing differs.
revert-title = Go back
revert-lede = The fields of this record become what they were then, as a change of today with its reason; the history stays. Names, sources, citations and other records stay as they are, and so does what refers to a record you may not see.
revert-do = Set the fields back
err-as-it-was = The fields are as they were then.
err-cannot-go-back = What was there then cannot be set any more: the record it names was withdrawn, or the code is gone.
err-not-there-yet = The record was not there yet then.
