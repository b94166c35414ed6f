# Logging a detention.
log-save = { $n ->
    [0] Save
    [1] Save the detention
   *[other] Save { $n } detentions
}
log-save-next = Save and log another
log-saved = Saved:
log-enough = Only “Who” and a source are needed; the rest can wait.
key-next-field = next field
key-next-part = next part
key-save = save
key-save-next = save and log another
key-first-match = use the first match
key-close-list = close a list
log-names = Names, one on each line
log-names-hint = As the source spells them. A group is a line too: “some protesters”. Up to { $n } lines.
log-who-these-are = Who these lines are
who-new = New person
who-group = New group
who-same-episode = It is the same arrest: add this report to { $ref }
who-unsure = Not sure, keep apart for later
err-who = Say who { $name } is.
err-too-many-lines = { $given } lines are too many for one form. Paste up to { $n } at a time.
log-taken-source = The arrest has its own source
log-custody = Custody
log-status-source = The status has its own source
log-part-of = Part of an incident
log-source-hint = Supports every fact on this page, unless a fact has its own source.
log-report-beside = Report beside you
log-no-text = Its text is not in the case file.
field-taken = When taken
field-taken_basis = How the date is known
field-taken_part = Part of it inferred
field-taken_place = Where taken
field-taken_how = How taken
taken-how-arrested = Arrested
taken-how-abducted = Abducted: by whom is not admitted
taken-how-disappeared = Disappeared: last seen then
field-taken_by = By whom
field-taken_place_basis = How the place is known
field-taken_by_basis = How that is known
field-taken_note = Note on the arrest
field-status_date = Status, as of
field-status_date_basis = How that date is known
field-status_date_part = Part of it inferred
field-held_place = Held where
field-status_note = Note on custody
form-as-put = as the report puts it
hint-taken = As the source says it: “25 Feb 2012”, “between 1 and 24 Feb 2012”, “before 25.02.2012”.
hint-certainty = Left open, it follows from how the report puts it.
log-age-as-of = On the day of the report, else of the arrest. Clear it if it is something else.
log-as-pasted = As pasted: { $line }
log-part-lines = One line for each name between commas
err-line-twice = { $line } is in the list twice. If these are two people, say so.
