# Logging from a report, and following people up.

## From a report
from-report-start = Log from this report
from-report-choose = Log from a report
from-report-title = Log from { $ref }
from-report-no-text = The text of this report is not kept here. Type paragraph and wording by hand.
from-report-how = Take a paragraph, and copy its words if they matter. Where script runs, words you select are copied for you.
from-report-take = Log from ¶ { $n }
from-report-cited = { $n ->
    [one] Cited once so far
   *[other] Cited { $n } times so far
}
from-report-where = Where in the report
from-report-what = What does it tell there?
from-report-cite = Cite for an existing record
from-report-else = Something else
from-report-saved = Saved:
from-report-so-far = Records cited so far: { $n }
reason-from-report = From a report
field-record = Record
cited-fact = Of which fact
cited-fact-hint = The facts of the record, once it is chosen.
cited-itself = the record itself

## A further step
step-add = Add a custody step
step-choose = Follow people up
takings-correct-ticked = Correct the arrest of those ticked
takings-correct = Correct the arrest
takings-hint = What is left empty stays as each step says it.
reason-takings = Arrest corrected
err-no-taking = No step of this episode tells of the arrest.
step-add-ticked = Add a custody step for those ticked
step-tick = Tick { $name }
step-of = For whom
step-nobody = Nobody is ticked. Tick people in the list first:
step-as-said = what the step says
step-status-hint = Choose the step first.
step-says-nothing = This step alone says nothing of the status.
step-law = Law, verdict, sentence, fine
step-source-hint = One citation supports the step of everybody ticked. Without one, the steps are marked Uncited.
reason-step = Custody step
err-nobody-ticked = Tick at least one.
