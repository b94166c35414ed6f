# Words for the values of closed lists: `list-value`, with the value as it is stored.

## Kinds of record
kind-person = Person
kind-organization = Organization
kind-place = Place
kind-source = Source
kind-report = Report
kind-incident = Incident
kind-participation = Participation
kind-relation = Tie
kind-incident_link = Link of incidents
kind-detention = Detention
kind-charge = Charge
kind-custody_event = Custody step
kind-figure = Figure
kind-statement = Statement
kind-note = Note
form-new-person = New person or group
form-new-organization = New organization
form-new-place = New place
form-new-source = New source
form-new-report = New report
form-new-incident = New incident
form-new-participation = New participation
form-new-relation = New tie
form-new-incident_link = New link of incidents
form-new-detention = New detention
form-new-charge = New charge
form-new-custody_event = New custody step
form-new-figure = New figure
form-new-statement = New statement
form-new-note = New note

## What was written, in the history
table-person = person
table-organization = organization
table-place = place
table-source = source
table-report = report
table-incident = incident
table-participation = participation
table-relation = tie
table-incident_link = link of incidents
table-detention = detention
table-charge = charge
table-custody_event = custody step
table-figure = figure
table-statement = statement
table-note = note
table-name = name
table-citation = citation
table-report_source = source of the report
table-external_id = identifier elsewhere
action-create = added
action-update = changed
action-remove = removed

## How far a record was looked over
review-draft = Draft
review-checked = Checked
review-approved = Approved
review-disputed = Disputed
review-withdrawn = Withdrawn

## Who may see it
sensitivity-public = Public
sensitivity-internal = Internal
sensitivity-confidential = Confidential
sensitivity-restricted = Restricted

## Roles of accounts
role-viewer = viewer
role-monitor = monitor
role-editor = editor

## How firmly a fact stands
certainty-stated = stated
certainty-reported = reported
certainty-apparent = apparent
certainty-alleged = alleged
certainty-inferred = inferred
certainty-denied = denied
link-certainty-stated = link stated
link-certainty-reported = link reported
link-certainty-apparent = link apparent
link-certainty-alleged = link alleged
link-certainty-inferred = link inferred
link-certainty-denied = link denied

## How a date is known
basis-stated = stated
basis-inferred = inferred
basis-estimated = estimated
basis-unknown = not known how
part-year = year
part-month = month
part-day = day
part-inferred-year = year inferred
part-inferred-month = month inferred
part-inferred-day = day inferred

## How a place is known
place-basis-stated = place stated
place-basis-inferred = place inferred
place-basis-estimated = place estimated
place-basis-unknown = place not known more closely

## In which order those held are listed
held-order-silence = Longest without word first
held-order-name = By name

## Custody
status-held = Held
status-house_arrest = House arrest
status-on_bail = On bail
status-serving_sentence = Serving a sentence
status-released = Released
status-deported = Deported
status-escaped = Escaped
status-hospitalised = Hospitalized
status-disappeared = Disappeared
status-dead = Dead
status-unknown = Unknown
warrant-shown = Shown
warrant-not_shown = Not shown
warrant-none = There was none
warrant-unknown = Not known
acknowledged-yes = Yes
acknowledged-denied = Denied
acknowledged-unknown = Not known
incommunicado-yes = Yes
incommunicado-no = No
incommunicado-partly = Partly
incommunicado-unknown = Not known
lawyer-yes = Yes
lawyer-no = No
lawyer-partly = Partly
lawyer-unknown = Not known
family-contact-yes = Yes
family-contact-no = No
family-contact-partly = Partly
family-contact-unknown = Not known
ill-treatment-alleged = Alleged
ill-treatment-established = Established
ill-treatment-denied = Denied
ill-treatment-none_reported = None reported
ill-treatment-unknown = Not known

## How a report puts it
hedge-asserted = asserted
hedge-reported = reported
hedge-apparent = apparent
hedge-alleged = alleged
hedge-denied = denied
hedge-quoted = quoted
stance-supports = supports
stance-contradicts = contradicts
stance-mentions = mentions
stance-differs = gives another value

## Sources
source-role-publisher = Publisher
source-role-reporter = Reporter
source-role-producer = Producer
source-role-credited = Credited
source-role-quoted = Quoted
source-role-syndicated_from = Syndicated from
reliability-A = A, completely reliable
reliability-B = B, usually reliable
reliability-C = C, fairly reliable
reliability-D = D, not usually reliable
reliability-E = E, unreliable
reliability-F = F, not judged

## This organization's own assessment
finding-confirmed = Confirmed
finding-likely = Likely
finding-possible = Possible
finding-unlikely = Unlikely
finding-unknown = Cannot be assessed

## Links of incidents, from here and to here
incident-link-part_of = Part of
incident-link-precedes = After it
incident-link-led_to = Led to
incident-link-response_to = In response to
incident-link-parallel = At the same time
incident-link-same_as = Same event as
incident-link-related = Related
incident-link-inverse-part_of = Parts of it
incident-link-inverse-precedes = Before it
incident-link-inverse-led_to = Led to this
incident-link-inverse-response_to = In response to this
incident-link-inverse-parallel = At the same time
incident-link-inverse-same_as = Same event as
incident-link-inverse-related = Related

