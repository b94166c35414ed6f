# Forms of records: entering and changing.
nav-log = Log
log-title = Log a detention
log-start = Log
log-start-lede = What is typed here is kept as you type, and saved when you say so.
log-any = Any kind of record
change-it = Change
add-to-it = Add to it
form-more = More of this citation
hint-grade = A letter for the source, A to F, and a number for what it says here, 1 to 6.

## The form
form-is-new = New
form-edit-title = Change { $ref }
form-save = Save
form-save-next = Save and enter another
form-draft = Keep as draft
form-kept = Draft kept
form-not-kept = Not kept: the program does not answer. Stay on this page.
form-required = required
form-choose = choose
form-as-worded = as worded
form-not-stated = not stated
form-whole-record = all of it
form-understood = Understood:
form-use-date = Take { $date }
form-vague = no number; kept in words
form-which = Which “{ $name }”?
form-make-new = New { $kind } “{ $name }”
form-from-gazetteer = new here, from
form-made-new = New { $kind } “{ $name }”, saved with this form
form-row-names = Name
form-row-sources = Source
form-row-citations = Citation
form-row-external_ids = Identifier
form-add-names = One more name
form-add-sources = One more source
form-add-citations = One more citation
form-add-external_ids = One more identifier
form-remove = Take away
form-source-hint = The report that says so. Without one, this is marked Uncited.
form-keeping = Keeping
form-reason-hint = Goes into the history.
form-facts = Facts of this record
field-reason = Reason
reason-new = First entry
err-look-at-new = Look over what is asked of the new record, and save.
err-choose = Choose which one is meant, or that it is new.
err-reason = Say why, in a few words.
err-draft-too-long = This is too much for a draft. Shorten what is marked too long, or save it.
err-saved-before = This form was saved before, as { $ref }. Save again only for a further record.
err-saved-before-gone = This form was saved before, and what it saved is gone. Save again only for a further record.
err-another-owner = This form is for { $ref }. For another record, open the form there.
form-use-words = Use the report’s words
form-twice-meant = They are two episodes, both at once
form-twice-why = Why
hint-compartment = Only those inside it see what is kept in it.
form-no-compartment = none

## Hints
hint-link = A name or the beginning of its words, or a ref.
hint-verbatim = As the report words it: “at least 17”, “several”.
hint-qualifier = Left open, it follows from the wording.
hint-seq = Left empty, it comes after the steps that are there.
hint-status-after = Left open, a new step says what its type says by itself.
hint-quote = Copied from the report.
hint-cited-field = Of which field of the record it speaks.
hint-body = If you may keep it. Paragraphs part at line ends.
hint-day-seq = Smaller comes first.

## Why a record may be meant
match-ref = its ref
match-same-name = same name
match-other-order = same words in another order
match-same-sounds = same name, spelled otherwise
match-begins = name begins so
match-alike = spelled much alike
match-resembles = name begins alike

## Drafts
drafts-title = Drafts
drafts-lede = What you typed and have not saved. Only you see it.
drafts-none = There are none.
drafts-kept = kept
sign-in-kept = You were signed out. What you typed is kept as a draft: sign in and go on with it. Later you find it under Log, Drafts.
form-signed-out = Signed out; kept as a draft. Sign in to go on.
attention-drafts = Your drafts
drafts-discard = Throw away

## Two edits of one record
form-nothing = nothing
conflict-version = Version { $version } is newer than the one you opened
conflict-title = Two edits of the same record
conflict-lede = Nothing of yours is lost, and nothing of theirs is overwritten. Choose field by field.
conflict-counts = { $n ->
    [one] 1 field differs
   *[other] { $n } fields differ
}, { $same ->
    [one] 1 is the same.
   *[other] { $same } are the same.
}
conflict-only-you = only you changed it
conflict-only-they = only they changed it
conflict-both = both changed it
conflict-was = was:
conflict-yours = Yours
conflict-saved = Saved
conflict-words = In other words
conflict-save = Save as version { $version }
conflict-leave = Throw mine away
hint-age = As the source says it: “34”, “about 40”, “17 or 18”, “8 months”. The birth follows from it, if it is left empty.
hint-coordinates = Both can be pasted here: “43.25, 76.91”, “43°15′ N 76°54′ E”.
form-use-pair = Use { $pair }
