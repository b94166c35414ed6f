# An organization.
org-name = Organization
org-type = What
org-state = State actor
org-state-yes = yes
org-state-no = no
org-parent = Part of
org-parts = Its parts
org-incidents = Incidents, by role
org-detentions = Detentions
org-detentions-caption = People and groups it arrested, or whose arrest it ordered, with the last word of each
org-arrested = arrested by it
org-ordered = on its order
org-sources = Sources it stands behind
org-sources-caption = Sources that speak for this organization

# The lists of all records of a kind.
list-none = Nothing is entered yet.
list-individuals = People
list-individuals-caption = People, with the last word of their custody
list-groups = Groups
list-groups-caption = Groups, with the last word of their custody
list-groups-note = Groups are not added to people: their named members are also listed by themselves.
list-no-custody = no custody entered
list-organizations-caption = Organizations
list-reports-caption = Reports, by title
list-sources-caption = Sources, with the reports they have a part in
list-whom = People or groups
list-inside = Places inside { $place }
list-letters = Letters
list-letter = Names under { $letter }
list-no-letter = Names that begin with no letter
list-pages = Pages
previous-page = Previous page