## Statements
form-speech = Speech
form-chant = Chant
form-demand = Demand
form-appeal = Appeal
form-denial = Denial
form-comment = Comment
form-testimony = Testimony

## Figures
qualifier-exact = exactly
qualifier-about = about
qualifier-at_least = at least
qualifier-more_than = more than
qualifier-at_most = at most
qualifier-fewer_than = fewer than
qualifier-range = from … to
qualifier-vague = in words
qualifier-zero = none
qualifier-derived = computed

## Names
name-kind-primary = primary
name-kind-alias = also called
name-kind-transliteration = transliteration
name-kind-native = native
name-kind-former = former
name-kind-official = official
name-kind-nickname = nickname
name-kind-misspelling = misspelling
name-kind-descriptor = description

## People and groups
unit-individual = Individual
unit-family = Family
unit-group = Group
unit-community = Community
unit-people = People
sex-male = Male
sex-female = Female
sex-other = Other
sex-mixed = Mixed
sex-unknown = Not known
consent-none = No consent to any use
consent-internal = Inside the organization only
consent-share = May be shared with partners
consent-publish = May be published

## Places
level-country = Country
level-region = Region
level-district = District
level-city = City
level-locality = Town or village
level-site = Site
level-informal = Area without fixed bounds

## Fields, as history, forms and facts name them
field-about = About
field-accessed = Accessed
field-acknowledged = Acknowledged by the authorities
field-act = Act
field-archive_url = Archived copy
field-arrest_place = Place of arrest
field-arresting_organization = Arrested by
field-article = Article of the law
field-as_of = As of
field-author = Author
field-bail_amount = Bail
field-bail_currency = Currency of the bail
field-best = Most likely number
field-age = Age
field-age_as_of = Of that age as of
field-birth_basis = Basis of the date of birth
field-birth = Born
field-birth_place = Place of birth
field-body = Text
field-case_number = Case number
field-certainty = Certainty
field-civil_status = Civil status
field-claimed_by = Claimed by
field-comment = Comment
field-consent = Consent
field-date = Date
field-date_basis = How the date is known
field-date_part = Part of the date inferred
field-day_seq = Order within the day
field-death = Died
field-description = Description
field-detention = Detention
field-direct = In the speaker’s own words
field-ethnicity = Ethnicity
field-family_contact = Contact with family
field-field = Field
field-fine_amount = Fine
field-fine_currency = Currency of the fine
field-finding = Our finding
field-form = Form
field-from_incident = From incident
field-geo_precision = Precision of the coordinates
field-grade = Grade
field-group = Group
field-health = Health
field-hedge = How the report puts it
field-hi = Highest number
field-identified = Identified
field-ill_treatment = Ill-treatment
field-incident = Incident
field-incommunicado = Held incommunicado
field-iso = ISO code
field-kind = Kind
field-lang = Language
field-latitude = Latitude
field-law = Law
field-lawyer = Lawyer
field-legal_basis = Legal basis
field-level = Level
field-lo = Lowest number
field-longitude = Longitude
field-measure = What is counted
field-named = Has a name
field-nationality = Nationality
field-note = Note
field-object = Object of the tie
field-occupation = Occupation
field-ordering_organization = Ordered by
field-organization = Organization
field-organization_basis = How that is known
field-page = Page
field-paragraph = Paragraph
field-parent = Part of
field-person = Person or group
field-place = Place
field-place_basis = How the place is known
field-place_note = Note on the place
field-preferred = Preferred
field-presumed_reason = Presumed reason
field-protected = Protected source
field-published = Published
field-published_basis = How the date of publication is known
field-published_part = Part of the date of publication inferred
field-qualifier = Kind of number
field-quote = Wording
field-reliability = Reliability
field-report = Report
field-review = Review
field-role = Role
field-scheme = System
field-withdrawn = Withdrawn
field-merged_into = Merged into
field-legal-state = In law after the step
field-contradicted = Contradicted
field-detained = Detained how often
field-compartment = Compartment
field-court = Court
field-judge = Judge
field-next_hearing = Next hearing
field-offence = Offence, as said
field-outcome = What came of it
field-outcome_date = Outcome of
field-release_kind = Why released
field-sensitivity = Sensitivity
field-sentence = Sentence, as said
field-seq = Order
field-sex = Sex
field-site_type = Kind of site
field-source = Source
field-sourcing = How many sources
field-stance = Stance
field-gives = Another value it gives
field-gives_record = Another record it names
field-start = Start
field-start_basis = How the start is known
field-start_part = Part of the start inferred
field-state_actor = State body
field-stated_reason = Stated reason
field-status = Custody after the step
field-status_after = Status after
field-subject = Subject of the tie
field-summary = Summary
field-text = Text
field-time_note = Time
field-title = Title
field-to_incident = To incident
field-topic = Topic
field-type = Type
field-unit = Individual or group
field-url = Address
field-valid = In force
field-value = Identifier
field-verbatim = Wording
field-verdict = Verdict
field-via = Origin the report names
field-warrant = Warrant

# A figure in numbers; “more than n” is stored as n + 1 or more.
counted-exact = { $n }
counted-about = about { $n }
counted-about-range = about { $n } to { $to }
counted-at_least = at least { $n }
counted-more_than = more than { $n }
counted-at_most = at most { $n }
counted-fewer_than = fewer than { $n }
counted-range = { $n } to { $to }
counted-zero = none
