# A source.
source-name = Source
source-type = What
source-reliability = Reliability
source-behind = Who is behind it
source-via = Named by others
source-via-times = { $n ->
    [0] No report names it as where a claim comes from
    [one] 1 citation names it as where the claim comes from
   *[other] { $n } citations name it as where the claim comes from
}
source-protected = Protected
source-protected-what = This source is protected: only readers with the highest clearance see who it is. Do not name it outside.
source-reports = Reports
source-reports-caption = Reports this source has a part in
source-reports-none = No report of this source is entered.
source-role = Its part

# A report.
report-title = Report
report-type = Type
report-from = From
report-author = Author
report-published = Published
report-language = Language
report-address = Address
report-archived = Archived copy
report-accessed = Read on
report-embedded-in = Embedded in
report-embeds = Embeds
report-supports = What it supports
report-supports-none = Nothing is cited to this report yet.
report-citations = { $n ->
    [one] 1 citation
   *[other] { $n } citations
}
report-facts = Facts it supports
report-text = Text
